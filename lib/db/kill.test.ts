import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "./connection.ts";
import { interruptLostScans } from "./questions.ts";
import { expectWhole } from "./testing/whole.ts";

const KILLS = 20;

let dataFolder: string;
beforeAll(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "mesh-readiness-kill-"));
});
afterAll(async () => {
  await closeDatabase();
  rmSync(dataFolder, { recursive: true });
});

/** Lets a process save until a random moment, kills it, and returns what it had reported by then. */
async function saveUntilKilled(): Promise<{ saved: string[]; running: string | undefined }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "testing/save-forever.ts")], {
    env: { ...process.env, DATABASE_URL: "", MESH_READINESS_DATA: dataFolder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const saved: string[] = [];
  let running: string | undefined;

  // Some rounds are cut off while the first scan is saved, others many scans later.
  const after = Math.random() < 0.3 ? 0 : 1 + Math.floor(Math.random() * 4);
  for await (const line of createInterface(child.stdout)) {
    const [event, id = ""] = line.split(" ");
    if (event === "saved") saved.push(id);
    if (event === "running") running = id;
    if (event === "running" && saved.length >= after) {
      setTimeout(() => child.kill("SIGKILL"), Math.random() * 60);
    }
  }
  const [, signal] = await exited;
  expect(signal).toBe("SIGKILL");
  return { saved, running };
}

test(`a process killed at ${KILLS} random moments loses at most the scan that ran`, async () => {
  const reported: string[] = [];
  let interrupted = 0;

  for (let kill = 0; kill < KILLS; kill += 1) {
    const { saved, running } = await saveUntilKilled();
    reported.push(...saved);

    // Opening again takes the lock of the killed process over.
    const open = openDatabase({ databaseUrl: null, dataFolder });
    globalThis.meshReadinessDatabase = open;
    const database = await open;
    interrupted += await interruptLostScans("the next process");
    expect(await database.prisma.scan.count({ where: { status: "running" } })).toBe(0);
    const last = await database.prisma.scan.findUnique({ where: { id: running ?? "" } });
    expect(last?.status).toMatch(/^(done|interrupted)$/);
    await expectWhole(database, reported);
    await closeDatabase();
  }

  expect(reported.length).toBeGreaterThan(KILLS);
  expect(interrupted).toBeGreaterThan(0);
}, 300_000);
