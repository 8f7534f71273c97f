/**
 * One of several server processes, without pages: follows the schedules of the database of its settings until it is told
 * to stop. Its minutes last a second, and a scan takes a moment and yields a sample. Prints "following" once it does.
 */
import { setTimeout as delay } from "node:timers/promises";
import { closeDatabase, database } from "../../db/connection.ts";
import { interruptLostScans } from "../../db/questions.ts";
import { prepareSnapshot } from "../../db/snapshot-rows.ts";
import { sampleDocument } from "../../db/testing/document.ts";
import { createRunner } from "../runner.ts";
import { createScheduler } from "../schedule.ts";
import { sampleOrder } from "./order.ts";

await database();
const runner = createRunner({
  parallel: 6,
  heartbeat: 5000,
  orderFor: () => Promise.resolve(sampleOrder("dev")),
  scan: async ({ signal }) => {
    await delay(50 + Math.random() * 400, undefined, { signal });
    return prepareSnapshot(sampleDocument({ takenAt: new Date().toISOString(), namespaces: 12 }));
  },
});
const scheduler = createScheduler({
  runner,
  pace: { poll: 0.5, supervise: 2 },
  parallel: 6,
  minute: 1000,
});
await scheduler.start();
const reminding = setInterval(async () => {
  try {
    await interruptLostScans(runner.holder);
    await scheduler.remind(new Date());
  } catch {
    // The database was away; the next time will do.
  }
}, 2000);
process.stdout.write("following\n");

process.once("SIGTERM", async () => {
  clearInterval(reminding);
  await scheduler.stop();
  await runner.stop();
  await closeDatabase();
  process.exit(0);
});
