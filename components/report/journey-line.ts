import type { NamespaceAssessment, Phase } from "@/lib/migration/model.ts";

export interface JourneyStop {
  readonly phase: Phase;
  readonly place: "behind" | "here" | "ahead";
}

/** Stops of a namespace that requires a waypoint, in order; the others leave three of them out. */
const STOPS: readonly Phase[] = [
  "sidecar",
  "ready",
  "waypoint-deployed",
  "policies-translated",
  "waypoint-active",
  "enrolled",
  "sidecars-removed",
  "done",
];

const WAYPOINT_STOPS = new Set<Phase>([
  "waypoint-deployed",
  "policies-translated",
  "waypoint-active",
]);

/**
 * The stops that one namespace passes, with the place of each. Stops for a waypoint are left out where none is
 * required, and the error state stands where it breaks the line: after enrollment.
 */
export function journeyOf({
  phase,
  need,
}: Pick<NamespaceAssessment, "phase" | "need">): JourneyStop[] {
  if (phase === null) return [];
  if (phase === "excluded" || phase === "not-in-mesh") return [{ phase, place: "here" }];

  const stops = STOPS.filter(
    (stop) => need === "required" || stop === phase || !WAYPOINT_STOPS.has(stop),
  );
  const line =
    phase === "drift-no-waypoint"
      ? stops.flatMap((stop) => (stop === "enrolled" ? [stop, phase] : [stop]))
      : stops;
  const here = line.indexOf(phase);
  return line.map((stop, index) => ({
    phase: stop,
    place: index < here ? "behind" : index === here ? "here" : "ahead",
  }));
}
