/** Where each namespace stood, as stretches of snapshots over which nothing changed. */
import type { NamespaceSpan, PhaseChange } from "../snapshot/history-model.ts";
import { column } from "./column-sql.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { isId } from "./ids.ts";
import { ChangeRows, toSpan } from "./rows.ts";
import type { PreparedSnapshot } from "./snapshot-rows.ts";
import { storable } from "./text.ts";
import type { Period } from "./time.ts";

/** Of all namespaces of a cluster or of one, by name, then oldest first. */
export async function namespaceSpans(
  clusterId: string,
  name?: string,
): Promise<readonly NamespaceSpan[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.namespaceSpan.findMany({
    where: { clusterId, ...(name === undefined ? {} : { name: storable(name) }) },
    orderBy: [{ name: "asc" }, { fromAt: "asc" }],
  });
  return rows.map(toSpan);
}

/**
 * When namespaces entered another phase than the one before, and the first phase of each; oldest first. `from` and `to`,
 * both included, bound when.
 */
export async function phaseChanges(
  clusterId: string,
  { from, to }: Period = {},
): Promise<readonly PhaseChange[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.$queryRaw`
    SELECT "name", "fromAt", "phase" FROM (
      SELECT "name", "fromAt", "phase",
        row_number() OVER timeline AS "place", lag("phase") OVER timeline AS "before"
      FROM "NamespaceSpan" WHERE "clusterId" = ${clusterId}
      WINDOW timeline AS (PARTITION BY "name" ORDER BY "fromAt")
    ) AS span
    WHERE ("place" = 1 OR "phase" IS DISTINCT FROM "before")
      AND (${from ?? null}::timestamptz IS NULL OR "fromAt" >= ${from ?? null}::timestamptz AT TIME ZONE 'UTC')
      AND (${to ?? null}::timestamptz IS NULL OR "fromAt" <= ${to ?? null}::timestamptz AT TIME ZONE 'UTC')
    ORDER BY "fromAt", "name"`;
  return ChangeRows.parse(rows).map((row) => ({ ...row, fromAt: row.fromAt.toISOString() }));
}

/**
 * Closes the stretch of every namespace that stands otherwise now, or is gone, and opens one for those that do. What
 * only words it (the evidence) begins no stretch. Before and now meet in a full join, because that is never done by
 * nested loops: without statistics the planner takes a thousand rows for one.
 */
export async function storeSpans(
  transaction: PrismaTransaction,
  { clusterId, takenAt }: { readonly clusterId: string; readonly takenAt: Date },
  { namespaces, namespacesRead }: Pick<PreparedSnapshot, "namespaces" | "namespacesRead">,
): Promise<void> {
  await transaction.$executeRaw`
    WITH changed AS MATERIALIZED (
      SELECT now.*, open."name" AS "before", open."fromAt"
      FROM (
        SELECT * FROM "NamespaceSpan" WHERE "clusterId" = ${clusterId} AND "untilAt" IS NULL
      ) AS open
      FULL JOIN (
        SELECT "name", "phase", "verdict", "need", "blockers"::int, "warnings"::int, "infos"::int, "hard"::int,
          "evidence"::jsonb
        FROM unnest(
          ${column(namespaces.name)}, ${column(namespaces.phase)}, ${column(namespaces.verdict)},
          ${column(namespaces.need)}, ${column(namespaces.blockers)}, ${column(namespaces.warnings)},
          ${column(namespaces.infos)}, ${column(namespaces.hard)}, ${column(namespaces.evidence)}
        ) AS given("name", "phase", "verdict", "need", "blockers", "warnings", "infos", "hard", "evidence")
        WHERE "need" <> ''
      ) AS now ON now."name" = open."name"
      WHERE
        (open."name", open."phase", open."verdict", open."need")
          IS DISTINCT FROM (now."name", now."phase", now."verdict", now."need")
        OR (open."blockers", open."warnings", open."infos", open."hard")
          IS DISTINCT FROM (now."blockers", now."warnings", now."infos", now."hard")
    ),
    closed AS (
      UPDATE "NamespaceSpan" AS known SET "untilAt" = ${takenAt}::timestamp
      FROM changed
      WHERE known."clusterId" = ${clusterId}
        AND known."name" = changed."before" AND known."fromAt" = changed."fromAt"
        AND (changed."name" IS NOT NULL OR ${namespacesRead})
    )
    INSERT INTO "NamespaceSpan" (
      "clusterId", "fromAt", "name", "phase", "verdict", "need",
      "blockers", "warnings", "infos", "hard", "evidence"
    )
    SELECT ${clusterId}, ${takenAt}::timestamp, "name", "phase", "verdict", "need",
      "blockers", "warnings", "infos", "hard", "evidence"
    FROM changed WHERE "name" IS NOT NULL`;
}
