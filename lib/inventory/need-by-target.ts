import type { Waypoint } from "./facts.ts";
import type { ObjectRef, PolicyMeta, TargetRef } from "./model.ts";
import type { Demand, Subject, Subjects } from "./need-subjects.ts";
import { refKey, refText } from "./refs.ts";
import type { NeedRecords } from "./waypoint-need.ts";

/**
 * R7: an object that already names a Service, a ServiceEntry or a waypoint in targetRefs works on a waypoint only. Source:
 * istio/istio pilot/pkg/model/policyattachment.go.
 */
export function targetDemands(records: NeedRecords, subjects: Subjects): readonly Demand[] {
  const policies: readonly PolicyMeta[] = [
    ...records.classifiedPolicies.map(({ policy }) => policy),
    ...records.requestAuthentications,
    ...records.wasmPlugins,
    ...records.trafficExtensions,
    ...records.envoyFilters,
  ];
  const waypoints = new Map(records.waypoints.map((waypoint) => [refKey(waypoint.ref), waypoint]));

  return policies.flatMap((policy) =>
    policy.targetRefs
      .flatMap((target) => targeted(targetOf(target, policy.ref.namespace), waypoints, subjects))
      .map((subject) => ({
        rule: "R7" as const,
        object: policy.ref,
        subject,
        detail: `${refText(policy.ref)} targets ${refText(subject.ref)}, so only a waypoint applies it.`,
        decisive: true,
      })),
  );
}

function targeted(
  target: ObjectRef,
  waypoints: ReadonlyMap<string, Waypoint>,
  subjects: Subjects,
): readonly Subject[] {
  if (target.kind === "Gateway") {
    const waypoint = waypoints.get(refKey(target));
    return waypoint ? usersOf(waypoint) : [];
  }
  const service = subjects.serviceAt(target);
  return service ? [subjects.ofService(service)] : [];
}

/** A waypoint that somebody uses is needed in the namespaces of its users; until then, where it stands. */
function usersOf({ ref, usedBy, trafficType, addresses }: Waypoint): readonly Subject[] {
  const addressed = trafficType === "workload" ? "workload" : "service";
  const namespaces = Map.groupBy(usedBy, ({ kind, name, namespace }) =>
    kind === "Namespace" ? name : namespace,
  );
  const users = [...namespaces].flatMap(([namespace, inside]): Subject[] => {
    if (namespace === null) return [];
    // A namespace's label alone leads nowhere while the waypoint has no address.
    const bound = addresses.length > 0 || inside.some(({ kind }) => kind !== "Namespace");
    return [{ namespace, ref, addressed, bound }];
  });
  if (users.length > 0 || ref.namespace === null) return users;
  return [{ namespace: ref.namespace, ref, addressed, bound: false }];
}

function targetOf({ group, kind, name, namespace }: TargetRef, own: string | null): ObjectRef {
  return { group: group === "core" ? "" : group, kind, name, namespace: namespace ?? own };
}
