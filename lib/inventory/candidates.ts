import { ambientSelected, type EnrollmentRules } from "./enrollment.ts";
import type { Candidate, HostNetworkPod } from "./facts.ts";
import { type InjectionRules, injectionOf } from "./injection.ts";
import type { PodShape } from "./model.ts";
import type { Place } from "./places.ts";
import { hboneCapable, isCandidateShape, isSidecarClass, type PodGroup } from "./pods.ts";
import { refKey } from "./refs.ts";

/** A group of pods, and the candidate it makes; null for gateways, opted-out pods and pods on the host's network. */
export interface Member {
  readonly group: PodGroup;
  readonly candidate: Candidate | null;
}

/**
 * Groups that policies select and that could be enrolled. Injection is judged by the owner's template, which makes the
 * next pod; enrollment by the pods as they are.
 */
export function members(
  groups: readonly PodGroup[],
  placeOf: (namespace: string) => Place,
  injection: InjectionRules,
  enrollment: EnrollmentRules,
): readonly Member[] {
  return groups.map((group): Member => {
    const { namespace, owner, source, shape, template, pods } = group;
    if (!isCandidateShape(shape)) return { group, candidate: null };

    const place = placeOf(namespace);
    return {
      group,
      candidate: {
        namespace,
        owner,
        source,
        shape,
        class: shape.class,
        sidecar: isSidecarClass(shape.class),
        hboneCapable: hboneCapable(shape),
        injection: injectionOf(injection, place, template ?? shape),
        ambientSelected: ambientSelected(enrollment, place, shape),
        pods: pods.map(({ name }) => name),
        nodes: [...new Set(pods.flatMap(({ node }) => (node === null ? [] : [node])))],
        probes: probesOf(template ?? shape),
      },
    };
  });
}

/** Live pods and templates on the host's network, once per owner. */
export function hostNetworkPods(groups: readonly PodGroup[]): readonly HostNetworkPod[] {
  const found = new Map<string, { group: PodGroup; pods: string[] }>();
  for (const group of groups) {
    if (!group.shape.hostNetwork) continue;
    const key = refKey(group.owner);
    const names = group.pods.map(({ name }) => name);
    const known = found.get(key);
    if (known) known.pods.push(...names);
    else found.set(key, { group, pods: names });
  }

  return [...found.values()].map(({ group: { namespace, owner, shape }, pods }) => ({
    namespace,
    owner,
    pods,
    optedOut: shape.labels["istio.io/dataplane-mode"] === "none",
  }));
}

function probesOf({ containers }: PodShape): Candidate["probes"] {
  return containers.filter(({ name }) => name !== "istio-proxy").flatMap(({ probes }) => probes);
}
