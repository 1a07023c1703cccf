// <rich-text> turns the textarea inside it into an editor. Without this file, or while it loads, the textarea stays
// what it is and is sent as plain text; once the editor is alive it keeps its HTML in the textarea, sets the hidden
// flag beside it to "1", and every change is a bubbling `input` event of the textarea. Focus given to the textarea (a
// label, a link to it, textarea.focus()) goes on to the editor, and Ctrl/⌘-Enter in the editor is a keydown of it.
// Who listens for single keys leaves out what comes from an element whose isContentEditable is true.
//
//   richtext.get(textarea)           its words as HTML; "" when there are none
//   richtext.set(textarea, html)     replace them all
//   richtext.insert(textarea, html)  put these where the caret is (macros, quotes, articles); one paragraph joins the line
//   richtext.focus(textarea)         the caret into it
//   richtext.ready(textarea)         a promise: true when the editor is alive, false when there will be none
//
// All of them also work on a textarea whose editor is still loading, did not load, or never was. The element that
// goes takes its editor along; the one that comes (htmx) starts its own. "rich:ready" bubbles from the new ones.
//
// What an editor is made of is in rich/: the bar of buttons, the panel that asks for a link, what words can be made of,
// what is left of what is pasted, and plain text as HTML and back.

import { Bar } from "./rich/bar.js";
import { LinkPanel } from "./rich/link.js";
import { withoutStyles } from "./rich/pasting.js";
import { schema } from "./rich/schema.js";
import { asHtml, asText } from "./rich/text.js";

const hostOf = (textarea) => textarea.closest("rich-text");
const editorOf = (textarea) => hostOf(textarea)?.editor;

const changed = (textarea) => textarea.dispatchEvent(new Event("input", { bubbles: true }));
const htmlOf = (editor) => (editor.isEmpty ? "" : editor.getHTML());

window.richtext = {
  get: (textarea) => (editorOf(textarea) ? htmlOf(editorOf(textarea)) : asHtml(textarea.value)),
  set(textarea, html) {
    const host = hostOf(textarea);
    if (host?.editor) return void host.editor.commands.setContent(html);
    if (host) host.dataset.html = html;
    textarea.value = textarea.defaultValue = asText(html);
    changed(textarea);
  },
  insert(textarea, html) {
    const editor = editorOf(textarea);
    if (editor) {
      editor.view.focus();
      editor.view.pasteHTML(html);
      editor.commands.scrollIntoView();
      return;
    }
    textarea.setRangeText(asText(html), textarea.selectionStart, textarea.selectionEnd, "end");
    changed(textarea);
    textarea.focus();
  },
  focus: (textarea) => (editorOf(textarea) ? editorOf(textarea).view.focus() : textarea.focus()),
  ready: async (textarea) => (await hostOf(textarea)?.started) === true,
};

class RichText extends HTMLElement {
  connectedCallback() {
    this.started ??= this.start();
  }

  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.stop()); // moved is not gone
  }

  async start() {
    this.textarea = this.querySelector("textarea");
    this.flag = this.querySelector("[data-rich-flag]");
    try {
      const prose = await import(this.dataset.editor);
      if (this.isConnected) this.make(prose);
    } catch (error) {
      console.warn("The editor did not load; words are sent as plain text.", error);
    }
    return Boolean(this.editor);
  }

  // What to begin with: HTML that an editor left in the textarea, words typed while this one loaded, or the page's.
  get first() {
    const { value, defaultValue } = this.textarea;
    if (this.flag.value === "1") return value;
    return value === defaultValue && this.dataset.html ? this.dataset.html : asHtml(value);
  }

  make({ Editor, ...prose }) {
    const { textarea } = this;
    const focused = document.activeElement === textarea;
    this.gone = new AbortController();
    for (const left of this.querySelectorAll(".rich-surface")) left.remove();
    const surface = document.createElement("div");
    surface.className = "rich-surface";
    textarea.before(surface);
    const editor = new Editor({
      element: surface,
      injectCSS: false, // the policy allows no style but the house's, which has these
      extensions: schema(prose, textarea.placeholder),
      content: this.first,
      editable: !textarea.disabled && !textarea.readOnly,
      editorProps: { attributes: this.names(), handleKeyDown: (view, event) => this.keydown(event), transformPastedHTML: withoutStyles },
      onUpdate: () => {
        textarea.value = htmlOf(editor);
        changed(textarea);
      },
      onTransaction: () => this.bar?.show(),
    });
    this.editor = editor;
    textarea.value = htmlOf(editor);
    this.flag.value = "1";
    textarea.tabIndex = -1;
    textarea.setAttribute("aria-hidden", "true");
    const panel = this.querySelector(".rich-link");
    for (const inner of [surface, panel])
      for (const heard of ["input", "change"]) inner.addEventListener(heard, (event) => event.stopPropagation()); // the textarea says it
    this.listen();
    this.link = new LinkPanel(panel, editor, this.gone);
    this.bar = new Bar(this.querySelector(".rich-bar"), editor, this.link, this.gone);
    if (focused) editor.commands.focus("end");
    this.dispatchEvent(new CustomEvent("rich:ready", { bubbles: true }));
  }

  names() {
    const { textarea } = this;
    const label = textarea.getAttribute("aria-label") || [...textarea.labels].map((one) => one.textContent).join(" ");
    const names = { role: "textbox", "aria-multiline": "true", "aria-label": label.replace(/\s+/g, " ").trim() };
    if (textarea.placeholder) names["aria-placeholder"] = textarea.placeholder;
    for (const name of ["aria-describedby", "aria-invalid", "aria-required", "lang", "dir"])
      if (textarea.hasAttribute(name)) names[name] = textarea.getAttribute(name);
    return names;
  }

  listen() {
    const { signal } = this.gone;
    this.textarea.addEventListener("focus", () => this.editor.view.focus(), { signal });
    this.textarea.form?.addEventListener("reset", () => setTimeout(() => this.reset()), { signal }); // after the fields
  }

  keydown(event) {
    const modified = event.ctrlKey || event.metaKey;
    if (modified && event.shiftKey && event.code === "KeyK") return this.link.ask();
    if (!modified || event.key !== "Enter") return false;
    const { key, code, ctrlKey, metaKey, shiftKey, altKey } = event;
    event.stopPropagation();
    this.textarea.dispatchEvent(new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, shiftKey, altKey, bubbles: true, cancelable: true }));
    return true;
  }

  reset() {
    this.editor?.commands.setContent(this.dataset.html || asHtml(this.textarea.defaultValue));
  }

  stop() {
    this.gone?.abort();
    this.editor?.destroy();
    this.editor = this.started = this.bar = this.link = null;
  }
}

customElements.define("rich-text", RichText);
