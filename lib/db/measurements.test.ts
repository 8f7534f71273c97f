import { describe, expect, test } from "vitest";
import type { MeasuredPoint, Measurement } from "../snapshot/measurement.ts";
import { database } from "./connection.ts";
import { kept } from "./measured-columns.ts";
import { type PreparedPoint, preparePoint } from "./measured-rows.ts";
import { thinPoints } from "./measurements.ts";
import {
  applyRetention,
  createCluster,
  fillDays,
  forgetCluster,
  latestTotals,
  measuredNamespaces,
  measuredTotals,
  measurementOf,
  savePrepared,
  saveRetentionPolicy,
  startScanRow,
} from "./questions.ts";
import { prepareSnapshot } from "./snapshot-rows.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleDocument } from "./testing/document.ts";
import { sampleMeasurement, sampleMove, samplePoint } from "./testing/measured.ts";

const DAY = 86_400_000;
const NOON = Date.parse("2026-03-01T12:00:00.000Z");
const daysAgo = (days: number) => new Date(NOON - days * DAY).toISOString();

onEveryDatabase(() => {
  test("a measurement comes back with its snapshot, whole", async () => {
    const clusterId = await newCluster();
    const measurement = sampleMeasurement(daysAgo(0), 40);
    const id = await scan(clusterId, measurement);
    expect(await measurementOf(id)).toEqual(toSixDigits(measurement));
    expect(await measurementOf("0".repeat(16))).toBeNull();
    expect(await measurementOf("' OR 1=1")).toBeNull();
  });

  test("a snapshot without a measurement has none, and leaves no point", async () => {
    const clusterId = await newCluster();
    expect(await measurementOf(await scan(clusterId, null))).toBeNull();
    expect(await measuredTotals(clusterId)).toEqual([]);
    expect(await measuredNamespaces(clusterId)).toEqual([]);
    expect(await latestTotals()).toEqual(new Map());
  });

  test("totals are answered oldest first, with what was not measured as null", async () => {
    const clusterId = await newCluster();
    for (const days of [3, 2, 1]) await scan(clusterId, sampleMeasurement(daysAgo(days)));
    const totals = await measuredTotals(clusterId);
    expect(totals.map(({ at }) => at)).toEqual([daysAgo(3), daysAgo(2), daysAgo(1)]);
    const { namespaces: _, ...wanted } = samplePoint(daysAgo(3));
    expect(totals[0]).toEqual(toSixDigits(wanted));

    const bounded = await measuredTotals(clusterId, { from: daysAgo(2), to: daysAgo(2) });
    expect(bounded.map(({ at }) => at)).toEqual([daysAgo(2)]);
  });

  test("the newest totals are those of each cluster", async () => {
    const [one, other] = [await newCluster(), await newCluster()];
    for (const days of [3, 1]) await scan(one, sampleMeasurement(daysAgo(days)));
    await scan(other, sampleMeasurement(daysAgo(2)));
    await newCluster();
    const latest = await latestTotals();
    expect([...latest].map(([id, { at }]) => [id, at])).toEqual(
      expect.arrayContaining([
        [one, daysAgo(1)],
        [other, daysAgo(2)],
      ]),
    );
    expect(latest.size).toBe(2);
  });

  test("the series of a namespace has a gap where the namespace was not measured", async () => {
    const clusterId = await newCluster();
    await scan(clusterId, sampleMeasurement(daysAgo(3), 3));
    await scan(clusterId, sampleMeasurement(daysAgo(2), 1));
    await scan(clusterId, { ...sampleMeasurement(daysAgo(1), 3), namespaces: [] });
    await scan(clusterId, onlyMemory(daysAgo(0)));

    const [series, ...others] = await measuredNamespaces(clusterId, {}, ["team-1", "absent"]);
    expect(others).toEqual([]);
    const [, sample] = samplePoint(daysAgo(3)).namespaces;
    const memory = kept(sample?.sidecar?.memory);
    expect(series).toEqual({
      namespace: "team-1",
      at: [daysAgo(3), daysAgo(2), daysAgo(1), daysAgo(0)],
      sidecar: {
        proxies: [20, null, null, null],
        memory: [memory, null, null, 5_000_000],
        cpu: [kept(sample?.sidecar?.cpu), null, null, null],
      },
      waypoint: gaps(["proxies", "memory", "cpu"]),
      traffic: {
        source: {
          requestsPerSecond: [kept(10.5 + 1 / 7), null, null, null],
          errorRatio: [null, null, null, null],
          p50: [kept(3.1 + 1 / 13), null, null, null],
          p90: [kept(9.7 + 1 / 11), null, null, null],
          p99: [kept(24.9 + 1 / 3), null, null, null],
        },
        destination: series?.traffic.source,
        waypoint: gaps(["requestsPerSecond", "errorRatio", "p50", "p90", "p99"]),
      },
    });
  });

  test("all namespaces are answered as each of them is", async () => {
    const clusterId = await newCluster();
    await scan(clusterId, sampleMeasurement(daysAgo(2), 12));
    await scan(clusterId, sampleMeasurement(daysAgo(1), 9));
    await scan(await newCluster(), sampleMeasurement(daysAgo(1), 5));
    const all = await measuredNamespaces(clusterId);
    expect(all.map(({ namespace }) => namespace)).toEqual(
      Array.from({ length: 12 }, (_, index) => `team-${index}`).toSorted(),
    );
    for (const series of all) {
      expect(await measuredNamespaces(clusterId, {}, [series.namespace])).toEqual([series]);
    }
    const day = { from: daysAgo(1), to: daysAgo(1) };
    const [first] = await measuredNamespaces(clusterId, day, ["team-0"]);
    expect(first?.at).toEqual([daysAgo(1)]);
    expect((await measuredNamespaces(clusterId, day)).map(({ at }) => at.length)).toEqual(
      new Array(9).fill(1),
    );
  });

  test("names from clusters are stored whatever they are", async () => {
    const clusterId = await newCluster();
    const hostile = ["'); DROP TABLE x; --", "a\0b", "{a,b}", 'quo"te', "\u{1F680}", "NULL"];
    const [row] = samplePoint(daysAgo(1)).namespaces;
    if (!row) throw new Error("The sample has a namespace.");
    const namespaces = hostile.map((namespace) => ({ ...row, namespace }));
    await scan(clusterId, { ...sampleMeasurement(daysAgo(1)), namespaces });
    const series = await measuredNamespaces(clusterId, {}, hostile);
    expect(new Set(series.map(({ namespace }) => namespace))).toEqual(new Set(hostile));
    expect(series.every(({ sidecar }) => sidecar.proxies[0] === 20)).toBe(true);
  });

  test("figures that are no numbers or beyond all measure are gaps", async () => {
    const clusterId = await newCluster();
    const broken = { proxies: Number.NaN, memory: Number.POSITIVE_INFINITY, cpu: 1e39 };
    const point = { ...samplePoint(daysAgo(1), 1) };
    const [row] = point.namespaces;
    if (!row) throw new Error("The sample has a namespace.");
    await fillDays(clusterId, [
      preparePoint({
        ...point,
        parts: { ...point.parts, sidecar: broken },
        namespaces: [{ ...row, sidecar: broken }],
      }),
    ]);
    const [totals] = await measuredTotals(clusterId);
    expect(totals?.parts.sidecar).toEqual({ proxies: null, memory: null, cpu: null });
    const [series] = await measuredNamespaces(clusterId);
    expect(series?.sidecar).toEqual({ proxies: [null], memory: [null], cpu: [null] });
    expect(series?.traffic.source.p50).toEqual([kept(3.1)]);
  });

  test("filling days never touches a day that has a point", async () => {
    const clusterId = await newCluster();
    await scan(clusterId, sampleMeasurement(daysAgo(2)));
    const filled = await fillDays(clusterId, [
      preparedPoint("2026-02-26T00:00:00.000Z"),
      preparedPoint("2026-02-27T23:59:59.999Z"),
      preparedPoint("2026-02-28T00:00:00.000Z"),
    ]);
    expect(filled).toBe(2);
    expect((await measuredTotals(clusterId)).map(({ at }) => at)).toEqual([
      "2026-02-26T00:00:00.000Z",
      daysAgo(2),
      "2026-02-28T00:00:00.000Z",
    ]);
    expect(await fillDays(clusterId, [preparedPoint("2026-02-26T05:00:00.000Z")])).toBe(0);
    expect(await fillDays("0".repeat(16), [preparedPoint(daysAgo(9))])).toBe(0);
  });

  test("of days long past one moment is kept: the last one of the best source", async () => {
    const clusterId = await newCluster();
    const other = await newCluster();
    const at = (day: string, hour: string) => `${day}T${hour}:00:00.000Z`;
    const points: MeasuredPoint[] = [
      samplePoint(at("2025-12-01", "01")),
      samplePoint(at("2025-12-01", "05")),
      { ...samplePoint(at("2025-12-01", "09")), source: "metrics-api" },
      { ...samplePoint(at("2025-12-02", "01")), source: "metrics-api" },
      { ...samplePoint(at("2025-12-02", "02")), source: "metrics-api" },
      samplePoint(at("2025-12-30", "03")),
      samplePoint(at("2025-12-31", "00")),
      samplePoint(at("2025-12-31", "13")),
    ];
    for (const point of points) await scan(clusterId, { ...sampleMeasurement(point.at), ...point });
    await scan(other, sampleMeasurement(at("2025-12-01", "03")));

    expect(await thinPoints(new Date(NOON))).toBe(3);
    expect((await measuredTotals(clusterId)).map((totals) => totals.at)).toEqual([
      at("2025-12-01", "05"),
      at("2025-12-02", "02"),
      at("2025-12-30", "03"),
      at("2025-12-31", "00"),
      at("2025-12-31", "13"),
    ]);
    expect(await measuredTotals(other)).toHaveLength(1);
    expect(await thinPoints(new Date(NOON))).toBe(0);
  });

  test("a roster that no point uses any more is deleted, unless it was used of late", async () => {
    const clusterId = await newCluster();
    await scan(clusterId, sampleMeasurement("2025-12-01T01:00:00.000Z", 2));
    await scan(clusterId, sampleMeasurement("2025-12-01T02:00:00.000Z", 3));
    const { prisma } = await database();
    expect(await prisma.namespaceRoster.count()).toBe(2);
    await thinPoints(new Date(NOON));
    expect(await prisma.namespaceRoster.count()).toBe(2);
    await prisma.namespaceRoster.updateMany({ data: { usedAt: new Date(Date.now() - 2 * DAY) } });
    await thinPoints(new Date(NOON));
    const [left, ...more] = await prisma.namespaceRoster.findMany();
    expect(left?.names).toHaveLength(3);
    expect(more).toEqual([]);
  });

  test("points outlive their snapshots, measurements do not", async () => {
    const clusterId = await newCluster();
    const old = await scan(clusterId, sampleMeasurement(daysAgo(20)));
    const latest = await scan(clusterId, sampleMeasurement(daysAgo(1)));
    await saveRetentionPolicy({ allDays: 5, dailyDays: 5 });
    expect(await applyRetention(new Date(NOON))).toBe(1);
    expect(await measurementOf(old)).toBeNull();
    expect(await measurementOf(latest)).not.toBeNull();
    expect(await measuredTotals(clusterId)).toHaveLength(2);
    const { prisma } = await database();
    expect(await prisma.measurement.count()).toBe(1);
  });

  test("a forgotten cluster leaves nothing of what was measured", async () => {
    const clusterId = await newCluster();
    await scan(clusterId, sampleMeasurement(daysAgo(1)));
    const staying = await newCluster();
    await scan(staying, sampleMeasurement(daysAgo(1)));
    expect(await forgetCluster(clusterId)).toBe(true);
    const { prisma } = await database();
    const left = await Promise.all([
      prisma.measurement.count(),
      prisma.measuredPoint.count(),
      prisma.namespaceRoster.count(),
      prisma.move.count(),
    ]);
    expect(left).toEqual([1, 1, 1, 1]);
  });

  test("a measurement of another format is answered as none", async () => {
    const id = await scan(await newCluster(), sampleMeasurement(daysAgo(1)));
    const { prisma } = await database();
    await prisma.measurement.updateMany({ data: { version: 99 } });
    expect(await measurementOf(id)).toBeNull();
  });

  async function newCluster(): Promise<string> {
    return (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
  }

  async function scan(clusterId: string, measurement: Measurement | null): Promise<string> {
    const begun = await startScanRow(clusterId, "this process");
    const takenAt = measurement?.at ?? daysAgo(0);
    const moves = [sampleMove("team-0", daysAgo(9))];
    const prepared = prepareSnapshot(sampleDocument({ takenAt }), { measurement, moves });
    return savePrepared(clusterId, begun?.scan.id ?? "", prepared);
  }
});

describe("figures", () => {
  test("are kept to six digits", () => {
    expect([0, 1, 61_234_567, 0.1, -2.5, 123_456, null].map(kept)).toEqual([
      0,
      1,
      61_234_600,
      0.1,
      -2.5,
      123_456,
      null,
    ]);
  });
});

function preparedPoint(at: string): PreparedPoint {
  return preparePoint(samplePoint(at, 1));
}

/** The last point of the sample with nothing but some memory of team-1, so that its columns are others. */
function onlyMemory(at: string): Measurement {
  const sidecar = { proxies: null, memory: 5_000_000, cpu: null };
  return {
    ...sampleMeasurement(at),
    namespaces: [{ namespace: "team-1", sidecar, waypoint: null, traffic: [] }],
  };
}

function gaps(columns: readonly string[]): Record<string, readonly null[]> {
  return Object.fromEntries(columns.map((column) => [column, [null, null, null, null]]));
}

function toSixDigits<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_, part) =>
      typeof part === "number" ? Number(part.toPrecision(6)) : part,
    ),
  );
}
