// Words at the axis of time, as short as they can be without being ambiguous.
import { locale } from "../format.ts";

const MINUTE = 60; // s
const DAY = 86_400;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(
  at: number,
  zone: string,
  name: string,
  options: Intl.DateTimeFormatOptions,
): string {
  const key = `${locale()} ${zone} ${name}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale(), { ...options, timeZone: zone });
    formats.set(key, made);
  }
  return made.format(new Date(at * 1000));
}

/** The words at `at`, where the axis has a mark every `step` seconds. */
export function axisTime(at: number, step: number, zone: string): string {
  if (step >= 364 * DAY) return format(at, zone, "year", { year: "numeric" });
  if (step >= 28 * DAY) {
    return format(at, zone, "month", { month: "short", year: "2-digit" });
  }
  const day = () => format(at, zone, "day", { day: "numeric", month: "short" });
  if (step >= DAY) return day();
  const time = format(at, zone, "time", { hour: "2-digit", minute: "2-digit" });
  if (step < MINUTE) {
    return format(at, zone, "second", { timeStyle: "medium" });
  }
  return time === "00:00" ? day() : time;
}
