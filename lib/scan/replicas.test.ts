/**
 * Two processes on one Postgres server, killed and frozen at random while they scan by schedules. The database itself
 * keeps a record of every moment that was closed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { closeDatabase, database, openDatabase } from "../db/connection.ts";
import { createCluster, saveSchedule } from "../db/questions.ts";
import { nextTick } from "./schedule-plan.ts";

const SERVER = process.env.TEST_DATABASE_URL;
const NO_SERVER = "two processes on Postgres (skipped: TEST_DATABASE_URL names no server)";
if (SERVER === undefined) process.stderr.write(`${NO_SERVER}\n`);

const TICKS = 500;
const CLUSTERS = 20;
/** Seconds, which are the minutes of the two processes. */
const EVERY = 2;

const NAME = `mesh_readiness_replicas_${process.pid}`;

/** One closed moment, as the trigger below saw it. */
interface Closed {
  readonly cluster: string;
  readonly tick: number;
  readonly next: number;
  /** When it was closed. */
  readonly at: number;
}

interface Process {
  child: ChildProcess;
  restart: () => Promise<void>;
}

describe.skipIf(SERVER === undefined)(
  SERVER === undefined ? NO_SERVER : "two processes on Postgres",
  () => {
    const url = new URL(SERVER ?? "postgres://nowhere");
    let processes: Process[] = [];

    beforeAll(async () => {
      await onServer(url.href, `CREATE DATABASE ${NAME}`);
      url.pathname = `/${NAME}`;
      globalThis.meshReadinessDatabase = openDatabase({
        databaseUrl: url.href,
        dataFolder: tmpdir(),
      });
      const { prisma } = await database();
      await prisma.$executeRaw`CREATE TABLE closed ("cluster" text, "tick" timestamp, "next" timestamp, "at" timestamptz)`;
      await prisma.$executeRawUnsafe(`
        CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          INSERT INTO closed VALUES (NEW."clusterId", NEW."lastTickAt", NEW."tickAt", clock_timestamp());
          RETURN NEW;
        END $$`);
      await prisma.$executeRaw`
        CREATE TRIGGER remember AFTER UPDATE ON "Schedule" FOR EACH ROW EXECUTE FUNCTION remember()`;
    });

    afterAll(async () => {
      for (const { child } of processes) child.kill("SIGKILL");
      await closeDatabase();
      url.pathname = new URL(SERVER ?? "").pathname;
      await onServer(url.href, `DROP DATABASE ${NAME} WITH (FORCE)`);
    });

    test(`${TICKS} moments over kills and freezes: each is scanned once, none is lost`, async () => {
      const firsts = new Map<string, number>();
      for (let index = 0; index < CLUSTERS; index += 1) {
        const source = { kind: "demo", cluster: "dev" } as const;
        const { id } = await createCluster({ name: `cluster ${index}`, source });
        const plan = { everyMinutes: EVERY, cron: null, timeZone: "UTC", jitterSeconds: 0 };
        const first = nextTick(plan, Date.now(), 1000) ?? Number.NaN;
        const tickAt = new Date(first).toISOString();
        await saveSchedule({ ...plan, clusterId: id, paused: false, tickAt });
        firsts.set(id, first);
      }
      processes = await Promise.all([follower(url.href), follower(url.href)]);
      const told = await disturb(processes, async () => (await closed()).length >= TICKS);

      await recovered(firsts.size);
      await Promise.all(processes.map(({ child }) => stopped(child)));
      const history = await closed();
      await expectEachOnce(history, firsts);
      process.stderr.write(
        `${history.length} moments closed, ${left(history)} left out while behind, ${told}\n`,
      );
    }, 600_000);
  },
);

/** Kills or freezes one process or the other until enough is done, at least one freeze longer than the silence limit. */
async function disturb(
  processes: readonly Process[],
  enough: () => Promise<boolean>,
): Promise<string> {
  const told = { kills: 0, freezes: 0 };
  for (let round = 0; round < 12 || !(await enough()); round += 1) {
    const victim = processes[Math.floor(Math.random() * processes.length)];
    if (!victim) throw new Error("There is no process to disturb.");
    await delay(2000 + Math.random() * 4000);
    if (round % 2 === 0) {
      victim.child.kill("SIGKILL");
      told.kills += 1;
      await once(victim.child, "exit");
      await delay(Math.random() * 2000);
      await victim.restart();
    } else {
      victim.child.kill("SIGSTOP");
      told.freezes += 1;
      await delay(round === 1 ? 40_000 : 500 + Math.random() * 6000);
      victim.child.kill("SIGCONT");
    }
  }
  return `${told.kills} kills, ${told.freezes} freezes`;
}

/** Left alone, both processes go on with every cluster, also those whose scan was running in a killed one. */
async function recovered(clusters: number): Promise<void> {
  const calm = Date.now();
  await vi.waitFor(
    async () => {
      const since = (await closed()).filter(({ at }) => at > calm);
      expect(new Set(since.map(({ cluster }) => cluster)).size).toBe(clusters);
    },
    { timeout: 120_000, interval: 500 },
  );
}

async function expectEachOnce(
  history: readonly Closed[],
  firsts: ReadonlyMap<string, number>,
): Promise<void> {
  const { prisma } = await database();
  const scans = await prisma.scan.findMany({ include: { snapshot: { select: { id: true } } } });
  const ofTick = (cluster: string, tick: number) =>
    scans.filter(({ clusterId, tickAt }) => clusterId === cluster && tickAt?.getTime() === tick);

  for (const [cluster, first] of firsts) {
    const mine = history.filter((moment) => moment.cluster === cluster);
    let expected = first;
    for (const { tick, next, at } of mine) {
      // Every moment that a schedule named was closed, in order, and has its one finished scan.
      expect(tick).toBe(expected);
      expect(ofTick(cluster, tick).map(({ status }) => status)).toEqual(["done"]);
      // The next is the first one in the future: what passed meanwhile is left out, nothing else.
      expect(next).toBeGreaterThan(tick);
      expect(next % (EVERY * 1000)).toBe(0);
      expect(next - EVERY * 1000).toBeLessThanOrEqual(Math.max(tick, at));
      expected = next;
    }
    // A process may have been stopped between the end of a scan and closing its moment.
    const open = scans.filter(
      ({ clusterId, tickAt, status }) =>
        clusterId === cluster && status === "done" && tickAt?.getTime() === expected,
    );
    expect(
      scans.filter(({ clusterId, status }) => clusterId === cluster && status === "done"),
    ).toHaveLength(mine.length + open.length);
  }

  // Nothing was stored but by the scan of a moment, and what was interrupted stored nothing.
  for (const { status, snapshot, tickAt } of scans) {
    expect(["done", "interrupted"]).toContain(status);
    expect(snapshot !== null).toBe(status === "done");
    expect(tickAt !== null).toBe(status === "done");
  }
  expect(await prisma.snapshot.count()).toBe(
    scans.filter(({ status }) => status === "done").length,
  );
}

async function closed(): Promise<Closed[]> {
  const { prisma } = await database();
  return prisma.$queryRaw<Closed[]>`
    SELECT "cluster", (extract(epoch FROM "tick") * 1000)::float8 AS "tick",
      (extract(epoch FROM "next") * 1000)::float8 AS "next", (extract(epoch FROM "at") * 1000)::float8 AS "at"
    FROM closed ORDER BY "tick"`;
}

/** Moments that passed while an earlier one was not closed. */
function left(history: readonly Closed[]): number {
  return history.reduce((sum, { tick, next }) => sum + (next - tick) / (EVERY * 1000) - 1, 0);
}

async function follower(databaseUrl: string): Promise<Process> {
  const started: Process = {
    child: await follow(databaseUrl),
    restart: async () => {
      started.child = await follow(databaseUrl);
    },
  };
  return started;
}

/** Resolves once the process follows the schedules. */
async function follow(databaseUrl: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "testing/replica.ts")], {
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      MESH_READINESS_DATA: tmpdir(),
      MESH_READINESS_LOG: process.env.MESH_READINESS_LOG ?? "silent",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

async function stopped(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
}

async function onServer(address: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: address });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
