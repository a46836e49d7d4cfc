import { expect, test } from "vitest";
import {
  before,
  bucketsFor,
  fromLocalInput,
  rawFits,
  toLocalInput,
} from "../src/chart/period.ts";
import { View } from "../src/chart/view.ts";

const BERLIN = "Europe/Berlin";
const unix = (iso: string) => Date.parse(iso) / 1000;

test("local times are those of the instance, in summer and in winter", () => {
  expect(toLocalInput(unix("2026-01-15T12:00:00Z"), BERLIN)).toBe("2026-01-15T13:00");
  expect(toLocalInput(unix("2026-07-15T12:00:00Z"), BERLIN)).toBe("2026-07-15T14:00");
  expect(fromLocalInput("2026-01-15T13:00", BERLIN)).toBe(unix("2026-01-15T12:00:00Z"));
  expect(fromLocalInput("2026-07-15T14:00", BERLIN)).toBe(unix("2026-07-15T12:00:00Z"));
});

test("an hour that the clock shows twice means the first", () => {
  expect(fromLocalInput("2026-10-25T02:30", BERLIN)).toBe(unix("2026-10-25T00:30:00Z"));
});

test("the hours around a clock change are exact", () => {
  expect(fromLocalInput("2026-03-29T01:30", BERLIN)).toBe(unix("2026-03-29T00:30:00Z"));
  expect(fromLocalInput("2026-03-29T03:30", BERLIN)).toBe(unix("2026-03-29T01:30:00Z"));
});

test("what is not a time is refused", () => {
  expect(fromLocalInput("", BERLIN)).toBeNull();
});

test("the period before ends where the shown one begins", () => {
  expect(before({ from: 100, to: 130 })).toEqual({ from: 70, to: 100 });
});

test("a wide chart asks for more buckets, within bounds", () => {
  expect([100, 1200, 10_000].map(bucketsFor)).toEqual([370, 600, 800]);
});

test("every reading is drawn only where the step is known and they are few", () => {
  const day = { from: 0, to: 86_400 };

  expect(rawFits(day, 900, 400)).toBe(true);
  expect(rawFits(day, 60, 400)).toBe(false);
  expect(rawFits(day, 0, 400)).toBe(false);
});

test("zooming out returns to the range, which ends now", () => {
  const view = new View();
  view.showRange("7d");
  view.follow(1_000_000);
  view.zoomTo({ from: 10, to: 20 });
  view.follow(2_000_000);
  expect(view.period).toEqual({ from: 10, to: 20 });

  expect(view.zoomOut()).toBe(true);
  view.follow(2_000_000);
  expect(view.period.to).toBe(2_000_000);
  expect(view.zoomOut()).toBe(false);
});

test("a view of everything begins at the first value once that is known", () => {
  const view = new View();
  view.showRange("all");
  view.follow(2_000_000_000);

  expect(view.cutTo(1_900_000_000)).toBe(true);
  expect(view.cutTo(1_900_000_500)).toBe(false);
  view.follow(2_000_000_100);
  expect(view.period).toEqual({ from: 1_900_000_500, to: 2_000_000_100 });
  view.showRange("24h");
  expect(view.cutTo(1)).toBe(false);
});
