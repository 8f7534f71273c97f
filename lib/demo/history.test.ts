import { describe, expect, test } from "vitest";
import { pastScans } from "./history.ts";
import { DEMO_CLUSTERS, HISTORY_DAYS } from "./names.ts";

const CONNECTED = new Date("2026-11-23T16:40:00Z");

describe.each(DEMO_CLUSTERS)("%s", (cluster) => {
  const scans = pastScans(cluster, CONNECTED);

  test("was scanned at most once a day, oldest first, and never after it was connected", () => {
    const moments = scans.map(({ at }) => at.getTime());
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    const dates = scans.map(({ at }) => at.toISOString().slice(0, 10));
    expect(new Set(dates).size).toBe(dates.length);
    expect(Math.max(...moments)).toBeLessThan(CONNECTED.getTime());
    expect(Math.min(...moments)).toBeGreaterThan(
      CONNECTED.getTime() - (HISTORY_DAYS + 1) * 86_400_000,
    );
  });

  test("was scanned at minutes that vary, and the same ones whenever it is asked", () => {
    expect(new Set(scans.map(({ at }) => at.getUTCMinutes())).size).toBeGreaterThan(15);
    expect(pastScans(cluster, CONNECTED)).toEqual(scans);
  });

  test("was scanned before it was connected in the first minute of a day", () => {
    const midnight = new Date("2026-11-23T00:00:10Z");
    const last = pastScans(cluster, midnight).at(-1);
    expect(last && last.at < midnight).toBe(true);
  });
});

test("one week of scans failed, in one cluster", () => {
  const refused = DEMO_CLUSTERS.flatMap((cluster) =>
    pastScans(cluster, CONNECTED).flatMap((scan) => (scan.refused ? [{ cluster, ...scan }] : [])),
  );
  expect(refused).toHaveLength(7);
  expect(new Set(refused.map(({ cluster }) => cluster))).toEqual(new Set(["prod-eu"]));
});

test("two clusters were not scanned for some days in a row", () => {
  const missing = DEMO_CLUSTERS.map((cluster) => {
    const seen = new Set(pastScans(cluster, CONNECTED).map(({ daysAgo }) => daysAgo));
    return Array.from({ length: HISTORY_DAYS }, (_, index) => HISTORY_DAYS - index).filter(
      (day) => !seen.has(day),
    );
  });
  expect(missing).toEqual([[], [36, 35, 34, 33], [35, 34, 33, 32, 31]]);
});
