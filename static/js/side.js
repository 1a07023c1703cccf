// Comforts beside the conversation of a case. Everything works without this file, on pages of its own.

// A key that leads to a group of buttons, not to one of them.
document.addEventListener("click", ({ target }) => {
  if (target.matches?.("[data-enter]")) target.querySelector("button")?.focus();
});

// A long list is narrowed by typing; Enter takes the first that is left.
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const options = (box) => [...box.form.querySelectorAll(".menu-group button")];
document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("[data-narrow]")) return;
  const wanted = fold(target.value).split(/\s+/);
  for (const option of options(target)) option.hidden = !wanted.every((word) => fold(option.textContent).includes(word));
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-narrow]") || !["Enter", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const first = options(event.target).find((option) => !option.hidden);
  if (event.key === "Enter" && event.target.value.trim()) first?.click();
  else first?.focus();
});

// What wants a second look or another case is asked in a dialog, which goes when it is done.
const deed = () => document.getElementById("deed");
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const dialog = deed();
  if (target !== dialog || !dialog.firstElementChild) return;
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector("[data-first]") ?? dialog.querySelector("h2"))?.focus();
});
document.addEventListener("case-told", () => deed()?.close());

// A form that was fetched into its fold goes on where the fold was opened.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  const fold = target.closest?.(".side details.fold");
  if (!fold?.contains(document.activeElement) && document.activeElement !== document.body) return;
  fold?.querySelector("form :is(select, input:not([type=hidden]), textarea)")?.focus();
});

// What was pressed goes with its piece of the page: the focus stays at the fact that was changed, or at the piece's head.
const pressed = new WeakMap();
document.addEventListener("htmx:beforeRequest", ({ detail: { elt } }) => {
  const [fact, piece] = [".side details[id]", ".side > [id], #case-head, #held"].map((where) => elt.closest?.(where)?.id);
  if (piece) pressed.set(elt, { fact, piece });
});
const place = ({ fact, piece }) =>
  document.getElementById(fact)?.querySelector("summary") ?? document.getElementById(piece)?.querySelector("h1, h2") ?? document.getElementById("h-case");
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const asked = pressed.get(detail.requestConfig.elt);  // the event itself tells of what is still there
  if (document.activeElement !== document.body || !asked) return;
  const here = place(asked);
  if (here && !here.matches("summary")) here.tabIndex = -1;
  here?.focus({ preventScroll: true });
});

// A card is left as it is while a request of its own is on the way, which brings what it is then; and what somebody has
// open or is typing in is not taken from under their hands by news from elsewhere. What was written shows at once, even
// while the card still asks for something (suggestions to what was being typed).
const underway = new Map();
let asked = null, isNews = false, missed = false;
document.addEventListener("htmx:beforeSend", ({ detail }) => underway.set(detail.elt, detail.requestConfig.verb));
document.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  asked = detail.elt;
  isNews = detail.requestConfig.verb === "get";
});
// What asked may be gone by now, and the event is then of what is around it: the request itself knows who asked.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  underway.delete(detail.requestConfig.elt);
  // Of several that were answered almost at once the last to come need not be the last that was done.
  if (!missed || [...underway].some(([other, verb]) => verb !== "get" && other.closest(".side"))) return;
  missed = false;
  document.body.dispatchEvent(new Event("case-changed", { bubbles: true }));
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  const card = detail.target;
  if (!card.matches(".side > *")) return;
  const waits = [...underway].some(([other, verb]) => other !== asked && card.contains(other) && (isNews || verb !== "get"));
  if (waits && !isNews) missed = true;
  const held = !card.contains(asked) && card.querySelector(isNews ? "details.fold[open], details.pick[open], :focus:not(h1, h2)" : "details.fold[open] form");
  if (waits || (held && !card.matches(".coverage"))) detail.shouldSwap = false;
  // A head that has the focus is nobody's work: the new one has it then.
  else if (card.querySelector("h1:focus, h2:focus")) setTimeout(focusHead, 50, card.id);
});
const focusHead = (id) => {
  const head = document.getElementById(id)?.querySelector("h1, h2");
  if (!head || document.activeElement !== document.body) return;
  head.tabIndex = -1;
  head.focus({ preventScroll: true });
};
