import { expect, test, vi } from "vitest";
import { database } from "../db/connection.ts";
import { DEMO_METRICS } from "../db/metrics-sources.ts";
import {
  clusterById,
  createCluster,
  finishScanRow,
  forgetCluster,
  listClusters,
  lostScans,
  measuredTotals,
  measurementOf,
  movesOf,
  movesToCompare,
  namespaceSpans,
  phaseChanges,
  ScanEndedError,
  snapshotMoments,
  startScanRow,
} from "../db/questions.ts";
import type { ClusterRow } from "../db/shapes.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { pastScans } from "../demo/history.ts";
import { makeHistory, missingScans } from "./demo-history.ts";
import type { MetricsOrder } from "./measure-stage.ts";
import type { HistoryProgress } from "./progress.ts";
import { createRunner } from "./runner.ts";
import { ScanFailure } from "./scan-thread.ts";
import { sampleOrder } from "./testing/order.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

const CONNECTED = "2026-11-23T16:40:00.000Z";
const HOLDER = "test";

async function connected(name: string): Promise<ClusterRow> {
  const cluster = await createCluster({ name, source: { kind: "demo", cluster: name } });
  return { ...cluster, createdAt: CONNECTED };
}

/** As if the history up to that day had been made. */
function madeUntil(cluster: ClusterRow, daysAgo: number): ClusterRow {
  const { latest: _, ...rest } = cluster;
  const last = pastScans(cluster.name, new Date(CONNECTED)).findLast(
    (scan) => scan.daysAgo >= daysAgo,
  );
  if (!last) throw new Error("There was no scan before that day.");
  return { ...rest, latest: { ...HEAD, takenAt: last.at.toISOString() } };
}

const HEAD: NonNullable<ClusterRow["latest"]> = {
  id: "before",
  takenAt: CONNECTED,
  input: "demo",
  istioVersion: null,
  kubernetesVersion: null,
  platform: null,
  plannedSaving: null,
  realisedSaving: null,
  summary: {
    sentence: "",
    namespaces: 0,
    judged: 0,
    phases: [],
    verdicts: [],
    blockers: 0,
    warnings: 0,
    infos: 0,
    namespacesWithBlockers: 0,
    needWaypoint: 0,
    pods: { sidecar: 0, ambient: 0, none: 0 },
    kindsAsked: 0,
    kindsRead: 0,
    undeterminedChecks: 0,
    sidecarMemoryRequested: null,
  },
};

async function begin({ id }: ClusterRow): Promise<string> {
  const begun = await startScanRow(id, HOLDER);
  if (!begun) throw new Error("The cluster is unknown.");
  return begun.scan.id;
}

async function make(
  cluster: ClusterRow,
  onDay: (progress: HistoryProgress, scanId: string) => void = () => {},
  signal = new AbortController().signal,
  metrics: MetricsOrder | null = null,
): Promise<string> {
  const scanId = await begin(cluster);
  await makeHistory({
    cluster,
    scanId,
    order: { ...sampleOrder(cluster.name), metrics },
    signal,
    onDay: (progress) => onDay(progress, scanId),
  });
  return scanId;
}

onEveryDatabase(() => {
  test("each past day becomes a snapshot of its own moment, with a done scan and what changed since the day before", async () => {
    const cluster = madeUntil(await connected("staging"), 10);
    const told: number[] = [];
    const scanId = await make(cluster, ({ day }) => told.push(day));

    const expected = missingScans(cluster).map(({ at }) => at.toISOString());
    expect(expected).toHaveLength(9);
    const moments = (await snapshotMoments(cluster.id)).map(({ takenAt }) => takenAt);
    expect(moments.toReversed()).toEqual(expected);
    expect(told).toEqual([52, 52, 53, 54, 55, 56, 57, 58, 59, 60]);

    const { prisma } = await database();
    const scans = await prisma.scan.findMany({ orderBy: { startedAt: "asc" } });
    expect(scans.map(({ status }) => status)).toEqual([...expected.map(() => "done"), "running"]);
    expect(scans.slice(0, -1).map(({ startedAt }) => startedAt.toISOString())).toEqual(expected);
    expect(scans.at(-1)?.id).toBe(scanId);
    expect((await clusterById(cluster.id))?.lastScan?.id).toBe(scanId);

    const baskets = await namespaceSpans(cluster.id, "baskets");
    expect(baskets.map(({ phase }) => phase)).toEqual(["done", "drift-no-waypoint"]);
    const changes = await phaseChanges(cluster.id);
    const moved = changes.filter(({ fromAt }) => fromAt !== changes[0]?.fromAt);
    expect(moved.map(({ name, phase }) => `${name}: ${phase}`)).toEqual([
      "customer-profile: enrolled",
      "geo: ready",
      "baskets: drift-no-waypoint",
      "orders: enrolled",
      "customer-profile: sidecars-removed",
      "shipping: enrolled",
    ]);
  });

  test("each past day is measured as of that day, and a move is compared once its week is over", async () => {
    const cluster = madeUntil(await connected("staging"), 22);
    const source = DEMO_METRICS;
    const metrics = { source, credential: null, problem: null, moves: [], days: null };
    await make(cluster, undefined, undefined, metrics);

    const moments = (await snapshotMoments(cluster.id)).toReversed();
    const totals = await measuredTotals(cluster.id);
    expect(totals.map(({ at }) => at)).toEqual(moments.map(({ takenAt }) => takenAt));
    // On one day the demo's Prometheus has nothing, and the cluster itself is asked.
    const others = totals.filter((each) => each.source !== "prometheus");
    expect(others.map((each) => each.source)).toEqual(["metrics-api"]);
    const whole = await measurementOf(moments[3]?.id ?? "");
    expect(whole?.at).toBe(moments[3]?.takenAt);

    const moves = await movesOf(cluster.id);
    expect(moves.length).toBeGreaterThan(0);
    const last = Date.parse(moments.at(-1)?.takenAt ?? "");
    for (const { move, final, before, after } of moves) {
      expect(final).toBe(true);
      expect(last - Date.parse(move.enrolledAt)).toBeGreaterThan(7 * 86_400_000);
      expect(before?.hours).toBeGreaterThan(100);
      expect(after?.hours).toBe(before?.hours);
    }
    const waiting = await movesToCompare(cluster.id, 50);
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.every(({ enrolledAt }) => enrolledAt > (moves[0]?.move.enrolledAt ?? ""))).toBe(
      true,
    );
  }, 90_000);

  test("scans of the failed week are remembered once, with what the server said", async () => {
    const cluster = madeUntil(await connected("prod-eu"), 32);
    const untilItSucceeds = async () => {
      const stop = new AbortController();
      const enough = new Error("enough");
      const made = make(
        cluster,
        ({ day }) => {
          if (day > 60 - 25) stop.abort(enough);
        },
        stop.signal,
      );
      await expect(made).rejects.toBe(enough);
    };
    await untilItSucceeds();
    await untilItSucceeds();

    const lost = await lostScans(cluster.id);
    expect(lost.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => "failed"));
    expect(lost[0]?.message).toContain("does not accept the credential");
  });

  test("cancelled, it stops at once; the next scan makes the rest and nothing twice", async () => {
    const cluster = madeUntil(await connected("dev"), 12);
    const cancelled = make(cluster, ({ day }, scanId) => {
      if (day === 54) void finishScanRow(scanId, "cancelled", "Cancelled.");
    });
    await expect(cancelled).rejects.toThrow(ScanEndedError);
    const before = await snapshotMoments(cluster.id);
    expect(before.length).toBeLessThan(missingScans(cluster).length);

    const known = (await clusterById(cluster.id))?.latest ?? cluster.latest;
    await make({ ...cluster, latest: known });
    const moments = (await snapshotMoments(cluster.id)).map(({ takenAt }) => takenAt);
    expect(moments.toReversed()).toEqual(missingScans(cluster).map(({ at }) => at.toISOString()));
  });

  test("forgetting its cluster ends it and leaves nothing behind", async () => {
    const cluster = madeUntil(await connected("dev"), 12);
    const forgotten = make(cluster, ({ day }) => {
      if (day === 54) void forgetCluster(cluster.id);
    });
    await expect(forgotten).rejects.toThrow(ScanEndedError);
    expect(await listClusters()).toEqual([]);
    const { prisma } = await database();
    expect(await prisma.namespaceSpan.count()).toBe(0);
    expect(await prisma.trendPoint.count()).toBe(0);
  });

  test("history that cannot be made does not stop the scan of the present", async () => {
    const cluster = await connected("dev");
    await make({ ...cluster, source: { kind: "demo", cluster: "nobody declared it" } });
    expect(await snapshotMoments(cluster.id)).toEqual([]);
    expect((await clusterById(cluster.id))?.lastScan?.status).toBe("running");
  });

  test("what is asked of the metrics source is gathered again once its history is made", async () => {
    const { id } = await connected("dev");
    const limits = [1, 2];
    const runner = createRunner({
      parallel: 1,
      heartbeat: 1000,
      orderFor: async () => ({ ...sampleOrder("dev"), timeLimit: limits.shift() ?? 0 }),
      makeHistory: async ({ onDay }) => onDay({ day: 14, days: 60 }),
      scan: async ({ order }) => {
        throw new ScanFailure(`order ${order.timeLimit}`);
      },
    });
    const scanId = await runner.start(id);
    await vi.waitFor(async () =>
      expect(await runner.progressOf(scanId)).toMatchObject({ message: "order 2" }),
    );
  });

  test("a runner tells of the days while it makes them, and no longer when it scans", async () => {
    const { id } = await connected("dev");
    const heard: (number | undefined)[] = [];
    const runner = createRunner({
      parallel: 1,
      heartbeat: 1000,
      orderFor: () => Promise.resolve(sampleOrder("dev")),
      makeHistory: async ({ onDay }) => onDay({ day: 14, days: 60 }),
      scan: async ({ onTold }) => {
        onTold("read", { kindsDone: 1, kindsTotal: 2, objects: 3, slow: [] });
        throw new ScanFailure("enough");
      },
    });
    const scanId = await runner.start(id);
    await new Promise<void>((resolve) => {
      runner.subscribe(scanId, ({ history, status }) => {
        heard.push(history?.day);
        if (status !== "running") resolve();
      });
    });
    expect(heard).toContain(14);
    expect(heard.at(-1)).toBeUndefined();
  });
});

test("clusters that are no demo, ask for no history or know the present have none to make", async () => {
  const cluster: ClusterRow = {
    id: "c1",
    name: "dev",
    source: { kind: "demo", cluster: "dev" },
    createdAt: CONNECTED,
    latest: null,
    lastScan: null,
  };
  expect(missingScans(cluster)).not.toEqual([]);
  expect(missingScans({ ...cluster, latest: HEAD })).toEqual([]);
  const without = { kind: "demo", cluster: "dev", history: false } as const;
  expect(missingScans({ ...cluster, source: without })).toEqual([]);
  expect(missingScans({ ...cluster, source: { kind: "in-cluster" } })).toEqual([]);
});
