/** Proves that prisma/schema.prisma and prisma/migrations say the same. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { embeddedAdapter, openEmbedded } from "./embedded.ts";
import { migrationList, NO_FILTERS, schemaEngine } from "./schema-engine.ts";

/**
 * The SQL that would lead from the migrations to the schema: "" when they agree. The migrations are applied to an
 * empty database in memory.
 */
export async function schemaDrift(schema?: string): Promise<string> {
  const database = await openEmbedded(null);
  const adapter = embeddedAdapter(database);
  const engine = await schemaEngine({ ...adapter, connectToShadowDb: () => adapter.connect() });
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: "migrations", ...(await migrationList()) },
      to: {
        tag: "schemaDatamodel",
        files: [{ path: "schema.prisma", content: schema ?? (await currentSchema()) }],
      },
      script: true,
      exitCode: true,
      filters: NO_FILTERS,
    });
    return exitCode === 0 ? "" : (stdout ?? "unknown difference");
  } finally {
    engine.free();
    await database.close();
  }
}

function currentSchema(): Promise<string> {
  return readFile(join(process.cwd(), "prisma/schema.prisma"), "utf8");
}
