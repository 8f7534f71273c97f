/** When a schedule runs: pure arithmetic, so that every replica finds the same moments. Times are milliseconds. */
import { createHash } from "node:crypto";
import type { ScheduleRow } from "../db/shapes.ts";
import { CronError, nextOfCron, parseCron, shortestGap } from "./schedule-cron.ts";
import { isTimeZone } from "./schedule-zone.ts";

/** What a person decides about a cluster's schedule. */
export type SchedulePlan = Pick<
  ScheduleRow,
  "everyMinutes" | "cron" | "timeZone" | "jitterSeconds"
>;

/** The plan cannot be used; the message is a sentence for the person who made it. */
export class PlanError extends Error {
  override readonly name = "PlanError";
  readonly field: "everyMinutes" | "cron" | "timeZone" | "jitterSeconds";

  constructor(field: PlanError["field"], sentence: string) {
    super(sentence);
    this.field = field;
  }
}

/** Minutes between two scans of a cluster, at least. */
export const SHORTEST_MINUTES = 5;

/** Minutes between two scans of a cluster, at most: 30 days. */
export const LONGEST_MINUTES = 30 * 24 * 60;

/** Seconds that jitter may add, at most. */
export const LONGEST_JITTER = 3600;

/**
 * Proves that a plan can be followed after `now`.
 * @throws PlanError
 */
export function checkPlan(plan: SchedulePlan, now: number): void {
  if (!isTimeZone(plan.timeZone)) {
    throw new PlanError(
      "timeZone",
      "This is no time zone that we know; choose one like Europe/Berlin.",
    );
  }
  const gap = gapOf(plan);
  const field = plan.cron === null ? "everyMinutes" : "cron";
  if (gap < SHORTEST_MINUTES) {
    throw new PlanError(
      field,
      `This would scan more often than every ${SHORTEST_MINUTES} minutes, which is more than a cluster should bear.`,
    );
  }
  if (nextTick(plan, now) === null) {
    throw new PlanError(field, "This schedule never runs: no such moment comes.");
  }
  if (plan.jitterSeconds > (gap * 60) / 2) {
    throw new PlanError(
      "jitterSeconds",
      "The delay may be at most half of the time between two scans.",
    );
  }
}

/**
 * The first moment of a plan after an instant; null when none comes. Intervals count from 1970 in UTC, so that every
 * 6 hours means 0:00, 6:00, 12:00 and 18:00 UTC whoever asks. `minute` is shorter in tests.
 * @throws CronError when a stored expression can no longer be read.
 */
export function nextTick(plan: SchedulePlan, after: number, minute = 60_000): number | null {
  if (plan.cron !== null) return nextOfCron(parseCron(plan.cron), plan.timeZone, after);
  if (plan.everyMinutes === null) return null;
  const period = plan.everyMinutes * minute;
  return (Math.floor(after / period) + 1) * period;
}

/** When the scan of a moment really starts: up to `jitterSeconds` later, as this cluster and moment have it. */
export function dueAt(clusterId: string, tick: number, jitterSeconds: number): number {
  const spread = createHash("sha256").update(`${clusterId} ${tick}`).digest().readUInt32BE(0);
  return tick + Math.floor((spread / 2 ** 32) * (jitterSeconds * 1000 + 1));
}

/** When the next scan of a schedule really starts, ISO 8601; null while it is paused or no moment comes. */
export function nextScanAt(schedule: ScheduleRow): string | null {
  const { clusterId, tickAt, jitterSeconds, paused } = schedule;
  if (paused || tickAt === null) return null;
  return new Date(dueAt(clusterId, Date.parse(tickAt), jitterSeconds)).toISOString();
}

/**
 * The moment to try next after one ended at `now`. Moments that passed meanwhile are left out: who was away for a week
 * catches up once, with the scan that just ended. After failures the next moment is at least `backOff` away.
 */
export function tickAfter(
  plan: SchedulePlan,
  {
    tick,
    now,
    failures,
    minute = 60_000,
  }: {
    readonly tick: number;
    readonly now: number;
    readonly failures: number;
    readonly minute?: number;
  },
): number | null {
  return nextTick(plan, Math.max(tick, now) + backOff(failures, minute), minute);
}

/** Milliseconds that a cluster is left alone after so many failures in a row: 10 minutes, doubled each time, at most 6 hours. */
export function backOff(failures: number, minute = 60_000): number {
  if (failures === 0) return 0;
  return Math.min(10 * 2 ** (failures - 1), 6 * 60) * minute;
}

function gapOf({ everyMinutes, cron }: SchedulePlan): number {
  if (everyMinutes !== null) return everyMinutes;
  try {
    return shortestGap(parseCron(cron ?? ""));
  } catch (error) {
    if (error instanceof CronError) throw new PlanError("cron", error.message);
    throw error;
  }
}
