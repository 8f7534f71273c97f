import "server-only";
import { snapshotById, snapshotMoments } from "@/lib/db/questions.ts";
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
