// A new case: what is typed is kept as one types, and the look-up is done by keys. The page works without this file.
const SOON = 800;
const form = () => document.getElementById("new-case");
const number = () => form().elements.submission.value;
const said = (text) => { document.getElementById("begun-said").textContent = text ?? ""; };
const token = () => document.cookie.split("; ").find((pair) => pair.startsWith("csrftoken="))?.slice(10) ?? form().elements.csrfmiddlewaretoken.value;

// ——— What was typed outlives the page
let timer = 0;
let dirty = false;
let sent = false;
const save = async ({ leaving = false } = {}) => {
  clearTimeout(timer);
  if (!dirty || sent) return;
  dirty = false;
  const body = new FormData(form());
  body.delete("files");
  const address = form().dataset.begun.replace(/0{8}-.*0{12}/, number());
  try {
    const answer = await fetch(address, { method: "POST", body, keepalive: leaving, headers: { "x-csrftoken": token(), "hx-request": "true" } });
    if (answer.status === 401) throw new Error("signed out");
    said((await answer.json()).said);
    // Loaded again, the page goes on with this one.
    if (answer.ok && !sent) history.replaceState(null, "", `?draft=${number()}`);
  } catch {
    dirty = true; // the next key tries again
    said("");
  }
};
const typed = () => {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(save, SOON);
};
document.addEventListener("input", ({ target }) => { if (target.form === form()) typed(); });
document.addEventListener("change", ({ target }) => { if (target.form === form() && target.type !== "file") typed(); });
addEventListener("pagehide", () => save({ leaving: true }));
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save({ leaving: true }));

// ——— The look-up: Enter chooses the first, the arrows go through them
const who = () => form().elements.who;
const choices = () => [...form().querySelectorAll("#found button")];
const go = (by) => {
  const all = choices();
  if (!all.length) return false;
  const next = all.indexOf(document.activeElement) + by;
  (next < 0 ? who() : all[Math.min(next, all.length - 1)]).focus();
  return true;
};
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || target.form !== form()) return;
  const looking = target === who();
  if ((looking || target.matches("#found button")) && (key === "ArrowDown" || key === "ArrowUp")) {
    if (go(key === "ArrowDown" ? 1 : -1)) event.preventDefault();
  } else if (key === "Enter" && target.matches("input:not([type=checkbox], [type=file])")) {
    event.preventDefault(); // the case is opened by its button, or with Ctrl
    if (looking) (choices()[0] ?? form().elements.look).click();
  }
}, true);
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt !== form()) return;
  clearTimeout(timer);
  sent = true;
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.elt !== form() || detail.xhr.getResponseHeader("HX-Redirect")) return;
  sent = false;
  dirty = true;
  save();
});
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.target?.id === "about" || detail.elt?.id === "about") {
    typed();
    const chosen = form().elements.about;
    if (chosen && !form().elements.text.value) form().elements.text.focus();
    else if (!chosen) who().focus();
  } else if (detail.elt?.id === "new-case") {
    const why = form().querySelector('[role="alert"]');
    if (!why) return;
    why.tabIndex = -1;
    why.focus();
  }
});
if (!form().elements.about && !document.querySelector("#new-case [role=alert]")) who().focus();
