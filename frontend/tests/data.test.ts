import { describe, expect, test } from "vitest";
import {
  keyTarget,
  readingCount,
  shareTimes,
  toNumber,
  toTable,
  withReading,
} from "../src/chart/data.ts";

const MIDNIGHT = Date.UTC(2026, 2, 1) / 1000;

function at(minutes: number): string {
  return new Date((MIDNIGHT + minutes * 60) * 1000).toISOString();
}

function series(key: string, ...points: [minutes: number, value: number][]) {
  return {
    key,
    unit: "°C",
    points: points.map(([m, v]) => [at(m), v] as [string, number]),
  };
}

function bucket(
  minutes: number,
  count: number,
): [string, number, number, number, number] {
  return [at(minutes), 1, 2, 3, count];
}

describe("a table of readings", () => {
  test("a missing stretch breaks the line, a late reading does not", () => {
    const regular = series("t", [0, 1], [15, 2], [33, 3], [105, 4], [120, 5]);
    const table = toTable({ series: [regular] });

    expect(table.columns[0]?.mean).toEqual([1, 2, 3, null, 4, 5]);
  });

  test("the expected interval keeps a slow device's line together", () => {
    const slow = series("t", [0, 1], [1, 1], [2, 1], [60, 2]);

    expect(toTable({ series: [slow] }, 3600).columns[0]?.mean).toEqual([1, 1, 1, 2]);
  });

  test("times of one series do not break the other", () => {
    const table = toTable({
      series: [series("a", [0, 1], [30, 2]), series("b", [0, 5], [15, 6], [30, 7])],
    });

    expect(table.times).toHaveLength(3);
    expect(table.columns[0]?.mean).toEqual([1, undefined, 2]);
  });

  test("a gap reaches from value to value across the times of the other series", () => {
    const steady = Array.from({ length: 9 }, (_, i): [number, number] => [i * 15, i]);
    const broken = series("a", [0, 1], [15, 1], [30, 1], [105, 2], [120, 2]);
    const [column] = toTable({ series: [broken, series("b", ...steady)] }).columns;

    const inside = column?.mean.slice(3, -2) ?? [];
    expect(inside.length).toBeGreaterThan(3);
    expect(inside.every((value) => value === null)).toBe(true);
  });

  test("buckets keep minimum, mean and maximum", () => {
    const points = [bucket(0, 4), bucket(15, 4)];
    const table = toTable({ series: [{ key: "t", unit: null, points }] });

    expect(table.bucketed).toBe(true);
    expect(table.columns[0]).toMatchObject({ min: [1, 1], mean: [2, 2], max: [3, 3] });
    expect(readingCount({ series: [{ key: "t", unit: null, points }] })).toBe(8);
  });

  test("an answer without values gives an empty table", () => {
    expect(toTable({ series: [{ key: "t", unit: null, points: [] }] }).times).toEqual(
      [],
    );
  });

  test("yes and no are drawn, texts are not", () => {
    expect([true, false, "open", null, 3].map(toNumber)).toEqual([1, 0, null, null, 3]);
  });
});

describe("a new reading", () => {
  const table = toTable({ series: [series("a", [0, 1]), series("b", [0, 2])] });

  test("stands at the end, and only in its own series", () => {
    const longer = withReading(table, "a", MIDNIGHT + 900, 7);

    expect(longer.columns.map((column) => column.mean)).toEqual([
      [1, 7],
      [2, undefined],
    ]);
    expect(table.times).toHaveLength(1);
  });

  test("of the same uplink shares its time with the other value", () => {
    const first = withReading(table, "a", MIDNIGHT + 900, 7);
    const both = withReading(first, "b", MIDNIGHT + 900, 8);

    expect(both.columns.map((column) => column.mean)).toEqual([
      [1, 7],
      [2, 8],
    ]);
  });

  test("that is older than the last changes nothing", () => {
    expect(withReading(table, "a", MIDNIGHT - 60, 7)).toBe(table);
  });
});

test("a compared table is moved onto the shown one", () => {
  const shown = toTable({ series: [series("a", [0, 1], [15, 2])] });
  const earlier = toTable({ series: [series("a", [-60, 8], [-45, 9])] });
  const [left, right] = shareTimes(shown, earlier, 3600);

  expect(left.times).toEqual([MIDNIGHT, MIDNIGHT + 900]);
  expect(right.columns[0]?.mean).toEqual([8, 9]);
});

test("the crosshair skips gaps and stays at the ends", () => {
  const table = toTable({ series: [series("a", [0, 1], [15, 2], [30, 3], [120, 4])] });

  expect(keyTarget(table, 2, "ArrowRight")).toBe(4);
  expect(keyTarget(table, 4, "ArrowRight")).toBe(4);
  expect(keyTarget(table, 4, "Home")).toBe(0);
  expect(keyTarget(table, 0, "End")).toBe(4);
  expect(keyTarget(table, 0, "a")).toBeUndefined();
});
