// Small comforts. Every page works without this file.
const root = document.documentElement;

// Menus (details) close on Escape and on a click elsewhere.
const openMenus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) {
      event.preventDefault();  // closing the menu is all that this key does
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

// The look changes in place; the form does the same by itself when there is no script.
document.addEventListener("submit", (event) => {
  const look = event.submitter;
  if (!event.target.matches("[data-theme-form]") || !look) return;
  event.preventDefault();
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${look.value}; path=/; max-age=31536000; samesite=lax${secure}`;
  if (look.value === "auto") delete root.dataset.theme;
  else root.dataset.theme = look.value;
  for (const button of event.target.querySelectorAll("button")) button.setAttribute("aria-pressed", button === look);
});

// [data-copy] copies its text; [data-dialog] opens that dialog; [data-autosubmit] sends its form when changed.
document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard?.writeText(copy.dataset.copy);
    copy.dataset.copied = "";
    setTimeout(() => delete copy.dataset.copied, 1500);
  }
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog).showModal();
});
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-autosubmit]")) event.target.form.requestSubmit();
});
