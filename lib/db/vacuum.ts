/** Does by hand what a Postgres server does in the background and the embedded database does not: autovacuum. */
import { z } from "zod";
import { database } from "./connection.ts";

const Tables = z.array(z.object({ schema: z.string(), table: z.string() }));

/**
 * Gives the room of outdated rows back to tables where they are many: every scan outdates a row per finding. Takes some
 * 30 ms per table of thousands. Returns the tables it cleaned; a server looks after itself.
 */
export async function vacuumEmbedded(): Promise<readonly string[]> {
  const { kind, prisma } = await database();
  if (kind === "postgres") return [];

  // Counts reach the statistics with up to a minute's delay unless they are asked for.
  await prisma.$queryRaw`SELECT pg_stat_force_next_flush() IS NULL`;
  // The thresholds of autovacuum, more or less.
  const crowded = Tables.parse(
    await prisma.$queryRaw`
      SELECT schemaname AS "schema", relname AS "table" FROM pg_stat_user_tables
      WHERE n_dead_tup > 500 AND n_dead_tup > n_live_tup * 0.2 ORDER BY relname`,
  );
  for (const { schema, table } of crowded) {
    await prisma.$executeRawUnsafe(`VACUUM (ANALYZE) "${schema}"."${table}"`);
  }
  return crowded.map(({ table }) => table);
}
