import type { ServiceBinding, Waypoint } from "../inventory/facts.ts";
import type { ObjectRef, PolicyMeta, TargetRef } from "../inventory/model.ts";
import { refKey, sameRef } from "../inventory/refs.ts";
import { behind } from "./waypoint-plan.ts";

export interface TwinContext {
  readonly namespace: string;
  readonly serviceBindings: readonly ServiceBinding[] | null;
  readonly waypoints: readonly Waypoint[] | null;
  readonly rootNamespaces: ReadonlySet<string>;
}

/**
 * The copies of a policy that waypoints enforce already for all of these workloads: a copy of the same content whose
 * targetRefs reach each Service in front of them, and each such Service bound to its waypoint. null when one is missing
 * or could not be read: the policy is not taken over then.
 * Source: istio/istio pilot/pkg/model/policyattachment.go.
 */
export function takenOver<P extends PolicyMeta>(
  owners: readonly ObjectRef[],
  all: readonly P[],
  isCopy: (candidate: P, service: ServiceBinding) => boolean,
  context: TwinContext,
): readonly ObjectRef[] | null {
  const front = behind(owners, context.namespace, context.serviceBindings);
  if (front === null || front.services.length === 0 || front.loose.length > 0) return null;

  const copies = new Map<string, ObjectRef>();
  for (const service of front.services) {
    const copy = all.find(
      (one) =>
        one.targetRefs.some((target) => reaches(target, one.ref, service, context)) &&
        isCopy(one, service),
    );
    if (copy === undefined) return null;
    copies.set(refKey(copy.ref), copy.ref);
  }
  return [...copies.values()];
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
