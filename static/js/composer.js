// The composer of a case: three sheets (reply, note, phone note) for the same editor. Without this file it is a plain
// form. What it is made of has files of its own in composer/: the form, drafts, files, quotes, the reply that is held.
import { begin, forget, turn, typed, wait, waitFor } from "./composer/drafts.js";
import { busy, forgetFiles, upload } from "./composer/files.js";
import { area, chosen, form, tab } from "./composer/form.js";
import { count } from "./composer/held.js";
import "./composer/quotes.js";
import { watchMentions } from "./mentions.js";
import "./photos.js";

// ——— Writing
document.addEventListener("input", ({ target }) => { if (target === area()) typed(); });
document.addEventListener("change", ({ target }) => {
  if (target.form !== form()) return;
  if (target.name === "kind") turn();
  if (target.name === "then") waitFor(target.value);
  if (target.type === "file") upload(target.files, target);
});
// A key or a click on a sheet means: write. The arrows only choose among them.
let walking = false;
document.addEventListener("keydown", ({ target, key }) => { walking = target.name === "kind" && key.startsWith("Arrow"); }, true);
document.addEventListener("pointerdown", () => { walking = false; }, true);
document.addEventListener("click", ({ target }) => {
  if (!target.matches?.('#composer [name="kind"]') || walking) return;
  window.richtext?.focus(area()); // at once, for the letters that follow the key are not commands
  setTimeout(() => window.richtext?.focus(area())); // and again where the click gives the sheet the focus
});
// Esc leaves the editor, so that single keys are commands again.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest?.("#composer rich-text, #composer textarea")) return;
  form().tabIndex = -1;
  form().focus({ preventScroll: true });
});

// ——— Sending
document.addEventListener("keydown", (event) => {
  if (event.target !== area()) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    form().requestSubmit(form().querySelector("button.primary"));
  }
}, true);
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt !== form()) return;
  wait();
  if (busy()) event.preventDefault();
});
document.addEventListener("composer-sent", () => {
  const sheet = forget();
  forgetFiles(sheet);
  document.getElementById("composer-deeds").replaceChildren();
  richtext.set(area(), "");
  const reply = tab("reply");
  if (sheet !== reply) { reply.checked = true; turn(); }
  // The event comes before what was sent stands in the page, and before the composer is small again.
  setTimeout(() => document.querySelector("#timeline > :last-child")?.scrollIntoView({ block: "nearest" }), 100);
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keep-editing]")) return;
  event.preventDefault();
  document.getElementById("composer-says").replaceChildren();
  richtext.focus(area());
});

// What is jumped to in the conversation ends above the composer, however tall it has become. (Not by the page's padding:
// the composer would lie in it, and each letter typed would scroll the conversation away to bring it out.)
const dock = document.getElementById("dock");
const tell = () => document.documentElement.style.setProperty("--dock", getComputedStyle(dock).position === "sticky" ? `${dock.offsetHeight + 8}px` : "0px");
new ResizeObserver(tell).observe(dock);

const start = () => {
  begin();
  count(document.querySelector("[data-held]"));
};
start();
watchMentions(area, () => chosen()?.value === "note");
document.addEventListener("htmx:afterSettle", start);
document.addEventListener("htmx:oobAfterSwap", start);
// A conversation whose end the composer would hide opens where it ended, unless something is said at its top.
const last = document.querySelector("#timeline > :last-child");
const past = new URLSearchParams(location.search).has("before");
const hidden = last && last.getBoundingClientRect().bottom > Math.min(dock.getBoundingClientRect().top, innerHeight);
if (hidden && !location.hash && !past && !document.querySelector(".flashes")) {
  // The editor comes later, and is taller than what it takes the place of. Who has begun to do something stays there.
  let still = true;
  for (const name of ["wheel", "touchmove", "pointerdown", "keydown"])
    addEventListener(name, () => { still = false; }, { once: true, passive: true, capture: true });
  const toEnd = () => {
    if (!still) return;
    tell();
    last.scrollIntoView({ block: "end", behavior: "instant" });
  };
  toEnd();
  new ResizeObserver(toEnd).observe(dock);
}
