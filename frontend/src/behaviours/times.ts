// <time datetime="…" data-relative> says "3 min ago"; the exact time is on hover.
import { formatRelative, formatTime } from "../format.ts";

const EVERY = 20_000; // ms

export function showTime(time: HTMLTimeElement, now: Date): void {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) return;
  time.title = formatTime(at);
  const words = formatRelative(at, now);
  if (time.textContent !== words) time.textContent = words;
}

function showAll(root: ParentNode): void {
  const now = new Date();
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-relative]")) {
    showTime(time, now);
  }
}

export function startTimes(): void {
  showAll(document);
  setInterval(() => showAll(document), EVERY);
  document.addEventListener("htmx:afterSwap", () => showAll(document));
  document.addEventListener("visibilitychange", () => showAll(document));
}
