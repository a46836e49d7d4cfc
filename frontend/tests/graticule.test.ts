import { beforeAll, expect, test } from "vitest";
import { linesOf, multiples, stepOf } from "../src/map/graticule.ts";

beforeAll(() => {
  Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
});

test("steps are one, two or five of a power of ten", () => {
  expect([0.003, 0.04, 1.5, 7, 20, 51].map(stepOf)).toEqual([
    0.005, 0.05, 2, 10, 20, 100,
  ]);
});

test("multiples lie between both ends, which count", () => {
  expect(multiples(-0.5, 0.5, 0.5)).toEqual([-0.5, 0, 0.5]);
  expect(multiples(1.1, 1.9, 1)).toEqual([]);
});

test("each line says its degrees at the edge", () => {
  const part = { west: 13.31, south: 52.49, east: 13.42, north: 52.51 };
  const labels = linesOf(part, 0.05).features.flatMap(
    (feature) => feature.properties?.label ?? [],
  );
  expect(labels).toEqual(["52.50° N", "13.35° E", "13.40° E"]);
});
