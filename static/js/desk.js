// Keys and comforts of the desk. Every page works without this file.
// Rows: j/k or the arrows move, Enter opens (the row's link has the focus). A case: r replies, n notes.
const rows = () => [...document.querySelectorAll("[data-row] .row-link")];

const step = (by) => {
  const links = rows();
  if (!links.length) return false;
  const here = links.indexOf(document.activeElement);
  links[here < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(here + by, 0), links.length - 1)].focus();
  return true;
};

const write = (kind) => {
  const tab = document.querySelector(`[data-kind="${kind}"]`);
  const text = document.querySelector("[data-composer]");
  if (!tab || !text) return false;
  tab.checked = true;
  text.focus();
  return true;
};

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => document.activeElement.matches(".row-link") && step(1),
  ArrowUp: () => document.activeElement.matches(".row-link") && step(-1),
  r: () => write("reply"),
  n: () => write("note"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=radio]), textarea, select")) return;
  if (keys[event.key]?.()) event.preventDefault();
});

// Ctrl+Enter sends what is being written.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-composer]")) event.target.form.requestSubmit();
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
