import type { ClusterRow, ScheduleRow } from "@/lib/db/shapes.ts";
import type { InputKind } from "@/lib/snapshot/document.ts";
import { staleAfter } from "./staleness.ts";

/** Remembers whether the rail is "narrow" or "wide". */
export const RAIL_COOKIE = "rail";

/** What the frame around every page knows of one cluster. */
export interface ShellCluster {
  readonly id: string;
  readonly name: string;
  readonly input: InputKind;
  readonly scannedAt: string | null;
  /** Milliseconds after which its latest snapshot is too old to be taken for today's. */
  readonly staleAfter: number;
  /** Id of the scan that runs now. */
  readonly runningScan: string | null;
}

export function shellCluster(cluster: ClusterRow, schedule?: ScheduleRow): ShellCluster {
  return {
    id: cluster.id,
    name: cluster.name,
    input: inputOf(cluster),
    scannedAt: cluster.latest?.takenAt ?? null,
    staleAfter: staleAfter(schedule),
    runningScan: cluster.lastScan?.status === "running" ? cluster.lastScan.id : null,
  };
}

/** How the cluster is read: known before its first scan, from its source. */
export function inputOf({ source }: Pick<ClusterRow, "source">): InputKind {
  if (source.kind === "demo") return "demo";
  return source.kind === "dump" ? "dump" : "live";
}
