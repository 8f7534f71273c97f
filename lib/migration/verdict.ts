import type { CheckGroup, Finding, Verdict } from "../checks/define.ts";
import type { MeshNamespace, WaypointNeed } from "../inventory/facts.ts";
import type { Advice, NamespaceVerdict, Phase } from "./model.ts";

/** A check with its outcome, as run.ts hands it over; only what a verdict needs. */
export interface JudgedCheck {
  readonly check: {
    readonly id: string;
    readonly title: string;
    readonly group: CheckGroup;
    readonly severity: Finding["severity"];
  };
  readonly verdict: Verdict;
}

export interface VerdictFacts {
  readonly namespace: MeshNamespace;
  /** null: nothing of the mesh was seen in it, and not all was read. */
  readonly phase: Phase | null;
  /** False when it may have pods that were not read. */
  readonly podsKnown: boolean;
  /** Findings of this namespace. */
  readonly own: readonly Finding[];
  /** Findings that concern the whole cluster. */
  readonly cluster: readonly Finding[];
  /** Checks that stayed undetermined or may have missed something. */
  readonly undecided: readonly JudgedCheck[];
  readonly need: WaypointNeed | null;
  /** False when the need is only a lower bound. */
  readonly needKnown: boolean;
}

export interface VerdictResult {
  readonly verdict: NamespaceVerdict | null;
  readonly because: string;
  readonly advice: Advice | null;
  readonly undecided: readonly string[];
}

/** Hard stops of the migration guide: what cannot move at all today. */
const STAY: Readonly<Record<string, string>> = {
  "vm-workloads": "Virtual machines take part in it, and a VM has no ztunnel.",
  "unsupported-node": "Its pods run on nodes where no ztunnel can run.",
};

/** EnvoyFilters of these facets have no supported equivalent in ambient, so the namespace is better left alone. */
const STAY_FACETS = new Set(["rate-limit", "ext-authz"]);

/** Findings that enabling ambient in the cluster (step 1 of the procedure) removes. */
export const CLEARED_BY_INSTALL: ReadonlySet<string> = new Set([
  "ambient-control-plane-disabled",
  "istio-cni-not-ready",
  "ztunnel-node-gap",
  "gateway-api-crds",
  "platform-prerequisite",
]);

/**
 * Groups whose undetermined blockers keep a namespace out of "ready": an unread policy may decide everything.
 * Undetermined cluster checks are shown with the cluster instead and cap the verdict at ready-with-work.
 */
const DECISIVE_GROUPS = new Set<CheckGroup>(["security", "workloads", "traffic", "waypoints"]);
const DECISIVE_CHECKS = new Set(["vm-workloads"]);

/**
 * What to do with one namespace, and the one sentence that says why. The worst certain answer wins over doubt:
 * blocked is blocked, even if something else could not be read.
 */
export function verdictOf(facts: VerdictFacts): VerdictResult {
  const { namespace, phase, own, cluster, need } = facts;
  const undecided = facts.undecided.map(({ check }) => check.id);
  const answer = (
    verdict: NamespaceVerdict | null,
    because: string,
    advice: Advice | null,
  ): VerdictResult => ({
    verdict,
    because,
    advice,
    undecided,
  });

  if (phase === "excluded") return answer(null, namespace.excluded ?? "Left out of scoring.", null);
  if (phase === null)
    return answer(
      "could-not-tell",
      "Nothing of the mesh was seen in it, but not all of its pods, or its labels, could be read.",
      "could-not-tell",
    );
  if (namespace.gatewayOnly && facts.podsKnown)
    return answer(null, "Only gateways run here; gateways stay Envoy proxies in ambient.", null);
  if (phase === "not-in-mesh")
    return answer(null, "Not in the mesh: no sidecar, no injection, no ambient label.", null);
  if (phase === "done") {
    return answer(
      "done",
      "Every pod is in ambient mode, and nothing of the sidecar era is left.",
      null,
    );
  }

  const blockers = own.filter(({ severity }) => severity === "blocker");
  if (phase === "drift-no-waypoint") {
    return answer(
      "blocked",
      "Its sidecars are gone and the waypoint it needs is not bound, so L7 rules are not enforced now.",
      "finish",
    );
  }
  const stay = blockers.find(
    ({ check, facet }) =>
      STAY[check] || (check === "envoyfilter-unsupported" && STAY_FACETS.has(facet ?? "")),
  );
  if (stay) {
    return answer("stay-on-sidecar", STAY[stay.check] ?? stay.problem, "stay-on-sidecar");
  }

  const hard = blockers.filter(
    ({ check, removedByMigration }) => !removedByMigration && !CLEARED_BY_INSTALL.has(check),
  );
  const clusterBlockers = cluster.filter(({ severity }) => severity === "blocker");
  const clusterHard = clusterBlockers.filter(({ check }) => !CLEARED_BY_INSTALL.has(check));
  const wasm = hard.some(({ check }) => check === "wasmplugin-waypoint");
  if (hard[0]) {
    return answer(
      "blocked",
      more(hard[0].problem, hard.length - 1, "blocker"),
      wasm ? "wait" : "prepare",
    );
  }
  if (clusterHard[0]) {
    return answer(
      "blocked",
      `The cluster holds it back: ${lowerFirst(clusterHard[0].problem)}`,
      "prepare",
    );
  }

  const doubtful = facts.undecided.filter(
    ({ check }) =>
      check.severity === "blocker" &&
      (DECISIVE_GROUPS.has(check.group) || DECISIVE_CHECKS.has(check.id)),
  );
  if (doubtful.length > 0 || !facts.needKnown) {
    return answer(
      "could-not-tell",
      `Nothing found that blocks it, but ${couldNotDecide(doubtful, facts.needKnown)}.`,
      "could-not-tell",
    );
  }

  const install = [...blockers, ...clusterBlockers].some(({ check }) =>
    CLEARED_BY_INSTALL.has(check),
  );
  const clusterDoubt = facts.undecided.some(({ check }) => check.severity === "blocker");
  const work = own.filter(
    ({ severity, check }) => severity !== "info" && !CLEARED_BY_INSTALL.has(check),
  );
  const started = phase !== "sidecar" && phase !== "ready";

  if (started) {
    return answer(
      "ready-with-work",
      `Under way: ${UNDER_WAY[phase] ?? "the next step is shown below"}.`,
      "finish",
    );
  }
  if (install) {
    return answer(
      "ready-with-work",
      work.length === 0
        ? "Nothing in it stands in the way; ambient must first be enabled in the cluster."
        : `Ambient must first be enabled in the cluster; then ${lowerFirst(more(work[0]?.problem ?? "", work.length - 1, "finding"))}`,
      "prepare",
    );
  }
  if (work[0])
    return answer(
      "ready-with-work",
      more(work[0].problem, work.length - 1, "finding"),
      "migrate-namespace-by-namespace",
    );
  if (clusterDoubt) {
    return answer(
      "ready-with-work",
      "Nothing in it stands in the way, but a check of the whole cluster could not be decided.",
      "prepare",
    );
  }
  if (phase !== "ready") {
    return answer(
      "ready-with-work",
      "Its sidecars need one restart before they accept HBONE.",
      "migrate-namespace-by-namespace",
    );
  }

  return answer(
    "ready",
    need?.level === "required"
      ? "No known blocker with the permissions given; it needs a waypoint first."
      : "No known blocker with the permissions given, and no waypoint needed.",
    "migrate-now",
  );
}

const UNDER_WAY: Partial<Record<Phase, string>> = {
  "waypoint-deployed": "the waypoint is there, its policies are not all translated",
  "policies-translated": "policies are translated, the waypoint is not yet bound",
  "waypoint-active": "the waypoint is bound, the namespace is not yet enrolled",
  enrolled: "it is labelled for ambient and still has sidecars",
  "sidecars-removed": "its sidecars are gone, something of the sidecar era is left",
};

function couldNotDecide(doubtful: readonly JudgedCheck[], needKnown: boolean): string {
  if (doubtful.length === 0 && !needKnown) return "whether it needs a waypoint could not be told";
  const first = doubtful[0]?.check.id ?? "";
  return doubtful.length === 1
    ? `check ${first} could not read its input`
    : `${doubtful.length} checks that could block it could not read their input (${first}, …)`;
}

function more(problem: string, others: number, noun: string): string {
  if (others <= 0) return problem;
  return `${problem.replace(/\.$/, "")}; and ${others} more ${noun}${others === 1 ? "" : "s"}.`;
}

function lowerFirst(sentence: string): string {
  const second = sentence.charAt(1);
  return second === second.toUpperCase() && /[A-Za-z]/.test(second)
    ? sentence
    : sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
