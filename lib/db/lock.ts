/**
 * Keeps a second process out of the embedded database's folder. PGlite takes no lock of its own, and two processes in
 * one folder overwrite each other's pages.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";

/** The folder belongs to another living process. The message names it. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

/** Held until `release`, or until the process ends in whatever way. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process alone, creating it if needed. The lock itself is the operating system's file lock
 * (taken through SQLite, since Node has no other door to it): the kernel drops it at the moment its holder dies, so a
 * dead holder never blocks and a living one is never robbed, without any guess from a process id. Who holds it stands
 * beside it in a file, for the sentence only.
 * @throws LockedError when another process, or another caller in this one, holds it.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holderFile = join(folder, "lock-holder.json");
  const file = new DatabaseSync(join(folder, "lock"));
  try {
    file.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (cause) {
    file.close();
    throw new LockedError(refusal(folder, holderFile, cause), { cause });
  }

  const mine = { pid: process.pid, host: hostname(), startedAt: processStart() };
  writeFileSync(`${holderFile}.new`, JSON.stringify(mine), { mode: 0o600 });
  renameSync(`${holderFile}.new`, holderFile);

  return {
    release() {
      if (!file.isOpen) return;
      rmSync(holderFile, { force: true });
      file.close();
    },
  };
}

const SQLITE_BUSY = 5;

const SqliteFailure = z.object({ errcode: z.number(), message: z.string() });

const Holder = z.object({ pid: z.number(), host: z.string(), startedAt: z.string() });

function refusal(folder: string, holderFile: string, cause: unknown): string {
  const failure = SqliteFailure.safeParse(cause);
  if (failure.data?.errcode !== SQLITE_BUSY) {
    const reason = failure.data?.message ?? String(cause);
    return `The data folder ${folder} cannot be locked against other processes (${reason}). Set MESH_READINESS_DATA to a folder on a local disk, or use a Postgres server with DATABASE_URL.`;
  }

  return `The data folder ${folder} is in use by ${holder(holderFile)}. Stop that process, or set MESH_READINESS_DATA to another folder.`;
}

function holder(holderFile: string): string {
  try {
    const { pid, host, startedAt } = Holder.parse(JSON.parse(readFileSync(holderFile, "utf8")));
    return `process ${pid} on ${host}, running since ${startedAt}`;
  } catch {
    return "another process that has not written its name yet";
  }
}

function processStart(): string {
  return new Date(Date.now() - process.uptime() * 1000).toISOString();
}
