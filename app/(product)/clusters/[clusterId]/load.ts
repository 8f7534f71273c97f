import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { clusterById, latestSnapshot, snapshotAt } from "@/lib/db/questions.ts";
import type { ClusterRow, StoredSnapshot } from "@/lib/db/shapes.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { progressOf } from "@/lib/scan/runner.ts";

export interface LoadedCluster {
  readonly cluster: ClusterRow;
  /** The latest, or the one that `at` asks for; null only when nothing was stored yet. */
  readonly snapshot: StoredSnapshot | null;
  /** The last scan, unless its snapshot is what the page shows or the page shows the past. */
  readonly scan: ScanProgress | null;
  /** What the address says of the point in time, to be kept in links; undefined for "always the latest". */
  readonly at: string | undefined;
  /** A later snapshot than the one shown is there. */
  readonly isPast: boolean;
}

/** `?at=` as Next hands it over. */
export type At = string | string[] | undefined;

/** One cluster by its id; an unknown one is a 404. Asked once per request. */
export const knownCluster = cache(async (clusterId: string): Promise<ClusterRow> => {
  return (await clusterById(clusterId)) ?? notFound();
});

/**
 * What every page of one cluster needs, as of the latest snapshot or of `at`: the id of one of its snapshots, or an ISO
 * instant. An unknown id is a 404, and so is an `at` that leads to no snapshot of this cluster. Asked once per request.
 */
export const loadCluster = cache(async (clusterId: string, at?: At): Promise<LoadedCluster> => {
  const [cluster, snapshot] = await Promise.all([
    knownCluster(clusterId),
    at === undefined ? latestSnapshot(clusterId) : snapshotOf(clusterId, at),
  ]);

  const isPast = snapshot !== null && snapshot.id !== cluster.latest?.id;
  const last = cluster.lastScan;
  const scan = last && last.status !== "done" && !isPast ? await progressOf(last.id) : null;
  return { cluster, snapshot, scan, at: typeof at === "string" ? at : undefined, isPast };
});

/** No id and no instant is longer. */
const LONGEST_AT = 40;

async function snapshotOf(clusterId: string, at: string | string[]): Promise<StoredSnapshot> {
  if (typeof at !== "string" || at === "" || at.length > LONGEST_AT) notFound();
  return (await snapshotAt(clusterId, at)) ?? notFound();
}
