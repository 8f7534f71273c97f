/** A Postgres server that crashes again and again while two processes save. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeDatabase, openDatabase } from "./connection.ts";
import { type OwnServer, serverPrograms, startOwnServer } from "./testing/server.ts";
import { expectWhole } from "./testing/whole.ts";

const CRASHES = 12;

const PROGRAMS = process.env.TEST_DATABASE_URL === undefined ? null : serverPrograms();
const NO_SERVER = "a server that crashes (skipped: no TEST_DATABASE_URL, or no Postgres to start)";
if (PROGRAMS === null) process.stderr.write(`${NO_SERVER}\n`);

describe.skipIf(PROGRAMS === null)(PROGRAMS === null ? NO_SERVER : "a server that crashes", () => {
  let server: OwnServer;
  let writers: Writer[] = [];
  beforeAll(async () => {
    server = await startOwnServer(PROGRAMS ?? "");
  });
  afterAll(async () => {
    for (const writer of writers) await writer.kill();
    await closeDatabase();
    server.remove();
  });

  test(`${CRASHES} crashes in the middle of saves lose nothing acknowledged and leave nothing half`, async () => {
    const first = startWriter(server.url, "first");
    // The first one migrates, so that both then save to the same tables.
    await first.hears("saved", 1);
    writers = [first, startWriter(server.url, "second")];

    for (let crash = 0; crash < CRASHES; crash += 1) {
      // Both go on by themselves after the last crash, and are then cut off somewhere in a save.
      await Promise.all(writers.map((writer) => writer.hears("saved", 1 + (crash % 3))));
      await Promise.all(writers.map((writer) => writer.hears("running", 1)));
      server.crash();
      server.start();
    }
    await Promise.all(writers.map((writer) => writer.hears("saved", 1)));
    for (const writer of writers) await writer.kill();

    const settings = { databaseUrl: server.url, dataFolder: tmpdir() };
    globalThis.meshReadinessDatabase = openDatabase(settings);
    const saved = writers.flatMap((writer) => writer.heard("saved"));
    const lost = writers.flatMap((writer) => writer.heard("lost"));
    expect(lost.length).toBeGreaterThan(CRASHES / 3);
    await expectWhole(await globalThis.meshReadinessDatabase, saved);
  }, 300_000);
});

interface Writer {
  /** Resolves once so many more such lines came than when it was asked. */
  hears(event: string, more: number): Promise<void>;
  /** What such lines named so far. */
  heard(event: string): readonly string[];
  kill(): Promise<void>;
}

function startWriter(databaseUrl: string, cluster: string): Writer {
  const script = join(import.meta.dirname, "testing/save-forever.ts");
  const child: ChildProcessByStdio<null, Readable, null> = spawn(
    process.execPath,
    [script, cluster],
    {
      env: { ...process.env, DATABASE_URL: databaseUrl, MESH_READINESS_LOG: "silent" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const lines: { readonly event: string; readonly id: string }[] = [];
  const reader = createInterface(child.stdout);
  reader.on("line", (line) => {
    const [event = "", id = ""] = line.split(" ");
    lines.push({ event, id });
    reader.emit("heard");
  });
  const heard = (event: string) => lines.filter((line) => line.event === event).map(({ id }) => id);
  return {
    heard,
    async hears(event, more) {
      const wanted = heard(event).length + more;
      while (heard(event).length < wanted) await once(reader, "heard");
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
    },
  };
}
