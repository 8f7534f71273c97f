import { expect, test } from "vitest";
import { addressAsOf, momentDays, scopeOf } from "./moments.ts";

const at = (takenAt: string) => ({ at: `id of ${takenAt}`, takenAt });

const MOMENTS = [
  at("2026-11-03T23:59:59.999Z"),
  at("2026-11-03T10:42:00.000Z"),
  at("2026-11-02T10:00:00.000Z"),
  at("2026-10-30T10:00:00.000Z"),
];

test("moments stand under their days in UTC, newest first", () => {
  const { days, more } = momentDays(MOMENTS, "", 100);
  expect(days.map(({ day, moments }) => [day, moments.length])).toEqual([
    ["2026-11-03", 2],
    ["2026-11-02", 1],
    ["2026-10-30", 1],
  ]);
  expect(more).toBe(false);
});

test("a jump leads to that day, or to the last one before it", () => {
  expect(momentDays(MOMENTS, "2026-11-01", 100).days.map(({ day }) => day)).toEqual(["2026-10-30"]);
  expect(momentDays(MOMENTS, "2020-01-01", 100).days).toEqual([]);
});

test("of thousands only some are listed, and no day is cut", () => {
  const hourly = Array.from({ length: 5000 }, (_, hour) =>
    at(new Date(Date.UTC(2026, 10, 20) - hour * 3_600_000).toISOString()),
  );
  const { days, more } = momentDays(hourly, "", 60);
  expect(days.map(({ moments }) => moments.length)).toEqual([1, 24, 24, 24]);
  expect(more).toBe(true);
});

test("the rest of the address stays when the moment changes", () => {
  expect(addressAsOf("/clusters/a/findings", "severity=blocker&at=old", "new")).toBe(
    "/clusters/a/findings?severity=blocker&at=new",
  );
  expect(addressAsOf("/clusters/a", "at=old", null)).toBe("/clusters/a");
});

test("clusters have snapshots, the fleet has instants, and other pages have no time", () => {
  expect(scopeOf("/clusters/abc/findings")).toEqual({ clusterId: "abc" });
  expect(scopeOf("/")).toEqual({ clusterId: null });
  expect(scopeOf("/history")).toEqual({ clusterId: null });
  expect(scopeOf("/parity")).toEqual({ clusterId: null });
  expect(scopeOf("/savings")).toEqual({ clusterId: null });
  expect(scopeOf("/clusters/abc/compare")).toBeNull();
  expect(scopeOf("/checks")).toBeNull();
  expect(scopeOf("/settings")).toBeNull();
});
