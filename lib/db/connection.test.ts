import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { closeDatabase, DatabaseUnreachableError, database, openDatabase } from "./connection.ts";
import { LockedError, lockFolder } from "./lock.ts";
import { createCluster, listClusters } from "./questions.ts";

const folder = vi.hoisted(() => {
  const data = `${process.env.TMPDIR ?? "/tmp"}/mesh-readiness-open-${process.pid}/data`;
  process.env.MESH_READINESS_DATA = data;
  process.env.DATABASE_URL = "";
  return data;
});

beforeEach(() => rmSync(folder, { recursive: true, force: true }));
afterEach(async () => {
  await closeDatabase();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

test("everybody who asks gets the one database, in a folder for its owner only", async () => {
  const [one, other] = await Promise.all([database(), database()]);
  expect(one).toBe(other);
  expect(one.kind).toBe("embedded");
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test("what was stored is there after closing and opening again", async () => {
  const stored = await createCluster({ name: "prod", source: { kind: "in-cluster" } });
  await closeDatabase();
  expect(await listClusters()).toEqual([stored]);
});

test("a folder that is in use is refused, and asked again once it is free", async () => {
  const lock = lockFolder(folder);
  await expect(database()).rejects.toThrow(LockedError);
  lock.release();
  expect((await database()).kind).toBe("embedded");
});

test("closing frees the folder", async () => {
  await database();
  expect(() => lockFolder(folder)).toThrow(LockedError);
  await closeDatabase();
  lockFolder(folder).release();
});

test("a server that does not answer is named without its password", async () => {
  const port = await freePort();
  const databaseUrl = `postgres://mesh:planted-password@127.0.0.1:${port}/readiness`;
  const failure: unknown = await openDatabase({ databaseUrl, dataFolder: tmpdir() }).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(DatabaseUnreachableError);
  expect(String(failure)).toContain(`the database readiness at 127.0.0.1:${port}`);
  expect(String(failure)).not.toContain("planted");
});

test("a folder that does not open leaves no lock behind", async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), "mesh-readiness-broken-"));
  writeFileSync(join(dataFolder, "db"), "not a folder");
  await expect(openDatabase({ databaseUrl: null, dataFolder })).rejects.toThrow();
  lockFolder(dataFolder).release();
  rmSync(dataFolder, { recursive: true });
});

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No port was given.");
  return address.port;
}
