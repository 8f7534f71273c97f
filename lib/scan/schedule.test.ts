import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { database } from "../db/connection.ts";
import {
  createCluster,
  finishScanRow,
  forgetCluster,
  interruptedSince,
  lastScan,
  lastScheduledScans,
  latestSnapshot,
  saveSchedule,
  scanOfTick,
  scheduleOf,
  startScanRow,
} from "../db/questions.ts";
import { type PreparedSnapshot, prepareSnapshot } from "../db/snapshot-rows.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { sampleDocument } from "../db/testing/document.ts";
import { createRunner, type Runner } from "./runner.ts";
import { ScanFailure } from "./scan-thread.ts";
import { createScheduler, type Scheduler } from "./schedule.ts";
import { sampleOrder } from "./testing/order.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_LOG = "silent";
});

const PATIENCE = { timeout: 15_000, interval: 20 };

/** A process that scans whatever it is told to, as the test has it. */
interface Replica {
  readonly runner: Runner;
  readonly scheduler: Scheduler;
  /** Scans that began here and still wait for `finish`. */
  readonly waiting: PromiseWithResolvers<PreparedSnapshot>[];
}

let replicas: Replica[] = [];

function replica(): Replica {
  const waiting: PromiseWithResolvers<PreparedSnapshot>[] = [];
  const runner = createRunner({
    parallel: 4,
    heartbeat: 50,
    orderFor: () => Promise.resolve(sampleOrder("dev")),
    scan: ({ signal }) => {
      const result = Promise.withResolvers<PreparedSnapshot>();
      signal.addEventListener("abort", () => result.reject(signal.reason));
      waiting.push(result);
      return result.promise;
    },
  });
  const scheduler = createScheduler({
    runner,
    pace: { poll: 0.5, supervise: 1 },
    parallel: 4,
    minute: 60_000,
  });
  const made = { runner, scheduler, waiting };
  replicas.push(made);
  return made;
}

function finish({ waiting }: Replica, failure?: Error): void {
  const scan = waiting.shift();
  if (failure) scan?.reject(failure);
  else scan?.resolve(prepareSnapshot(sampleDocument({ takenAt: new Date().toISOString() })));
}

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "prod", source: { kind: "demo", cluster: "dev" } })).id;
}

/** Every 6 hours, with a moment that passed so many milliseconds ago. */
async function scheduled(clusterId: string, ago = 1000): Promise<string> {
  const tickAt = new Date(Date.now() - ago).toISOString();
  await saveSchedule({
    clusterId,
    everyMinutes: 360,
    cron: null,
    timeZone: "UTC",
    jitterSeconds: 0,
    paused: false,
    tickAt,
  });
  return tickAt;
}

async function settled(clusterId: string, tickAt: string) {
  await vi.waitFor(
    async () => expect((await scheduleOf(clusterId))?.lastTickAt).toBe(tickAt),
    PATIENCE,
  );
  return scheduleOf(clusterId);
}

const SIX_HOURS = 6 * 60 * 60 * 1000;

onEveryDatabase((kind) => {
  beforeEach(async () => {
    replicas = [];
    // What an earlier sentence left in the queue is nobody's business here.
    const { prisma } = await database();
    await prisma.$executeRaw`DROP SCHEMA IF EXISTS pgboss CASCADE`;
  });
  afterEach(async () => {
    await Promise.all(
      replicas.flatMap(({ scheduler, runner }) => [scheduler.stop(), runner.stop()]),
    );
  });

  test("a moment that comes is scanned, and its end names the next", async () => {
    const clusterId = await newCluster();
    const tickAt = await scheduled(clusterId);
    const here = replica();
    await here.scheduler.start();
    expect(here.scheduler.state()).toEqual({ following: true });
    await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
    expect(await scanOfTick(clusterId, tickAt)).toMatchObject({ status: "running" });
    finish(here);

    const schedule = await settled(clusterId, tickAt);
    expect(await scanOfTick(clusterId, tickAt)).toMatchObject({ status: "done" });
    expect((await lastScheduledScans()).get(clusterId)?.snapshotId).toBe(
      (await latestSnapshot(clusterId))?.id,
    );
    const next = Date.parse(schedule?.tickAt ?? "");
    expect(next % SIX_HOURS).toBe(0);
    expect(next - Date.now()).toBeGreaterThan(0);
    expect(schedule).toMatchObject({ failures: 0, message: "" });
  });

  test("what was missed while nobody ran is caught up with once", async () => {
    const clusterId = await newCluster();
    const tickAt = await scheduled(clusterId, 9 * SIX_HOURS);
    const here = replica();
    await here.scheduler.start();
    await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
    finish(here);
    const schedule = await settled(clusterId, tickAt);
    expect(Date.parse(schedule?.tickAt ?? "")).toBeGreaterThan(Date.now());

    await here.scheduler.remind(new Date(Date.now() + 120_000));
    const { prisma } = await database();
    expect(await prisma.scan.count({ where: { clusterId } })).toBe(1);
  });

  test("a failure is told with its reason and delays the next moment, a success forgets it", async () => {
    const clusterId = await newCluster();
    const here = replica();
    await here.scheduler.start();
    for (const failures of [1, 2]) {
      const { prisma } = await database();
      const tickAt = new Date(Date.now() - 1000);
      if (failures === 1) await scheduled(clusterId);
      await prisma.schedule.update({ where: { clusterId }, data: { tickAt, everyMinutes: 5 } });
      const schedule = await scheduleOf(clusterId);
      if (schedule) await here.scheduler.expect(schedule);
      await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
      finish(here, new ScanFailure("The server did not answer."));
      const after = await settled(clusterId, tickAt.toISOString());
      expect(after).toMatchObject({ failures, message: "The server did not answer." });
      const wait = Date.parse(after?.tickAt ?? "") - Date.now();
      expect(wait).toBeGreaterThan((failures === 1 ? 9 : 19) * 60_000);
      expect(wait).toBeLessThanOrEqual((failures === 1 ? 15 : 25) * 60_000);
    }
    const tickAt = await scheduled(clusterId);
    const schedule = await scheduleOf(clusterId);
    expect(schedule).toMatchObject({ failures: 0, message: "" });
    if (schedule) await here.scheduler.expect(schedule);
    await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
    finish(here);
    expect(await settled(clusterId, tickAt)).toMatchObject({ failures: 0, message: "" });
  });

  test("a scan that somebody started counts for the moment that comes while it runs", async () => {
    const clusterId = await newCluster();
    const here = replica();
    const scanId = await here.runner.start(clusterId);
    const tickAt = await scheduled(clusterId);
    await here.scheduler.start();
    await vi.waitFor(
      async () => expect((await scanOfTick(clusterId, tickAt))?.id).toBe(scanId),
      PATIENCE,
    );
    finish(here);
    await settled(clusterId, tickAt);
    const { prisma } = await database();
    expect(await prisma.scan.count({ where: { clusterId } })).toBe(1);
  });

  test("a scheduled scan that somebody cancels is neither a failure nor tried again", async () => {
    const clusterId = await newCluster();
    const tickAt = await scheduled(clusterId);
    const here = replica();
    await here.scheduler.start();
    await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
    await here.runner.cancel((await lastScan(clusterId))?.id ?? "");
    expect(await settled(clusterId, tickAt)).toMatchObject({ failures: 0, message: "" });
    const { prisma } = await database();
    expect(await prisma.scan.count({ where: { clusterId } })).toBe(1);
  });

  test("a paused, changed or forgotten schedule leaves its jobs without effect", async () => {
    const [paused, changed, forgotten] = [
      await newCluster(),
      await newCluster(),
      await newCluster(),
    ];
    for (const clusterId of [paused, changed, forgotten]) await scheduled(clusterId, -1500);
    const here = replica();
    await here.scheduler.start();
    const later = new Date(Date.now() + SIX_HOURS).toISOString();
    const plan = {
      everyMinutes: 360,
      cron: null,
      timeZone: "UTC",
      jitterSeconds: 0,
    };
    await saveSchedule({ ...plan, clusterId: paused, paused: true, tickAt: null });
    await saveSchedule({ ...plan, clusterId: changed, paused: false, tickAt: later });
    await forgetCluster(forgotten);

    const { prisma } = await database();
    await vi.waitFor(async () => {
      const [row] = await prisma.$queryRaw<{ done: bigint }[]>`
        SELECT count(*) AS done FROM pgboss.job WHERE name = 'scheduled-scans' AND state = 'completed'`;
      expect(Number(row?.done)).toBe(3);
    }, PATIENCE);
    expect(await prisma.scan.count()).toBe(0);
    expect(await scheduleOf(changed)).toMatchObject({ tickAt: later, lastTickAt: null });
  });

  test("a moment that keeps stopping the server is given up as a failure", async () => {
    const clusterId = await newCluster();
    const tickAt = await scheduled(clusterId, 5000);
    for (let time = 0; time < 5; time += 1) {
      const begun = await startScanRow(clusterId, "a process that died", new Date(tickAt));
      await finishScanRow(begun?.scan.id ?? "", "interrupted", "The server stopped.");
    }
    expect(await interruptedSince(clusterId, tickAt)).toBe(5);
    const here = replica();
    await here.scheduler.start();
    const schedule = await settled(clusterId, tickAt);
    expect(schedule?.failures).toBe(1);
    expect(schedule?.message).toBe("The server stopped 5 times while this cluster was scanned.");
    expect(here.waiting).toEqual([]);
  });

  test("a job that was lost is sent again", async () => {
    const clusterId = await newCluster();
    const here = replica();
    await here.scheduler.start();
    const tickAt = await scheduled(clusterId, 61_000);
    await here.scheduler.remind(new Date());
    await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
    finish(here);
    await settled(clusterId, tickAt);
  });

  test("stopping gives a running scan's moment back, and the next process takes it", async () => {
    const clusterId = await newCluster();
    const tickAt = await scheduled(clusterId);
    const here = replica();
    await here.scheduler.start();
    await vi.waitFor(() => expect(here.waiting).toHaveLength(1), PATIENCE);
    const scanId = (await lastScan(clusterId))?.id;
    await here.scheduler.stop();
    await here.runner.stop();
    expect(here.scheduler.state().following).toBe(false);
    expect(await scanOfTick(clusterId, tickAt)).toBeNull();

    const there = replica();
    await there.scheduler.start();
    await vi.waitFor(() => expect(there.waiting).toHaveLength(1), PATIENCE);
    finish(there);
    await settled(clusterId, tickAt);
    expect((await scanOfTick(clusterId, tickAt))?.id).not.toBe(scanId);
  });

  test("old snapshots are deleted once an hour", async () => {
    const here = replica();
    await here.scheduler.start();
    const now = new Date();
    for (let minute = 0; minute < 3; minute += 1) await here.scheduler.remind(now);
    const { prisma } = await database();
    const rows = await prisma.$queryRaw<unknown[]>`
      SELECT 1 FROM pgboss.job WHERE name = 'retention'`;
    expect(rows).toHaveLength(1);
  });

  test("the queue lives in a schema of its own", async () => {
    const here = replica();
    await here.scheduler.start();
    await here.scheduler.stop();
    const { prisma } = await database();
    const tables = await prisma.$queryRaw<{ schema: string }[]>`
      SELECT schemaname AS "schema" FROM pg_tables WHERE tablename = 'queue'`;
    expect(tables).toEqual([{ schema: "pgboss" }]);
  });

  if (kind === "postgres") {
    test("of two processes one scans a moment, and one cleans up in an hour", async () => {
      const clusters = await Promise.all(Array.from({ length: 6 }, newCluster));
      const ticks = await Promise.all(clusters.map((clusterId) => scheduled(clusterId)));
      const [here, there] = [replica(), replica()];
      await Promise.all([here.scheduler.start(), there.scheduler.start()]);
      await Promise.all([here, there].map(({ scheduler }) => scheduler.remind(new Date())));
      await vi.waitFor(() => expect(here.waiting.length + there.waiting.length).toBe(6), PATIENCE);
      for (const one of [here, there]) while (one.waiting.length > 0) finish(one);
      for (const [index, clusterId] of clusters.entries()) {
        await settled(clusterId, ticks[index] ?? "");
      }
      const { prisma } = await database();
      expect(await prisma.scan.count()).toBe(6);
      const rows = await prisma.$queryRaw<unknown[]>`
        SELECT 1 FROM pgboss.job WHERE name = 'retention'`;
      expect(rows).toHaveLength(1);
    });
  }
});

test("a database that cannot hold the queue is said, not thrown", async () => {
  globalThis.meshReadinessDatabase = Promise.reject(new Error("planted"));
  const { scheduler } = replica();
  await scheduler.start();
  expect(scheduler.state()).toMatchObject({
    following: false,
    reason: expect.stringContaining("log says why"),
  });
  globalThis.meshReadinessDatabase = undefined;
});
