// Which part of time a chart shows. Times are Unix seconds.

export interface Period {
  from: number;
  to: number;
}

const HOUR = 3600; // s
const DAY = 24 * HOUR;

export const RANGES = {
  "24h": DAY,
  "7d": 7 * DAY,
  "30d": 30 * DAY,
  "1y": 365 * DAY,
  all: 20 * 365 * DAY, // cut to the first value once that is known
} as const;

export type Range = keyof typeof RANGES;

export function isRange(text: string | null): text is Range {
  return text !== null && text in RANGES;
}

export function lastPeriod(range: Range, now: number): Period {
  return { from: now - RANGES[range], to: now };
}

/** A period as an address writes it: two times in UTC, to the second. */
export function writePeriod({ from, to }: Period): [string, string] {
  const write = (at: number) => new Date(Math.round(at) * 1000).toISOString();
  return [write(from).replace(".000", ""), write(to).replace(".000", "")];
}

/** What `writePeriod` wrote; null for anything else. */
export function readPeriod(from: string | null, to: string | null): Period | null {
  const period = {
    from: Date.parse(from ?? "") / 1000,
    to: Date.parse(to ?? "") / 1000,
  };
  return period.from < period.to ? period : null;
}

/** The period of the same length that ends where this one begins. */
export function before(period: Period): Period {
  return { from: 2 * period.from - period.to, to: period.from };
}

export function length(period: Period): number {
  return period.to - period.from;
}

/** One bucket for 2 px of width, but at least so many that a year is shown by days. */
export function bucketsFor(width: number): number {
  return Math.min(Math.max(Math.round(width / 2), 370), 800);
}

/** Whether all readings fit where the buckets would be drawn. `interval` in s. */
export function rawFits(period: Period, interval: number, buckets: number): boolean {
  return interval > 0 && length(period) / interval <= buckets;
}

/** What an `<input type="datetime-local">` holds for this instant in a time zone. */
export function toLocalInput(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).format(new Date(at * 1000));
  return parts.slice(0, 16).replace(" ", "T");
}

/**
 * The instant of a local time in a time zone; null if the text is not a time. Where
 * the clock shows it twice the earlier instant is meant.
 */
export function fromLocalInput(text: string, timeZone: string): number | null {
  const asUtc = Date.parse(`${text}Z`) / 1000;
  if (Number.isNaN(asUtc)) return null;
  const offset = offsetAt(asUtc - DAY / 2, timeZone);
  const earlier = asUtc - offset;
  return asUtc - offsetAt(earlier, timeZone);
}

function offsetAt(at: number, timeZone: string): number {
  const minute = Math.floor(at / 60) * 60;
  return Date.parse(`${toLocalInput(minute, timeZone)}Z`) / 1000 - minute;
}
