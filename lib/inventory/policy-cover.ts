import type { Candidate } from "./facts.ts";
import type { Labels, PodShape, PolicyMeta, PolicySelector } from "./model.ts";
import { indexByLabels } from "./pods.ts";

/** What a selector of a policy chooses by. */
export interface Selectable {
  readonly namespace: string;
  readonly shape: Pick<PodShape, "labels">;
}

/** Candidates that a policy covers, by namespace. */
export interface Cover<C extends Selectable = Candidate> {
  readonly namespace: string;
  readonly candidates: readonly C[];
}

/** What a policy with this selector, in this namespace, covers. */
export type Covering<C extends Selectable> = (
  selector: PolicySelector,
  namespace: string | null,
  rootNamespace: string,
) => readonly Cover<C>[];

/** `covering`, worked out once per list of candidates: a mesh has thousands of policies over the same ones. */
export function policyCovers(
  selector: PolicySelector,
  namespace: string | null,
  candidates: readonly Candidate[],
  rootNamespace: string,
): readonly Cover[] {
  const known = coverings.get(candidates) ?? covering(candidates);
  coverings.set(candidates, known);
  return known(selector, namespace, rootNamespace);
}

/**
 * Whether a policy would cover candidates of other namespaces that take part in the mesh, if its own were the root
 * namespace: what nobody can exclude while the mesh configuration is unread.
 */
export function coversMoreAsRoot(
  { ref, selector, targetRefs }: Pick<PolicyMeta, "ref" | "selector" | "targetRefs">,
  candidates: readonly Candidate[],
  rootNamespace: string,
  takesPart: (namespace: string) => boolean,
): boolean {
  if (targetRefs.length > 0 || ref.namespace === null || ref.namespace === rootNamespace) {
    return false;
  }
  return policyCovers(selector, ref.namespace, candidates, ref.namespace).some(
    ({ namespace }) => namespace !== ref.namespace && takesPart(namespace),
  );
}

const coverings = new WeakMap<readonly Candidate[], Covering<Candidate>>();

/**
 * The candidates that an Istio policy without targetRefs covers: those of its own namespace, and of every namespace for a
 * policy in the root namespace; all of them, or those its selector matches. A selector without labels is taken for none,
 * which is how sidecars read it. Source: istio/istio pilot/pkg/serviceregistry/ambient/workloads.go,
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function covering<C extends Selectable>(candidates: readonly C[]): Covering<C> {
  const spaces = new Map(
    [...Map.groupBy(candidates, ({ namespace }) => namespace)].map(
      ([namespace, inside]): [string, Space<C>] => [
        namespace,
        { namespace, candidates: inside, find: finderOf(inside) },
      ],
    ),
  );
  return (selector, namespace, rootNamespace) => {
    const reach =
      namespace === rootNamespace
        ? [...spaces.values()]
        : [spaces.get(namespace === null ? "" : namespace)].filter((space) => space !== undefined);

    return reach
      .map((space) => ({
        namespace: space.namespace,
        candidates:
          selector.state === "labels" ? space.find(selector.matchLabels) : space.candidates,
      }))
      .filter((cover) => cover.candidates.length > 0);
  };
}

interface Space<C extends Selectable> extends Cover<C> {
  readonly find: (wanted: Labels) => readonly C[];
}

function finderOf<C extends Selectable>(candidates: readonly C[]): Space<C>["find"] {
  let find: Space<C>["find"] | null = null;
  return (wanted) => {
    find ??= indexByLabels(candidates, ({ shape }) => shape.labels);
    return find(wanted);
  };
}
