// What is shown, as a file: values as CSV, the picture as PNG.
import { cssColor } from "../dom.ts";
import { locale, timeZone } from "../format.ts";
import { isGerman, t } from "../i18n.ts";
import type { Table } from "./data.ts";

/**
 * The table as text. German: semicolons and decimal commas; English: commas and
 * points. Times are local, with the zone in the head of the column.
 */
export function toCsv(table: Table, labels: (key: string) => string): string {
  const cell = isGerman() ? ";" : ",";
  const parts = table.bucketed
    ? (["mean", "min", "max"] as const)
    : (["mean"] as const);
  const words = { mean: t("average"), min: t("minimum"), max: t("maximum") };
  const head = table.columns.flatMap((column) =>
    parts.map((part) => {
      const unit = column.unit ? ` [${column.unit}]` : "";
      const word = table.bucketed ? ` ${words[part]}` : "";
      return `${labels(column.key)}${word}${unit}`;
    }),
  );
  const rows = [[`${t("time")} (${timeZone()})`, ...head]];
  table.times.forEach((at, index) => {
    const values = table.columns.flatMap((column) =>
      parts.map((part) => column[part][index]),
    );
    if (values.every((value) => typeof value !== "number")) return;
    rows.push([localTime(at), ...values.map(plainNumber)]);
  });
  return rows
    .map((row) => row.map((text) => quoted(text, cell)).join(cell))
    .join("\r\n");
}

/** Quoted where needed; a text that a spreadsheet would run as a formula is disarmed. */
function quoted(text: string, cell: string): string {
  const safe = /^[=@+\t\r]|^-(?![\d.,]+$)/.test(text) ? `'${text}` : text;
  const special = safe.includes(cell) || /["\r\n]/.test(safe);
  return special ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function plainNumber(value: number | null | undefined): string {
  if (typeof value !== "number") return "";
  return value.toLocaleString(locale(), {
    useGrouping: false,
    maximumFractionDigits: 10,
  });
}

function localTime(at: number): string {
  const zone = { timeZone: timeZone() };
  return new Date(at * 1000).toLocaleString("sv-SE", zone);
}

/** The canvas on the page's ground with a title line above. */
function toPicture(canvas: HTMLCanvasElement, title: string): HTMLCanvasElement {
  const scale = devicePixelRatio;
  const above = 32 * scale;
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height + above;
  const ctx = copy.getContext("2d");
  if (!ctx) return canvas;
  ctx.fillStyle = cssColor("--surface");
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.fillStyle = cssColor("--ink");
  ctx.font = `600 ${14 * scale}px "Inter Variable", system-ui, sans-serif`;
  ctx.fillText(title, 12 * scale, 21 * scale);
  ctx.drawImage(canvas, 0, above);
  return copy;
}

export function saveCsv(
  table: Table,
  label: (key: string) => string,
  caption: string,
): void {
  const text = `\uFEFF${toCsv(table, label)}`; // spreadsheets take it as UTF-8 by this mark
  save(new Blob([text], { type: "text/csv" }), caption, "csv");
}

export function savePng(canvas: HTMLCanvasElement, caption: string): void {
  toPicture(canvas, caption).toBlob((blob) => {
    if (blob) save(blob, caption, "png");
  });
}

function save(blob: Blob, caption: string, ending: string): void {
  const name = caption.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() || "chart";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${name}.${ending}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
