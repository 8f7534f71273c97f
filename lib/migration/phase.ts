import type { PodCounts } from "../inventory/facts.ts";
import type { Phase } from "./model.ts";

/** The facts that decide a phase, named as the phase table names them. */
export interface PhaseFacts {
  readonly excluded: string | null;
  /** Namespace is labelled for ambient, or every candidate pod is selected. */
  readonly ambient: boolean;
  /** A new pod without labels of its own would get a sidecar. */
  readonly injected: boolean;
  readonly pods: PodCounts;
  /** False when it may have pods, or labels, that were not read. */
  readonly podsKnown: boolean;
  readonly need: "none" | "recommended" | "required";
  /** Every waypoint that is planned or named exists, is Programmed and has an address; false for none. */
  readonly waypointReady: boolean;
  /** Everything that requires a waypoint resolves to one. */
  readonly waypointBound: boolean;
  /** Some Service with pods behind it resolves to a waypoint. */
  readonly anyBound: boolean;
  /** Every source policy that needs a waypoint twin has one; a Telemetry does not count for `done`. */
  readonly translated: boolean;
  readonly securityTranslated: boolean;
  /** False when a kind of policy or the waypoint need could not be read: then nothing can be called done or translated. */
  readonly policiesKnown: boolean;
  /** Open blockers that no later step of the migration removes. */
  readonly hard: number;
  /** Sidecar-era objects that still have an effect after the sidecars are gone. */
  readonly left: number;
}

export interface PhaseResult {
  /** null: nothing of the mesh was seen, and not all was read. */
  readonly phase: Phase | null;
  /** One sentence per fact that decided. */
  readonly evidence: readonly string[];
}

/**
 * Where one namespace is, from evidence alone: the first row of the phase table that holds.
 * The order follows the migration guide, https://istio.io/latest/docs/ambient/migrate/.
 */
export function phaseOf(facts: PhaseFacts): PhaseResult {
  const { pods, ambient, injected, need } = facts;
  const sidecarsLeft = pods.sidecar > 0;
  const inMesh = sidecarsLeft || injected;
  const served = need !== "required" || facts.waypointBound;
  const unfinished = pods.stuck + pods.pending + pods.plainSelected + facts.left;

  if (facts.excluded !== null) return { phase: "excluded", evidence: [facts.excluded] };

  if (ambient && !injected && !sidecarsLeft && served) {
    return unfinished === 0 && facts.securityTranslated && facts.policiesKnown && facts.podsKnown
      ? { phase: "done", evidence: doneEvidence(facts) }
      : { phase: "sidecars-removed", evidence: unfinishedEvidence(facts) };
  }

  if (
    ambient &&
    !sidecarsLeft &&
    need === "required" &&
    !facts.waypointBound &&
    (!injected || pods.ambient + pods.pending + pods.plainSelected > 0)
  ) {
    return {
      phase: "drift-no-waypoint",
      evidence: [
        "Enrolled in ambient and without sidecars.",
        "Something here requires a waypoint, and not everything that does is bound to one.",
      ],
    };
  }

  if (ambient && inMesh) {
    return {
      phase: "enrolled",
      evidence: [
        "Labelled istio.io/dataplane-mode=ambient.",
        sidecarsLeft
          ? `${countPods(pods.sidecar)} still with a sidecar.`
          : "New pods still get a sidecar.",
      ],
    };
  }

  if (!ambient && facts.anyBound && sidecarsLeft) {
    return {
      phase: "waypoint-active",
      evidence: [
        "A waypoint is bound.",
        `${countPods(pods.sidecar)} with a sidecar; not yet labelled for ambient.`,
      ],
    };
  }

  if (inMesh && !ambient && need === "required" && facts.waypointReady) {
    return facts.translated && facts.policiesKnown && facts.hard === 0 && !facts.anyBound
      ? {
          phase: "policies-translated",
          evidence: [
            "Its waypoint is programmed.",
            "Every policy that needs a waypoint copy has one.",
          ],
        }
      : {
          phase: "waypoint-deployed",
          evidence: [
            "Its waypoint is programmed.",
            !facts.policiesKnown
              ? "Policies could not be read in full, so whether all are translated could not be told."
              : facts.hard > 0
                ? `${facts.hard} blocker${facts.hard === 1 ? "" : "s"} still open.`
                : "Not every policy has its copy for the waypoint.",
          ],
        };
  }

  if (inMesh && !ambient && facts.hard === 0 && pods.sidecarHbone === pods.sidecar) {
    return {
      phase: "ready",
      evidence: [
        "No open blocker that the migration itself does not remove.",
        sidecarsLeft ? "Every sidecar accepts HBONE." : "No pod runs now.",
        ...(facts.podsKnown ? [] : [NOT_ALL_READ]),
      ],
    };
  }

  if (inMesh) {
    return {
      phase: "sidecar",
      evidence: [
        sidecarsLeft
          ? `${countPods(pods.sidecar)} with a sidecar.`
          : "New pods would get a sidecar; none runs now.",
      ],
    };
  }

  const evidence = ["No sidecar, no injection and no ambient label."];
  if (facts.podsKnown) return { phase: "not-in-mesh", evidence };
  return { phase: null, evidence: [...evidence, NOT_ALL_READ] };
}

const NOT_ALL_READ = "Not all of its pods, or its labels, could be read.";

function doneEvidence({ pods, need }: PhaseFacts): string[] {
  return [
    pods.candidates === 0
      ? "Labelled for ambient; no pod runs now."
      : `${countPods(pods.ambient)} in ambient mode, none with a sidecar.`,
    need === "required"
      ? "Everything that requires a waypoint is bound to one."
      : "Nothing here requires a waypoint.",
  ];
}

function unfinishedEvidence({
  pods,
  podsKnown,
  left,
  securityTranslated,
  policiesKnown,
}: PhaseFacts): string[] {
  return [
    ...(podsKnown ? ["Sidecars are gone."] : ["No sidecar was seen.", NOT_ALL_READ]),
    ...(pods.stuck > 0
      ? [`${countPods(pods.stuck)} that istio-cni skips (stale sidecar status or proxyless gRPC).`]
      : []),
    ...(pods.pending > 0 ? [`${countPods(pods.pending)} waiting to be enrolled.`] : []),
    ...(pods.plainSelected > 0
      ? [`${countPods(pods.plainSelected)} selected for ambient but not enrolled.`]
      : []),
    ...(left > 0 ? [`${left} sidecar-era polic${left === 1 ? "y" : "ies"} still in effect.`] : []),
    ...(policiesKnown
      ? []
      : ["Policies could not be read in full, so whether it is done could not be told."]),
    ...(securityTranslated
      ? []
      : ["A policy that sidecars enforced has no copy for the waypoint."]),
  ];
}

function countPods(count: number): string {
  return `${count} pod${count === 1 ? "" : "s"}`;
}
