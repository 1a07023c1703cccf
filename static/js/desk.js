// Keys and comforts of the desk. Every page works without this file.
//
// [data-key="r"], "Shift+x" or "g m" (one after the other): the key presses what has it, if it can be seen; while a
// dialog is open, only what is inside. Single keys do nothing while one types, and can be switched off (WCAG 2.1.4).
// Rows: j/k or the arrows move between [data-rows] .row-link, o opens. In [data-send] Ctrl/⌘-Enter sends, Esc leaves.
const root = document.documentElement;
const SWITCH = "postventa.keys";
const stored = () => { try { return localStorage.getItem(SWITCH); } catch { return null; } };
const store = (value) => { try { localStorage.setItem(SWITCH, value); } catch { /* private windows keep nothing */ } };
root.dataset.keys = stored() === "off" ? "off" : "on";

const scope = () => [...document.querySelectorAll("dialog:modal")].at(-1) ?? document;
const seen = (element) => !element.disabled && element.checkVisibility({ visibilityProperty: true });
const holders = (key) => [...scope().querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].filter(seen);
const typing = (target) =>
  target.isContentEditable || target.matches?.("textarea, select, input:not([type=radio], [type=checkbox], [type=button], [type=submit])");

const nameOf = (event) => {
  const letter = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return event.shiftKey && letter !== letter.toUpperCase() ? `Shift+${letter}` : letter;
};

const press = (element) => {
  if (element.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
    element.focus();
    element.select?.();
  } else {
    if (element.matches("summary")) element.focus();
    element.click();
  }
  return true;
};

const step = (by) => {
  const links = [...scope().querySelectorAll("[data-rows] .row-link")].filter(seen);
  if (!links.length) return false;
  const here = links.findIndex((link) => link === document.activeElement || link.closest("[data-row]")?.contains(document.activeElement));
  links[here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1)].focus();
  return true;
};
const onRow = () => document.activeElement.matches(".row-link");
const moves = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => onRow() && step(1),
  ArrowUp: () => onRow() && step(-1),
  o: () => onRow() && press(document.activeElement),
  "?": () => showKeys(),
};

let first = "";
let waiting = 0;
const begin = (key) => {
  clearTimeout(waiting);
  first = [...scope().querySelectorAll(`[data-key^="${CSS.escape(key)} "]`)].some(seen) ? key : "";
  waiting = setTimeout(() => { first = ""; }, 1200);
  return first !== "";
};

const single = (key) => {
  const begun = first;
  first = "";
  const found = (begun && holders(`${begun} ${key}`)[0]) || holders(key)[0];
  return found ? press(found) : (!begun && begin(key)) || (scope() === document && Boolean(moves[key]?.()));
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.composedPath()[0];
  if (event.key === "Escape" && typing(target) && target.closest?.("[data-send]")) return void document.activeElement.blur();
  if (root.dataset.keys === "off" && !event.key.startsWith("Arrow")) return;
  if (!typing(target) && single(nameOf(event))) event.preventDefault();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
  const form = event.target.closest?.("form[data-send]") ?? (event.target.matches?.("[data-composer]") && event.target.form);
  if (!form) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button.primary:not([disabled])"));
});

// The help: what the page has keys for, by the names that it gives, and what is always so.
const textOf = (element) =>
  [...(element?.childNodes ?? [])].filter((node) => !node.matches?.(".count, kbd")).map((node) => node.textContent).join(" ");
const titleOf = (element) =>
  (element.dataset.keyName || element.getAttribute("aria-label") || textOf(element.labels?.[0]) || textOf(element))
    .replace(/\s+/g, " ").trim();
const caps = (keys) => keys.split(/[ +]/).flatMap((key) => {
  const cap = document.createElement("kbd");
  cap.textContent = key;
  return [cap, " "];
});
window.deskKeys = { seen, press, titleOf, caps, all: () => [...document.querySelectorAll("[data-key]")].filter((one) => titleOf(one)) };

function showKeys() {
  const dialog = document.getElementById("keys");
  if (!dialog) return false;
  const list = dialog.querySelector("[data-keys-here]");
  const names = new Map();
  for (const one of window.deskKeys.all()) if (!names.has(one.dataset.key)) names.set(one.dataset.key, titleOf(one));
  list.replaceChildren(...[...names].map(([key, name]) => {
    const line = document.createElement("div");
    const [what, how] = [document.createElement("dt"), document.createElement("dd")];
    what.textContent = name;
    how.append(...caps(key));
    line.append(what, how);
    return line;
  }));
  for (const line of dialog.querySelectorAll("[data-when]")) line.hidden = !document.querySelector(line.dataset.when);
  dialog.querySelector("[data-keys-switch]").checked = root.dataset.keys === "on";
  dialog.showModal();
  return true;
}
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) showKeys();
  else if (event.target.matches?.("dialog[data-light]")) event.target.close();  // beside it
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  root.dataset.keys = event.target.checked ? "on" : "off";
  store(root.dataset.keys);
});

// A menu that was opened gives its first entry the focus, also when its entries come later; the arrows go through them.
const entries = (menu) => [...menu.querySelectorAll(".menu-panel :is(a[href], button, input, select, textarea)")].filter(seen);
const enter = (menu) => menu.open && menu.contains(document.activeElement) && entries(menu)[0]?.focus();
document.addEventListener("toggle", (event) => event.target.matches?.("details.menu") && enter(event.target), true);
document.addEventListener("htmx:afterSwap", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (menu && (menu.contains(document.activeElement) || document.activeElement === document.body)) {
    menu.querySelector("summary").focus();
    enter(menu);
  }
});
document.addEventListener("keydown", (event) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const menu = by && event.target.closest?.("details.menu[open]");
  if (!menu || typing(event.target)) return;
  const all = entries(menu);
  const here = all.indexOf(document.activeElement);
  all[(here + by + all.length) % all.length]?.focus();
  event.preventDefault();
});

// Who signs in again in another tab has a new token: take it from the cookie, so that nothing typed here is lost.
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = cookie("csrftoken");
  if (!token) return;
  detail.headers["x-csrftoken"] = token;
  detail.parameters.delete?.("csrfmiddlewaretoken");
});

// What could not be sent is said, in words that the page brought with it; the form stays as it is.
const say = (name) => {
  const words = document.querySelector(`template[data-say="${name}"]`);
  const notice = document.getElementById("notice");
  if (words && notice) notice.replaceChildren(words.content.cloneNode(true));
};
document.addEventListener("htmx:sendError", () => say("offline"));
document.addEventListener("htmx:responseError", () => say("failed"));
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status !== 401) return;
  event.preventDefault();
  say("signed-out");
});
