// The row above the picture: ranges, from–to, compare, zoom out, CSV, PNG.
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
import type { View } from "./view.ts";

export interface Actions {
  range(range: Range): void;
  period(period: Period): void;
  compare(on: boolean): void;
  zoomOut(): void;
  csv(): void;
  png(): void;
}

const RANGE_WORDS: Record<Range, Word> = {
  "24h": "hours24",
  "7d": "days7",
  "30d": "days30",
  "1y": "year",
  all: "all",
};

export class Controls {
  readonly root = element("div");
  private readonly ranges: Map<Range, HTMLButtonElement>;
  private readonly custom = press(t("custom"));
  private readonly compare = press(t("compareShort"), t("compare"));
  private readonly zoomOut = tool("zoom-out", t("zoomOut"));
  private readonly form = element("form", { class: "chart-custom", hidden: true });
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

  private readonly actions: Actions;

  constructor(actions: Actions) {
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
    const csv = tool("download", "CSV");
    const png = tool("photo", "PNG");
    csv.addEventListener("click", () => actions.csv());
    png.addEventListener("click", () => actions.png());
    const group = element("div", { class: "btn-check-group", role: "group" });
    group.append(...this.ranges.values(), this.custom);
    const compare = element("div", { class: "btn-check-group" }, this.compare);
    const end = element("div", { class: "chart-bar-end" }, this.zoomOut, csv, png);
    const bar = element("div", { class: "chart-bar" }, group, compare, end);
    this.buildForm();
    this.root.append(bar, this.form);
  }

  show({ range, period, zoomed }: View, compare: boolean): void {
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
    { type: "button", class: "btn btn-small" },
    icon(name),
    words,
  );
}
