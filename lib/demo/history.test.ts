import { describe, expect, test } from "vitest";
import { pastScans } from "./history.ts";
import { DEMO_CLUSTERS, HISTORY_DAYS } from "./names.ts";

const CONNECTED = new Date("2026-11-23T16:40:00Z");

const days = (cluster: string) => pastScans(cluster, CONNECTED).map(({ daysAgo }) => daysAgo);

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

test("two clusters have days without scans: some in a row, and weekends", () => {
  expect(days("staging")).not.toContain(34);
  expect(days("staging")).toHaveLength(HISTORY_DAYS - 4);
  const weekdays = pastScans("dev", CONNECTED).map(({ at }) => at.getUTCDay());
  expect(weekdays).not.toContain(0);
  expect(weekdays).not.toContain(6);
});
