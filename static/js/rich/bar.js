// The bar of buttons above an editor: what each does, which are on, and the arrows that walk it.
const commands = {
  bold: (chain) => chain.toggleBold(),
  italic: (chain) => chain.toggleItalic(),
  bulletList: (chain) => chain.toggleBulletList(),
  orderedList: (chain) => chain.toggleOrderedList(),
  blockquote: (chain) => chain.toggleBlockquote(),
  undo: (chain) => chain.undo(),
  redo: (chain) => chain.redo(),
  // Some words in a line are code; several lines are one block of it.
  code(chain, { doc, selection: { $from, $to } }, editor) {
    if (editor.isActive("codeBlock")) return chain.toggleCodeBlock();
    if ($from.sameParent($to) && $from.parent.isTextblock) return chain.toggleCode();
    const { start, end } = $from.blockRange($to);
    const text = doc.textBetween(start, end, "\n", "\n");
    return text ? chain.insertContentAt({ from: start, to: end }, { type: "codeBlock", content: [{ type: "text", text }] }) : chain;
  },
};

export class Bar {
  constructor(bar, editor, link, { signal }) {
    Object.assign(this, { bar, editor, link });
    bar.addEventListener("mousedown", (event) => event.preventDefault(), { signal }); // the selection stays
    bar.addEventListener("click", (event) => this.press(event.target.closest("[data-do]")), { signal });
    bar.addEventListener("keydown", (event) => this.walk(event), { signal });
    bar.hidden = false;
    this.rove(bar.querySelector("button"));
    this.show();
  }

  press(button) {
    if (!button || button.ariaDisabled === "true") return;
    this.rove(button);
    const { editor } = this;
    if (button.dataset.do === "link") this.link.toggle();
    else {
      commands[button.dataset.do](editor.chain(), editor.state, editor).run();
      editor.view.focus();
    }
  }

  // Which buttons are on, and which can do nothing now.
  show() {
    for (const button of this.bar.querySelectorAll("[data-do]")) {
      const what = button.dataset.do;
      if (what === "undo" || what === "redo") button.ariaDisabled = String(!this.editor.can()[what]());
      else button.ariaPressed = String(this.editor.isActive(what) || (what === "code" && this.editor.isActive("codeBlock")));
    }
  }

  // One stop of Tab for the whole bar; the arrows walk it.
  rove(button) {
    for (const one of this.bar.querySelectorAll("button")) one.tabIndex = one === button ? 0 : -1;
  }

  walk(event) {
    const buttons = [...this.bar.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const button = buttons.at(next % buttons.length);
    this.rove(button);
    button.focus();
  }
}
