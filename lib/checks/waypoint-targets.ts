import type { ServiceBinding } from "../inventory/facts.ts";
import type { PolicyMeta, TargetRef } from "../inventory/model.ts";
import type { Behind, WaypointPlan } from "./waypoint-plan.ts";

/** Where a policy without targetRefs goes for the waypoint of one namespace. */
export interface TargetPlace {
  readonly namespace: string;
  readonly rootNamespace: string;
  /** null when Services could not be read: the copy then targets the waypoint as a whole. */
  readonly front: Behind | null;
  readonly waypoint: WaypointPlan;
  /** GatewayClass as a target is known to every control plane (1.25 and later). */
  readonly gatewayClasses: boolean;
}

/** One copy: the namespace it must stand in and what it names. */
export interface Targets {
  readonly namespace: string;
  readonly targets: readonly Target[];
}

export type Target = Pick<TargetRef, "group" | "kind" | "name">;

/**
 * A policy for the whole namespace or mesh names the waypoint or the class of all waypoints; one for selected pods names
 * the Services in front of them. Source: istio/istio pilot/pkg/model/policyattachment.go.
 */
export function copyTargets(
  policy: Pick<PolicyMeta, "ref" | "selector">,
  place: TargetPlace,
): readonly Targets[] {
  const whole = wholeTargets(policy, place);
  if (whole !== null) return [whole];

  const services = place.front === null ? [] : place.front.services;
  return services.length === 0
    ? [gatewayTargets(place.waypoint)]
    : serviceTargets(services, place.namespace);
}

/** null when the policy does not speak about everything, or one object cannot say so from here. */
export function wholeTargets(
  { ref, selector }: Pick<PolicyMeta, "ref" | "selector">,
  { namespace, rootNamespace, waypoint, gatewayClasses }: TargetPlace,
): Targets | null {
  if (selector.state === "labels") return null;
  if (ref.namespace === rootNamespace && gatewayClasses) {
    return { namespace: rootNamespace, targets: [WAYPOINT_CLASS] };
  }
  return waypoint.namespace === namespace ? gatewayTargets(waypoint) : null;
}

export function gatewayTargets({ namespace, name }: WaypointPlan): Targets {
  return { namespace, targets: [{ group: GATEWAY_API, kind: "Gateway", name }] };
}

/** A policy names at most 16 targets. */
export function serviceTargets(
  services: readonly ServiceBinding[],
  namespace: string,
): readonly Targets[] {
  const targets = services.map(({ service: { group, kind, name } }) => ({ group, kind, name }));
  return Array.from({ length: Math.ceil(targets.length / MOST_TARGETS) }, (_, at) => ({
    namespace,
    targets: targets.slice(at * MOST_TARGETS, (at + 1) * MOST_TARGETS),
  }));
}

/** "reviews-waypoint", then "reviews-waypoint-2". */
export function copyName(name: string, at: number): string {
  return suffixed(name, at === 0 ? "-waypoint" : `-waypoint-${at + 1}`);
}

/** Within the length that Kubernetes allows for names. */
export function suffixed(name: string, suffix: string): string {
  return name.slice(0, LONGEST_NAME - suffix.length) + suffix;
}

const GATEWAY_API = "gateway.networking.k8s.io";
const WAYPOINT_CLASS = { group: GATEWAY_API, kind: "GatewayClass", name: "istio-waypoint" };
const MOST_TARGETS = 16;
const LONGEST_NAME = 253;
