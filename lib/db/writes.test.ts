import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase, database, openDatabase } from "./connection.ts";
import { createCluster, listClusters, renameCluster } from "./questions.ts";
import { onlyReads, writesSoFar } from "./writes.ts";

const dataFolder = mkdtempSync(join(tmpdir(), "mesh-readiness-db-"));

beforeAll(async () => {
  globalThis.meshReadinessDatabase = openDatabase({ databaseUrl: null, dataFolder });
  await globalThis.meshReadinessDatabase;
});

afterAll(async () => {
  await closeDatabase();
  rmSync(dataFolder, { recursive: true });
});

async function writesDuring(work: () => Promise<unknown>): Promise<boolean> {
  const before = writesSoFar();
  await work();
  return writesSoFar() > before;
}

test("every way of writing counts before the writer goes on, reading does not", async () => {
  const { prisma } = await database();
  let id = "";
  const ways = [
    async () => {
      id = (await createCluster({ name: "prod", source: { kind: "in-cluster" } })).id;
    },
    () => renameCluster(id, "other"),
    () => prisma.$executeRaw`UPDATE "Cluster" SET "name" = 'again'`,
    () => prisma.$queryRaw`UPDATE "Cluster" SET "name" = 'more' RETURNING "id"`,
    () =>
      prisma.$queryRaw`WITH changed AS (UPDATE "Cluster" SET "name" = 'x' RETURNING 1) SELECT * FROM changed`,
    () =>
      prisma.$transaction(async (transaction) => {
        await transaction.cluster.updateMany({ data: { name: "last" } });
      }),
    () => prisma.cluster.deleteMany(),
  ];
  for (const way of ways) expect(await writesDuring(way), String(way)).toBe(true);
  expect(await writesDuring(listClusters)).toBe(false);
});

test("what does not begin with SELECT may write", () => {
  expect(onlyReads('\n  SELECT * FROM "Cluster"')).toBe(true);
  expect(onlyReads("selected")).toBe(false);
  expect(onlyReads("WITH x AS (SELECT 1) SELECT * FROM x")).toBe(false);
  expect(onlyReads("/* */ SELECT 1")).toBe(false);
});
