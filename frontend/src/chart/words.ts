// What a chart's values are called and how they are written.
import { formatNumber } from "../format.ts";
import { t } from "../i18n.ts";
import type { Column } from "./data.ts";

export interface Words {
  label(key: string): string;
  /** Whether a value says yes or no, and not how much. */
  isYesNo(key: string): boolean;
}

/**
 * A value as the sensor gave it and as lists and tiles write it: a mean with no more
 * digits than the readings have, nothing filled up with zeros. Of several yes and no,
 * the share of yes.
 */
export function valueWords(value: number, column: Column, words: Words): string {
  if (!words.isYesNo(column.key)) {
    return formatNumber(Number(value.toFixed(column.digits)));
  }
  if (value === 0 || value === 1) return t(value ? "yes" : "no");
  return `${t("yes")} ${formatNumber(100 * value, 0)}\u00a0%`;
}
