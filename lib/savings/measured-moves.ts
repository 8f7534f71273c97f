import type { SnapshotDocument } from "../snapshot/document.ts";
import { latestMoves } from "../snapshot/latest-moves.ts";
import type { MoveComparison } from "../snapshot/moves.ts";
import type { Figure } from "./figure.ts";
import { savingsInput } from "./input.ts";
import { estimate } from "./model.ts";
import { assume, type GivenAssumptions } from "./parameters.ts";

/** Memory in bytes, or CPU in millicores. */
export interface BeforeAndAfter {
  readonly before: number;
  readonly after: number;
}

export interface MeasuredMove {
  readonly namespace: string;
  /** When it was seen enrolled. */
  readonly enrolledAt: string;
  /** Used by its own sidecars and waypoints; null when it could not be compared. */
  readonly memory: BeforeAndAfter | null;
  readonly cpu: BeforeAndAfter | null;
}

/** Of those that could be compared. */
export interface MeasuredSum extends BeforeAndAfter {
  readonly namespaces: number;
}

export interface MeasuredMoves {
  /** Every namespace that moved, compared or not. */
  readonly namespaces: readonly MeasuredMove[];
  /** null when none could be compared. */
  readonly memory: MeasuredSum | null;
  readonly cpu: MeasuredSum | null;
}

/**
 * What was really saved, by use: medians of each moved namespace's own proxies before and after, where these can be
 * compared. What cannot (too few hours, another load, nothing measured) is unknown and in no sum. ztunnel is on neither
 * side: it serves all pods of a node, whichever namespace they are of. A namespace that moved more than once counts by its
 * latest move.
 */
export function measuredMoves(moves: readonly MoveComparison[]): MeasuredMoves {
  const namespaces = latestMoves(moves).map((comparison) => ({
    namespace: comparison.move.namespace,
    enrolledAt: comparison.move.enrolledAt,
    memory: compared(comparison, "memory"),
    cpu: compared(comparison, "cpu"),
  }));
  return {
    namespaces,
    memory: together(namespaces.map(({ memory }) => memory)),
    cpu: together(namespaces.map(({ cpu }) => cpu)),
  };
}

/**
 * Bytes that the likely estimate of use would have freed for each of them, without a share of ztunnel: what their sidecars
 * were measured to use before, minus the waypoints that the estimate counts. `before` is a snapshot from before they moved;
 * namespaces that it does not know are left out.
 */
export function plannedByUse(
  before: SnapshotDocument,
  { namespaces }: MeasuredMoves,
  given: GivenAssumptions = {},
): ReadonlyMap<string, Figure> {
  const input = savingsInput(before);
  const used = new Map(namespaces.map(({ namespace, memory }) => [namespace, memory]));
  const measured = {
    ...input,
    usageSource: "prometheus" as const,
    namespaces: input.namespaces
      .filter(({ name }) => used.has(name))
      .map((row) => ({ ...row, used: { memory: used.get(row.name)?.before ?? null, cpu: null } })),
  };
  const assumptions = assume({ ...given, staying: true }, input.cluster);
  return new Map(
    estimate(measured, assumptions, "usage", "likely").namespaces.map(({ name, marginal }) => [
      name,
      marginal.memory,
    ]),
  );
}

function compared(comparison: MoveComparison, figure: "memory" | "cpu"): BeforeAndAfter | null {
  const [before, after] = [comparison.before?.[figure], comparison.after?.[figure]];
  if (!before || !after || comparison[figure].verdict === "not-comparable") return null;
  return { before: before.median, after: after.median };
}

function together(all: readonly (BeforeAndAfter | null)[]): MeasuredSum | null {
  const known = all.filter((each) => each !== null);
  if (known.length === 0) return null;
  return {
    namespaces: known.length,
    before: known.reduce((sum, { before }) => sum + before, 0),
    after: known.reduce((sum, { after }) => sum + after, 0),
  };
}
