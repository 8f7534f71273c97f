import type { SnapshotDocument } from "../snapshot/document.ts";

type ByNamespace = readonly (readonly [name: string, memory: number])[];

/** What a snapshot tells of requests, as far as moves are concerned. Bytes of memory. */
export interface SidecarRequests {
  /** Of the sidecars of namespaces that have some. */
  readonly sidecars: ByNamespace;
  /** Of the waypoints of namespaces that have pods in ambient mode and no sidecar left. */
  readonly moved: ByNamespace;
}

/** null when pods could not be read, and for snapshots from before requests were kept by namespace. */
export function sidecarRequests({
  requested,
  namespaces,
}: Pick<SnapshotDocument, "requested" | "namespaces">): SidecarRequests | null {
  if (requested === null) return null;
  const rows = new Map(requested.namespaces.map((row) => [row.namespace, row]));
  return {
    sidecars: requested.namespaces.flatMap(({ namespace, sidecar }) =>
      sidecar.proxies > 0 ? [[namespace, sidecar.memory] as const] : [],
    ),
    moved: namespaces.flatMap(({ name, pods }) => {
      const row = rows.get(name);
      if (!pods || pods.ambient === 0 || (row && row.sidecar.proxies > 0)) return [];
      return [[name, row ? row.waypoint.memory : 0] as const];
    }),
  };
}

/** What the sidecars of each namespace requested when they were first seen, bytes of memory. */
export type Baseline = ReadonlyMap<string, number>;

/**
 * Bytes that namespaces request less since they moved, below 0 when it is more; null when none is known to have moved.
 * Those that were never seen with sidecars did not move. ztunnel and istio-cni are not in it: all namespaces pay them
 * together. The baseline comes back with the sidecars that were seen for the first time.
 */
export function realisedSaving(
  baseline: Baseline,
  { sidecars, moved }: SidecarRequests,
): { readonly baseline: Baseline; readonly saving: number | null } {
  const known = new Map([...sidecars, ...baseline]);
  const saved = moved.flatMap(([name, waypoints]) => {
    const before = known.get(name);
    return before === undefined ? [] : [before - waypoints];
  });
  return {
    baseline: known,
    saving: saved.length === 0 ? null : saved.reduce((sum, each) => sum + each, 0),
  };
}
