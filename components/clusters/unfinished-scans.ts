import type { ClusterRow } from "@/lib/db/shapes.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { storedProgress } from "../scan/stages.ts";

/** Scans that a visitor should hear of: those that run, and those whose end left no newer snapshot. */
export function unfinishedScans(
  clusters: readonly ClusterRow[],
): { readonly cluster: ClusterRow; readonly scan: ScanProgress }[] {
  return clusters.flatMap((cluster) => {
    const { lastScan } = cluster;
    if (lastScan === null || lastScan.status === "done") return [];
    return [{ cluster, scan: storedProgress(lastScan) }];
  });
}
