// From the API's answer to columns that share one time axis. Times are Unix seconds.
import { digitsOf } from "./scale.ts";

export type RawPoint = [at: string, value: number | boolean | string | null];
export type Bucket = [
  at: string,
  min: number | null,
  avg: number | null,
  max: number | null,
  count: number,
];

export interface Series {
  key: string;
  unit: string | null;
  points: RawPoint[] | Bucket[];
  /** The finest that may be seen of this period; null: everything. */
  resolution?: Resolution | null;
}

export type Resolution = "quarter-hour" | "hour" | "day" | "month";

export interface Answer {
  series: Series[];
}

/** null breaks the line; undefined has no value at this time but does not break it. */
type Values = (number | null | undefined)[];

export interface Column {
  key: string;
  unit: string;
  /** As many as the readings have after the separator. */
  digits: number;
  mean: Values;
  min: Values;
  max: Values;
}

export interface Table {
  times: number[];
  columns: Column[];
  bucketed: boolean;
  resolution?: Resolution | null;
}

interface Value {
  at: number;
  min: number;
  mean: number;
  max: number;
}

const LONGEST_STEP = 2.5; // times the usual step; longer is a gap

/**
 * Join the series on one axis. `interval` is the expected step in s (0: unknown);
 * the usual step is the larger of it and the median, and where values are further
 * apart than 2.5 of it, the line breaks.
 */
export function toTable(answer: Answer, interval = 0): Table {
  const bucketed = answer.series.some((series) => series.points[0]?.length === 5);
  const columns = answer.series.map((series) => withGaps(values(series), interval));
  const times = [...new Set(columns.flatMap((column) => [...column.keys()]))];
  times.sort((one, other) => one - other);
  return {
    times,
    bucketed,
    resolution: answer.series.find((series) => series.resolution)?.resolution ?? null,
    columns: answer.series.map((series, index) => {
      const found = columns[index] ?? new Map<number, Value | null>();
      const pick = (part: "mean" | "min" | "max") =>
        widenGaps(
          times.map((at) => {
            const value = found.get(at);
            return value ? value[part] : value;
          }),
        );
      const [min, max] = [pick("min"), pick("max")];
      return {
        key: series.key,
        unit: series.unit ?? "",
        digits: Math.max(digitsOf(min), digitsOf(max)),
        mean: pick("mean"),
        min,
        max,
      };
    }),
  };
}

/**
 * Both tables on one axis of time, with undefined where the other one has a value.
 * `moved` is what the compared times are moved by, in s.
 */
export function shareTimes(table: Table, other: Table, moved: number): [Table, Table] {
  const otherTimes = other.times.map((at) => at + moved);
  const times = [...new Set([...table.times, ...otherTimes])];
  times.sort((one, two) => one - two);
  return [spread(table, table.times, times), spread(other, otherTimes, times)];
}

function spread(table: Table, own: number[], times: number[]): Table {
  const place = new Map(own.map((at, index) => [at, index]));
  const along = (list: Values): Values =>
    times.map((at) => {
      const index = place.get(at);
      return index === undefined ? undefined : list[index];
    });
  const columns = table.columns.map((column) => ({
    ...column,
    mean: widenGaps(along(column.mean)),
    min: widenGaps(along(column.min)),
    max: widenGaps(along(column.max)),
  }));
  return { ...table, times, columns };
}

/** A gap reaches from value to value, also where other series have times between. */
function widenGaps(list: Values): Values {
  const wide = [...list];
  for (const [index, value] of list.entries()) {
    if (value !== null) continue;
    for (let left = index - 1; left >= 0 && list[left] === undefined; left--) {
      wide[left] = null;
    }
    for (
      let right = index + 1;
      right < list.length && list[right] === undefined;
      right++
    ) {
      wide[right] = null;
    }
  }
  return wide;
}

/** How many readings stand behind an answer in buckets: the most of any series. */
export function readingCount(answer: Answer): number {
  const counts = answer.series.map((series) =>
    series.points.reduce((sum, point) => sum + (point.length === 5 ? point[4] : 1), 0),
  );
  return Math.max(0, ...counts);
}

/** The table with one more reading of `key`; the same table if it is not newer. */
export function withReading(
  table: Table,
  key: string,
  at: number,
  value: number,
): Table {
  const last = table.times.at(-1) ?? Number.NEGATIVE_INFINITY;
  if (at < last || !table.columns.some((column) => column.key === key)) return table;
  const times = at === last ? table.times : [...table.times, at];
  const place = times.length - 1;
  return {
    ...table,
    times,
    columns: table.columns.map((column) => {
      if (column.key !== key && times === table.times) return column;
      const put = (list: Values) => {
        const longer = list.slice(0, times.length);
        longer[place] = column.key === key ? value : longer[place];
        return longer;
      };
      return {
        ...column,
        digits: Math.max(column.digits, column.key === key ? digitsOf([value]) : 0),
        mean: put(column.mean),
        min: put(column.min),
        max: put(column.max),
      };
    }),
  };
}

/** Where a key moves the crosshair from `at`; undefined for any other key. */
export function keyTarget(table: Table, at: number, key: string): number | undefined {
  switch (key) {
    case "ArrowLeft":
      return neighbour(table, at, -1) ?? at;
    case "ArrowRight":
      return neighbour(table, at, 1) ?? at;
    case "Home":
      return neighbour(table, -1, 1);
    case "End":
      return neighbour(table, table.times.length, -1);
    default:
      return undefined;
  }
}

/** The nearest index in a direction at which any column has a value. */
function neighbour(table: Table, from: number, step: 1 | -1): number | undefined {
  for (let index = from + step; index in table.times; index += step) {
    if (table.columns.some((column) => typeof column.mean[index] === "number")) {
      return index;
    }
  }
  return undefined;
}

function values(series: Series): Value[] {
  const found: Value[] = [];
  for (const point of series.points) {
    const at = Date.parse(point[0]) / 1000;
    if (point.length === 5) {
      const [, min, mean, max] = point;
      if (min !== null && mean !== null && max !== null) {
        found.push({ at, min, mean, max });
      }
    } else {
      const value = toNumber(point[1]);
      if (value !== null) found.push({ at, min: value, mean: value, max: value });
    }
  }
  return found;
}

/** A reading as the chart draws it: yes is 1, no is 0, texts are not drawn. */
export function toNumber(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** Values by time, with a null in the middle of every gap. */
function withGaps(values: Value[], interval: number): Map<number, Value | null> {
  const longest = LONGEST_STEP * Math.max(interval, medianStep(values));
  const found = new Map<number, Value | null>();
  let before: number | null = null;
  for (const value of values) {
    if (before !== null && value.at - before > longest) {
      found.set((before + value.at) / 2, null);
    }
    found.set(value.at, value);
    before = value.at;
  }
  return found;
}

function medianStep(values: Value[]): number {
  const steps = values
    .slice(1)
    .map((value, index) => value.at - (values[index]?.at ?? 0));
  steps.sort((one, other) => one - other);
  return steps[Math.floor(steps.length / 2)] ?? Number.POSITIVE_INFINITY;
}
