/** How far along the journey a phase is, and when a change of phase is a step back. */
import { PHASES, type Phase } from "../migration/model.ts";

const RANKS: ReadonlyMap<Phase, number> = new Map(PHASES.map((phase, rank) => [phase, rank]));

/** Phases in which pods of the namespace are already redirected by ambient mode, or told to be. */
const AMBIENT: ReadonlySet<Phase> = new Set<Phase>([
  "enrolled",
  "drift-no-waypoint",
  "sidecars-removed",
  "done",
]);

export function isAmbientPhase(phase: Phase): boolean {
  return AMBIENT.has(phase);
}

/**
 * Whether going from one phase to another is a step back. Arriving in the error state always is one, and leaving it for
 * another ambient phase never is: that repairs it. A namespace that was excluded on purpose did not fall back.
 */
export function isStepBack(from: Phase, to: Phase): boolean {
  if (to === "excluded" || from === to) return false;
  if (to === "drift-no-waypoint") return true;
  if (from === "drift-no-waypoint") return !isAmbientPhase(to);
  return rankOf(to) < rankOf(from);
}

/** The furthest of some phases; the error state counts as enrolled, which it follows. null of none. */
export function furthest(phases: readonly Phase[]): Phase | null {
  return phases
    .map((phase) => (phase === "drift-no-waypoint" ? "enrolled" : phase))
    .reduce<Phase | null>(
      (best, phase) => (best === null || rankOf(phase) > rankOf(best) ? phase : best),
      null,
    );
}

function rankOf(phase: Phase): number {
  return RANKS.get(phase) ?? -1;
}
