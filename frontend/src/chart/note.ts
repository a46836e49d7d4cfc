// A word over the picture: that it loads, is empty, or failed (with a way on).
import { element } from "../dom.ts";
import { t } from "../i18n.ts";
import type { Resolution } from "./data.ts";

export type Note = "loading" | "empty" | "error";

export function showNote(
  stage: HTMLElement,
  kind: Note,
  error: unknown,
  retry: () => void,
): void {
  for (const old of stage.querySelectorAll(".chart-note, .skeleton")) old.remove();
  stage.append(kind === "loading" ? element("div", { class: "skeleton" }) : words());

  function words(): HTMLElement {
    const note = element("div", { class: "chart-note", role: "status" });
    if (kind === "empty") {
      note.append(t("emptyChart"));
      return note;
    }
    const again = element("button", { type: "button", class: "btn" }, t("retry"));
    again.addEventListener("click", retry);
    note.append(t("loadFailed"), again);
    note.title = error instanceof Error ? error.message : "";
    return note;
  }
}

/** Say below the legend that values are shown no finer than the viewer may see them. */
export function showBound(legend: HTMLElement, resolution?: Resolution | null): void {
  const beside = legend.parentElement?.querySelector(".chart-bound");
  beside?.remove();
  if (!resolution) return;
  legend.after(element("p", { class: "muted chart-bound" }, t(`bound_${resolution}`)));
}
