// Numbers and times as the page's language writes them, in the instance's time zone.
import { isGerman, t } from "./i18n.ts";

const MINUTE = 60; // s
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function locale(): string {
  return isGerman() ? "de-DE" : "en-GB";
}

export function timeZone(): string {
  return document.documentElement.dataset.timeZone || "Europe/Berlin";
}

/** `digits` after the separator; without it as many as the number has, at most 3. */
export function formatNumber(value: number, digits?: number): string {
  return new Intl.NumberFormat(locale(), {
    minimumFractionDigits: digits ?? 0,
    maximumFractionDigits: digits ?? 3,
  }).format(value);
}

/** A reading's value: number, text, or yes and no. */
export function formatValue(value: unknown, digits?: number): string {
  if (typeof value === "number") return formatNumber(value, digits);
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  return String(value);
}

export function formatTime(at: Date): string {
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: "medium",
    timeStyle: "medium",
    timeZone: timeZone(),
  }).format(at);
}

/** "3 min ago" when near; a date when more than a week away. `now` decides. */
export function formatRelative(at: Date, now: Date): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const away = Math.abs(seconds);
  if (away < 10) return t("now");
  if (away >= 7 * DAY) {
    return new Intl.DateTimeFormat(locale(), {
      dateStyle: "medium",
      timeZone: timeZone(),
    }).format(at);
  }
  const words = new Intl.RelativeTimeFormat(locale(), { style: "short" });
  if (away < MINUTE) return words.format(seconds, "second");
  if (away < HOUR) return words.format(Math.round(seconds / MINUTE), "minute");
  if (away < DAY) return words.format(Math.round(seconds / HOUR), "hour");
  return words.format(Math.round(seconds / DAY), "day");
}
