/**
 * The one database of this process. Without DATABASE_URL it is embedded in the data folder, which is locked for this
 * process; with it, it is that Postgres server. Either way the same schema and the same questions.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { PrismaPg } from "@prisma/adapter-pg";
import type { SqlDriverAdapterFactory } from "@prisma/driver-adapter-utils";
import { config } from "../config.ts";
import { log } from "../log.ts";
import { embeddedAdapter, openEmbedded } from "./embedded.ts";
import { PrismaClient } from "./generated/client.ts";
import { lockFolder } from "./lock.ts";
import { migrateEmbedded, migratePostgres } from "./migrate.ts";

/** The database server of DATABASE_URL does not answer or refuses us. The message names it without its password. */
export class DatabaseUnreachableError extends Error {
  override readonly name = "DatabaseUnreachableError";
}

export interface Database {
  /** "embedded" belongs to this process alone; a "postgres" server may serve several replicas. */
  readonly kind: "embedded" | "postgres";
  readonly prisma: Prisma;
  /** What lies beneath, for the job queue, which brings its own SQL: the embedded database, or a server's address. */
  readonly beneath: PGlite | string;
  close(): Promise<void>;
}

export type Prisma = ReturnType<typeof prismaClient>;

/** What a transaction callback gets: the client without what makes no sense inside a transaction. */
export type PrismaTransaction = Omit<
  Prisma,
  "$connect" | "$disconnect" | "$extends" | "$on" | "$transaction"
>;

/** Next evaluates server modules several times in one process; all copies share the one database. */
declare global {
  var meshReadinessDatabase: Promise<Database> | undefined;
}

/**
 * The database of this process, opened and migrated on first use. A failed opening is tried again by the next caller.
 * @throws LockedError when another process uses the data folder; DatabaseUnreachableError.
 */
export function database(): Promise<Database> {
  if (globalThis.meshReadinessDatabase) return globalThis.meshReadinessDatabase;

  const opening = openDatabase(config());
  globalThis.meshReadinessDatabase = opening;
  opening.catch(() => {
    if (globalThis.meshReadinessDatabase === opening) globalThis.meshReadinessDatabase = undefined;
  });
  return opening;
}

/** Closes the database of this process, if it is open, and frees its folder. */
export async function closeDatabase(): Promise<void> {
  const open = globalThis.meshReadinessDatabase;
  globalThis.meshReadinessDatabase = undefined;
  await (await open)?.close();
}

export interface DatabaseSettings {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
}

/** Opens a database apart from the one of this process. The caller closes it. */
export function openDatabase(settings: DatabaseSettings): Promise<Database> {
  return settings.databaseUrl === null
    ? openFolder(settings.dataFolder)
    : openServer(settings.databaseUrl);
}

async function openFolder(dataFolder: string): Promise<Database> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const lock = lockFolder(dataFolder);
  try {
    const client = await openEmbedded(join(dataFolder, "db"));
    await migrateEmbedded(client);
    const prisma = prismaClient(embeddedAdapter(client));
    return {
      kind: "embedded",
      prisma,
      beneath: client,
      close: async () => {
        await prisma.$disconnect();
        await client.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function openServer(databaseUrl: string): Promise<Database> {
  await migratePostgres(databaseUrl).catch((cause: unknown) => {
    if (!isConnectionFailure(cause)) throw cause;
    const { host, pathname } = new URL(databaseUrl);
    throw new DatabaseUnreachableError(
      `DATABASE_URL names the database ${pathname.slice(1)} at ${host}, which could not be opened: ${cause.message}.`,
      { cause },
    );
  });

  const adapter = new PrismaPg(
    { connectionString: databaseUrl, idle_in_transaction_session_timeout: FROZEN },
    { onPoolError: (error) => log.warn({ err: error }, "The database dropped an idle connection") },
  );
  const prisma = prismaClient(adapter);
  return {
    kind: "postgres",
    prisma,
    beneath: databaseUrl,
    close: () => prisma.$disconnect(),
  };
}

/** Documents and records are megabytes: only the questions that want them say so. */
function prismaClient(adapter: SqlDriverAdapterFactory) {
  return new PrismaClient({
    adapter,
    omit: { snapshot: { document: true }, import: { records: true } },
    transactionOptions: { maxWait: 30_000, timeout: 120_000 },
  });
}

/** Milliseconds after which a transaction whose process does nothing (it was frozen) gives its locks to other replicas. */
const FROZEN = 30_000;

/** Errors of the network, of TLS, or of Postgres about who we are and which database we want (classes 08, 28, 3D, 53, 57). */
function isConnectionFailure(error: unknown): error is Error {
  if (!(error instanceof Error) || !("code" in error)) return false;
  return typeof error.code === "string" && /^(E[A-Z_]+|(08|28|3D|53|57)...)$/.test(error.code);
}
