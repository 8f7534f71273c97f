/** Which reader makes the records of which slice. */
import type { ObjectRef, RecordName, Records } from "../model.ts";
import {
  toBareMeta,
  toConfigMap,
  toDefinition,
  toEndpointSlice,
  toIngress,
  toNamespace,
  toNode,
  toRemoteSecret,
  toResourceQuota,
  toService,
  toWebhooks,
} from "./core.ts";
import { toGateway, toGatewayClass, toRoute } from "./gateway-api.ts";
import type { Interner } from "./intern.ts";
import {
  toAuthorizationPolicy,
  toEnvoyFilter,
  toPeerAuthentication,
  toRequestAuthentication,
  toSidecar,
  toTelemetry,
  toTrafficExtension,
  toWasmPlugin,
} from "./istio-policy.ts";
import {
  toDestinationRule,
  toIstioGateway,
  toServiceEntry,
  toVirtualService,
  toWorkloadEntry,
  toWorkloadGroup,
} from "./istio-traffic.ts";
import { toNetworkPolicy } from "./network-policy.ts";
import { toCiliumPolicy, toPlatformObject } from "./platform.ts";
import { toPod } from "./pods.ts";
import type { Resource } from "./resources.ts";
import { toWorkload } from "./workloads.ts";

/** A record; or that the object is dropped as private, or is the business of the controller that owns it. */
export type Reading<T> =
  | { readonly outcome: "kept"; readonly record: T }
  | { readonly outcome: "private" }
  | { readonly outcome: "owned"; readonly owner: ObjectRef };

export type Parser<T> = (raw: unknown, resource: Resource, intern: Interner) => Reading<T>;

/** Readers by slice. Each throws ParseError for an object that it cannot understand. */
export const PARSERS: { readonly [R in RecordName]: Parser<Records[R]> } = {
  namespaces: plain(toNamespace),
  nodes: plain(toNode),
  pods: (raw, _, intern) => ({ outcome: "kept", record: toPod(raw, intern) }),
  workloads(raw, resource) {
    const { workload, owner } = toWorkload(raw, resource);
    return workload ? { outcome: "kept", record: workload } : { outcome: "owned", owner };
  },
  services: plain(toService),
  endpointSlices: plain(toEndpointSlice),
  configMaps: orPrivate(toConfigMap),
  resourceQuotas: plain(toResourceQuota),
  ingresses: plain(toIngress),
  networkPolicies: plain(toNetworkPolicy),
  mutatingWebhooks: plain(toWebhooks),
  validatingWebhooks: plain(toWebhooks),
  customResourceDefinitions: plain(toDefinition),
  csiDrivers: plain(toBareMeta),
  virtualServices: plain(toVirtualService),
  destinationRules: plain(toDestinationRule),
  istioGateways: plain(toIstioGateway),
  serviceEntries: plain(toServiceEntry),
  sidecars: plain(toSidecar),
  envoyFilters: plain(toEnvoyFilter),
  workloadEntries: plain(toWorkloadEntry),
  workloadGroups: plain(toWorkloadGroup),
  proxyConfigs: plain(toBareMeta),
  authorizationPolicies: plain(toAuthorizationPolicy),
  peerAuthentications: plain(toPeerAuthentication),
  requestAuthentications: plain(toRequestAuthentication),
  telemetries: plain(toTelemetry),
  wasmPlugins: plain(toWasmPlugin),
  trafficExtensions: plain(toTrafficExtension),
  istioOperators: plain(toBareMeta),
  gatewayClasses: plain(toGatewayClass),
  gateways: plain(toGateway),
  routes: plain(toRoute),
  sailObjects: plain(toPlatformObject),
  ciliumPolicies: plain(toCiliumPolicy),
  calicoObjects: plain(toPlatformObject),
  openshiftObjects: plain(toPlatformObject),
  securityGroupPolicies: plain(toPlatformObject),
  remoteSecrets: orPrivate(toRemoteSecret),
};

function plain<T>(read: (raw: unknown, resource: Resource) => T): Parser<T> {
  return (raw, resource) => ({ outcome: "kept", record: read(raw, resource) });
}

function orPrivate<T>(read: (raw: unknown, resource: Resource) => T | null): Parser<T> {
  return (raw, resource) => {
    const record = read(raw, resource);
    return record === null ? { outcome: "private" } : { outcome: "kept", record };
  };
}
