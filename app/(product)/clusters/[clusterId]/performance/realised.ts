import "server-only";
import { seenUntil } from "@/components/moves/moves.ts";
import { movesOf, snapshotById, snapshotMoments } from "@/lib/db/questions.ts";
import type { Figure } from "@/lib/savings/figure.ts";
import { type MeasuredMoves, measuredMoves, plannedByUse } from "@/lib/savings/measured-moves.ts";
import { type Realised, realisedSavings } from "@/lib/savings/planned-realised.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";

/** What was saved since the oldest snapshot that is kept; null when there is none before this one that can be compared. */
export async function realisedSince(
  clusterId: string,
  document: SnapshotDocument,
): Promise<Realised | null> {
  if (document.requested === null) return null;
  const oldest = (await snapshotMoments(clusterId)).at(-1);
  if (!oldest || oldest.takenAt >= document.takenAt) return null;
  const before = await snapshotById(oldest.id);
  return before && realisedSavings(before.document, document);
}

/** The same by use, from what was measured before and after each move that had been seen by then. */
export async function usedSince(
  clusterId: string,
  document: SnapshotDocument,
): Promise<{ measured: MeasuredMoves; planned: ReadonlyMap<string, Figure> }> {
  const measured = measuredMoves(seenUntil(await movesOf(clusterId), document.takenAt));
  if (measured.namespaces.length === 0) return { measured, planned: new Map() };
  const oldest = (await snapshotMoments(clusterId)).at(-1);
  const before = oldest ? await snapshotById(oldest.id) : null;
  return { measured, planned: before ? plannedByUse(before.document, measured) : new Map() };
}
