import { describe, expect, test } from "vitest";
import { axisRange, digitsOf, increments } from "../src/chart/scale.ts";

const percent = { unit: "%", digits: 0, limits: [] };
const degrees = { unit: "°C", digits: 1, limits: [] };

describe("the axis of values", () => {
  test("a battery that does not move is shown between empty and full", () => {
    expect(axisRange(96, 96, percent)).toEqual([0, 100]);
  });

  test("no share is above 100 or below 0 percent", () => {
    expect(axisRange(1, 99, percent)).toEqual([0, 100]);
  });

  test("a value that does not move stands in the middle of a narrow band", () => {
    const [low, high] = axisRange(21, 21, degrees);

    expect((low + high) / 2).toBeCloseTo(21);
    expect(high - low).toBeLessThan(2);
  });

  test("a flicker of the last digit stays flat", () => {
    const [low, high] = axisRange(39, 40, percent);

    expect(high - low).toBeGreaterThan(4);
  });

  test("what is never negative gets no negative axis", () => {
    expect(axisRange(0, 12, degrees)[0]).toBe(0);
    expect(axisRange(-3, 12, degrees)[0]).toBeLessThan(-3);
  });

  test("a threshold near the values is taken in, a far one is not", () => {
    expect(axisRange(400, 970, { ...degrees, limits: [1400] })[1]).toBeGreaterThan(
      1400,
    );
    expect(axisRange(400, 420, { ...degrees, limits: [1400] })[1]).toBeLessThan(430);
  });

  test("without a value there is an axis nevertheless", () => {
    expect(axisRange(null, null, degrees)).toEqual([0, 1]);
    expect(axisRange(0, 0, degrees)[1]).toBeGreaterThan(0);
  });
});

test("marks are never finer than the values", () => {
  expect(increments(1).slice(0, 4)).toEqual([0.1, 0.2, 0.5, 1]);
  expect(increments(0)[0]).toBe(1);
});

test("values have the digits that tell them apart, three at most", () => {
  expect(digitsOf([22, 22.1, null, undefined])).toBe(1);
  expect(digitsOf([640, 2009])).toBe(0);
  expect(digitsOf([21.299999])).toBe(1);
  expect(digitsOf([1 / 3])).toBe(3);
});
