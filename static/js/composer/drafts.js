// What is being written is kept on the server, a draft for each sheet, which remembers when the server kept it (data-at);
// a copy stays in the browser until then.
import { area, chosen, form, post, say, sheets, words } from "./form.js";

const SOON = 800;
const SMALL = 50_000; // what a browser sends after its page is gone
const WEEK = 7 * 86_400_000;
let timer, saving = Promise.resolve(), shown;

const saved = (text) => { document.getElementById("draft-says").textContent = text; };

// ——— The browser's copy
const spare = (kind) => `draft:${form().dataset.reader}:${form().dataset.case}:${kind}`;
const keep = (kind, html, base) => {
  try {
    if (html === null) localStorage.removeItem(spare(kind));
    else localStorage.setItem(spare(kind), JSON.stringify({ html, base, at: Date.now() }));
  } catch { /* a browser that keeps nothing still has the server */ }
};
const spared = (kind) => {
  try {
    const kept = JSON.parse(localStorage.getItem(spare(kind)) ?? "null");
    return kept && Date.now() - kept.at < WEEK ? kept : null;
  } catch { return null; }
};

// ——— The server's
const data = (sheet) => {
  const body = new FormData();
  for (const name of ["submission", "seen", "then"]) body.set(name, form().elements[name]?.value ?? "");
  body.set("text", sheet.dataset.html ?? "");
  body.set("text_html", "1");
  body.set("base", sheet.dataset.at ?? "");
  for (const [name, value] of new FormData(form())) if (name.startsWith("promise-")) body.set(name, value);
  return body;
};
const save = (sheet, { leaving = false } = {}) => {
  wait();
  if (!sheet || sheet.dataset.dirty === undefined) return saving;
  delete sheet.dataset.dirty;
  const body = data(sheet);
  const small = (sheet.dataset.html ?? "").length < SMALL;
  const go = async () => {
    if (!leaving) body.set("base", sheet.dataset.at ?? "");
    try {
      const answer = await post(`drafts/${sheet.value}/`, body, leaving && small);
      if (answer.status === 401) return say("signed-out");
      const said = await answer.json();
      if (answer.ok) return settle(sheet, said);
      if (said.code === "draft_newer") return offer(sheet, said);
      if (said.code !== "draft_sent") saved(said.why);
    } catch {
      sheet.dataset.dirty = ""; // no connection: the browser's copy stays, the next key tries again
    }
  };
  saving = leaving ? go() : saving.then(go);
  return saving;
};
const settle = (sheet, { at, said }) => {
  sheet.dataset.at = at;
  if (sheet.dataset.dirty === undefined) keep(sheet.value, null);
  if (sheet === chosen()) saved(said);
};

// Another window of the same person wrote something else: both are there until one is chosen.
const offer = (sheet, { html, at }) => {
  const box = document.getElementById("composer-other");
  box.replaceChildren(document.querySelector('template[data-say="draft-newer"]').content.cloneNode(true));
  const body = new DOMParser().parseFromString(html ?? "", "text/html").body;
  box.querySelector("[data-other]").replaceChildren(...body.childNodes);
  box.addEventListener("click", ({ target }) => {
    const choice = target.closest("[data-choose]")?.dataset.choose;
    if (!choice) return;
    box.replaceChildren();
    sheet.dataset.at = at ?? "";
    if (choice === "other") richtext.set(area(), (sheet.dataset.html = html));
    sheet.dataset.dirty = "";
    keep(sheet.value, sheet.dataset.html ?? "", at);
    save(sheet);
    richtext.focus(area());
  });
};

// ——— What happens to a draft
export const typed = () => {
  const sheet = chosen();
  if (!sheet) return;
  const html = words();
  if (html === (sheet.dataset.html ?? "")) return;
  sheet.dataset.html = html;
  sheet.dataset.dirty = "";
  keep(sheet.value, html, sheet.dataset.at ?? "");
  clearTimeout(timer);
  timer = setTimeout(save, SOON, sheet);
};
// What is promised with it is kept with it.
document.addEventListener("input", ({ target }) => {
  const sheet = chosen();
  if (!sheet || target.form !== form() || !target.name?.startsWith("promise-")) return;
  sheet.dataset.dirty = "";
  clearTimeout(timer);
  timer = setTimeout(save, SOON, sheet);
});
// Nothing is saved until the next letter.
export const wait = () => {
  clearTimeout(timer);
  timer = undefined;
};
// Another sheet comes to the top.
export const turn = () => {
  const sheet = chosen();
  if (!sheet || sheet === shown) return;
  if (shown?.isConnected) save(shown);
  shown = sheet;
  const html = sheet.dataset.html ?? "";
  if (window.richtext && words() !== html) richtext.set(area(), html);
  if (sheet.dataset.then) form().elements.then.value = sheet.dataset.then;
  saved("");
};
export const waitFor = (whom) => {
  const sheet = chosen();
  Object.assign(sheet.dataset, { then: whom, dirty: "" });
  save(sheet);
};
export const begin = async () => {
  if (!area() || area().dataset.begun) return;
  area().dataset.begun = "";
  shown = chosen();
  await window.richtext?.ready(area());
  // What was sent and refused, or typed while the editor loaded, counts as typed.
  const html = words();
  const lost = spared(shown.value);
  if (lost && lost.html !== html && (lost.base === (shown.dataset.at ?? "") || !html)) richtext.set(area(), lost.html);
  else if (html !== (shown.dataset.html ?? "")) typed();
  for (const sheet of sheets()) {
    const other = sheet !== shown && spared(sheet.value);
    if (other && other.base === (sheet.dataset.at ?? "")) Object.assign(sheet.dataset, { html: other.html, dirty: "" });
  }
};
// The words went out; the sheet that had them.
export const forget = () => {
  const sheet = shown;
  for (const name of ["at", "html", "then", "dirty"]) delete sheet.dataset[name];
  keep(sheet.value, null);
  saved("");
  document.getElementById("composer-other").replaceChildren();
  return sheet;
};

const leaving = () => { if (form()) save(chosen(), { leaving: true }); };
addEventListener("pagehide", leaving);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leaving());
