import type { Candidate } from "./facts.ts";
import type { Labels, PolicySelector } from "./model.ts";
import { indexByLabels } from "./pods.ts";

/** Candidates that a policy covers, by namespace. */
export interface Cover {
  readonly namespace: string;
  readonly candidates: readonly Candidate[];
}

/**
 * The candidates that an Istio policy without targetRefs covers: those of its own namespace, and of every namespace for a
 * policy in the root namespace; all of them, or those its selector matches. A selector without labels is taken for none,
 * which is how sidecars read it. Source: istio/istio pilot/pkg/serviceregistry/ambient/workloads.go,
 * https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export function policyCovers(
  selector: PolicySelector,
  namespace: string | null,
  candidates: readonly Candidate[],
  rootNamespace: string,
): readonly Cover[] {
  const spaces = spacesOf(candidates);
  const reach =
    namespace === rootNamespace
      ? [...spaces.values()]
      : [spaces.get(namespace === null ? "" : namespace)].filter((space) => space !== undefined);

  return reach
    .map((space) => ({
      namespace: space.namespace,
      candidates: selector.state === "labels" ? space.find(selector.matchLabels) : space.candidates,
    }))
    .filter((cover) => cover.candidates.length > 0);
}

interface Space extends Cover {
  readonly find: (wanted: Labels) => readonly Candidate[];
}

/** Worked out once per list of candidates: a mesh has thousands of policies over the same ones. */
function spacesOf(candidates: readonly Candidate[]): ReadonlyMap<string, Space> {
  const known = spaces.get(candidates);
  if (known) return known;

  const made = new Map(
    [...Map.groupBy(candidates, ({ namespace }) => namespace)].map(([namespace, inside]) => [
      namespace,
      { namespace, candidates: inside, find: finderOf(inside) },
    ]),
  );
  spaces.set(candidates, made);
  return made;
}

function finderOf(candidates: readonly Candidate[]): Space["find"] {
  let find: Space["find"] | null = null;
  return (wanted) => {
    find ??= indexByLabels(candidates, ({ shape }) => shape.labels);
    return find(wanted);
  };
}

const spaces = new WeakMap<readonly Candidate[], ReadonlyMap<string, Space>>();
