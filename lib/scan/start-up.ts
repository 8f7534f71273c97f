/** What happens once when the server starts, before the first page. */
import { closeDatabase, database } from "../db/connection.ts";
import {
  applyRetention,
  deleteStaleImports,
  interruptLostScans,
  rebuildTrends,
  vacuumEmbedded,
} from "../db/questions.ts";
import { log } from "../log.ts";
import { runner } from "./runner.ts";
import { scheduler } from "./schedule.ts";

/** Milliseconds between looks for scans and imports that nobody wants any more. */
const TIDY_EVERY = 60_000;

/** Milliseconds between looks for snapshots that are no longer kept. */
const RETAIN_EVERY = 60 * 60_000;

let tidying: NodeJS.Timeout | undefined;
let retainedAt = 0;

/**
 * Opens the database, shows scans that a stopped process left behind as interrupted, and begins to follow the schedules.
 * @throws LockedError, DatabaseUnreachableError: the server should not start then.
 */
export async function startUp(): Promise<void> {
  await database();
  await catchUp();
  await scheduler().start();
  await tidy();
  tidying = setInterval(() => {
    tidy().catch((error: unknown) => log.warn({ err: error }, "Tidying the database failed"));
  }, TIDY_EVERY).unref();
}

/** Ends what `startUp` began: running scans are interrupted, and their moments left to other replicas. */
export async function shutDown(): Promise<void> {
  clearInterval(tidying);
  try {
    // First nothing new begins, then what runs ends.
    await scheduler().stop();
    await runner().stop();
  } finally {
    await closeDatabase();
  }
}

/** A database of an earlier version has snapshots without the numbers that charts draw. */
async function catchUp(): Promise<void> {
  const points = await rebuildTrends();
  if (points > 0) log.info({ points }, "Numbers of earlier snapshots were worked out");
}

async function tidy(): Promise<void> {
  const scans = await interruptLostScans(runner().holder);
  if (scans > 0) log.warn({ scans }, "Scans whose process ended are shown as interrupted");
  await scheduler().remind(new Date());
  await deleteStaleImports(new Date());
  await retain(Date.now());
  await vacuumEmbedded();
}

async function retain(now: number): Promise<void> {
  if (now - retainedAt < RETAIN_EVERY) return;
  retainedAt = now;
  const snapshots = await applyRetention(new Date(now));
  if (snapshots > 0) log.info({ snapshots }, "Snapshots beyond the retention policy were deleted");
}
