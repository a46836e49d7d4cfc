// Where the eye is: a range that ends now, or a fixed period, and the way back out.
import { lastPeriod, type Period, type Range } from "./period.ts";

export class View {
  range: Range | null = "24h";
  period: Period = { from: 0, to: 0 };
  private first: number | null = null;
  private readonly outer: { range: Range | null; period: Period }[] = [];

  get zoomed(): boolean {
    return this.outer.length > 0;
  }

  showRange(range: Range): void {
    this.outer.length = 0;
    this.first = null;
    this.range = range;
  }

  showPeriod(period: Period): void {
    this.range = null;
    this.period = period;
  }

  zoomTo(period: Period): void {
    this.outer.push({ range: this.range, period: this.period });
    this.showPeriod(period);
  }

  /** Look where another view does, by ways of one's own. */
  take(other: View): void {
    this.showRange(other.range ?? "24h");
    if (!other.range) this.showPeriod(other.period);
  }

  /** False if this is the outermost view. */
  zoomOut(): boolean {
    const outer = this.outer.pop();
    if (!outer) return false;
    this.range = outer.range;
    this.period = outer.period;
    return true;
  }

  /** Let a range end now; a fixed period stays. `now` in Unix seconds. */
  follow(now: number): void {
    if (!this.range) return;
    this.period = lastPeriod(this.range, now);
    if (this.range === "all" && this.first !== null) this.period.from = this.first;
  }

  /** Begin a view of everything at its first value; true if that was not known. */
  cutTo(first: number | undefined): boolean {
    if (this.range !== "all" || first === undefined) return false;
    const known = this.first !== null;
    this.first = first;
    this.period = { from: first, to: this.period.to };
    return !known;
  }
}
