import { expect, test } from "vitest";
import { clamp, inField, moved } from "../src/elements/plan-spots.ts";

test("a spot stays on the plan, to a tenth of a percent", () => {
  expect([-3, 12.34, 130].map(clamp)).toEqual([0, 12.3, 100]);
});

test("arrow keys move a spot, with Shift further, and other keys do not", () => {
  expect(moved({ x: 10, y: 0 }, "ArrowRight")).toEqual({ x: 10.5, y: 0 });
  expect(moved({ x: 10, y: 0 }, "ArrowUp", { far: true })).toEqual({ x: 10, y: 0 });
  expect(moved({ x: 10, y: 0 }, "ArrowDown", { far: true })).toEqual({ x: 10, y: 5 });
  expect(moved({ x: 10, y: 0 }, "Enter")).toBeNull();
});

test("fields have numbers as the language writes them", () => {
  expect([inField(12.5, "de"), inField(12.5, "en"), inField(40, "de-DE")]).toEqual([
    "12,5",
    "12.5",
    "40",
  ]);
});
