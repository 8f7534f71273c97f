/**
 * pg-boss over the database of this process, in a schema of its own ("pgboss") beside Prisma's. On a Postgres server all
 * replicas share the queues; the embedded database has this process alone. It polls seldom: the embedded database works
 * on the thread that draws pages.
 */
import type { PGlite } from "@electric-sql/pglite";
import { type ConstructorOptions, type Db, PgBoss } from "pg-boss";
import { database } from "../db/connection.ts";
import { log } from "../log.ts";

/** How often the queue is looked at. Seconds; tests hurry. */
export interface QueuePace {
  /** Between looks for jobs that are due. */
  readonly poll: number;
  /** Between looks for jobs whose process has died. */
  readonly supervise: number;
}

export const CALM: QueuePace = { poll: 20, supervise: 60 };

/** Opens the queue, creating or migrating its schema. The caller stops it. */
export async function openQueue({ supervise }: QueuePace): Promise<PgBoss> {
  const { beneath } = await database();
  const boss = new PgBoss({
    ...(typeof beneath === "string" ? server(beneath) : embedded(beneath)),
    schema: "pgboss",
    superviseIntervalSeconds: supervise,
    monitorIntervalSeconds: supervise,
    queueCacheIntervalSeconds: 3600,
    bamIntervalSeconds: 3600,
    flowIntervalSeconds: 3600,
    // Schedules are kept beside the clusters, and nobody reads these registries.
    schedule: false,
    registerInstance: false,
    reindex: false,
    monitorVacuum: false,
    openTelemetry: { enabled: false },
  });
  boss.on("error", (error) => log.warn({ err: error }, "The job queue met an error"));
  boss.on("warning", ({ message }) => log.info({ warning: message }, "The job queue warns"));
  return boss.start();
}

function server(connectionString: string): ConstructorOptions {
  return { connectionString, max: 4, application_name: "mesh-readiness jobs" };
}

function embedded(client: PGlite): ConstructorOptions {
  return { db: embeddedSql(client), backend: "pglite" };
}

/**
 * pg-boss' own adapter for PGlite rolls a failed block back in a second step; a page's query may come in between and
 * meet the aborted transaction (12.38, src/adapters/pglite.ts). Here a block holds the session until it is rolled back.
 * The rows of every statement are concatenated, which pg-boss expects.
 */
export function embeddedSql(client: PGlite): Db {
  return {
    async executeSql(text, values) {
      if (values && values.length > 0) return client.query(text, values);
      const results = /^\s*BEGIN\b/i.test(text)
        ? await client.transaction((session) => session.exec(text))
        : await client.exec(text);
      return { rows: results.flatMap(({ rows }) => rows) };
    },
  };
}
