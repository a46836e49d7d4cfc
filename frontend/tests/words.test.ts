import { beforeEach, expect, test } from "vitest";
import type { Column } from "../src/chart/data.ts";
import { valueWords } from "../src/chart/words.ts";

const words = { label: (key: string) => key, isYesNo: () => false };
const column = { key: "battery", unit: "%", digits: 1 } as Column;

beforeEach(() => {
  Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
});

test("a value is written as lists and tiles write it, without zeros to fill up", () => {
  expect(valueWords(44, column, words)).toBe("44");
  expect(valueWords(43.66, column, words)).toBe("43.7");
});
