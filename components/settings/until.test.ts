import { expect, test } from "vitest";
import { untilText } from "./until.ts";

const NOW = Date.parse("2026-11-23T10:00:00Z");

test.each([
  ["2026-11-23T09:59:00Z", "any moment now"],
  ["2026-11-23T10:00:00Z", "any moment now"],
  ["2026-11-23T10:00:01Z", "in 1 min"],
  ["2026-11-23T10:59:00Z", "in 59 min"],
  ["2026-11-23T11:00:00Z", "in 1 h"],
  ["2026-11-23T13:10:00Z", "in 3 h"],
  ["2026-11-25T09:00:00Z", "in 47 h"],
  ["2026-11-25T10:00:00Z", "in 2 d"],
])("%s is %s", (moment, said) => {
  expect(untilText(moment, NOW)).toBe(said);
});
