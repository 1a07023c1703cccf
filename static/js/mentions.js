// Calling a colleague by name: @ and some letters offer those who fit. Arrows choose, Enter or Tab takes, Esc leaves.
let people, list, found = [], at = 0, host;

const fetchPeople = async () => (people ??= (await (await fetch("/desk/colleagues/")).json()).people);
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const SIGN = /(?:^|[\s(])@([\p{L}\p{M}.'-]*(?: [\p{L}\p{M}.'-]*){0,2})$/u;

// The words between the @ and the caret; null when nobody is being called.
const typing = (field) => {
  if (field.selectionStart != null) return SIGN.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;
  const { anchorNode, anchorOffset, isCollapsed } = getSelection();
  if (!isCollapsed || anchorNode?.nodeType !== Node.TEXT_NODE || !field.contains(anchorNode)) return null;
  return SIGN.exec(anchorNode.data.slice(0, anchorOffset))?.[1] ?? null;
};

const close = () => {
  list?.remove();
  list = undefined;
  for (const name of ["aria-controls", "aria-activedescendant"]) host?.removeAttribute(name);
};

const place = (field) => {
  const rect = field.selectionStart == null && getSelection().rangeCount ? getSelection().getRangeAt(0).getBoundingClientRect() : field.getBoundingClientRect();
  const box = rect.width || rect.height || rect.top ? rect : field.getBoundingClientRect();
  list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - list.offsetWidth - 8))}px`;
  const above = box.top > list.offsetHeight + 8;
  list.style.top = `${above ? box.top - list.offsetHeight - 6 : box.bottom + 6}px`;
};

const draw = (field) => {
  if (!list) {
    list = document.createElement("ul");
    Object.assign(list, { className: "people", id: "people", role: "listbox" });
    list.ariaLabel = document.querySelector('template[data-say="people"]')?.content.textContent.trim();
    list.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the caret stays where it is
      const chosen = event.target.closest("li");
      if (chosen) take(field, found[chosen.dataset.at]);
    });
    document.body.append(list);
  }
  list.replaceChildren(
    ...found.map((person, index) => {
      const item = document.createElement("li");
      Object.assign(item, { id: `person-${index}`, role: "option", ariaSelected: String(index === at) });
      item.dataset.at = index;
      const sign = document.createElement("span");
      sign.className = "avatar small";
      sign.ariaHidden = "true";
      sign.textContent = person.initials;
      item.append(sign, person.name);
      return item;
    }),
  );
  host = field;
  field.setAttribute("aria-controls", "people");
  field.setAttribute("aria-activedescendant", `person-${at}`);
  list.children[at]?.scrollIntoView({ block: "nearest" });
  place(field);
};

const look = async (field) => {
  if (typing(field) === null) return close();
  await fetchPeople();
  const begun = typing(field);
  if (begun === null) return close();
  const parts = plain(begun).split(" ").filter(Boolean);
  found = people.filter(({ name }) => parts.every((part) => plain(name).split(/\s+/).some((word) => word.startsWith(part)))).slice(0, 8);
  at = 0;
  return found.length && !found.some(({ name }) => plain(name) === plain(begun).trim()) ? draw(field) : close();
};

const take = (field, person) => {
  const begun = typing(field);
  if (begun === null || !person) return close();
  const text = `@${person.name} `;
  if (field.selectionStart != null) {
    field.setRangeText(text, field.selectionStart - begun.length - 1, field.selectionStart, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    const { anchorNode, anchorOffset } = getSelection();
    getSelection().setBaseAndExtent(anchorNode, anchorOffset - begun.length - 1, anchorNode, anchorOffset);
    document.execCommand("insertText", false, text);
  }
  return close();
};

export const watchMentions = (area, wanted) => {
  const fieldOf = (target) => {
    const field = target.closest?.("#composer [contenteditable], #composer textarea:not([aria-hidden])");
    return field && wanted() ? field : null;
  };
  document.addEventListener("input", ({ target }) => {
    if (target === area() && target.getAttribute("aria-hidden")) target = document.activeElement;
    const field = fieldOf(target);
    return field ? look(field).catch(close) : close();
  });
  document.addEventListener("keydown", (event) => {
    if (!list || !fieldOf(event.target)) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { at = (at + step + found.length) % found.length; draw(host); }
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey || event.key === "Tab") take(host, found[at]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("focusout", ({ target }) => target === host && close());
};
