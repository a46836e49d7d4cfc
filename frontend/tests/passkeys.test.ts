import { expect, test } from "vitest";
import { bytesOf, textOf } from "../src/behaviours/passkeys.ts";

test("bytes of a credential survive the way through JSON", () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);

  expect(bytesOf(textOf(bytes.buffer))).toEqual(bytes);
});

test("text for the server is Base64 for addresses, without padding", () => {
  expect(textOf(Uint8Array.of(0xfb, 0xff, 0xfe, 0xff).buffer)).toBe("-__-_w");
  expect(bytesOf("-__-_w")).toEqual(Uint8Array.of(0xfb, 0xff, 0xfe, 0xff));
});
