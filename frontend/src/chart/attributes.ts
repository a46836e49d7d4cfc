// What the page says about a chart: the attributes of its element.
import type { Words } from "./legend.ts";
import type { AlarmSpan, Threshold } from "./picture.ts";

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

  get steps(): Set<string> {
    return new Set(this.text("steps").split(","));
  }

  /** Expected step of the readings in s; 0 where it is not known. */
  get interval(): number {
    return Number(this.text("interval"));
  }

  get thresholds(): Threshold[] {
    return this.json("thresholds", []);
  }

  get alarms(): AlarmSpan[] {
    return this.json("alarms", []);
  }

  get words(): Words {
    const labels = this.json<Record<string, string>>("labels", {});
    const digits = this.json<Record<string, number>>("digits", {});
    return {
      label: (key) => labels[key] ?? key,
      digits: (key) => digits[key],
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
