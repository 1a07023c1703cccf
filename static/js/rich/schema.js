// What words can be made of, and the keys that belong to it.
export const schema = (prose, placeholder) => [
  prose.Document, prose.Paragraph, prose.Text, prose.HardBreak, prose.UndoRedo,
  prose.Bold, prose.Italic, prose.Underline, prose.Strike, prose.Code, prose.CodeBlock,
  prose.Blockquote, prose.BulletList, prose.OrderedList, prose.HorizontalRule,
  prose.Heading.configure({ levels: [3] }),
  // Tab leaves the editor, as it leaves every field; Ctrl/⌘-] and -[ move an entry of a list.
  prose.ListItem.extend({
    addKeyboardShortcuts() {
      return {
        Enter: () => this.editor.commands.splitListItem(this.name),
        "Mod-]": () => this.editor.commands.sinkListItem(this.name),
        "Mod-[": () => this.editor.commands.liftListItem(this.name),
      };
    },
  }),
  // Ctrl/⌘-K belongs to the page.
  prose.Link.extend({ addKeyboardShortcuts: () => ({}) }).configure({ openOnClick: false, defaultProtocol: "https" }),
  prose.Placeholder.configure({ placeholder }),
];
