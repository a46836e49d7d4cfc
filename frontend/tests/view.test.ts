import { expect, test } from "vitest";
import { readPeriod, writePeriod } from "../src/chart/period.ts";
import { lookAt, searchOf } from "../src/chart/shared-view.ts";
import { View } from "../src/chart/view.ts";
import { STATES } from "../src/map/states.ts";

test("a range stands in the address, the usual one does not", () => {
  const view = new View();
  expect(searchOf(view, "?range=30d&x=1")).toBe("?x=1");
  view.showRange("7d");
  expect(searchOf(view, "")).toBe("?range=7d");
});

test("a period stands in the address and is found there again", () => {
  const view = new View();
  const period = { from: 1_767_268_800, to: 1_767_312_000 };
  view.zoomTo(period);
  const again = new View();
  lookAt(again, searchOf(view, "?range=7d"));
  expect(again.range).toBeNull();
  expect(again.period).toEqual(period);
});

test("what is no range and no period is passed over", () => {
  const view = new View();
  lookAt(view, "?range=forever&from=x&to=2026-01-01T00:00:00Z");
  expect(view.range).toBe("24h");
  expect(readPeriod(...writePeriod({ from: 10, to: 5 }))).toBeNull();
});

test("a device out of service is no worse than one in order", () => {
  expect(STATES.indexOf("maintenance")).toBeLessThan(STATES.indexOf("ok"));
});
