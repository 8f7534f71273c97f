/** What happens once when the server starts, before the first page. */
import { database } from "../db/connection.ts";
import { deleteStaleImports, interruptLostScans, vacuumEmbedded } from "../db/questions.ts";
import { log } from "../log.ts";
import { runner } from "./runner.ts";

/** Milliseconds between looks for scans and imports that nobody wants any more. */
const TIDY_EVERY = 60_000;

/**
 * Opens the database and shows scans that a stopped process left behind as interrupted.
 * @throws LockedError, DatabaseUnreachableError: the server should not start then.
 */
export async function startUp(): Promise<void> {
  await database();
  await tidy();
  setInterval(() => {
    tidy().catch((error: unknown) => log.warn({ err: error }, "Tidying the database failed"));
  }, TIDY_EVERY).unref();
}

async function tidy(): Promise<void> {
  const scans = await interruptLostScans(runner().holder);
  if (scans > 0) log.warn({ scans }, "Scans whose process ended are shown as interrupted");
  await deleteStaleImports(new Date());
  await vacuumEmbedded();
}
