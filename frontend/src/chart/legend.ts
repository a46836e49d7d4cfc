// Under the picture: the time under the crosshair and every series' value there.
import { element } from "../dom.ts";
import { formatTime } from "../format.ts";
import { t } from "../i18n.ts";
import type { Column, Table } from "./data.ts";
import type { Picture } from "./picture.ts";
import { valueWords, type Words } from "./words.ts";

/** Redraws `into` for the values at `index`; null shows the newest. */
export function showLegend(
  into: HTMLElement,
  picture: Picture,
  index: number | null,
  words: Words,
): void {
  const place = index ?? picture.table.times.length - 1;
  const at = picture.table.times[place];
  const time = element("span", { class: "chart-legend-time" });
  if (at !== undefined) time.textContent = formatTime(new Date(at * 1000));
  const keys = picture.table.columns.map((column, number) =>
    entry(picture, column, number, place, words),
  );
  into.replaceChildren(time, ...keys);
}

/** The same in one sentence, for people who listen. */
export function legendSentence(picture: Picture, index: number, words: Words): string {
  const at = picture.table.times[index] ?? 0;
  const values = picture.table.columns.map(
    (column) => `${words.label(column.key)} ${wordsNear(column, index, words)}`,
  );
  return `${formatTime(new Date(at * 1000))}: ${values.join(", ")}`;
}

function entry(
  picture: Picture,
  column: Column,
  number: number,
  place: number,
  words: Words,
): HTMLElement {
  const value = element("b", {}, wordsNear(column, place, words));
  const shown = !picture.hidden.has(column.key);
  const key = element(
    "button",
    {
      type: "button",
      class: "chart-key",
      "aria-pressed": shown,
      "data-key": column.key,
    },
    element("span", { class: `chart-swatch swatch-${(number % 6) + 1}` }),
    words.label(column.key),
    value,
  );
  key.setAttribute("aria-pressed", String(shown));
  const range = rangeWords(picture.table, column, place, words);
  if (range) key.append(element("span", { class: "muted" }, range));
  const before = picture.compared?.columns.find((other) => other.key === column.key);
  if (before) {
    const then = `${t("previous")} ${wordsNear(before, place, words)}`;
    key.append(element("span", { class: "muted" }, then));
  }
  return key;
}

function wordsNear(column: Column, place: number, words: Words): string {
  const value = valueNear(column, place);
  if (value === null) return "–";
  const unit = column.unit ? `\u00a0${column.unit}` : "";
  return valueWords(value, column, words) + unit;
}

function rangeWords(table: Table, column: Column, place: number, words: Words): string {
  const [min, max] = [column.min[place], column.max[place]];
  if (!table.bucketed || words.isYesNo(column.key)) return "";
  if (typeof min !== "number" || typeof max !== "number" || min === max) return "";
  return `${valueWords(min, column, words)} … ${valueWords(max, column, words)}`;
}

/** The value at this place, or the last before it unless a gap lies between. */
function valueNear(column: Column, place: number): number | null {
  for (let index = place; index >= 0; index--) {
    const value = column.mean[index];
    if (value !== undefined) return value;
  }
  return null;
}
