// The row above the picture: ranges, from–to, compare, zoom out; and what saves it.
import { element, icon } from "../dom.ts";
import { timeZone } from "../format.ts";
import { t, type Word } from "../i18n.ts";
import {
  fromLocalInput,
  type Period,
  RANGES,
  type Range,
  toLocalInput,
} from "./period.ts";
import type { Eye } from "./shared-view.ts";

export interface RangeActions {
  range(range: Range): void;
  period(period: Period): void;
  compare(on: boolean): void;
  zoomOut(): void;
}

const RANGE_WORDS: Record<Range, Word> = {
  "24h": "hours24",
  "7d": "days7",
  "30d": "days30",
  "1y": "year",
  all: "all",
};

export class RangeControls {
  readonly bar = element("div", { class: "chart-ranges" });
  readonly form = element("form", { class: "chart-custom", hidden: true });
  private readonly ranges: Map<Range, HTMLButtonElement>;
  private readonly custom = press(t("custom"));
  private readonly compare = press(t("compareShort"), t("compare"));
  private readonly zoomOut = tool("zoom-out", t("zoomOut"));
  private readonly from = element("input", {
    type: "datetime-local",
    class: "form-control",
    required: true,
  });
  private readonly to = element("input", {
    type: "datetime-local",
    class: "form-control",
    required: true,
  });

  private readonly actions: RangeActions;

  constructor(actions: RangeActions) {
    this.actions = actions;
    const names = Object.keys(RANGES) as Range[];
    this.ranges = new Map(names.map((range) => [range, press(t(RANGE_WORDS[range]))]));
    for (const [range, button] of this.ranges) {
      button.addEventListener("click", () => actions.range(range));
    }
    this.custom.addEventListener("click", () => this.toggleForm());
    this.compare.addEventListener("click", () =>
      actions.compare(this.compare.getAttribute("aria-pressed") !== "true"),
    );
    this.zoomOut.addEventListener("click", () => actions.zoomOut());
    const group = element("div", { class: "btn-check-group", role: "group" });
    group.append(...this.ranges.values(), this.custom);
    const compare = element("div", { class: "btn-check-group" }, this.compare);
    this.bar.append(group, compare, this.zoomOut);
    this.buildForm();
  }

  show({ view: { range, period, zoomed }, compare }: Eye): void {
    for (const [name, button] of this.ranges) setPressed(button, name === range);
    setPressed(this.custom, range === null);
    setPressed(this.compare, compare);
    this.zoomOut.hidden = !zoomed;
    this.from.value = toLocalInput(period.from, timeZone());
    this.to.value = toLocalInput(period.to, timeZone());
  }

  private buildForm(): void {
    const submit = element("button", { class: "btn btn-primary" }, t("show"));
    this.form.append(
      element("label", {}, t("from"), this.from),
      element("label", {}, t("to"), this.to),
      submit,
    );
    this.from.addEventListener("input", () => this.to.setCustomValidity(""));
    this.to.addEventListener("input", () => this.to.setCustomValidity(""));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  private submit(): void {
    const from = fromLocalInput(this.from.value, timeZone());
    const to = fromLocalInput(this.to.value, timeZone());
    if (from === null || to === null) return;
    if (from >= to) {
      this.to.setCustomValidity(t("wrongPeriod"));
      this.to.reportValidity();
      return;
    }
    this.form.hidden = true;
    this.actions.period({ from, to });
  }

  private toggleForm(): void {
    this.form.hidden = !this.form.hidden;
    if (!this.form.hidden) this.from.focus();
  }
}

/** Buttons that save what is shown. */
export function saveButtons(save: (kind: "csv" | "png") => void): HTMLElement {
  const csv = tool("download", "CSV");
  const png = tool("photo", "PNG");
  csv.addEventListener("click", () => save("csv"));
  png.addEventListener("click", () => save("png"));
  return element("div", { class: "chart-tools" }, csv, png);
}

function press(words: string, title = ""): HTMLButtonElement {
  const button = element("button", { type: "button", "aria-pressed": "false" }, words);
  if (title) button.title = title;
  return button;
}

function setPressed(button: HTMLButtonElement, on: boolean): void {
  button.setAttribute("aria-pressed", String(on));
}

function tool(name: string, words: string): HTMLButtonElement {
  return element(
    "button",
    { type: "button", class: "btn btn-small btn-quiet" },
    icon(name),
    words,
  );
}
