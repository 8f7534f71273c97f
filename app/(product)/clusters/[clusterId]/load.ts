import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { clusterById, latestSnapshot } from "@/lib/db/questions.ts";
import type { ClusterRow, StoredSnapshot } from "@/lib/db/shapes.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { progressOf } from "@/lib/scan/runner.ts";

export interface LoadedCluster {
  readonly cluster: ClusterRow;
  readonly snapshot: StoredSnapshot | null;
  /** The last scan, unless its snapshot is what the page shows. */
  readonly scan: ScanProgress | null;
}

/** One cluster by its id; an unknown one is a 404. Asked once per request. */
export const knownCluster = cache(async (clusterId: string): Promise<ClusterRow> => {
  return (await clusterById(clusterId)) ?? notFound();
});

/** What every page of one cluster needs; an unknown id is a 404. Asked once per request. */
export const loadCluster = cache(async (clusterId: string): Promise<LoadedCluster> => {
  const [cluster, snapshot] = await Promise.all([
    knownCluster(clusterId),
    latestSnapshot(clusterId),
  ]);

  const last = cluster.lastScan;
  const scan = last && last.status !== "done" ? await progressOf(last.id) : null;
  return { cluster, snapshot, scan };
});
