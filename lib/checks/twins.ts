import type { ServiceBinding, Waypoint } from "../inventory/facts.ts";
import type { ObjectRef, PolicyMeta, TargetRef } from "../inventory/model.ts";
import { refKey, sameRef } from "../inventory/refs.ts";
import type { Front } from "./waypoint-plan.ts";

export interface TwinContext {
  readonly front: Front | null;
  readonly waypoints: readonly Waypoint[] | null;
  readonly rootNamespaces: ReadonlySet<string>;
}

/**
 * The copies of a policy that waypoints enforce already for all workloads it covers: for each Service in front of them a
 * copy of the same content whose targetRefs reach it, the Service bound to its waypoint; for workloads called by their
 * own address a copy for a waypoint for workloads. null when one is missing or could not be read: the policy is not
 * taken over then. Source: istio/istio pilot/pkg/model/policyattachment.go.
 *
 * @param isCopy whether the content is the same; the Service is null for a copy in front of workloads.
 */
export function takenOver<P extends PolicyMeta>(
  all: readonly P[],
  isCopy: (candidate: P, service: ServiceBinding | null) => boolean,
  context: TwinContext,
): readonly ObjectRef[] | null {
  const { front } = context;
  if (front === null || !front.looseBound) return null;

  const found: (P | undefined)[] = front.services.map((service) =>
    all.find(
      (one) =>
        one.targetRefs.some((target) => reaches(target, one.ref, service, context)) &&
        isCopy(one, service),
    ),
  );
  if (front.loose.length > 0) {
    found.push(
      all.find(
        (one) =>
          one.targetRefs.some((target) => servesWorkloads(target, one.ref, context)) &&
          isCopy(one, null),
      ),
    );
  }
  const copies = new Map<string, ObjectRef>();
  for (const copy of found) {
    if (copy === undefined) return null;
    copies.set(refKey(copy.ref), copy.ref);
  }
  return copies.size === 0 ? null : [...copies.values()];
}

/** Whether a policy with this target is enforced by a waypoint for workloads. */
function servesWorkloads(
  { kind, name }: TargetRef,
  policy: ObjectRef,
  { waypoints }: TwinContext,
): boolean {
  return (waypoints ?? []).some(
    ({ ref, trafficType }) =>
      kind === "Gateway" &&
      ref.name === name &&
      ref.namespace === policy.namespace &&
      (trafficType === "workload" || trafficType === "all"),
  );
}

/** Whether a policy with this target is enforced by the waypoint that the Service is bound to. */
function reaches(
  { group, kind, name }: TargetRef,
  policy: ObjectRef,
  { service, binding }: ServiceBinding,
  { waypoints, rootNamespaces }: TwinContext,
): boolean {
  if (binding.state !== "bound") return false;
  const { waypoint } = binding;
  switch (kind) {
    case "Service":
    case "ServiceEntry":
      return (
        kind === service.kind &&
        name === service.name &&
        policy.namespace === service.namespace &&
        (group === service.group || (group === "core" && service.group === ""))
      );
    case "Gateway":
      return policy.namespace === waypoint.namespace && name === waypoint.name;
    case "GatewayClass":
      return (
        name === "istio-waypoint" &&
        policy.namespace !== null &&
        rootNamespaces.has(policy.namespace) &&
        waypoints?.some(({ ref, agentgateway }) => sameRef(ref, waypoint) && !agentgateway) === true
      );
    default:
      return false;
  }
}
