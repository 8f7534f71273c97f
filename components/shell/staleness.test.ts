import { expect, test } from "vitest";
import { isStale, staleAfter } from "./staleness.ts";

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;
const never = { everyMinutes: null, paused: false, tickAt: null, lastTickAt: null };

test("a snapshot is stale after three intervals of its schedule", () => {
  expect(staleAfter({ ...never, everyMinutes: 60 })).toBe(3 * HOUR);
  expect(
    staleAfter({
      ...never,
      tickAt: "2026-11-04T06:00:00.000Z",
      lastTickAt: "2026-11-03T06:00:00.000Z",
    }),
  ).toBe(72 * HOUR);
});

test("without a schedule to go by it is stale after a week", () => {
  expect(staleAfter(undefined)).toBe(WEEK);
  expect(staleAfter(never)).toBe(WEEK);
  expect(staleAfter({ ...never, everyMinutes: 60, paused: true })).toBe(WEEK);
});

test("sample data does not grow old", () => {
  const scanned = { scannedAt: "2026-11-01T00:00:00.000Z", staleAfter: WEEK };
  const now = Date.parse("2026-11-20T00:00:00.000Z");
  expect(isStale({ ...scanned, input: "live" }, now)).toBe(true);
  expect(isStale({ ...scanned, input: "dump" }, now)).toBe(true);
  expect(isStale({ ...scanned, input: "demo" }, now)).toBe(false);
  expect(isStale({ ...scanned, input: "live" }, now - 2 * WEEK)).toBe(false);
});
