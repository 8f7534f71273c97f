/** What became of each namespace that moved into ambient mode. Worked out again with each scan until it is final. */
import { z } from "zod";
import type { Move, MoveComparison, MoveCourse, MoveSide, Spread } from "../snapshot/moves.ts";
import { movesSeen } from "../snapshot/moves-seen.ts";
import { database, type PrismaTransaction } from "./connection.ts";
import { isId } from "./ids.ts";
import type { PreparedMoves } from "./measured-rows.ts";
import { phaseChanges } from "./spans.ts";
import { storable } from "./text.ts";

/** The moves of a cluster, or of one of its namespaces, that were compared, the newest first. */
export async function movesOf(
  clusterId: string,
  namespace?: string,
): Promise<readonly MoveComparison[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.move.findMany({
    where: {
      clusterId,
      ...(namespace === undefined ? {} : { namespace: storable(namespace) }),
    },
    orderBy: [{ enrolledAt: "desc" }, { namespace: "asc" }],
    select: { comparison: true },
  });
  return rows.map(({ comparison }) => Comparison.parse(comparison));
}

/** Moves that snapshots saw and whose comparison is not final, the newest first, at most so many. */
export async function movesToCompare(clusterId: string, most: number): Promise<readonly Move[]> {
  if (!isId(clusterId)) return [];
  const { prisma } = await database();
  const [changes, points, final] = await Promise.all([
    phaseChanges(clusterId),
    prisma.trendPoint.findMany({
      where: { clusterId },
      orderBy: { takenAt: "asc" },
      select: { takenAt: true },
    }),
    prisma.move.findMany({
      where: { clusterId, final: true },
      select: { namespace: true, enrolledAt: true },
    }),
  ]);
  const known = new Set(
    final.map(({ namespace, enrolledAt }) => `${enrolledAt.toISOString()} ${namespace}`),
  );
  return movesSeen(
    changes,
    points.map(({ takenAt }) => takenAt.toISOString()),
  )
    .filter(({ namespace, enrolledAt }) => !known.has(`${enrolledAt} ${namespace}`))
    .slice(0, most);
}

/** Stores comparisons over those that are not final. */
export async function storeMoves(
  transaction: PrismaTransaction,
  { clusterId }: { readonly clusterId: string },
  moves: PreparedMoves,
): Promise<void> {
  await transaction.$executeRaw`
    INSERT INTO "Move" ("clusterId", "namespace", "enrolledAt", "final", "comparison")
    SELECT ${clusterId}, "namespace", "enrolledAt" AT TIME ZONE 'UTC', "final", "comparison"
    FROM json_to_recordset(${moves}::json) AS compared(
      "namespace" text, "enrolledAt" timestamptz, "final" boolean, "comparison" jsonb
    )
    ON CONFLICT ("clusterId", "namespace", "enrolledAt") DO UPDATE SET
      "final" = EXCLUDED."final", "comparison" = EXCLUDED."comparison"
    WHERE NOT "Move"."final"`;
}

const figure = z.number().nullable();

const SomeSpread: z.ZodType<Spread | null> = z
  .object({ median: z.number(), low: z.number(), high: z.number(), hours: z.number() })
  .nullable();

const Side: z.ZodType<MoveSide | null> = z
  .object({
    from: z.string(),
    to: z.string(),
    hours: z.number(),
    requests: figure,
    requestsPerSecond: figure,
    errorRatio: figure,
    p50: SomeSpread,
    p90: SomeSpread,
    p99: SomeSpread,
    memory: SomeSpread,
    cpu: SomeSpread,
  })
  .nullable();

const Judgement = z.object({
  verdict: z.enum(["better", "same", "worse", "not-comparable"]),
  because: z.string(),
});

const column = z.array(figure);

const Course: z.ZodType<MoveCourse> = z.object({
  from: z.string(),
  requestsPerSecond: column,
  p50: column,
  p99: column,
  memory: column,
  cpu: column,
});

const Comparison: z.ZodType<MoveComparison> = z.object({
  move: z.object({
    namespace: z.string(),
    before: z.string(),
    enrolledAt: z.string(),
    since: z.string().optional(),
    until: z.string().optional(),
  }),
  vantage: z
    .object({
      reporter: z.enum(["source", "destination", "waypoint"]),
      through: z.string().nullable(),
    })
    .nullable(),
  before: Side,
  after: Side,
  course: z.object({ before: Course, after: Course }),
  latency: Judgement,
  errors: Judgement,
  memory: Judgement,
  cpu: Judgement,
  final: z.boolean(),
});
