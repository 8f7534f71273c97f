import fc from "fast-check";
import { expect, test } from "vitest";
import { storable, storableJson } from "./text.ts";

test("ordinary text is stored as it is", () => {
  for (const text of ["", "cart", "naïve 🚀", "a\tb\n", "__proto__", "'; DROP TABLE"]) {
    expect(storable(text)).toBe(text);
  }
});

test("whatever text comes, what is stored is valid, without NUL and short enough for an index", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 2000 }), (text) => {
      const stored = storable(`${text}\0\uD800`);
      expect(stored.isWellFormed()).toBe(true);
      expect(stored).not.toContain("\0");
      expect(Buffer.byteLength(stored)).toBeLessThan(1000);
    }),
  );
});

test("texts deep inside JSON are made storable, their neighbours stay", () => {
  const value = { kind: "kubeconfig", context: "a\0b", list: [{ deep: "\uDC00", number: 1 }] };
  expect(storableJson(value)).toEqual({
    kind: "kubeconfig",
    context: "a\uFFFDb",
    list: [{ deep: "\uFFFD", number: 1 }],
  });
});
