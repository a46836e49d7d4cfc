// An answer with data-editor-line="3" data-editor-message="…" marks that line in the
// page's code editor; one without takes the mark away.

function mark(answer: Element): void {
  const editor = document.querySelector("code-editor");
  if (!editor) return;
  const found = answer.querySelector<HTMLElement>("[data-editor-line]");
  if (found) {
    editor.setAttribute("message", found.dataset.editorMessage ?? "");
    editor.setAttribute("line", found.dataset.editorLine ?? "");
  } else {
    editor.removeAttribute("line");
  }
}

export function startEditorMarks(): void {
  document.addEventListener("htmx:afterSwap", () => {
    const answer = document.querySelector("#trial-result");
    if (answer) mark(answer);
  });
}
