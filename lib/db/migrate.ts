/**
 * Brings a database to the schema of this version, at start and in this process. All pending migrations are one
 * transaction, so a process that is killed here leaves the database as it was. Prisma's own bookkeeping is kept:
 * `prisma migrate deploy` finds nothing left to do.
 */
import type { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import pg from "pg";
import { embeddedAdapter } from "./embedded.ts";
import { migrationList, NO_FILTERS, schemaEngine } from "./schema-engine.ts";

/** Migrates an embedded database that nobody else uses yet. Returns the names of what was applied. */
export async function migrateEmbedded(client: PGlite): Promise<readonly string[]> {
  return inTransaction((sql) => client.exec(sql), embeddedAdapter(client));
}

/** Any number, the same in every replica of this product. */
const MIGRATION_LOCK = 4_937_662;

/** Migrates a Postgres server. Replicas that start together wait for each other. */
export async function migratePostgres(databaseUrl: string): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  const session = await pool.connect();
  try {
    const query = session.query.bind(session);
    // The transaction belongs to this one session, so Prisma must not take another from the pool.
    const single: pg.Pool = Object.create(pool, { query: { value: query } });
    const factory = new PrismaPg(single);
    const adapter = await factory.connect();
    return await inTransaction(
      query,
      {
        ...identity(adapter),
        connect: async () => wholeScripts(adapter, query),
        connectToShadowDb: () => factory.connectToShadowDb(),
      },
      `SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`,
    );
  } finally {
    session.release(true);
    await pool.end();
  }
}

type RunSql = (sql: string) => Promise<unknown>;

async function inTransaction(
  run: RunSql,
  factory: SqlMigrationAwareDriverAdapterFactory,
  first = "",
): Promise<readonly string[]> {
  await run("BEGIN");
  try {
    if (first) await run(first);
    const engine = await schemaEngine(factory);
    const { appliedMigrationNames } = await engine
      .applyMigrations({ migrationsList: await migrationList(), filters: NO_FILTERS })
      .finally(() => engine.free());
    await run("COMMIT");
    return appliedMigrationNames;
  } catch (error) {
    await run("ROLLBACK");
    throw error;
  }
}

/** Prisma's own adapter cuts a script at every semicolon, also inside a string; the server need not be helped. */
function wholeScripts(adapter: SqlDriverAdapter, run: RunSql): SqlDriverAdapter {
  return {
    ...identity(adapter),
    queryRaw: (query) => adapter.queryRaw(query),
    executeRaw: (query) => adapter.executeRaw(query),
    executeScript: async (script) => {
      await run(script);
    },
    startTransaction: (isolationLevel) => adapter.startTransaction(isolationLevel),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose: () => adapter.dispose(),
  };
}

function identity({ provider, adapterName }: SqlDriverAdapter) {
  return { provider, adapterName };
}
