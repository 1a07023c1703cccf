// What is pasted brings styles and handlers, which the policy would refuse one by one, loudly. Bold and italic are
// read from the styles (some word processors say it no other way); nothing else of them is kept.
export const withoutStyles = (html) => {
  const plain = html.replace(/<style[\s\S]*?<\/style\s*>/gi, "").replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/[\s/](style|on\w+)\s*=/gi, " data-$1="));
  const { body } = new DOMParser().parseFromString(plain, "text/html");
  for (const element of body.querySelectorAll("[data-style]")) {
    const style = element.dataset.style;
    delete element.dataset.style;
    const wrap = (name) => {
      const mark = document.createElement(name);
      mark.append(...element.childNodes);
      element.append(mark);
    };
    if (/font-style:\s*italic/i.test(style)) wrap("em");
    if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) wrap("strong");
    if (element.matches("b, strong") && /font-weight:\s*(normal|400)/i.test(style)) element.replaceWith(...element.childNodes);
  }
  return body.innerHTML;
};
