import { expect, test } from "vitest";
import { atLeast, exactly, minus, shareOf, sum, times, UNKNOWN } from "./figure.ts";

test("a sum without one of its parts is a lower bound, without all of them unknown", () => {
  expect(sum([exactly(2), UNKNOWN, exactly(3)])).toEqual({ value: 5, bound: "at-least" });
  expect(sum([UNKNOWN, UNKNOWN])).toEqual(UNKNOWN);
  expect(sum([])).toEqual(exactly(0));
});

test("what is left of a whole is at most so much when what was taken is a lower bound", () => {
  expect(minus(exactly(10), atLeast(3))).toEqual({ value: 7, bound: "at-most" });
  expect(minus(atLeast(10), exactly(3))).toEqual({ value: 7, bound: "at-least" });
  expect(minus(atLeast(10), atLeast(3))).toEqual({ value: 7, bound: "open" });
  expect(minus(UNKNOWN, exactly(3))).toEqual(UNKNOWN);
});

test("a share of nothing is unknown, never NaN", () => {
  expect(shareOf(exactly(0), exactly(0))).toEqual(UNKNOWN);
  expect(shareOf(exactly(3), exactly(4))).toEqual(exactly(0.75));
  expect(times(exactly(3), null)).toEqual(UNKNOWN);
});
