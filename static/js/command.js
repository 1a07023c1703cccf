// The command bar (Ctrl/⌘-K): everything that the page can do, where one can go, and words to put in. The page's own
// entries are gathered from it ([data-key], the rail, the account's menu); macros and articles come from the server.
// What is chosen for a composer goes through richtext.insert; its deeds become chips that are sent with the words.
const bar = document.getElementById("command");
const field = bar?.querySelector("[role=combobox]");
const list = bar?.querySelector("[role=listbox]");
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const parts = ["macros", "articles"];
const groups = () => [...list.querySelectorAll("[role=group]")];
const options = () => [...list.querySelectorAll("[role=option]:not([hidden])")];
let timer = 0;
let asking = null;
let answered = "";
let moved = false;  // the choice is the reader's, and what comes later leaves it
const ORDER = { "": ["here", "macros", "articles", "go", "you"], macros: ["macros", "articles", "here", "go", "you"] };

const option = (words, icon, keys, run) => {
  const line = document.createElement("div");
  line.setAttribute("role", "option");
  const [sign, name, hint] = ["span", "span", "span"].map((tag) => document.createElement(tag));
  sign.className = "command-sign";
  if (icon) sign.append(icon.cloneNode(true));
  name.textContent = words;
  hint.className = "command-keys";
  if (keys) hint.append(...window.deskKeys.caps(keys));
  line.append(sign, name, hint);
  line.run = run;
  return line;
};

const within = (group, lines) => list.querySelector(`[data-group=${group}] [data-lines]`).replaceChildren(...lines);

const gather = () => {
  const once = new Set();
  const fresh = (words) => words && !once.has(words) && once.add(words);
  const lines = (elements, needs) => elements
    .filter((one) => !bar.contains(one) && (!needs || window.deskKeys.seen(one)))
    .map((one) => [one, window.deskKeys.titleOf(one)])
    .filter(([, words]) => fresh(words))
    .map(([one, words]) => option(words, one.querySelector(".icon"), one.dataset.key, () => window.deskKeys.press(one)));
  within("here", lines(window.deskKeys.all().filter((one) => !one.closest("#rail") && one.dataset.key !== "/"), true));
  within("go", lines([...document.querySelectorAll("#rail a")]));
  within("you", lines([...document.querySelectorAll(".bar-end .menu-panel :is(a, button)")]));
};

const fetched = async () => {
  asking?.abort();
  asking = new AbortController();
  clearTimeout(timer);
  const words = field.value.trim().slice(0, 100);
  const url = new URL(document.querySelector("a[data-command-open]").href);
  url.search = new URLSearchParams({ part: "1", words });
  try {
    const answer = await fetch(url, { signal: asking.signal, headers: { "HX-Request": "true" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const group of parts) within(group, [...page.querySelectorAll(`[data-for=${group}] > [role=option]`)].map((one) => document.importNode(one, true)));
    for (const line of list.querySelectorAll("[data-found]")) line.dataset.found = words;
    answered = words;
    show();
  } catch { /* without a connection the page's own entries are still here */ }
};

const show = () => {
  const asked = plain(field.value).split(/\s+/).filter(Boolean);
  for (const line of list.querySelectorAll("[role=option]")) {
    const words = plain(line.textContent);
    // What was found for these very words has them, though perhaps not in its name.
    line.hidden = line.dataset.found !== field.value.trim() && !line.dataset.always && !asked.every((word) => words.includes(word));
  }
  const search = list.querySelector("[data-search-words]");
  search.hidden = !asked.length;
  search.querySelector("b").textContent = field.value.trim();
  for (const group of groups()) group.hidden = !group.querySelector("[role=option]:not([hidden])");
  options().forEach((line, number) => { line.id = `command-${number}`; });
  const chosen = moved && options().find((line) => line.getAttribute("aria-selected"));
  choose(chosen || (options().find((line) => line !== search) ?? options()[0]));
  bar.querySelector("[data-count-words]").textContent = bar.dataset.count.replace("#", options().length);
};

const choose = (line) => {
  for (const one of list.querySelectorAll("[aria-selected=true]")) one.removeAttribute("aria-selected");
  if (!line) return field.removeAttribute("aria-activedescendant");
  line.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", line.id);
  line.scrollIntoView({ block: "nearest" });
};

const open = (first) => {
  if (bar.open) return;
  field.value = "";
  moved = false;
  list.append(...(ORDER[first] ?? ORDER[""]).map((name) => list.querySelector(`[data-group=${name}]`)));
  gather();
  bar.showModal();
  show();
  list.scrollTop = 0;
  fetched();
};

const composer = () => document.querySelector("#composer [data-composer]");

// What goes with the words when they are sent: a chip each, that can be left out.
const chip = ({ value, words }) => {
  const line = document.createElement("span");
  line.className = "chip deed";
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "deeds", value });
  const remove = Object.assign(document.createElement("button"), { type: "button", className: "chip-remove", textContent: "×" });
  remove.setAttribute("aria-label", bar.dataset.remove.replace("#", words));
  remove.dataset.removeDeed = "";
  line.append(words, hidden, remove);
  return line;
};

// One of each sort stands, but of tags any number; of ends (a state, a resolution) one in all.
const sort = (value) => value.split(":")[0].replace(/^(state|resolve|spam)$/, "end");
const clash = (one, other) => one === other || (sort(one) === sort(other) && !["tag", "untag"].includes(sort(one)));
const putDeeds = (deeds) => {
  const place = document.getElementById("composer-deeds");
  for (const deed of deeds) {
    for (const old of place.querySelectorAll("input")) if (clash(old.value, deed.value)) old.closest(".deed").remove();
    place.append(chip(deed));
  }
};
document.addEventListener("click", (event) => {
  const remove = event.target.closest("[data-remove-deed]");
  if (!remove) return;
  const place = remove.closest("#composer-deeds");
  remove.closest(".deed").remove();
  if (!place.querySelector(".deed")) remember("");
  window.richtext.focus(composer());
});

// Kept with the draft, so that a page loaded again has its chips. The draft is saved a moment after its last letter.
let chosen = "";
const remember = (keep) => {
  const { value } = bar.querySelector("[data-command-form] [name=csrfmiddlewaretoken]");
  if (chosen) fetch(chosen, { method: "POST", body: new URLSearchParams({ keep, csrfmiddlewaretoken: value }) }).catch(() => {});
};

const say = (words) => {
  const notice = document.getElementById("notice");
  if (!notice || !words) return;
  const line = Object.assign(document.createElement("div"), { className: "flash" });
  line.dataset.tone = "warn";
  line.textContent = words;
  notice.replaceChildren(line);
};

// What has no words is done at once, by the same form that a page without scripts has.
const put = async (line, quoted) => {
  const form = bar.querySelector("[data-command-form]");
  form.action = line.dataset.url;
  const answer = await fetch(form.action, { headers: { "HX-Request": "true" } });
  const told = answer.ok ? await answer.json() : {};
  if (!composer() || !told.html) return form.requestSubmit();
  const tab = told.kind && document.querySelector(`[data-kind="${told.kind}"]`);
  if (tab && !tab.checked) tab.click();
  const place = composer();
  await window.richtext?.ready(place);
  window.richtext.insert(place, quoted ? `<blockquote>${told.html}</blockquote><p></p>` : told.html);
  if (told.deeds?.length) {
    putDeeds(told.deeds);
    chosen = line.dataset.url;
    setTimeout(() => remember("1"), 2000);
  }
  if (told.missing) say(bar.dataset.missing.replace("#", told.missing));
};

const act = (line, quoted) => {
  if (!line) return;
  const search = line.matches("[data-search-words]");
  const words = field.value.trim();
  bar.close();
  if (search) location.assign(`${document.querySelector("form.search").action}?q=${encodeURIComponent(words)}`);
  else if (line.run) line.run();
  else if (line.dataset.href) location.assign(line.dataset.href);
  else put(line, quoted);
};

// Who types faster than the server answers gets what they typed, not a search for it.
const enter = async (line, quoted) => {
  if (line?.matches("[data-search-words]") && answered !== field.value.trim().slice(0, 100)) {
    await fetched();
    if (!bar.open) return;
    line = list.querySelector("[aria-selected=true]");
  }
  act(line, quoted);
};

if (bar) {
  bar.addEventListener("close", () => asking?.abort());
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (bar.open) bar.close();
    else open();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-command-open]");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(button.dataset.commandOpen);
  });
  field.addEventListener("input", () => {
    moved = false;
    show();
    clearTimeout(timer);
    timer = setTimeout(fetched, 150);
  });
  field.addEventListener("keydown", (event) => {
    const all = options();
    const here = all.findIndex((line) => line.getAttribute("aria-selected"));
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, PageDown: Math.min(here + 8, all.length - 1), PageUp: Math.max(here - 8, 0) }[event.key];
    if (to !== undefined) {
      moved = true;
      choose(all[(to + all.length) % all.length]);
    }
    else if (event.key === "Enter" && !event.isComposing) enter(all[here], event.shiftKey);
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => act(event.target.closest("[role=option]"), event.shiftKey));
  list.addEventListener("mousemove", (event) => {
    const line = event.target.closest("[role=option]");
    if (line && !line.getAttribute("aria-selected")) choose(line);
  });
}
