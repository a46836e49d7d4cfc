// <code-editor language="javascript" line="12" message="…"><textarea name="source">…
// The textarea is the form's field; without script it is simply used as it is. `line`
// and `message` mark where an error is. The editor lives in a shadow root, because
// only there can its styles be given without inline styles.
import { closeBrackets } from "@codemirror/autocomplete";
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
} from "@codemirror/commands";
import { javascript } from "@codemirror/lang-javascript";
import { json } from "@codemirror/lang-json";
import {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  syntaxHighlighting,
} from "@codemirror/language";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { element } from "../dom.ts";
import { t } from "../i18n.ts";

const COLORS = HighlightStyle.define([
  { tag: tags.comment, color: "var(--ink-2)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.bool, tags.null], color: "var(--series-4)" },
  { tag: [tags.string, tags.regexp], color: "var(--series-3)" },
  { tag: tags.number, color: "var(--series-2)" },
  {
    tag: [tags.function(tags.variableName), tags.propertyName],
    color: "var(--series-1)",
  },
  { tag: tags.invalid, color: "var(--state-alarm)" },
]);

const LOOK = EditorView.theme({
  "&": {
    color: "var(--ink)",
    backgroundColor: "var(--bg-forms)",
    border: "1px solid var(--line-strong)",
    borderRadius: "6px",
    fontSize: "13px",
  },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": {
    fontFamily:
      'ui-monospace, "SF Mono", "Cascadia Mono", "Liberation Mono", monospace',
    maxHeight: "70vh",
    lineHeight: "1.55",
  },
  ".cm-gutters": {
    color: "var(--ink-2)",
    backgroundColor: "var(--surface-2)",
    border: "0",
    borderRadius: "6px 0 0 6px",
  },
  ".cm-content, .cm-gutter": { minHeight: "16rem" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--accent-tint)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
    { background: "color-mix(in oklab, var(--accent-text) 25%, transparent)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--mark-alarm)" },
});

const LANGUAGES: Record<string, () => Extension> = { javascript, json };

export class CodeEditor extends HTMLElement {
  static readonly observedAttributes = ["line", "message"];
  private view: EditorView | null = null;

  connectedCallback(): void {
    const field = this.querySelector("textarea");
    if (!field || this.view) return;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const label = field.labels?.[0]?.textContent?.trim() ?? field.name;
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: field.value,
        extensions: this.extensions(field, label),
      }),
    });
    root.append(element("div", { part: "hint" }, t("editorHelp")));
    field.addEventListener("focus", () => this.view?.focus()); // its label was pressed
    this.mark();
    // Its styles and the page's font may come after the first measuring of lines.
    requestAnimationFrame(() => this.view?.requestMeasure());
    void document.fonts.ready.then(() => this.view?.requestMeasure());
  }

  disconnectedCallback(): void {
    this.view?.destroy();
    this.view = null;
  }

  attributeChangedCallback(): void {
    this.mark();
  }

  /** The text; setting it replaces all, and the form's field with it. */
  get value(): string {
    return (
      this.view?.state.doc.toString() ?? this.querySelector("textarea")?.value ?? ""
    );
  }

  set value(text: string) {
    if (!this.view) return;
    const changes = { from: 0, to: this.view.state.doc.length, insert: text };
    this.view.dispatch({ changes });
  }

  private extensions(field: HTMLTextAreaElement, label: string): Extension[] {
    const language = LANGUAGES[this.getAttribute("language") ?? ""];
    return [
      lineNumbers(),
      history(),
      drawSelection(),
      indentOnInput(),
      bracketMatching(),
      closeBrackets(),
      highlightActiveLine(),
      lintGutter(),
      syntaxHighlighting(COLORS),
      LOOK,
      EditorView.lineWrapping,
      EditorState.tabSize.of(2),
      EditorState.readOnly.of(field.readOnly),
      EditorView.contentAttributes.of({ "aria-label": label }),
      keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
      language ? language() : [],
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        field.value = update.state.doc.toString();
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    ];
  }

  private mark(): void {
    if (!this.view) return;
    const { doc } = this.view.state;
    const line = Number(this.getAttribute("line"));
    const found: Diagnostic[] = [];
    if (line >= 1 && line <= doc.lines) {
      const { from, to } = doc.line(line);
      const message = this.getAttribute("message") ?? `${t("line")} ${line}`;
      found.push({ from, to, severity: "error", message });
    }
    this.view.dispatch(setDiagnostics(this.view.state, found));
  }
}
