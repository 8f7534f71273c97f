import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { database } from "./connection.ts";
import { schemaDrift } from "./drift.ts";
import { embeddedAdapter, openEmbedded } from "./embedded.ts";
import { migrateEmbedded } from "./migrate.ts";
import { migrationList, NO_FILTERS, schemaEngine } from "./schema-engine.ts";
import { onEveryDatabase } from "./testing/databases.ts";

onEveryDatabase(() => {
  test("Prisma's own bookkeeping knows every migration as applied", async () => {
    const { prisma } = await database();
    const rows = await prisma.$queryRaw`
      SELECT "migration_name", "finished_at" IS NOT NULL AS "finished", "rolled_back_at"
      FROM "_prisma_migrations" ORDER BY "migration_name"`;
    const { migrationDirectories } = await migrationList();
    expect(rows).toEqual(
      migrationDirectories.map(({ path }) => ({
        migration_name: path,
        finished: true,
        rolled_back_at: null,
      })),
    );
  });
});

describe("schema.prisma and its migrations", () => {
  test("say the same", async () => {
    expect(await schemaDrift()).toBe("");
  });

  test("are told apart by a single column", async () => {
    const schema = await readFile("prisma/schema.prisma", "utf8");
    const without = schema.replace(/^ +documentBytes +Int$/m, "");
    expect(await schemaDrift(without)).toContain(
      'ALTER TABLE "Snapshot" DROP COLUMN "documentBytes"',
    );
  });
});

describe("an embedded database", () => {
  test("is migrated once, and Prisma finds nothing left to do", async () => {
    const client = await openEmbedded(null);
    const migrations = await migrationList();
    const names = migrations.migrationDirectories.map(({ path }) => path);
    expect(await migrateEmbedded(client)).toEqual(names);
    expect(await migrateEmbedded(client)).toEqual([]);

    const engine = await schemaEngine(embeddedAdapter(client));
    const found = await engine.diagnoseMigrationHistory({
      migrationsList: migrations,
      optInToShadowDatabase: false,
      filters: NO_FILTERS,
    });
    expect(found).toMatchObject({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
    engine.free();
    await client.close();
  });

  test("is left as it was when a migration fails", async () => {
    const client = await openEmbedded(null);
    await client.exec(`CREATE TABLE "Snapshot" ("id" text)`);
    await expect(migrateEmbedded(client)).rejects.toThrow();

    const { rows } = await client.query(`
      SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`);
    expect(rows).toEqual([{ table_name: "Snapshot" }]);
    await client.close();
  });
});
