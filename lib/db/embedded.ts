/** The embedded database: Postgres compiled to WebAssembly, in this process, in a folder or in memory. */
import { messages, PGlite, types } from "@electric-sql/pglite";
import {
  DriverAdapterError,
  type IsolationLevel,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
  type Transaction,
} from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { countedWrite, onlyReads } from "./writes.ts";

/** Opens the database of a folder, or an empty one in memory. A folder left by a killed process is recovered. */
export function openEmbedded(folder: string | null): Promise<PGlite> {
  return PGlite.create({
    ...(folder === null ? {} : { dataDir: folder }),
    // One session reads small rows: Postgres' default of 128 MB would only be resident memory.
    startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=16MB"],
    serializers: { [types.BYTEA]: toHex },
  });
}

/**
 * Prisma's door to PGlite: pglite-prisma-adapter, with what it leaves unawaited put right (0.7.2). As published, a
 * failing script and a failing COMMIT are both reported as done, and the isolation level is set outside the
 * transaction. Source: lucasthevenet/pglite-utils packages/prisma-adapter/src/pglite.ts.
 */
export function embeddedAdapter(client: PGlite): SqlMigrationAwareDriverAdapterFactory {
  return {
    provider: "postgres",
    adapterName: "pglite-prisma-adapter",
    connect: () => connect(client),
    connectToShadowDb: () => Promise.reject(new Error("The embedded database has no shadow.")),
  };
}

async function connect(client: PGlite): Promise<SqlDriverAdapter> {
  const adapter = await queryingThrough(client, client);
  return {
    provider: adapter.provider,
    adapterName: adapter.adapterName,
    queryRaw: (query) =>
      onlyReads(query.sql) ? adapter.queryRaw(query) : countedWrite(adapter.queryRaw(query)),
    executeRaw: (query) => countedWrite(adapter.executeRaw(query)),
    executeScript: async (script) => {
      await countedWrite(client.exec(script)).catch(rethrow);
    },
    startTransaction: (isolationLevel) => startTransaction(client, isolationLevel),
    getConnectionInfo: () => ({ supportsRelationJoins: true }),
    dispose: () => Promise.resolve(),
  };
}

/** Holds PGlite's own transaction open until Prisma ends it, and reports how it ended. */
async function startTransaction(
  client: PGlite,
  isolationLevel: IsolationLevel | undefined,
): Promise<Transaction> {
  const begun = Promise.withResolvers<Transaction>();

  const ended = client.transaction(async (tx) => {
    if (isolationLevel) await tx.exec(`SET TRANSACTION ISOLATION LEVEL ${isolationLevel}`);
    const adapter = await queryingThrough(client, tx);
    const end = Promise.withResolvers<void>();

    begun.resolve({
      provider: adapter.provider,
      adapterName: adapter.adapterName,
      options: { usePhantomQuery: true },
      queryRaw: (query) => adapter.queryRaw(query),
      executeRaw: (query) => adapter.executeRaw(query),
      commit: async () => {
        end.resolve();
        await countedWrite(ended).catch(rethrow);
      },
      rollback: async () => {
        await tx.rollback().catch(rethrow);
        end.resolve();
        await ended;
      },
    });
    await end.promise;
  });
  ended.catch(begun.reject);

  return begun.promise.catch(rethrow);
}

/**
 * The published adapter, with its queries sent through the database or one transaction of it. Documents are bytes, which
 * both packages turn into text one byte at a time; Node's own hexadecimal is a hundred times faster.
 */
function queryingThrough(
  client: PGlite,
  session: Pick<PGlite, "query">,
): Promise<SqlDriverAdapter> {
  const query: PGlite["query"] = (sql, values, options) =>
    session.query(sql, values, {
      ...options,
      parsers: { ...options?.parsers, [types.BYTEA]: fromHex },
    });
  const through: PGlite = Object.create(client, { query: { value: query } });
  return new PrismaPGlite(through).connect();
}

function toHex(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

function fromHex(text: string): Uint8Array {
  return Buffer.from(text.slice(2), "hex");
}

function rethrow(error: unknown): never {
  if (!(error instanceof messages.DatabaseError)) throw error;
  const { code, severity, message, detail, column, hint } = error;
  throw new DriverAdapterError({
    kind: "postgres",
    code: code ?? "unknown",
    severity: severity ?? "ERROR",
    message,
    detail,
    column,
    hint,
  });
}
