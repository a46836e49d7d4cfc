// What the page says about a chart: the attributes of its element.
import type { Period } from "./period.ts";
import type { AlarmSpan, Picture, Threshold } from "./picture.ts";
import type { Words } from "./words.ts";

export class Attributes {
  private readonly host: HTMLElement;

  constructor(host: HTMLElement) {
    this.host = host;
  }

  text(name: string): string {
    return this.host.getAttribute(name) ?? "";
  }

  get keys(): string[] {
    return this.text("keys").split(",").filter(Boolean);
  }

  private get steps(): Set<string> {
    return new Set(this.text("steps").split(","));
  }

  get yesNo(): Set<string> {
    return new Set(this.text("yes-no").split(","));
  }

  /** Expected step of the readings in s; 0 where it is not known. */
  get interval(): number {
    return Number(this.text("interval"));
  }

  /** What is drawn besides the values, and how they are. */
  get drawn(): Pick<Picture, "steps" | "yesNo" | "thresholds" | "alarms"> {
    const { steps, yesNo, thresholds, alarms } = this;
    return { steps, yesNo, thresholds, alarms };
  }

  /** Null unless the page names a fixed period. */
  get period(): Period | null {
    const [from, to] = [this.text("from"), this.text("to")];
    if (!from || !to) return null;
    return { from: Date.parse(from) / 1000, to: Date.parse(to) / 1000 };
  }

  private get thresholds(): Threshold[] {
    return this.json("thresholds", []);
  }

  private get alarms(): AlarmSpan[] {
    return this.json("alarms", []);
  }

  get words(): Words {
    const labels = this.json<Record<string, string>>("labels", {});
    const { yesNo } = this;
    return {
      label: (key) => labels[key] ?? key,
      isYesNo: (key) => yesNo.has(key),
    };
  }

  get caption(): string {
    return this.text("caption") || this.keys.map(this.words.label).join(", ");
  }

  private json<Value>(name: string, otherwise: Value): Value {
    const text = this.text(name);
    return text ? (JSON.parse(text) as Value) : otherwise;
  }
}
