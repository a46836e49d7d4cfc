// What a chart shows, before anything is drawn.
import type { Column, Table } from "./data.ts";
import type { Period } from "./period.ts";

export interface Threshold {
  key: string;
  value: number;
  severity: string;
  label: string;
}

export interface AlarmSpan {
  from: string;
  /** null while the alarm is open */
  to: string | null;
  severity: string;
  label: string;
}

export interface Picture {
  table: Table;
  /** The period before, moved onto this one; empty where nothing is compared. */
  compared: Table | null;
  period: Period;
  hidden: ReadonlySet<string>;
  steps: ReadonlySet<string>;
  yesNo: ReadonlySet<string>;
  thresholds: Threshold[];
  alarms: AlarmSpan[];
}

const COLORS = 6;
export const YES_NO = "yes-no"; // a scale; no unit is called so

/** The colour token of the series at this place in the list of keys. */
export function seriesToken(index: number): string {
  return `--series-${(index % COLORS) + 1}`;
}

/** An "rgb(…)" colour made see-through. */
export function translucent(color: string, alpha: number): string {
  const [red, green, blue] = color.match(/[\d.]+/g) ?? ["0", "0", "0"];
  return `rgba(${red}, ${green}, ${blue}, ${alpha})`;
}

/** One scale for each unit, and one for yes and no. */
export function scaleOf(picture: Picture, column: Column): string {
  return picture.yesNo.has(column.key) ? YES_NO : `y:${column.unit}`;
}
