// <floor-plan> puts marks where they are on its picture. Each mark says in data-x and
// data-y where that is, in percent; with `editable` it names two fields that do, and can
// be dragged or moved by arrow keys. Without script the fields stand beside the picture.

import { element } from "../dom.ts";
import { t } from "../i18n.ts";
import { type Axis, clamp, inField, moved, type Spot } from "./plan-spots.ts";

export class FloorPlan extends HTMLElement {
  private readonly status = element("p", { class: "visually-hidden", role: "status" });

  connectedCallback(): void {
    for (const mark of this.marks) {
      if (this.hasAttribute("editable")) this.makeEditable(mark);
      else
        this.put(mark, { x: Number(mark.dataset["x"]), y: Number(mark.dataset["y"]) });
    }
    if (this.hasAttribute("editable")) {
      this.append(this.status);
      this.after(element("p", { class: "form-hint" }, t("planHelp")));
    }
  }

  private get marks(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".plan-mark")];
  }

  private put(mark: HTMLElement, spot: Spot | null): void {
    mark.hidden = spot === null;
    if (!spot) return;
    mark.style.left = `${spot.x}%`;
    mark.style.top = `${spot.y}%`;
  }

  private makeEditable(mark: HTMLElement): void {
    const fields = { x: fieldOf(mark, "x"), y: fieldOf(mark, "y") };
    const button = element("button", { type: "button", class: "btn btn-sm" });
    const name = mark.textContent?.trim() ?? "";
    const read = (): Spot | null => spotIn(fields);
    const show = (): void => {
      const spot = read();
      this.put(mark, spot);
      button.textContent = t(spot ? "planTakeOff" : "planPut");
      button.setAttribute("aria-label", `${button.textContent}: ${name}`);
    };
    const write = (spot: Spot | null): void => {
      fields.x.value = spot ? inField(spot.x) : "";
      fields.y.value = spot ? inField(spot.y) : "";
      show();
      this.status.textContent = spot
        ? t("planIsAt", { name, x: fields.x.value, y: fields.y.value })
        : t("planIsOff", { name });
    };
    for (const field of Object.values(fields)) field.addEventListener("input", show);
    button.addEventListener("click", () => {
      write(read() ? null : { x: 50, y: 50 });
      if (!mark.hidden) mark.focus();
    });
    document
      .querySelector(`.plan-button[data-of="${fields.x.id}"]`)
      ?.replaceChildren(button);
    this.letDrag(mark, read, write);
    letType(mark, read, write);
    show();
  }

  private letDrag(
    mark: HTMLElement,
    read: () => Spot | null,
    write: (spot: Spot) => void,
  ): void {
    let held: { from: Spot; x: number; y: number } | null = null;
    mark.addEventListener("pointerdown", (event) => {
      const from = read();
      if (!from || event.button !== 0) return;
      held = { from, x: event.clientX, y: event.clientY };
      mark.setPointerCapture(event.pointerId);
      mark.classList.add("is-held");
    });
    mark.addEventListener("pointermove", (event) => {
      if (!held) return;
      const box = this.picture;
      const right = ((event.clientX - held.x) / box.width) * 100;
      const down = ((event.clientY - held.y) / box.height) * 100;
      write({ x: clamp(held.from.x + right), y: clamp(held.from.y + down) });
    });
    const letGo = (): void => {
      held = null;
      mark.classList.remove("is-held");
    };
    mark.addEventListener("pointerup", letGo);
    mark.addEventListener("pointercancel", () => {
      if (held) write(held.from);
      letGo();
    });
  }

  private get picture(): DOMRect {
    return (this.querySelector("img") ?? this).getBoundingClientRect();
  }
}

/** Let arrow keys move a mark; Escape puts it back to where it was when it got the focus. */
function letType(
  mark: HTMLElement,
  read: () => Spot | null,
  write: (spot: Spot) => void,
): void {
  let before: Spot | null = null;
  mark.addEventListener("focus", () => {
    before = read();
  });
  mark.addEventListener("keydown", (event) => {
    const spot = read();
    const next =
      event.key === "Escape"
        ? before
        : spot && moved(spot, event.key, { far: event.shiftKey });
    if (!next) return;
    event.preventDefault();
    write(next);
  });
}

function fieldOf(mark: HTMLElement, axis: Axis): HTMLInputElement {
  const field = document.getElementById(mark.dataset[axis] ?? "");
  if (field instanceof HTMLInputElement) return field;
  throw new Error(`A mark names no field for ${axis}.`);
}

function spotIn(fields: Record<Axis, HTMLInputElement>): Spot | null {
  const [x, y] = [fields.x, fields.y].map((field) =>
    field.value.trim() ? Number(field.value.trim().replace(",", ".")) : Number.NaN,
  );
  if (x === undefined || y === undefined) return null;
  return x >= 0 && x <= 100 && y >= 0 && y <= 100 ? { x, y } : null;
}
