// What somebody said, or the part of it that is marked, goes as a quote where the caret is.
import { escaped } from "../rich/text.js";
import { area, words } from "./form.js";

const quote = (message) => {
  const body = message?.querySelector(".message-body");
  if (!body) return;
  const marked = getSelection();
  const part = !marked.isCollapsed && body.contains(marked.anchorNode) && body.contains(marked.focusNode) ? String(marked) : "";
  const rich = body.querySelector(".rich");
  const said = part || !rich ? `<p>${escaped((part || body.innerText).trim()).replace(/\n/g, "<br>")}</p>` : rich.innerHTML;
  richtext.insert(area(), `${words() ? "<p></p>" : ""}<blockquote>${said}</blockquote><p></p>`);
};
document.addEventListener("click", ({ target }) => {
  const one = target.closest("[data-quote]");
  if (one) quote(document.getElementById(one.dataset.quote));
  if (target.closest("[data-quote-last]")) quote([...document.querySelectorAll("#timeline [data-public]")].at(-1));
});
