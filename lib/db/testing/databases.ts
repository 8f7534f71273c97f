/**
 * Runs a test file's sentences on both databases: embedded, and a Postgres server when TEST_DATABASE_URL names one. Each
 * file gets a database of its own, which `database()` answers with meanwhile.
 */

import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import {
  closeDatabase,
  type Database,
  type DatabaseSettings,
  openDatabase,
} from "../connection.ts";

const SERVER = process.env.TEST_DATABASE_URL ?? null;

const NO_SERVER = "Postgres (skipped: TEST_DATABASE_URL names no server)";
if (SERVER === null) process.stderr.write(`${NO_SERVER}\n`);

/** Declares the sentences once for each database; all tables are empty before each test. */
export function onEveryDatabase(sentences: (kind: Database["kind"]) => void): void {
  describe("embedded", () => {
    onDatabase(embeddedSettings);
    sentences("embedded");
  });
  describe.skipIf(SERVER === null)(SERVER === null ? NO_SERVER : "Postgres", () => {
    onDatabase(serverSettings);
    sentences("postgres");
  });
}

interface Prepared {
  readonly settings: DatabaseSettings;
  readonly remove: () => Promise<void>;
}

function onDatabase(prepare: () => Promise<Prepared>): void {
  let prepared: Prepared;
  beforeAll(async () => {
    prepared = await prepare();
    globalThis.meshReadinessDatabase = openDatabase(prepared.settings);
    await globalThis.meshReadinessDatabase;
  });
  beforeEach(async () => {
    const open = await globalThis.meshReadinessDatabase;
    await open?.prisma.import.deleteMany();
    await open?.prisma.cluster.deleteMany();
    await open?.prisma.documentBase.deleteMany();
    await open?.prisma.namespaceSpan.deleteMany();
    await open?.prisma.trendPoint.deleteMany();
    await open?.prisma.retention.deleteMany();
    await open?.prisma.note.deleteMany();
    await open?.prisma.finding.deleteMany();
  });
  afterAll(async () => {
    await closeDatabase();
    await prepared.remove();
  });
}

async function embeddedSettings(): Promise<Prepared> {
  const dataFolder = mkdtempSync(join(tmpdir(), "mesh-readiness-db-"));
  return {
    settings: { databaseUrl: null, dataFolder },
    remove: async () => rmSync(dataFolder, { recursive: true }),
  };
}

/** A database of its own on the server, so that test files run side by side. */
async function serverSettings(): Promise<Prepared> {
  const name = `mesh_readiness_test_${randomBytes(6).toString("hex")}`;
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(SERVER ?? "");
  url.pathname = `/${name}`;
  return {
    settings: { databaseUrl: url.href, dataFolder: tmpdir() },
    remove: () => onServer(`DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: SERVER ?? "" });
  await client.connect();
  await client.query(sql).finally(() => client.end());
}
