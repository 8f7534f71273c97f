import "server-only";
import type { CompareAddress } from "@/components/compare/address.ts";
import { usualFrom } from "@/components/compare/moments.ts";
import {
  latestSnapshot,
  listClusters,
  snapshotAt,
  snapshotById,
  snapshotMoments,
} from "@/lib/db/questions.ts";
import type { ClusterRow, SnapshotMoment, StoredSnapshot } from "@/lib/db/shapes.ts";

export interface LoadedSide {
  readonly cluster: ClusterRow;
  /** Newest first. */
  readonly moments: readonly SnapshotMoment[];
  /** null: this cluster has none that could stand here. */
  readonly snapshot: StoredSnapshot | null;
}

export interface LoadedSides {
  readonly clusters: readonly ClusterRow[];
  readonly from: LoadedSide;
  readonly to: LoadedSide;
  /** Nobody asked for the earlier one, and the history is too short for the usual one. */
  readonly shorter: boolean;
}

/**
 * The two snapshots that an address asks for. By default the newest of this cluster (or as of `at`) and the one a week
 * before it; of another cluster its newest. null for an unknown snapshot or cluster, and for
 * two that both belong elsewhere.
 */
export async function loadSides(
  clusterId: string,
  address: Pick<CompareAddress, "from" | "to" | "fromCluster" | "toCluster">,
  at: string | undefined,
): Promise<LoadedSides | null> {
  const [clusters, fromAsked, toAsked] = await Promise.all([
    listClusters(),
    snapshotAsked(address.from),
    snapshotAsked(address.to),
  ]);
  if ((address.from && !fromAsked) || (address.to && !toAsked)) return null;
  const named = (id: string) => clusters.find((cluster) => cluster.id === id);
  const fromCluster = named(fromAsked?.clusterId ?? address.fromCluster ?? clusterId);
  const toCluster = named(toAsked?.clusterId ?? address.toCluster ?? clusterId);
  if (!fromCluster || !toCluster) return null;
  if (fromCluster.id !== clusterId && toCluster.id !== clusterId) return null;

  const [fromMoments, toMoments, toSnapshot] = await Promise.all([
    snapshotMoments(fromCluster.id),
    snapshotMoments(toCluster.id),
    toAsked ?? usualTo(toCluster.id, clusterId, at),
  ]);
  const to = { cluster: toCluster, moments: toMoments, snapshot: toSnapshot };
  const from = { cluster: fromCluster, moments: fromMoments };
  if (fromAsked) return { clusters, from: { ...from, snapshot: fromAsked }, to, shorter: false };

  if (fromCluster.id !== toCluster.id) {
    const snapshot = await latestSnapshot(fromCluster.id);
    return { clusters, from: { ...from, snapshot }, to, shorter: false };
  }
  const usual = toSnapshot
    ? usualFrom(fromMoments, { id: toSnapshot.id, takenAt: toSnapshot.document.takenAt })
    : null;
  const snapshot = usual ? await snapshotById(usual.moment.id) : null;
  return { clusters, from: { ...from, snapshot }, to, shorter: usual?.shorter ?? false };
}

async function snapshotAsked(id: string | undefined): Promise<StoredSnapshot | null> {
  return id === undefined ? null : snapshotById(id);
}

async function usualTo(
  side: string,
  clusterId: string,
  at: string | undefined,
): Promise<StoredSnapshot | null> {
  return at === undefined || side !== clusterId ? latestSnapshot(side) : snapshotAt(side, at);
}
