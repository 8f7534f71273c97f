/** What remembering costs: 1,000 namespaces over 1,000 snapshots, in an embedded database of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { closeDatabase, openDatabase, type Prisma } from "../lib/db/connection.ts";
import { snapshotAt, trend, vacuumEmbedded } from "../lib/db/questions.ts";
import { compareSnapshots } from "../lib/snapshot/compare.ts";
import type { SnapshotDocument } from "../lib/snapshot/document.ts";
import { median } from "./child.ts";
import { later, newCluster, scannedDocument, store } from "./history-data.ts";

export interface HistoryMeasurement {
  readonly namespaces: number;
  readonly snapshots: number;
  /** Milliseconds: the numbers of all snapshots as the product answers them, and counted over rows of a plain table. */
  readonly trend: number;
  readonly scanningRows: number;
  /** Bytes per namespace and snapshot, documents, rows and indexes included: ours when nothing changed, a plain row. */
  readonly unchanged: number;
  readonly plainRow: number;
  /** The same when one namespace in a hundred changed since the first snapshot. */
  readonly littleChanged: number;
  /** Milliseconds for two snapshots that nobody asked for before, read and compared; and compared alone. */
  readonly compareFresh: number;
  readonly compareAgain: number;
  /** Milliseconds to store a snapshot, of which this thread was busy at most that long at a stretch. */
  readonly storing: number;
}

const SNAPSHOTS = 1000;
/** Real saves for each figure about bytes. */
const SAVES = 40;
const ROUNDS = 7;
const HOUR = 3_600_000;
const START = Date.parse("2026-01-01T00:00:00.000Z");

export async function measureHistory(
  say: (line: string) => void,
  namespaces = 1000,
): Promise<HistoryMeasurement> {
  const document = await scannedDocument(namespaces, namespaces * 5);
  say(`  a document of ${namespaces} namespaces: ${JSON.stringify(document).length} bytes of JSON`);
  const dataFolder = mkdtempSync(join(tmpdir(), "mesh-readiness-history-"));
  globalThis.meshReadinessDatabase = openDatabase({ databaseUrl: null, dataFolder });
  try {
    const { prisma } = await globalThis.meshReadinessDatabase;
    const unchanged = await measureBytes(prisma, document, Number.POSITIVE_INFINITY);
    say(`  unchanged: ${unchanged.bytes.toFixed(1)} bytes`);
    const changed = await measureBytes(prisma, document, 100);
    const compared = await measureCompare(changed.clusterId);
    const { plainRow, scanningRows } = await measureRows(prisma, namespaces);
    return {
      namespaces,
      snapshots: SNAPSHOTS,
      trend: await measureTrend(prisma, unchanged.clusterId),
      scanningRows,
      unchanged: unchanged.bytes,
      plainRow,
      littleChanged: changed.bytes,
      ...compared,
      storing: unchanged.storing,
    };
  } finally {
    await closeDatabase();
    rmSync(dataFolder, { recursive: true });
  }
}

/** What a snapshot adds to the database once it has settled, per namespace. Changes stay within one hundredth. */
async function measureBytes(
  prisma: Prisma,
  document: SnapshotDocument,
  changeEvery: number,
): Promise<{ readonly clusterId: string; readonly bytes: number; readonly storing: number }> {
  const clusterId = await newCluster();
  const taken: number[] = [];
  const save = async (hour: number) => {
    const at = new Date(START + hour * HOUR).toISOString();
    const { milliseconds } = await store(clusterId, later(document, at, changeEvery));
    taken.push(milliseconds);
    await vacuumEmbedded();
  };
  // Outdated rows of findings leave room that the next ones use: after some saves the tables have their size.
  for (let hour = 0; hour < 10; hour += 1) await save(hour);
  const before = await databaseBytes(prisma);
  for (let hour = 10; hour < 10 + SAVES; hour += 1) await save(hour);
  const grown = (await databaseBytes(prisma)) - before;
  const bytes = grown / SAVES / document.namespaces.length;
  return { clusterId, bytes, storing: median(taken) };
}

/** Everything: tables with their indexes and what lies outside of their rows, free room included. */
async function databaseBytes(prisma: Prisma): Promise<number> {
  const [row] = z.array(z.object({ bytes: z.bigint() })).parse(
    await prisma.$queryRaw`
        SELECT sum(pg_total_relation_size(oid))::int8 AS "bytes" FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  );
  if (!row) throw new Error("The database did not say its size.");
  return Number(row.bytes);
}

/** The plain way: a row per namespace and snapshot, and the numbers of a chart counted over them. */
async function measureRows(
  prisma: Prisma,
  namespaces: number,
): Promise<{ readonly plainRow: number; readonly scanningRows: number }> {
  await prisma.$executeRaw`
    CREATE TABLE plain (
      "snapshotId" text NOT NULL, "name" text NOT NULL, "phase" text, "verdict" text, "need" text NOT NULL,
      "sidecarPods" int, "ambientPods" int, "plainPods" int, "blockers" int NOT NULL, "warnings" int NOT NULL,
      "infos" int NOT NULL, "hard" int NOT NULL, "takenAt" timestamp NOT NULL,
      PRIMARY KEY ("snapshotId", "name")
    )`;
  await prisma.$executeRaw`
    INSERT INTO plain
    SELECT 'snapshot' || lpad(at::text, 8, '0'), 'team-' || lpad(n::text, 6, '0'),
      CASE (n + at / 100) % 4 WHEN 0 THEN 'sidecar' WHEN 1 THEN 'ready' WHEN 2 THEN 'enrolled' ELSE 'done' END,
      CASE n % 2 WHEN 0 THEN 'ready' ELSE 'blocked' END, 'none', n % 20, n % 7, n % 3, n % 2, n % 3, 0, 0,
      timestamp '2026-01-01' + at * interval '1 hour'
    FROM generate_series(1, ${SNAPSHOTS}::int) AS at, generate_series(1, ${namespaces}::int) AS n`;
  await prisma.$executeRaw`ANALYZE plain`;
  const [size] = z
    .array(z.object({ bytes: z.bigint() }))
    .parse(await prisma.$queryRaw`SELECT pg_total_relation_size('plain')::int8 AS "bytes"`);
  const scanningRows = await medianOf(
    () => prisma.$queryRaw`
      SELECT "snapshotId", "takenAt",
        count(*) FILTER (WHERE "phase" = 'sidecar') AS "sidecar", count(*) FILTER (WHERE "phase" = 'ready') AS "ready",
        count(*) FILTER (WHERE "phase" = 'enrolled') AS "enrolled", count(*) FILTER (WHERE "phase" = 'done') AS "done",
        sum("sidecarPods") AS "sidecarPods", sum("ambientPods") AS "ambientPods", sum("plainPods") AS "plainPods",
        sum("blockers") AS "blockers", sum("warnings") AS "warnings"
      FROM plain GROUP BY "snapshotId", "takenAt" ORDER BY "takenAt"`,
  );
  return { plainRow: Number(size?.bytes) / SNAPSHOTS / namespaces, scanningRows };
}

/** The points that a cluster has are copied until there are as many as snapshots. */
async function measureTrend(prisma: Prisma, clusterId: string): Promise<number> {
  const columns = `"version", "input", "istioVersion", "kubernetesVersion", "catalogue", "phases", "verdicts",
    "namespaceCount", "judged", "sidecarPods", "ambientPods", "plainPods", "openBlockers", "openWarnings",
    "foundBlockers", "foundWarnings", "resolvedBlockers", "resolvedWarnings", "kindsAsked", "kindsRead",
    "undeterminedChecks", "sidecarMemoryRequested"`;
  await prisma.$executeRawUnsafe(
    `INSERT INTO "TrendPoint" ("clusterId", "takenAt", ${columns})
     SELECT "clusterId", "takenAt" + at * interval '1 day', ${columns}
     FROM (SELECT * FROM "TrendPoint" WHERE "clusterId" = $1 ORDER BY "takenAt" LIMIT 1) AS point,
       generate_series(100, $2::int) AS at`,
    clusterId,
    99 + SNAPSHOTS - (await trend(clusterId)).length,
  );
  const points = await trend(clusterId);
  if (points.length !== SNAPSHOTS)
    throw new Error(`${points.length} points instead of ${SNAPSHOTS}.`);
  return medianOf(() => trend(clusterId));
}

async function measureCompare(
  clusterId: string,
): Promise<{ readonly compareFresh: number; readonly compareAgain: number }> {
  const between = async () => {
    const [from, to] = await Promise.all(
      [1, 45].map((hour) => snapshotAt(clusterId, new Date(START + hour * HOUR).toISOString())),
    );
    if (!from || !to) throw new Error("The snapshots to compare are not there.");
    const names = { from: "then", to: "now" };
    return compareSnapshots(from.document, to.document, { threshold: 1, sameCluster: true, names });
  };
  const compareFresh = await medianOf(() => {
    globalThis.meshReadinessDocuments = undefined;
    return between();
  });
  return { compareFresh, compareAgain: await medianOf(between) };
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await work();
    taken.push(performance.now() - started);
  }
  return median(taken);
}
