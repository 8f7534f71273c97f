import type {
  Candidate,
  ServiceBinding,
  SliceName,
  Waypoint,
  WaypointNeed,
} from "../../inventory/facts.ts";
import { matchesLabels } from "../../inventory/labels.ts";
import type { NetworkPolicy, ObjectRef } from "../../inventory/model.ts";
import { refKey } from "../../inventory/refs.ts";
import { ownersOf } from "../../inventory/services.ts";
import type { CheckContext, CouldNotTell } from "../define.ts";
import { type Place, selects } from "../network-peers.ts";
import { type Direction, peersOf, rulesOf, tunnelPeers } from "../network-policies.ts";
import type { World } from "../network-world.ts";
import { behind, waypointPlan } from "../waypoint-plan.ts";
import type { Group, Isolated } from "./isolated.ts";

/** A waypoint that will stand between callers and pods, and its pods as peers see them. */
export interface WaypointAhead {
  readonly namespace: string;
  readonly name: string;
  readonly places: readonly Place[];
}

export interface AheadSlices {
  readonly candidates: readonly Candidate[];
  readonly serviceBindings: readonly ServiceBinding[] | null;
  readonly waypointNeeds: readonly WaypointNeed[] | null;
  readonly waypoints: readonly Waypoint[] | null;
}

/**
 * Waypoints that call the workloads (Ingress), or that the workloads call because a rule leads them to Services behind
 * one (Egress). Empty while Services could not be read.
 */
export function waypointsAhead(
  group: Group,
  namespace: string,
  direction: Direction,
  slices: AheadSlices,
  world: World,
): WaypointAhead[] {
  const found =
    direction === "Ingress" ? callers(group, namespace, slices) : called(group, slices, world);
  const once = new Map(found.map((one) => [`${one.namespace}/${one.name}`, one]));
  return [...once.values()].map(({ namespace: place, name }) => ({
    namespace: place,
    name,
    places: podsOf(place, name, world),
  }));
}

/** What stays open when nobody can tell which waypoints there will be and some peers are named one by one. */
export function unknownWaypoints(
  { direction, groups, policy }: Isolated,
  readInFull: CheckContext["readInFull"],
): CouldNotTell[] {
  const facts: readonly SliceName[] =
    direction === "Ingress" ? ["serviceBindings", "waypointNeeds"] : ["serviceBindings"];
  const named = groups.some(({ policies }) => {
    const peers = tunnelPeers(policies, direction);
    return peers.length > 0 && !peers.includes("everyone");
  });
  if (!named || facts.every(readInFull)) return [];

  const missing = BEHIND.find(({ slice }) => !readInFull(slice));
  return [
    {
      couldNotTell: `Whether ${policy.ref.name} shuts out a waypoint could not be told, because not everything that leads to one was read.`,
      resource: missing?.resource ?? "gateways.gateway.networking.k8s.io",
    },
  ];
}

type Name = Pick<WaypointAhead, "namespace" | "name">;

function callers({ candidates }: Group, namespace: string, slices: AheadSlices): Name[] {
  const owners = ownersOf(candidates);
  const front = behind(owners, namespace, slices.serviceBindings);
  if (front === null) return [];

  const wanted = new Set([...owners, ...front.services.map(({ service }) => service)].map(refKey));
  const missing = (slices.waypointNeeds ?? []).some(
    (need) =>
      need.namespace === namespace &&
      need.level === "required" &&
      need.reasons.some(
        ({ rule, bound, subject }) => rule.startsWith("R") && !bound && wanted.has(refKey(subject)),
      ),
  );
  const planned = missing ? [waypointPlan(namespace, front, slices.waypoints)] : [];
  return [...front.services.flatMap(boundWaypoint), ...planned];
}

function called({ policies }: Group, slices: AheadSlices, world: World): Name[] {
  const bound = (slices.serviceBindings ?? []).filter(({ binding }) => binding.state === "bound");
  if (bound.length === 0) return [];

  const behindOne = new Set(bound.flatMap(({ candidates }) => candidates.map(refKey)));
  const destinations = new Set(
    slices.candidates
      .filter(({ owner }) => behindOne.has(refKey(owner)))
      .filter(({ namespace, shape: { labels } }) =>
        isCalled(
          { namespace, namespaceLabels: world.namespaceLabels(namespace), labels },
          policies,
        ),
      )
      .map(({ owner }) => refKey(owner)),
  );
  return bound
    .filter(({ candidates }) => candidates.some((owner) => destinations.has(refKey(owner))))
    .flatMap(boundWaypoint);
}

/** A rule for everyone, or one by addresses, names no destination. */
function isCalled(place: Place, policies: readonly NetworkPolicy[]): boolean {
  return policies.some((policy) =>
    rulesOf(policy, "Egress")
      .flatMap(peersOf)
      .some(
        (peer) =>
          peer !== "everyone" && selects(peer, policy.ref.namespace ?? place.namespace, place),
      ),
  );
}

function boundWaypoint({ binding }: ServiceBinding): Name[] {
  return binding.state === "bound" ? nameOf(binding.waypoint) : [];
}

function nameOf({ namespace, name }: ObjectRef): Name[] {
  return namespace === null ? [] : [{ namespace, name }];
}

/** Its pods as they run, else with the labels that istiod will give them. */
function podsOf(
  namespace: string,
  name: string,
  { spaces, namespaceLabels }: World,
): readonly Place[] {
  const own = { [GATEWAY_NAME]: name };
  const running = (spaces.get(namespace)?.inhabitants ?? []).filter(({ labels }) =>
    matchesLabels(own, labels),
  );
  return running.length > 0
    ? running
    : [
        {
          namespace,
          namespaceLabels: namespaceLabels(namespace),
          labels: { ...own, ...WAYPOINT_LABELS },
        },
      ];
}

export const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

/** What waypoints and their need are told from, what matters most first. */
const BEHIND: readonly { readonly slice: SliceName; readonly resource: string }[] = [
  { slice: "services", resource: "services" },
  { slice: "gateways", resource: "gateways.gateway.networking.k8s.io" },
  { slice: "authorizationPolicies", resource: "authorizationpolicies.security.istio.io" },
  { slice: "requestAuthentications", resource: "requestauthentications.security.istio.io" },
  { slice: "virtualServices", resource: "virtualservices.networking.istio.io" },
  { slice: "routes", resource: "httproutes.gateway.networking.k8s.io" },
  { slice: "wasmPlugins", resource: "wasmplugins.extensions.istio.io" },
  { slice: "trafficExtensions", resource: "trafficextensions.extensions.istio.io" },
  { slice: "destinationRules", resource: "destinationrules.networking.istio.io" },
  { slice: "serviceEntries", resource: "serviceentries.networking.istio.io" },
  { slice: "envoyFilters", resource: "envoyfilters.networking.istio.io" },
];

/** Source: istio/istio manifests/charts/istio-control/istio-discovery/files/waypoint.yaml. */
const WAYPOINT_LABELS = {
  "gateway.networking.k8s.io/gateway-class-name": "istio-waypoint",
  "gateway.istio.io/managed": "istio.io-mesh-controller",
  "istio.io/dataplane-mode": "none",
  "sidecar.istio.io/inject": "false",
};
