/**
 * Works out the numbers of all charts again from what is stored: `npm run rebuild`. The embedded database belongs to one
 * process, so the server has to be stopped for it; one with DATABASE_URL may go on.
 */
import { generate } from "./generate.ts";

generate();
// These load what generate() made, so not before.
const { closeDatabase } = await import("../lib/db/connection.ts");
const { rebuildTrends } = await import("../lib/db/questions.ts");

try {
  const points = await rebuildTrends({ all: true });
  console.log(`The numbers of ${points} snapshots were worked out again.`);
} catch (error) {
  if (!(error instanceof Error && isForTheOperator(error))) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await closeDatabase();
}

/** Settings, a data folder in use, a database that does not answer: their sentence says it all. */
function isForTheOperator({ name }: Error): boolean {
  return ["ConfigError", "LockedError", "DatabaseUnreachableError"].includes(name);
}
