import "server-only";
import { seenUntil } from "@/components/moves/moves.ts";
import type { ClusterMoves } from "@/components/savings/fleet-realised-card.tsx";
import { inputOf } from "@/components/shell/shell-data.ts";
import { measurementOf, movesOf, snapshotById } from "@/lib/db/questions.ts";
import type { ClusterRow, SnapshotHead } from "@/lib/db/shapes.ts";
import type { FleetCluster } from "@/lib/savings/fleet.ts";
import { type SavingsInput, savingsInput } from "@/lib/savings/input.ts";
import { measuredMoves } from "@/lib/savings/measured-moves.ts";

export interface LoadedSavings {
  readonly counted: readonly FleetCluster[];
  /** Everything counted is sample data. */
  readonly sample: boolean;
  /** Sample clusters that are not counted, because real ones are. */
  readonly leftOut: number;
  readonly moves: readonly ClusterMoves[];
}

/** The inputs of the estimate of each cluster, and its moves. Sample clusters are left out as soon as there is a real one. */
export async function loadFleetSavings(clusters: readonly ClusterRow[]): Promise<LoadedSavings> {
  const scanned = clusters.flatMap((cluster) =>
    cluster.latest ? [{ cluster, latest: cluster.latest }] : [],
  );
  const real = scanned.filter(({ cluster }) => inputOf(cluster) !== "demo");
  const own = real.length > 0 ? real : scanned;
  const loaded = await Promise.all(
    own.map(async ({ cluster: { id, name }, latest }) => {
      const [input, moves] = await Promise.all([inputOfSnapshot(latest.id), movesOf(id)]);
      const measured = measuredMoves(seenUntil(moves, latest.takenAt));
      return { id, name, input, measured, realised: realisedOf(latest) };
    }),
  );
  return {
    counted: loaded.flatMap(({ id, name, input }) => (input ? [{ id, name, input }] : [])),
    sample: real.length === 0 && scanned.length > 0,
    leftOut: scanned.length - own.length,
    moves: loaded,
  };
}

function realisedOf({ realisedSaving }: SnapshotHead): number | null {
  return realisedSaving;
}

/** Namespaces of all inputs that are remembered; a namespace takes some 300 bytes. */
const MOST = 100_000;

/** Shared by all copies that Next makes of this module in one process. The least used come first. */
declare global {
  var meshReadinessSavings: Map<string, SavingsInput> | undefined;
}

/** A snapshot never changes, nor what was measured with it: so neither does its input, and assumptions change quickly. */
async function inputOfSnapshot(snapshotId: string): Promise<SavingsInput | null> {
  globalThis.meshReadinessSavings ??= new Map();
  const remembered = globalThis.meshReadinessSavings;
  const known = remembered.get(snapshotId);
  if (known) {
    remembered.delete(snapshotId);
    remembered.set(snapshotId, known);
    return known;
  }
  const [snapshot, measurement] = await Promise.all([
    snapshotById(snapshotId),
    measurementOf(snapshotId),
  ]);
  if (!snapshot) return null;
  const input = savingsInput(snapshot.document, measurement);
  remembered.set(snapshotId, input);
  let namespaces = [...remembered.values()].reduce((all, each) => all + each.namespaces.length, 0);
  for (const [oldest, { namespaces: held }] of remembered) {
    if (namespaces <= MOST || oldest === snapshotId) break;
    remembered.delete(oldest);
    namespaces -= held.length;
  }
  return input;
}
