import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { listClusters, snapshotsAt } from "@/lib/db/questions.ts";
import type { ClusterRow } from "@/lib/db/shapes.ts";

export interface LoadedFleet {
  /** Each with the snapshot that it is shown by; as of the past only those that had one. */
  readonly clusters: readonly ClusterRow[];
  /** A later snapshot of some cluster than the one shown is there. */
  readonly isPast: boolean;
}

/**
 * All clusters, as of now or of an ISO instant: each by its last snapshot at or before it. A text that is no instant, or
 * one before the first snapshot, is a 404. Asked once per request.
 */
export const loadFleet = cache(async (at?: string | string[]): Promise<LoadedFleet> => {
  const clusters = await listClusters();
  if (at === undefined) return { clusters, isPast: false };
  if (typeof at !== "string") notFound();

  const heads = await snapshotsAt(at);
  if (heads.size === 0) notFound();
  const then = clusters.flatMap((cluster) => {
    const latest = heads.get(cluster.id);
    return latest ? [{ ...cluster, latest }] : [];
  });
  const isPast = clusters.some(({ id, latest }) => latest?.id !== heads.get(id)?.id);
  return { clusters: then, isPast };
});
