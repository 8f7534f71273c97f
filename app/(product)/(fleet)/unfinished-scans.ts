import "server-only";
import type { ClusterRow } from "@/lib/db/shapes.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { progressOf } from "@/lib/scan/runner.ts";

/** Scans that a visitor should hear of: those that run, and those that failed or were interrupted since. */
export async function unfinishedScans(
  clusters: readonly ClusterRow[],
): Promise<{ readonly cluster: ClusterRow; readonly scan: ScanProgress }[]> {
  const wanted = clusters.flatMap((cluster) => {
    const { lastScan } = cluster;
    const told = lastScan !== null && lastScan.status !== "done" && lastScan.status !== "cancelled";
    return told ? [{ cluster, scanId: lastScan.id }] : [];
  });
  const scans = await Promise.all(
    wanted.map(async ({ cluster, scanId }) => ({ cluster, scan: await progressOf(scanId) })),
  );
  return scans.flatMap(({ cluster, scan }) => (scan ? [{ cluster, scan }] : []));
}
