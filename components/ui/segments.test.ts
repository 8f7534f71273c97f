import fc from "fast-check";
import { expect, test } from "vitest";
import { segments } from "./segments.ts";

const parts = (...amounts: number[]) =>
  amounts.map((amount, index) => ({ key: `part ${index}`, amount }));

test("parts take their share, in order, without gaps", () => {
  expect(segments(parts(1, 0, 3))).toEqual([
    { key: "part 0", start: 0, width: 25 },
    { key: "part 2", start: 25, width: 75 },
  ]);
});

test("nothing at all has no segments", () => {
  expect(segments(parts(0, 0))).toEqual([]);
  expect(segments([])).toEqual([]);
});

test("one among five hundred is still seen", () => {
  const [large, small] = segments(parts(499, 1));
  expect(small?.width).toBe(1.5);
  expect(large?.width).toBe(98.5);
});

test("widths add up to 100 and none is below the least, whatever the amounts", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 11 }), (amounts) => {
      const laid = segments(parts(...amounts));
      if (laid.length === 0) return;
      expect(laid.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(100, 6);
      expect(Math.min(...laid.map(({ width }) => width))).toBeGreaterThanOrEqual(1.5 - 1e-9);
    }),
  );
});
