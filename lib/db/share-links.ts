/** Share links: what was handed out, to whom it opens, and how often it was looked at. */
import { z } from "zod";
import { type Database, database } from "./connection.ts";
import { isId, newId } from "./ids.ts";
import type { ShareLinkRow, ShareSection } from "./shapes.ts";
import { storable } from "./text.ts";
import { writesSoFar } from "./writes.ts";

export interface NewShareLink {
  /** SHA-256 of the token, 64 hexadecimal digits. */
  readonly tokenHash: string;
  readonly clusterId: string;
  readonly snapshotId: string | null;
  readonly sections: readonly ShareSection[];
  readonly namespaces: readonly string[] | null;
  readonly redactKey: string | null;
  /** As hashPassphrase of lib/access gives it. */
  readonly passphrase: string | null;
  readonly embed: boolean;
  readonly note: string;
  readonly expiresAt: string;
}

/** A link with what only the server may know of it. */
export interface OpenedLink {
  readonly row: ShareLinkRow;
  readonly redactKey: string | null;
  readonly passphrase: string | null;
  readonly clusterName: string;
  /** The snapshot it shows now; null when its cluster has none. */
  readonly shownId: string | null;
}

/** What the page of all links lists. */
export interface ListedLink {
  readonly row: ShareLinkRow;
  readonly clusterName: string;
  /** When the frozen snapshot was taken; null for "always the latest". */
  readonly takenAt: string | null;
}

/** The cluster or the snapshot of a new link is not there. */
export class NothingToShareError extends Error {
  override readonly name = "NothingToShareError";
}

/**
 * Stores a link.
 * @throws NothingToShareError when the cluster is unknown, or a named snapshot is not one of its own.
 */
export async function createShareLink(link: NewShareLink): Promise<ShareLinkRow> {
  const { prisma } = await database();
  const snapshots = [
    ...new Set(
      [
        link.snapshotId,
        ...link.sections.flatMap((each) =>
          each.section === "compare" ? [each.from, each.to] : [],
        ),
      ].filter((id) => id !== null),
    ),
  ];
  const [cluster, owned] = await Promise.all([
    isId(link.clusterId) ? prisma.cluster.count({ where: { id: link.clusterId } }) : 0,
    prisma.snapshot.count({
      where: { clusterId: link.clusterId, id: { in: snapshots.filter(isId) } },
    }),
  ]);
  if (cluster === 0 || owned < snapshots.length) {
    throw new NothingToShareError(
      "What should be shared is no longer there: the cluster was forgotten, or the snapshot deleted.",
    );
  }

  const row = await prisma.shareLink.create({
    data: {
      id: newId(),
      tokenHash: link.tokenHash,
      clusterId: link.clusterId,
      snapshotId: link.snapshotId,
      sections: link.sections.map((section) => ({ ...section })),
      ...(link.namespaces === null ? {} : { namespaces: [...link.namespaces] }),
      redactKey: link.redactKey,
      passphrase: link.passphrase,
      attempts: 0,
      embed: link.embed,
      note: storable(link.note, 500),
      createdAt: new Date(),
      expiresAt: new Date(link.expiresAt),
      views: 0,
    },
  });
  return toShareLink(row);
}

/**
 * The link whose token has this hash, with the snapshot it shows now: one statement over indexes, asked for every answer
 * of a shared page, so that revoking acts at once on every replica. The embedded database is asked again only when it
 * was written to since. Null for an unknown one; whether it is still live is the caller's business.
 */
export async function shareLinkByTokenHash(tokenHash: string): Promise<OpenedLink | null> {
  const open = await database();
  if (open.kind === "postgres") return askForLink(open, tokenHash);

  const known = answersOf(open);
  const writes = writesSoFar();
  const answer = known.get(tokenHash);
  if (answer?.writes === writes) return answer.link;
  const link = await askForLink(open, tokenHash);
  if (known.size >= ANSWERS_KEPT) known.clear();
  known.set(tokenHash, { writes, link });
  return link;
}

interface Answered {
  /** How often the database had been written to when the question was asked. */
  readonly writes: number;
  readonly link: OpenedLink | null;
}

const ANSWERS_KEPT = 1000;
const answers = new WeakMap<Database, Map<string, Answered>>();

function answersOf(open: Database): Map<string, Answered> {
  const known = answers.get(open) ?? new Map<string, Answered>();
  answers.set(open, known);
  return known;
}

async function askForLink({ prisma }: Database, tokenHash: string): Promise<OpenedLink | null> {
  const [row] = Opened.parse(
    await prisma.$queryRaw`
      SELECT link.*, cluster."name" AS "clusterName",
        COALESCE(link."snapshotId", (
          SELECT "id" FROM "Snapshot" WHERE "clusterId" = link."clusterId" ORDER BY "takenAt" DESC LIMIT 1
        )) AS "shownId"
      FROM "ShareLink" AS link JOIN "Cluster" AS cluster ON cluster."id" = link."clusterId"
      WHERE link."tokenHash" = ${tokenHash}`,
  );
  if (!row) return null;
  const { redactKey, passphrase, clusterName, shownId } = row;
  return { row: toShareLink(row), redactKey, passphrase, clusterName, shownId };
}

/** Every link that opens something at that moment, the newest first. */
export async function liveShareLinks(now: string): Promise<readonly ListedLink[]> {
  const { prisma } = await database();
  const rows = await prisma.shareLink.findMany({
    where: { revokedAt: null, expiresAt: { gt: new Date(now) } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    include: { cluster: { select: { name: true } }, snapshot: { select: { takenAt: true } } },
  });
  return rows.map((row) => ({
    row: toShareLink(row),
    clusterName: row.cluster.name,
    takenAt: row.snapshot?.takenAt.toISOString() ?? null,
  }));
}

/** Ends a link at once. False when there is no such link, or it was revoked already. */
export async function revokeShareLink(id: string, now: string): Promise<boolean> {
  if (!isId(id)) return false;
  const { prisma } = await database();
  const { count } = await prisma.shareLink.updateMany({
    where: { id, revokedAt: null },
    data: { revokedAt: new Date(now) },
  });
  return count > 0;
}

/** Adds to the views of a link. Unknown ones are left alone. */
export async function noteViews(id: string, views: number, viewedAt: string): Promise<void> {
  const { prisma } = await database();
  await prisma.shareLink.updateMany({
    where: { id },
    data: { views: { increment: views }, viewedAt: new Date(viewedAt) },
  });
}

/** Wrong passphrases after which the lock grows no more. */
const LOCKS = 32;

/**
 * Takes one of the guesses that a link has, before the passphrase is looked at, so that guesses sent at the same time
 * count one by one. Answers when it may be tried again, in milliseconds, or 0 when this guess may be tried.
 */
export async function takeAttempt(
  id: string,
  now: string,
  lockAfter: (attempts: number) => number,
): Promise<number> {
  const { prisma } = await database();
  const at = new Date(now);
  const locks = Array.from({ length: LOCKS }, (_, index) => lockAfter(index + 1));
  const taken = await prisma.$executeRaw`
    UPDATE "ShareLink" SET
      "attempts" = LEAST("attempts" + 1, 1000000),
      "lockedUntil" = ${at}::timestamp
        + (${locks}::int[])[LEAST("attempts" + 1, ${LOCKS}::int)] * interval '1 millisecond'
    WHERE "id" = ${id} AND ("lockedUntil" IS NULL OR "lockedUntil" <= ${at}::timestamp)`;
  if (taken > 0) return 0;

  const row = await prisma.shareLink.findUnique({ where: { id }, select: { lockedUntil: true } });
  const locked = (row?.lockedUntil?.getTime() ?? Number.POSITIVE_INFINITY) - at.getTime();
  return Number.isFinite(locked) ? Math.max(1, locked) : lockAfter(LOCKS);
}

/** The passphrase was right: earlier wrong ones are forgotten. */
export async function forgetAttempts(id: string): Promise<void> {
  const { prisma } = await database();
  await prisma.shareLink.updateMany({ where: { id }, data: { attempts: 0, lockedUntil: null } });
}

type StoredLink = z.infer<typeof Stored>;

function toShareLink(
  row: Omit<StoredLink, "sections" | "namespaces"> & {
    readonly sections: unknown;
    readonly namespaces: unknown;
  },
): ShareLinkRow {
  return {
    id: row.id,
    clusterId: row.clusterId,
    snapshotId: row.snapshotId,
    sections: Sections.parse(row.sections),
    namespaces: Namespaces.parse(row.namespaces),
    redacted: row.redactKey !== null,
    hasPassphrase: row.passphrase !== null,
    embed: row.embed,
    note: row.note,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    views: row.views,
    viewedAt: row.viewedAt?.toISOString() ?? null,
  };
}

const Sections: z.ZodType<readonly ShareSection[]> = z.array(
  z.union([
    z.object({ section: z.enum(["report", "findings", "parity", "history"]) }),
    z.object({ section: z.literal("namespace"), name: z.string() }),
    z.object({ section: z.literal("compare"), from: z.string(), to: z.string() }),
  ]),
);

const Namespaces = z.array(z.string()).nullable();

const text = z.string().nullable();

/** Postgres hands out dates as such, the embedded database as text. */
const moment = z.union([
  z.date(),
  z
    .string()
    .transform((given) => new Date(/(Z|[+-]\d\d(:?\d\d)?)$/.test(given) ? given : `${given}Z`)),
]);

const Stored = z.object({
  id: z.string(),
  clusterId: z.string(),
  snapshotId: text,
  sections: z.unknown(),
  namespaces: z.unknown(),
  redactKey: text,
  passphrase: text,
  embed: z.boolean(),
  note: z.string(),
  createdAt: moment,
  expiresAt: moment,
  revokedAt: moment.nullable(),
  views: z.number(),
  viewedAt: moment.nullable(),
});

const Opened = z.array(Stored.extend({ clusterName: z.string(), shownId: text }));
