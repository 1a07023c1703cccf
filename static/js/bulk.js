// The bar above the queue: each deed is sent once, its progress comes in place, and at its end the rows come anew.
const unique = () =>
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));
const renew = () => { for (const one of document.querySelectorAll("[data-submission]")) one.value = unique(); };
renew();

// A menu belongs to its button: one that was left is closed.
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".bulk-menu") || !event.target.open) return;
  for (const other of document.querySelectorAll(".bulk-menu[open]")) if (other !== event.target) other.open = false;
}, true);

// Enter in the field of the tags puts them on.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || !event.target.matches?.("input[name=tags]")) return;
  event.preventDefault();
  event.target.closest(".bulk-tags").querySelector("[value=tag]").click();
});

const boxes = () => [...document.querySelectorAll("input[name=case]:checked")];
let row = null;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.id !== "bulk") return;
  row = boxes()[0]?.closest("[data-row]")?.id || null;
  for (const menu of document.querySelectorAll(".bulk-menu[open]")) menu.open = false;
});

const ended = (result) => {
  renew();
  for (const box of boxes()) {
    box.checked = false;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const words = result.querySelector("[data-bulk-words]");
  const say = document.getElementById("bulk-say");
  if (say && words) say.textContent = words.textContent;
  document.dispatchEvent(new Event("queue:refresh"));
  const near = document.getElementById(row ?? "")?.querySelector(".row-link") ?? document.querySelector("[data-rows] .row-link");
  if (document.activeElement === document.body || !document.activeElement.checkVisibility()) near?.focus();
};

document.addEventListener("htmx:afterSettle", () => {
  const result = document.querySelector("#bulk-said [data-bulk-done]:not([data-told])");
  if (result) {
    result.dataset.told = "";
    result.querySelector("[data-bulk-close]").hidden = false;
    ended(result);
  }
  document.querySelector("#bulk-said .bulk-ask h2:not([data-told])")?.focus();
  for (const head of document.querySelectorAll("#bulk-said .bulk-ask h2")) head.dataset.told = "";
  if (document.querySelector("#bulk-said [data-bulk-refused]")) renew();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("#bulk-said :is([data-bulk-cancel], [data-bulk-close])") || !document.querySelector("[data-rows]")) return;
  event.preventDefault();
  document.getElementById("bulk-said").replaceChildren();
  (document.getElementById(row ?? "")?.querySelector(".row-link") ?? document.querySelector("[data-rows] .row-link"))?.focus();
});
