import type { Waypoint, WaypointBinding } from "./facts.ts";
import { matchesSelector, namespaceLabels } from "./labels.ts";
import type { Condition, Gateway, Labels, ObjectRef } from "./model.ts";

/** What a binding is followed through: every Gateway, and which of them are waypoints. */
export interface BindingContext {
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly waypoints: ReadonlyMap<string, Omit<Waypoint, "usedBy">>;
  readonly labelsOf: (namespace: string) => Labels;
}

/** An object that can carry `istio.io/use-waypoint`. */
export interface Bindable {
  readonly ref: ObjectRef;
  readonly labels: Labels;
  /** istiod's own conditions, preferred to our reading of labels. */
  readonly conditions: readonly Condition[];
}

export function bindingContext(
  gateways: readonly Gateway[],
  waypoints: readonly Omit<Waypoint, "usedBy">[],
  labelsOf: (namespace: string) => Labels,
): BindingContext {
  return {
    gateways: new Map(gateways.map((gateway) => [placeOf(gateway.ref), gateway])),
    waypoints: new Map(waypoints.map((waypoint) => [placeOf(waypoint.ref), waypoint])),
    labelsOf,
  };
}

/**
 * The waypoint that a Service or ServiceEntry resolves to. Its own label decides alone: there is no fall-back to the
 * namespace's waypoint. Source: istio/istio pilot/pkg/serviceregistry/ambient/waypoints.go.
 */
export function serviceBinding(object: Bindable, context: BindingContext): WaypointBinding {
  const managed = object.labels["gateway.istio.io/managed"];
  if (managed !== undefined && NEVER_BOUND.has(managed)) return { state: "none" };

  const wanted = wantedWaypoint(object, context);
  if (wanted === "none" || wanted === "opted-out") return { state: wanted };
  return resolve(wanted, object, "service", context);
}

/**
 * The waypoint for traffic addressed to a pod or WorkloadEntry itself. A waypoint for services that it merely inherits
 * from its namespace is no error: it then has none.
 */
export function workloadBinding(object: Bindable, context: BindingContext): WaypointBinding {
  const wanted = wantedWaypoint(object, context);
  if (wanted === "none" || wanted === "opted-out") return { state: wanted };

  const binding = resolve(wanted, object, "workload", context);
  const inherited = !Object.hasOwn(object.labels, USE);
  return inherited && binding.state === "rejected" && binding.reason === "UnsupportedTrafficType"
    ? { state: "none" }
    : binding;
}

/** Where `istio.io/use-waypoint` on one object leads by name, whether or not it resolves; null when it names none. */
export function namedWaypoint(
  labels: Labels,
  namespace: string,
): { readonly namespace: string; readonly name: string } | null {
  const name = labels[USE];
  if (name === undefined || name === "none") return null;
  return { namespace: labels[USE_NAMESPACE] ?? namespace, name };
}

type Wanted = { readonly namespace: string; readonly name: string };

/** The namespace label is read from the same object as the name, never mixed. */
function wantedWaypoint(
  { ref, labels }: Bindable,
  { labelsOf }: BindingContext,
): Wanted | "none" | "opted-out" {
  const namespace = ref.namespace;
  if (namespace === null) return "none";
  if (labels[USE] === "none") return "opted-out";
  return (
    namedWaypoint(labels, namespace) ?? namedWaypoint(labelsOf(namespace), namespace) ?? "none"
  );
}

function resolve(
  wanted: Wanted,
  object: Bindable,
  traffic: "service" | "workload",
  context: BindingContext,
): WaypointBinding {
  const place = `${wanted.namespace}/${wanted.name}`;
  const gateway = context.gateways.get(place);
  const waypoint = context.waypoints.get(place);
  if (!gateway) return { state: "rejected", wanted, reason: "WaypointMissing" };
  if (!waypoint) return { state: "rejected", wanted, reason: "NotAWaypoint" };

  const bound: WaypointBinding = { state: "bound", waypoint: waypoint.ref };
  const told = traffic === "service" ? toldByIstiod(object.conditions) : null;
  if (told === "accepted") return bound;
  if (told !== null) return { state: "rejected", wanted, reason: told };

  if (waypoint.addresses.length === 0 && !isManifest(gateway)) {
    return { state: "rejected", wanted, reason: "WaypointIsNotReady" };
  }
  if (!admits(waypoint, object.ref.namespace, context)) {
    return { state: "rejected", wanted, reason: "AttachmentDenied" };
  }
  return waypoint.trafficType === traffic || waypoint.trafficType === "all"
    ? bound
    : { state: "rejected", wanted, reason: "UnsupportedTrafficType" };
}

type Rejection = Extract<WaypointBinding, { state: "rejected" }>["reason"];

function toldByIstiod(conditions: readonly Condition[]): "accepted" | Rejection | null {
  const told = conditions.find(({ type }) => type === "istio.io/WaypointBound");
  if (!told) return null;
  if (told.status === "True") return "accepted";
  return REJECTIONS.find((reason) => reason === told.reason) ?? null;
}

/**
 * The API server gives every Gateway its first conditions, so one without any was never in a cluster: a manifest, whose
 * address nobody can know yet.
 */
function isManifest({ conditions, addresses }: Gateway): boolean {
  return conditions.length === 0 && addresses.length === 0;
}

function admits(
  { ref, allowedFrom, allowedSelector }: Omit<Waypoint, "usedBy">,
  namespace: string | null,
  { labelsOf }: BindingContext,
): boolean {
  switch (allowedFrom) {
    case "All":
      return true;
    case "Same":
      return namespace === ref.namespace;
    case "None":
      return false;
    case "Selector":
      return (
        namespace !== null &&
        allowedSelector !== null &&
        matchesSelector(allowedSelector, namespaceLabels(namespace, labelsOf(namespace)))
      );
  }
}

function placeOf({ namespace, name }: ObjectRef): string {
  return `${namespace}/${name}`;
}

const USE = "istio.io/use-waypoint";
const USE_NAMESPACE = "istio.io/use-waypoint-namespace";

/** Services of waypoints and ambient east-west gateways. */
const NEVER_BOUND = new Set([
  "istio.io-mesh-controller",
  "istio.io-agentgateway-waypoint-controller",
  "istio.io-eastwest-controller",
]);

const REJECTIONS: readonly Rejection[] = [
  "WaypointIsNotReady",
  "AttachmentDenied",
  "UnsupportedTrafficType",
  "CrossNamespaceWaypointForbidden",
  "WaypointMissing",
];
