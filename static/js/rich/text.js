// Plain words as HTML, and HTML as plain words.
export const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
export const asHtml = (text) =>
  text.split(/\n\s*\n/).map((part) => part.trim()).filter(Boolean)
    .map((part) => `<p>${escaped(part).replace(/\n/g, "<br>")}</p>`).join("");

// What a plain textarea gets of HTML: its words, a line for each block, a dash for each entry of a list.
export const asText = (html) => {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  for (const br of body.querySelectorAll("br")) br.replaceWith("\n");
  for (const entry of body.querySelectorAll("li")) entry.prepend("- ");
  for (const block of body.querySelectorAll("p, h3, pre, blockquote, ul, ol")) block.append("\n\n");
  for (const entry of body.querySelectorAll("li")) entry.append("\n");
  return body.textContent.replace(/\n{3,}/g, "\n\n").replace(/\n+(?=\n- )/g, "").trim();
};
