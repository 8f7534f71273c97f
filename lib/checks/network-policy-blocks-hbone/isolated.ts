import type { Candidate } from "../../inventory/facts.ts";
import type { NetworkPolicy } from "../../inventory/model.ts";
import { type ClosedRule, closedRules, type Direction, isolating } from "../network-policies.ts";

/** One policy and the workloads it isolates in one direction. */
export interface Isolated {
  readonly policy: NetworkPolicy;
  readonly direction: Direction;
  readonly namespace: string;
  readonly groups: readonly Group[];
}

/** Workloads that the same policies isolate: what one of them closes another may open. */
export interface Group {
  readonly policies: readonly NetworkPolicy[];
  readonly candidates: readonly Candidate[];
  readonly closed: readonly ClosedRule[];
}

/** @param policies of the namespace of the candidates. */
export function isolatedBy(
  policies: readonly NetworkPolicy[],
  candidates: readonly Candidate[],
  namespace: string,
): Isolated[] {
  return DIRECTIONS.flatMap((direction) => {
    const groups = groupsOf(policies, candidates, direction);
    return policies.flatMap((policy) => {
      const own = groups.filter((group) => group.policies.includes(policy));
      return own.length === 0 ? [] : [{ policy, direction, namespace, groups: own }];
    });
  });
}

function groupsOf(
  policies: readonly NetworkPolicy[],
  candidates: readonly Candidate[],
  direction: Direction,
): Group[] {
  const alike = new Map<string, { policies: NetworkPolicy[]; candidates: Candidate[] }>();
  for (const candidate of candidates) {
    const isolatedBy = isolating(policies, direction, candidate.shape.labels);
    if (isolatedBy.length === 0) continue;
    const key = JSON.stringify(isolatedBy.map(({ ref }) => ref.name));
    const known = alike.get(key);
    if (known) known.candidates.push(candidate);
    else alike.set(key, { policies: isolatedBy, candidates: [candidate] });
  }
  return [...alike.values()].map((group) => ({
    ...group,
    closed: closedRules(group.policies, direction),
  }));
}

const DIRECTIONS: readonly Direction[] = ["Ingress", "Egress"];
