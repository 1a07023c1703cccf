// Says every few seconds that this case is on the screen, and shows who else has it and what is new. A hidden tab is
// silent; without a connection nothing is said and nothing is shown.
const EVERY = 15_000, WRITES = 20_000;
const form = () => document.getElementById("composer");
const path = location.pathname;
let timer, typedAt = -Infinity, told = false, first = true, busy = false, again = false;

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
const cursor = (name) => document.getElementById(`message_${name}`)?.value ?? "0";
const writing = () => performance.now() - typedAt < WRITES;

const body = (more) => {
  const data = new FormData();
  data.set("seen", cursor("seen"));
  data.set("told", cursor("told"));
  if (writing()) data.set("writing", "on");
  for (const [name, value] of Object.entries(more ?? {})) data.set(name, value);
  return data;
};

const beat = async () => {
  clearTimeout(timer);
  if (document.visibilityState === "hidden" || !form()) return;
  timer = setTimeout(beat, EVERY);
  if (busy) { again = true; return; }
  busy = true;
  told = writing();
  try {
    const answer = await fetch(`${path}presence/`, { method: "POST", body: body(), headers: { "x-csrftoken": cookie("csrftoken") ?? "", "hx-request": "true" } });
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the next beat says it again */ }
  finally { busy = false; }
  // What happened while the last one was under way is said now, not with the next beat.
  if (again) { again = false; beat(); }
};

// Only what is different is put in its place, so that a screen reader says it once.
const put = (id, fresh) => {
  const here = document.getElementById(id);
  if (!here || here.innerHTML.trim() === fresh.innerHTML.trim()) return;
  here.innerHTML = fresh.innerHTML;
  htmx.process(here);
};
const show = (answer) => {
  const viewers = answer.getElementById("viewers"), news = answer.getElementById("news");
  if (viewers) put("viewers", viewers);
  if (first && viewers) unread(Number(viewers.dataset.read));
  first = false;
  if (!news) return;
  const link = news.querySelector("a");
  // Quiet lines come by themselves; words wait until they are asked for.
  // Asked for by their own place: as a request of the composer it would hold its button, and carry its words.
  if (link && news.dataset.quiet !== undefined) htmx.ajax("GET", link.getAttribute("hx-get"), { swap: "none", source: "#news" });
  else put("news", news);
};
// What is sent meanwhile brings the news along; an answer that comes beside it would show them twice.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { elt, requestConfig } = event.detail;
  if (!elt.closest?.("#news")) return;
  const asked = new URL(requestConfig.path, location.href).searchParams;
  const current = ["seen", "told"].every((name) => asked.get(name) === cursor(name));
  if (!current || form()?.matches(".htmx-request")) event.preventDefault();
});
const unread = (read) => {
  if (!read) return;
  const since = [...document.querySelectorAll("#timeline [data-message]")].find(({ dataset }) => Number(dataset.message) > read);
  const words = document.querySelector('template[data-say="unread"]');
  if (!since || !words) return;
  const line = document.createElement("li");
  line.className = "unread-from";
  line.append(words.content.cloneNode(true));
  since.before(line);
};

document.addEventListener("input", ({ target }) => {
  if (target.form !== form()) return;
  typedAt = performance.now();
  if (!told) beat(); // the first key is told at once
});
// A moment later: what asked for the change must still be there when it comes.
document.addEventListener("case-changed", () => setTimeout(() => {
  document.getElementById("news")?.replaceChildren();
  beat();
}, 50));
document.addEventListener("case-told", () => setTimeout(beat, 50));
document.addEventListener("composer-sent", () => { typedAt = -Infinity; });
document.addEventListener("visibilitychange", beat);
addEventListener("pagehide", () => {
  if (form()) navigator.sendBeacon(`${path}presence/`, (() => {
    const data = body({ left: "on" });
    data.set("csrfmiddlewaretoken", form().querySelector('[name="csrfmiddlewaretoken"]').value);
    return data;
  })());
});
beat();
