import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LockedError, lockFolder } from "./lock.ts";

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mesh-readiness-lock-"));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => kill(child)));
  rmSync(folder, { recursive: true });
});

/** A living process and the first line it printed. */
async function process2(): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, "testing/hold-lock.ts"),
    folder,
  ]);
  children.push(child);
  const [chunk] = await once(child.stdout, "data");
  return { child, line: String(chunk) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

test("a second process is refused with a sentence that names the first", async () => {
  const { child } = await process2();
  expect(() => lockFolder(folder)).toThrow(LockedError);
  expect(() => lockFolder(folder)).toThrow(
    `The data folder ${folder} is in use by process ${child.pid} on ${hostname()}, running since `,
  );

  const { line } = await process2();
  expect(line).toContain(`in use by process ${child.pid} on`);
});

test("a second caller in the same process is refused too", () => {
  const lock = lockFolder(folder);
  expect(() => lockFolder(folder)).toThrow(`in use by process ${process.pid}`);
  lock.release();
});

test("the lock of a killed process is taken over", async () => {
  const { child } = await process2();
  await kill(child);
  const lock = lockFolder(folder);
  const { line } = await process2();
  expect(line).toContain(`in use by process ${process.pid}`);
  lock.release();
});

test("a living process keeps its lock although its name was lost", async () => {
  await process2();
  rmSync(join(folder, "lock-holder.json"));
  expect(() => lockFolder(folder)).toThrow(
    "in use by another process that has not written its name",
  );
});

test("a name that was left behind, even that of a living process, locks nothing", () => {
  const left = { pid: process.ppid, host: hostname(), startedAt: new Date().toISOString() };
  writeFileSync(join(folder, "lock-holder.json"), JSON.stringify(left));
  lockFolder(folder).release();
});

test("of many processes that start together exactly one gets the folder", async () => {
  const lines = (await Promise.all(Array.from({ length: 6 }, process2))).map(({ line }) => line);
  expect(lines.filter((line) => line === "locked\n")).toHaveLength(1);
  expect(lines.filter((line) => line.includes("LockedError"))).toHaveLength(5);
});

test("a released folder can be locked again", () => {
  lockFolder(folder).release();
  const lock = lockFolder(folder);
  lock.release();
  lock.release();
});

test("a folder that cannot hold a lock is named", () => {
  writeFileSync(
    join(folder, "lock"),
    "this is not a lock file, and long enough to be looked at".repeat(40),
  );
  expect(() => lockFolder(folder)).toThrow(/cannot be locked against other processes \(.+\)/);
});
