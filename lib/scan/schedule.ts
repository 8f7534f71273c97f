/**
 * Scans clusters by their schedules. A schedule's next moment is a job in a queue that all replicas share; whoever gets
 * the job starts the scan of that moment, and its end names the next. Jobs only wake: what is done, and by whom, is
 * decided by the rows of lib/db/schedules.ts, so a job that comes twice, late or to the wrong replica does no harm, and
 * a lost one is sent again by `remind`.
 *
 * A moment is scanned once. A scan that is running when the moment comes, because somebody started it, counts for it. A
 * scan whose process was killed gives its moment back, and another replica takes it. Moments that pass while nobody
 * runs, or while a scan is still running, are left out but for one.
 */
import { availableParallelism } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import type { PgBoss } from "pg-boss";
import { z } from "zod";
import {
  adoptTick,
  applyRetention,
  interruptedSince,
  interruptLostScans,
  listSchedules,
  scanOfTick,
  scheduleOf,
  schedulesDue,
  settleTick,
} from "../db/questions.ts";
import type { ScanRow, ScheduleRow } from "../db/shapes.ts";
import { log } from "../log.ts";
import { type Runner, runner, UnknownClusterError } from "./runner.ts";
import { nextScanAt, tickAfter } from "./schedule-plan.ts";
import { CALM, openQueue, type QueuePace } from "./schedule-queue.ts";

/** Whether schedules are followed here; the reason is a sentence. */
export type SchedulerState =
  | { readonly following: true }
  | { readonly following: false; readonly reason: string };

export interface Scheduler {
  /** Opens the queue and begins to follow the schedules. Says in `state` when it cannot. */
  start(): Promise<void>;
  /** Lets go of every job, so that other replicas can take them. */
  stop(): Promise<void>;
  state(): SchedulerState;
  /** Sees to it that somebody wakes for the schedule's next moment. */
  expect(schedule: ScheduleRow): Promise<void>;
  /** Starts what could not start, and sends jobs again that should have been done by now. */
  remind(now: Date): Promise<void>;
}

/** What a scheduler does its work with; tests bring their own. */
export interface SchedulerParts {
  readonly runner: Pick<Runner, "holder" | "startTick" | "subscribe">;
  readonly pace: QueuePace;
  /** Scheduled scans that this process runs at once. */
  readonly parallel: number;
  /** Milliseconds of the minutes in intervals and back-off. */
  readonly minute: number;
}

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessScheduler: Scheduler | undefined;
}

/** The scheduler of this process. */
export function scheduler(): Scheduler {
  globalThis.meshReadinessScheduler ??= createScheduler({
    runner: runner(),
    pace: CALM,
    parallel: Math.max(2, availableParallelism() - 1),
    minute: 60_000,
  });
  return globalThis.meshReadinessScheduler;
}

export function createScheduler(parts: SchedulerParts): Scheduler {
  let queue: PgBoss | null = null;
  let state: SchedulerState = { following: false, reason: "The server is still starting." };
  let stopping = new AbortController();
  let cleanedAt = "";

  return {
    state: () => state,
    start,
    async stop() {
      stopping.abort();
      const stopped = queue;
      queue = null;
      state = { following: false, reason: "The server is stopping." };
      await stopped?.stop({ timeout: 5000 });
    },
    async expect(schedule) {
      if (queue) await send(queue, schedule);
    },
    async remind(now) {
      if (!queue) return start();
      for (const schedule of await schedulesDue(new Date(now.getTime() - LATE))) {
        await send(queue, schedule);
      }
      // One per hour among all replicas.
      const hour = now.toISOString().slice(0, 13);
      if (hour === cleanedAt) return;
      await queue.send(RETENTION, {}, { singletonKey: hour, singletonSeconds: 3600 });
      cleanedAt = hour;
    },
  };

  async function start(): Promise<void> {
    stopping = new AbortController();
    let opened: PgBoss | null = null;
    try {
      opened = await openQueue(parts.pace);
      await opened.createQueue(TICKS, TICK_QUEUE);
      await opened.createQueue(RETENTION, { retryLimit: 0 });
      for (const schedule of await listSchedules()) await send(opened, schedule);
      await opened.work(
        TICKS,
        {
          pollingIntervalSeconds: parts.pace.poll,
          localConcurrency: parts.parallel,
          burstWhenBatchFull: true,
        },
        async ([job]) => follow(Tick.parse(job?.data)),
      );
      await opened.work(RETENTION, { pollingIntervalSeconds: 60 }, async () => {
        const snapshots = await applyRetention(new Date());
        if (snapshots > 0) log.info({ snapshots }, "Old snapshots were deleted, as Retention says");
      });
      queue = opened;
      state = { following: true };
    } catch (error) {
      await opened?.stop({ graceful: false }).catch(() => {});
      log.error({ err: error }, "Schedules are not followed: the job queue could not be opened");
      state = {
        following: false,
        reason: "The job queue could not be opened in the database; the server's log says why.",
      };
    }
  }

  /** Waits for the end of a moment's scan, whoever runs it, starting it when nobody does. */
  async function follow({ clusterId, tickAt }: z.infer<typeof Tick>): Promise<void> {
    try {
      while (await isNext(clusterId, tickAt)) {
        if (stopping.signal.aborted) throw new Error("The server is stopping.");
        const scan = (await scanOfTick(clusterId, tickAt)) ?? (await take(clusterId, tickAt));
        if (scan === null) continue;
        if (scan.status === "running") await ended(scan.id);
        else await settle(clusterId, tickAt, scan);
      }
    } catch (error) {
      if (error instanceof UnknownClusterError) return;
      if (!stopping.signal.aborted) {
        log.warn({ err: error, cluster: clusterId, tickAt }, "A scheduled scan is tried again");
      }
      throw error;
    }
  }

  /** The scan to wait for; null when things changed meanwhile and are to be looked at again. */
  async function take(clusterId: string, tickAt: string): Promise<ScanRow | null> {
    if ((await interruptedSince(clusterId, tickAt)) >= GIVE_UP) {
      await close({ clusterId, tickAt, failure: GAVE_UP });
      return null;
    }
    const { scan, started } = await parts.runner.startTick(clusterId, new Date(tickAt));
    if (started || scan.status !== "running") return null;
    await adoptTick(scan.id, tickAt);
    return scan;
  }

  /** Until a scan ends, or is found to have lost its process, or for a while. */
  async function ended(scanId: string): Promise<void> {
    const end = new AbortController();
    const unsubscribe = parts.runner.subscribe(scanId, ({ status }) => {
      if (status !== "running") end.abort();
    });
    const either = AbortSignal.any([end.signal, stopping.signal]);
    await delay(WAIT, undefined, { signal: either }).catch(() => {});
    unsubscribe();
    await interruptLostScans(parts.runner.holder);
  }

  async function settle(clusterId: string, tickAt: string, scan: ScanRow): Promise<void> {
    const failure =
      scan.status === "failed" ? scan.message : scan.status === "done" ? null : "same";
    await close({ clusterId, tickAt, failure });
  }

  async function close(end: Parameters<typeof settleTick>[0]): Promise<void> {
    const settled = await settleTick(end, (schedule, now) => {
      const next = tickAfter(schedule, {
        tick: Date.parse(end.tickAt),
        now: now.getTime(),
        failures: schedule.failures,
        minute: parts.minute,
      });
      return next === null ? null : new Date(next);
    });
    if (settled && queue) await send(queue, settled);
  }
}

/** Jobs of one moment exist once until they are done. */
async function send(queue: PgBoss, schedule: ScheduleRow): Promise<void> {
  const { clusterId, tickAt } = schedule;
  const at = nextScanAt(schedule);
  if (tickAt === null || at === null) return;
  await queue.send(
    TICKS,
    { clusterId, tickAt },
    {
      singletonKey: `${clusterId} ${tickAt}`,
      startAfter: new Date(at),
    },
  );
}

async function isNext(clusterId: string, tickAt: string): Promise<boolean> {
  const schedule = await scheduleOf(clusterId);
  return schedule !== null && !schedule.paused && schedule.tickAt === tickAt;
}

const TICKS = "scheduled-scans";
const RETENTION = "retention";

/** A process that dies stops touching its job and another takes it after `heartbeatSeconds`. */
const TICK_QUEUE = {
  policy: "exclusive",
  heartbeatSeconds: 30,
  expireInSeconds: 24 * 60 * 60,
  retryLimit: 3,
  retryDelay: 5,
  deleteAfterSeconds: 24 * 60 * 60,
} as const;

const Tick = z.object({ clusterId: z.string(), tickAt: z.iso.datetime() });

/** Milliseconds after its moment at which a job should at least be waiting. */
const LATE = 60_000;

/** Milliseconds between looks whether the process of a scan still lives. */
const WAIT = 5000;

/** So often a moment is given back before it counts as failed: this cluster may be what stops the server. */
const GIVE_UP = 5;

const GAVE_UP = `The server stopped ${GIVE_UP} times while this cluster was scanned.`;
