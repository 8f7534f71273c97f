import type { Inventory, SliceName } from "../../inventory/facts.ts";
import type { Slice } from "../../inventory/model.ts";

/** For tests of the engine: an inventory in which everything was read and nothing was found, but for `slices`. */
export function handMade(
  slices: Partial<Inventory["slices"]> = {},
  rest: Partial<Omit<Inventory, "slices">> = {},
): Inventory {
  return {
    input: "live",
    kubernetesVersion: "v1.33.4",
    apiGroups: [],
    coverage: [],
    takenAt: "2026-10-01T08:00:00Z",
    ...rest,
    slices: { ...EMPTY, ...slices },
  };
}

/** Every item was read. */
export function complete<T>(items: readonly T[]): Slice<T> {
  return { read: "complete", items };
}

const NOTHING: Slice<never> = { read: "complete", items: [] };

const EMPTY = {
  namespaces: NOTHING,
  nodes: NOTHING,
  pods: NOTHING,
  workloads: NOTHING,
  services: NOTHING,
  endpointSlices: NOTHING,
  configMaps: NOTHING,
  resourceQuotas: NOTHING,
  ingresses: NOTHING,
  networkPolicies: NOTHING,
  mutatingWebhooks: NOTHING,
  validatingWebhooks: NOTHING,
  customResourceDefinitions: NOTHING,
  csiDrivers: NOTHING,
  virtualServices: NOTHING,
  destinationRules: NOTHING,
  istioGateways: NOTHING,
  serviceEntries: NOTHING,
  sidecars: NOTHING,
  envoyFilters: NOTHING,
  workloadEntries: NOTHING,
  workloadGroups: NOTHING,
  proxyConfigs: NOTHING,
  authorizationPolicies: NOTHING,
  peerAuthentications: NOTHING,
  requestAuthentications: NOTHING,
  telemetries: NOTHING,
  wasmPlugins: NOTHING,
  trafficExtensions: NOTHING,
  istioOperators: NOTHING,
  gatewayClasses: NOTHING,
  gateways: NOTHING,
  routes: NOTHING,
  sailObjects: NOTHING,
  ciliumPolicies: NOTHING,
  calicoObjects: NOTHING,
  openshiftObjects: NOTHING,
  securityGroupPolicies: NOTHING,
  remoteSecrets: NOTHING,
  controlPlanes: NOTHING,
  meshConfigs: NOTHING,
  ambientComponents: NOTHING,
  nodeCoverage: NOTHING,
  meshNamespaces: NOTHING,
  candidates: NOTHING,
  hostNetworkPods: NOTHING,
  waypoints: NOTHING,
  serviceBindings: NOTHING,
  waypointNeeds: NOTHING,
  classifiedPolicies: NOTHING,
  platform: NOTHING,
  gatewayApiCrds: NOTHING,
  multiclusterSignals: NOTHING,
} satisfies Record<SliceName, Slice<never>>;
