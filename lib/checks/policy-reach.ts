import type { ClassifiedPolicy, MeshNamespace } from "../inventory/facts.ts";
import type { ObjectRef } from "../inventory/model.ts";
import type { Evidence } from "./define.ts";
import { oncePer } from "./once.ts";
import { counted, listed } from "./support/words.ts";

/** The part of a policy that one namespace of the mesh obeys. */
export interface Reach {
  readonly namespace: string;
  readonly owners: readonly ObjectRef[];
}

/** Namespaces that migrate (or have) and workloads of theirs that the policy covers; a policy that covers none is no matter. */
export function reachOf(
  covers: ClassifiedPolicy["covers"],
  namespaces: readonly MeshNamespace[],
): Reach[] {
  const candidates = candidateNames(namespaces);
  return covers.filter(({ namespace, owners }) => candidates.has(namespace) && owners.length > 0);
}

/** "Deployment cart", "3 workloads (Deployment cart, ...)". */
export function workloadsText(owners: readonly ObjectRef[]): string {
  const names = owners.map(({ kind, name }) => `${kind} ${name}`);
  return owners.length === 1
    ? listed(names)
    : `${counted(owners.length, "workload")} (${listed(names)})`;
}

/** The workloads as evidence, as many as a reader looks at. */
export function ownersEvidence(
  owners: readonly ObjectRef[],
  field: string,
  value: string,
): Evidence[] {
  return owners.slice(0, MOST_EVIDENCE).map((object) => ({ object, field, value }));
}

/** Evidence longer than this is not read; the sentences count what is left out. */
export const MOST_EVIDENCE = 10;

/** Names of the namespaces that migrate, or have. */
export const candidateNames = oncePer(
  (namespaces: readonly MeshNamespace[]): ReadonlySet<string> =>
    new Set(namespaces.flatMap(({ candidate, name }) => (candidate ? [name] : []))),
);

/** AuthorizationPolicies by the namespaces in which they cover workloads. */
export const policiesByNamespace = oncePer(
  (policies: readonly ClassifiedPolicy[]): ReadonlyMap<string, readonly CoveringPolicy[]> =>
    Map.groupBy(
      policies.flatMap((classified) =>
        classified.covers.map(({ namespace, owners }) => ({ classified, namespace, owners })),
      ),
      ({ namespace }) => namespace,
    ),
);

export interface CoveringPolicy extends Reach {
  readonly classified: ClassifiedPolicy;
}
