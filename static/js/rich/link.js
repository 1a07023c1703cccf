// The address of a link is asked for below the bar.

// An address as people type it, or null when a link cannot lead there.
const address = (typed) => {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:|tel:)[^\s]+$/i.test(text)) return text;
  if (/^[^\s@:/]+@[^\s@:/]+\.[^\s@:/]+$/.test(text)) return `mailto:${text}`;
  if (/^\+?[\d\s().-]{6,}$/.test(text)) return `tel:${text.replace(/[^\d+]/g, "")}`;
  return /^[^\s:/?#]+\.[^\s:/?#]{2,}([/?#]\S*)?$/.test(text) ? `https://${text}` : null;
};

export class LinkPanel {
  constructor(panel, editor, { signal }) {
    Object.assign(this, { panel, editor, input: panel.querySelector("input") });
    panel.addEventListener("click", (event) => this.choose(event.target.closest("[data-link]")?.dataset.link), { signal });
    panel.addEventListener("keydown", (event) => this.type(event), { signal });
  }

  toggle() {
    if (this.panel.hidden) this.ask();
    else this.close();
  }

  ask() {
    const { href } = this.editor.getAttributes("link");
    this.input.value = href ?? "";
    this.panel.querySelector("[data-link=remove]").hidden = !href;
    this.complain(false);
    this.panel.hidden = false;
    this.input.focus();
    this.input.select();
    return true;
  }

  close() {
    this.panel.hidden = true;
    this.editor.view.focus();
  }

  complain(wrong) {
    this.panel.querySelector(".error").hidden = !wrong;
    this.input.ariaInvalid = String(wrong);
  }

  type(event) {
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target.matches("input")) this.choose("put");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(what) {
    if (what === "remove") this.editor.chain().extendMarkRange("link").unsetLink().run();
    if (what === "put" && !this.put(address(this.input.value))) return;
    if (what) this.close();
  }

  put(href) {
    if (!href) return this.complain(true);
    const { editor } = this;
    if (editor.isActive("link") || !editor.state.selection.empty) return editor.chain().extendMarkRange("link").setLink({ href }).run();
    const text = href.replace(/^(mailto|tel):/, "");
    return editor.commands.insertContent([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }]);
  }
}
