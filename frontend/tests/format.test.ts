import { beforeEach, expect, test } from "vitest";
import { axisTime } from "../src/chart/axis.ts";
import { toCsv } from "../src/chart/save.ts";
import { formatNumber, formatRelative, formatValue } from "../src/format.ts";

// The page's language and time zone are all that these functions read of the page.
const root = { lang: "de", dataset: { timeZone: "Europe/Berlin" } };
beforeEach(() => {
  root.lang = "de";
  Object.assign(globalThis, { document: { documentElement: root } });
});

const NOON = new Date("2026-03-01T12:00:00Z");

function ago(seconds: number): string {
  return formatRelative(new Date(NOON.getTime() - seconds * 1000), NOON);
}

test("numbers have the separators of the page's language", () => {
  expect(formatNumber(1234.5, 1)).toBe("1.234,5");
  root.lang = "en";
  expect(formatNumber(1234.5, 1)).toBe("1,234.5");
});

test("a reading may be a text, yes or no, or nothing", () => {
  expect([formatValue("open"), formatValue(true), formatValue(null)]).toEqual([
    "open",
    "Ja",
    "–",
  ]);
});

test("near times are relative and far ones are dates", () => {
  expect(ago(3)).toBe("gerade eben");
  expect(ago(180)).toBe("vor 3 Min.");
  expect(ago(7200)).toBe("vor 2 Std.");
  expect(ago(3 * 86_400)).toBe("vor 3 Tagen");
  expect(ago(30 * 86_400)).toBe("30.01.2026");
});

test("the axis says the time, and the day where one begins", () => {
  const midnight = Date.parse("2026-02-28T23:00:00Z") / 1000;

  expect(axisTime(midnight, 3600, "Europe/Berlin")).toBe("1. März");
  expect(axisTime(midnight + 3600, 3600, "Europe/Berlin")).toBe("01:00");
  expect(axisTime(midnight, 31 * 86_400, "Europe/Berlin")).toBe("März 26");
});

test("a file for a German spreadsheet has semicolons, commas and local times", () => {
  const values = [20.5, null];
  const column = {
    key: "t",
    unit: "°C",
    digits: 1,
    mean: values,
    min: values,
    max: values,
  };
  const table = {
    times: [NOON.getTime() / 1000, 1],
    columns: [column],
    bucketed: false,
  };

  expect(toCsv(table, () => "Keller; Nord")).toBe(
    'Zeit (Europe/Berlin);"Keller; Nord [°C]"\r\n2026-03-01 13:00:00;20,5',
  );
});

test("a label that a spreadsheet would run is disarmed", () => {
  const table = {
    times: [],
    columns: [{ key: "t", unit: "", digits: 0, mean: [], min: [], max: [] }],
    bucketed: false,
  };

  expect(toCsv(table, () => "=1+1")).toContain("'=1+1");
});
