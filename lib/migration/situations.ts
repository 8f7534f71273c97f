/**
 * The table behind the recommendation: every situation that is weighed, what it looks at and what it advises, and for
 * one cluster which row decided and why the others did not.
 */
import type { Advice, Recommendation, RecommendationRule } from "./model.ts";
import { DECIDING } from "./recommend.ts";

export interface Situation {
  /** "A" to "N". */
  readonly rule: string;
  readonly title: string;
  /** What the row looks at, one sentence. */
  readonly looksAt: string;
  readonly advises: string;
  /** How it changes with versions of Istio; empty when it does not. */
  readonly changes: string;
}

/** The five situations that people ask about first, then the others. */
export const SITUATIONS: readonly Situation[] = [
  {
    rule: "A",
    title: "New cluster",
    looksAt: "No istiod and no sidecar anywhere.",
    advises: "Start with ambient mode: install the ambient profile and no injection.",
    changes: "From 1.24, in which ambient mode is GA; below, choose a newer release.",
  },
  {
    rule: "B",
    title: "Mostly L4",
    looksAt: "At least 80 % of the namespaces in the mesh need no waypoint.",
    advises: "Migrate namespace by namespace, and start with those that need no waypoint.",
    changes: "From 1.24; 1.25 or later is recommended.",
  },
  {
    rule: "C",
    title: "Heavy Wasm",
    looksAt:
      "A Wasm extension for authentication or authorization, for the whole mesh, or in more than 20 % of the namespaces.",
    advises: "Wait with those namespaces; others may go on.",
    changes:
      "Alpha on waypoints in every version. From 1.30 TrafficExtension makes it worth preparing.",
  },
  {
    rule: "E",
    title: "Multi-cluster",
    looksAt: "Remote secrets, east-west gateways, several networks or a remote control plane.",
    advises:
      "Wait up to 1.28. From 1.29 prepare, if every cluster is a primary and has a network of its own; one flat network waits, primary-remote stays on sidecars.",
    changes: "Several networks: Alpha in 1.27, Beta in 1.29, not GA in 1.31.",
  },
  {
    rule: "F",
    title: "Resource-constrained nodes",
    looksAt: "Sidecars are at least 20 % of the memory that pods in the mesh request.",
    advises: "Migrate now where nothing stops it: here the gain is largest.",
    changes: "",
  },
  {
    rule: "D",
    title: "Heavy EnvoyFilter use",
    looksAt:
      "EnvoyFilters on workloads of more than one namespace, or any that limits rates or asks an authorizer.",
    advises: "Keep those namespaces on sidecars.",
    changes: "Unchanged up to 1.31.",
  },
  {
    rule: "G",
    title: "L7 authorization in many namespaces",
    looksAt: "L7 rules or JWTs decide in more than half of the namespaces.",
    advises: "Migrate namespace by namespace, in maintenance windows, callers first.",
    changes: "Until sidecars go through waypoints, which they do not up to 1.31.",
  },
  {
    rule: "H",
    title: "Virtual machines, or nodes without agents",
    looksAt: "WorkloadGroups, WorkloadEntries with an identity, Windows or virtual nodes.",
    advises: "Keep those namespaces on sidecars and prepare the rest.",
    changes: "Unchanged up to 1.31.",
  },
  {
    rule: "I",
    title: "Istio too old or out of support",
    looksAt: "Istio below 1.24, or a release without support.",
    advises: "Upgrade first, then look again.",
    changes: "",
  },
  {
    rule: "J",
    title: "Control of what leaves the mesh",
    looksAt:
      "REGISTRY_ONLY for the mesh or a Sidecar, or routes from the mesh to an egress gateway.",
    advises: "Build waypoints for egress before the namespaces that rely on it move.",
    changes:
      "Wildcard hosts and dynamic DNS help from 1.28, serviceEntryVisibility of the mesh from 1.31.",
  },
  {
    rule: "K",
    title: "Windows nodes",
    looksAt: "Nodes that run Windows.",
    advises: "Wait with what runs there.",
    changes: "",
  },
  {
    rule: "L",
    title: "gRPC without L7 policy",
    looksAt: "More than half of the Service ports are gRPC, and no L7 policy asks for a waypoint.",
    advises:
      "Migrate namespace by namespace with waypoints, or requests are balanced per connection only.",
    changes: "",
  },
  {
    rule: "M",
    title: "Managed mesh",
    looksAt: "A cloud vendor runs Istio.",
    advises: "Wait for the vendor's support of ambient mode.",
    changes: "As the vendor says.",
  },
  {
    rule: "N",
    title: "Already partly ambient",
    looksAt: "A namespace that has begun the procedure.",
    advises: "Finish: do the missing steps of each namespace.",
    changes: "",
  },
];

export interface WeighedSituation extends Situation {
  readonly holds: RecommendationRule["holds"] | "not-evaluated";
  readonly decided: boolean;
  /** Facts of this cluster, one sentence; empty when it was not evaluated. */
  readonly evidence: string;
  readonly advice: Advice | null;
  /** Why it decided or did not, one sentence. */
  readonly because: string;
}

export function weighed({ rules, decidedBy }: Recommendation): readonly WeighedSituation[] {
  const byId = new Map(rules.map((rule) => [rule.rule, rule]));
  const decider = SITUATIONS.find(({ rule }) => rule === decidedBy) ?? null;
  return SITUATIONS.map((situation): WeighedSituation => {
    const rule = byId.get(situation.rule);
    const decided = situation.rule === decidedBy;
    if (!rule) {
      return {
        ...situation,
        holds: "not-evaluated",
        decided,
        evidence: "",
        advice: null,
        because: "This snapshot was taken before this row was evaluated. Scan again to see it.",
      };
    }
    const { holds, evidence, advice } = rule;
    const because = decided
      ? "It decided: no row that comes before it holds."
      : becauseNot(rule, decider);
    return { ...situation, holds, decided, evidence, advice, because };
  });
}

function becauseNot({ rule, holds }: RecommendationRule, decider: Situation | null): string {
  if (holds === false) return "It does not hold here.";
  if (holds === "could-not-tell")
    return "It could not be told, because something it looks at was not read.";
  if (!DECIDING.includes(rule))
    return "It holds, and is about the namespaces it concerns: it never decides for the whole cluster.";
  return decider === null ? "It holds." : `It holds too, but "${decider.title}" comes before it.`;
}
