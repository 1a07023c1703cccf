// The queue: choosing rows, and rows that stay true while the page is open. The page works without this file.
const EVERY = 20_000;
const page = document.querySelector("[data-queue]");
const boxes = () => [...page.querySelectorAll(".row-check input")];
const chosen = () => boxes().filter((box) => box.checked);

// --- Choosing -------------------------------------------------------------------------------------------------------
const all = [...page.querySelectorAll("[data-select-all]")];
const wholeView = page.querySelector("[data-select-view]");
const query = page.querySelector("[data-all-query]");
let lastBox = null;

for (const hidden of page.querySelectorAll("[data-script]")) hidden.hidden = false;

const said = (words, count) => (count === 1 ? words.one : words.many.replace("#", count));

function tell() {
  const count = chosen().length;
  const words = page.querySelector("[data-selected]");
  const every = count > 0 && count === boxes().length;
  for (const one of all) [one.checked, one.indeterminate] = [every, count > 0 && !every];
  if (!every) takeAll(false);
  words.textContent = count ? (query.disabled ? said(words.dataset, count) : words.dataset.all) : "";
  document.dispatchEvent(new CustomEvent("queue:selected", { detail: { count, all: !query.disabled } }));
}

function takeAll(on) {
  query.disabled = !on;
  wholeView?.setAttribute("aria-pressed", on);
}

function choose(list, on) {
  for (const box of list) box.checked = on;
  tell();
}

page.addEventListener("click", (event) => {
  const box = event.target.closest(".row-check input");
  if (!box) return;
  const list = boxes();
  if (event.shiftKey && lastBox && list.includes(lastBox)) {
    const [from, to] = [list.indexOf(lastBox), list.indexOf(box)].sort((a, b) => a - b);
    for (const one of list.slice(from, to + 1)) one.checked = box.checked;
  }
  lastBox = box;
  tell();
});
page.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) choose(boxes(), event.target.checked);
  else if (event.target.matches(".row-check input")) tell();
});
wholeView?.addEventListener("click", () => {
  const on = query.disabled;
  choose(boxes(), true);
  takeAll(on);
  tell();
});

// x chooses the row that has the focus, Escape lets go of all.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog")) return;
  const row = document.activeElement.closest("[data-row]");
  if (event.key === "x" && row && document.documentElement.dataset.keys !== "off") row.querySelector(".row-check input").click();
  else if (event.key === "Escape" && chosen().length && !document.querySelector("details.menu[open]")) choose(boxes(), false);
  else return;
  event.preventDefault();
});

// A page that the browser kept, or a form that it filled in again, may have boxes ticked.
window.addEventListener("pageshow", tell);

// --- Staying true ---------------------------------------------------------------------------------------------------
const news = page.querySelector("[data-news]");
const live = new URL(page.dataset.live, location.href);
const list = () => document.getElementById("queue-list");
let waiting = null; // what came while somebody was choosing or pointing
let pointing = false;
let asking = false;
let freshAt = new Date();
let ended = false;

page.addEventListener("pointerover", (event) => {
  if (event.pointerType === "mouse") pointing = Boolean(event.target.closest("#queue-list"));
});
page.addEventListener("pointerleave", () => (pointing = false));

const busy = () => pointing || chosen().length > 0;

async function ask() {
  if (asking || ended || document.hidden) return;
  if (!navigator.onLine) return stale();
  asking = true;
  try {
    live.searchParams.set("seen", list().dataset.print);
    live.searchParams.set("rail", list().dataset.rail);
    const answer = await fetch(live, { headers: { "HX-Request": "true" }, redirect: "error" });
    if (answer.status === 401) {
      ended = true;
      news.textContent = news.dataset.out;
    } else if (!answer.ok) stale();
    else {
      freshAt = new Date();
      if (answer.status === 200) take(new DOMParser().parseFromString(await answer.text(), "text/html"));
      else if (!waiting) news.replaceChildren();
    }
  } catch {
    stale();
  } finally {
    asking = false;
  }
}

function stale() {
  const time = freshAt.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  news.textContent = news.dataset.stale.replace("#", time);
}

const prints = (root) => new Map([...root.querySelectorAll("[data-row]")].map((row, at) => [row.id, `${at} ${row.dataset.print}`]));

// How many cases have come, gone, moved or changed.
function changes(root) {
  const [before, after] = [prints(list()), prints(root)];
  return [...new Set([...before.keys(), ...after.keys()])].filter((id) => before.get(id)?.split(" ")[1] !== after.get(id)?.split(" ")[1]).length;
}

function take(answer) {
  for (const fresh of answer.querySelectorAll("[data-count]")) {
    for (const shown of document.querySelectorAll(`[data-count="${fresh.dataset.count}"]`)) shown.textContent = fresh.textContent;
  }
  const fresh = answer.getElementById("queue-list");
  list().dataset.rail = fresh.dataset.rail;
  const count = changes(fresh);
  if (!busy()) return put(fresh);
  waiting = count ? fresh : null;
  news.replaceChildren();
  if (!count) return;
  const show = document.createElement("button");
  show.type = "button";
  show.className = "linklike";
  show.textContent = news.dataset.show;
  show.addEventListener("click", () => put(waiting));
  news.append(`${said(news.dataset, count)} — `, show);
}

// Each row that says the same stays as it is; the others are put in by their case. What one was doing there goes on.
function put(fresh) {
  const ticked = new Set(chosen().map((box) => box.value));
  const focused = document.activeElement.closest("[data-row]")?.id;
  const onBox = document.activeElement.matches(".row-check input");
  const anchor = [...list().querySelectorAll("[data-row]")].find((row) => row.getBoundingClientRect().bottom > 0);
  const top = anchor?.getBoundingClientRect().top;
  const known = prints(list());
  for (const row of fresh.querySelectorAll("[data-row]")) {
    const box = row.querySelector(".row-check input");
    if (box) box.checked = ticked.has(box.value);
    if (known.size && known.get(row.id)?.split(" ")[1] !== row.dataset.print) row.classList.add("fresh");
  }
  list().replaceWith(document.adoptNode(fresh));
  waiting = null;
  news.replaceChildren();
  const now = anchor && document.getElementById(anchor.id);
  if (now && scrollY > 0) scrollBy(0, now.getBoundingClientRect().top - top);
  if (focused) document.getElementById(focused)?.querySelector(onBox ? ".row-check input" : ".row-link").focus({ preventScroll: true });
  tell();
  window.htmx?.process(list());
}

setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
window.addEventListener("online", ask);
document.addEventListener("queue:refresh", ask);
