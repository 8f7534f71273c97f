/** Which moves the snapshots of a cluster saw happen. */
import type { Phase } from "../migration/model.ts";
import type { PhaseChange } from "./history-model.ts";
import type { Move } from "./moves.ts";
import { isAmbientPhase } from "./timeline-order.ts";

/**
 * The moves of a cluster, newest first: a namespace that was seen with sidecars, and then in ambient mode for the first
 * time. One that was ambient when it was first seen did not move under our eyes, and one that came from outside of the
 * mesh left no sidecars behind. `changes` are spans that begin with
 * another phase than the one before, `takenAt` the moments of all snapshots, each oldest first. While a phase could not
 * be told, nobody saw where the namespace was: that stretch lies between `before` and `enrolledAt`.
 */
export function movesSeen(
  changes: readonly PhaseChange[],
  takenAt: readonly string[],
): readonly Move[] {
  const byName = Map.groupBy(changes, ({ name }) => name);
  return [...byName]
    .flatMap(([namespace, spans]) => moveOf(namespace, spans, takenAt) ?? [])
    .toSorted((one, other) => (one.enrolledAt > other.enrolledAt ? -1 : 1));
}

/** Phases without sidecars of the mesh. */
const OUTSIDE: ReadonlySet<Phase> = new Set<Phase>(["excluded", "not-in-mesh"]);

function moveOf(
  namespace: string,
  spans: readonly PhaseChange[],
  takenAt: readonly string[],
): Move | null {
  const told = spans.filter(({ phase }) => phase !== null);
  const first = told.findIndex(({ phase }) => phase !== null && isAmbientPhase(phase));
  const [outside, enrolled] = [told[first - 1], told[first]];
  if (!outside || !enrolled) return null;
  if (told.slice(0, first).every(({ phase }) => phase !== null && OUTSIDE.has(phase))) return null;

  const end = spans[spans.indexOf(outside) + 1]?.fromAt ?? enrolled.fromAt;
  const before = takenAt.findLast((moment) => moment >= outside.fromAt && moment < end);
  return { namespace, before: before ?? outside.fromAt, enrolledAt: enrolled.fromAt };
}
