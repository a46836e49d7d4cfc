// The same values as a real table, for screen readers and for looking things up.
import { element } from "../dom.ts";
import { formatTime } from "../format.ts";
import { t } from "../i18n.ts";
import type { Picture } from "./picture.ts";
import { valueWords, type Words } from "./words.ts";

const MOST_ROWS = 500;

/** A closed <details>; the table is made when it is opened. */
export function tableView(picture: () => Picture | null, words: Words): HTMLElement {
  const inside = element("div", { tabindex: 0, class: "table-wrap" });
  const details = element(
    "details",
    { class: "chart-table" },
    element("summary", {}, t("tableView")),
    inside,
  );
  details.addEventListener("toggle", () => {
    const shown = picture();
    inside.replaceChildren(...(details.open && shown ? table(shown, words) : []));
  });
  return details;
}

function table({ table: { columns, times } }: Picture, words: Words): HTMLElement[] {
  const heads = columns.map((column) => {
    const unit = column.unit ? ` (${column.unit})` : "";
    return element(
      "th",
      { scope: "col", class: "num" },
      words.label(column.key) + unit,
    );
  });
  const head = element("tr", {}, element("th", { scope: "col" }, t("time")), ...heads);
  const body = element("tbody");
  let rows = 0;
  for (let index = times.length - 1; index >= 0 && rows < MOST_ROWS; index--) {
    const values = columns.map((column) => column.mean[index]);
    if (values.every((value) => typeof value !== "number")) continue;
    const time = formatTime(new Date((times[index] ?? 0) * 1000));
    const cells = columns.map((column) => {
      const value = column.mean[index];
      const text = typeof value === "number" ? valueWords(value, column, words) : "";
      return element("td", { class: "num" }, text);
    });
    body.append(element("tr", {}, element("th", { scope: "row" }, time), ...cells));
    rows++;
  }
  const made = element("table", { class: "table" }, element("thead", {}, head), body);
  if (rows < MOST_ROWS) return [made];
  return [made, element("p", { class: "muted" }, t("tableCut", { count: rows }))];
}
