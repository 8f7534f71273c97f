/** What the visitor sees before an import becomes a snapshot. */
import type { ImportPreview } from "../../db/shapes.ts";
import { byResourceName } from "../../inventory/from-kubernetes/resources.ts";
import type { Collected, RecordName } from "../../inventory/model.ts";
import type { Seen } from "./import-dump.ts";
import type { Layout } from "./paths.ts";

export function toPreview(
  files: readonly string[],
  layout: Layout,
  { coverage, told }: Collected,
  { unparsed, dropped, problems }: Seen,
): Omit<ImportPreview, "id" | "createdAt"> {
  const unparsedOf = (name: string) => {
    const resource = byResourceName(name);
    return (resource && unparsed.get(resource)) ?? 0;
  };
  return {
    files,
    layout,
    found: coverage
      .filter(({ objects }) => objects > 0)
      .map(({ resource, kind, objects }) => ({
        resource,
        kind,
        objects,
        unparsed: unparsedOf(resource),
      })),
    missing: coverage
      .filter(({ outcome, objects }) => objects === 0 && outcome !== "read")
      .map(({ resource, kind, outcome, detail }) => ({
        resource,
        kind,
        consequence: outcome === "not-in-dump" ? consequenceOf(resource) : detail,
      })),
    dropped: [...dropped].map(([kind, objects]) => ({ kind, objects })),
    problems,
    measured: told ? { memory: told.memory.length, counted: told.counted } : null,
  };
}

function consequenceOf(name: string): string {
  const resource = byResourceName(name);
  return resource ? CONSEQUENCES[resource.slice] : "";
}

const CONSEQUENCES = {
  namespaces:
    "Labels of namespaces decide injection and ambient mode: without them nearly nothing can be told.",
  nodes:
    "Whether every node runs ztunnel and istio-cni, the platform, and Windows or virtual nodes cannot be told.",
  pods: "Which pods run a sidecar, and the phase of each namespace, cannot be told.",
  workloads: "Istio's versions and settings, and templates without running pods, cannot be told.",
  services: "Which services need a waypoint cannot be told.",
  endpointSlices: "Pods behind Services without a selector stay unknown.",
  configMaps:
    "Istio's mesh configuration is assumed to be the default, and the settings of istio-cni and Cilium stay unknown.",
  resourceQuotas: "Whether GKE admits the node agents cannot be told.",
  ingresses: "Traffic that enters through an Ingress is not seen.",
  networkPolicies: "Whether NetworkPolicies block ambient traffic or probes cannot be told.",
  mutatingWebhooks: "Injection is judged from labels alone; revision tags stay unknown.",
  validatingWebhooks: "The owner of the default revision may stay unknown.",
  customResourceDefinitions: "The version and channel of the Gateway API cannot be told.",
  csiDrivers: "Whether SPIRE issues identities cannot be told.",
  virtualServices: "Routing that needs a waypoint may be missed.",
  destinationRules: "Client-side traffic settings that end with the sidecar may be missed.",
  istioGateways: "Ingress and east-west gateways may be missed.",
  serviceEntries: "Egress that needs a waypoint may be missed.",
  sidecars: "Sidecar resources that lose their effect may be missed.",
  envoyFilters: "EnvoyFilters without an ambient equivalent may be missed.",
  workloadEntries: "Virtual machines in the mesh may be missed.",
  workloadGroups: "Virtual machines in the mesh may be missed.",
  proxyConfigs: "Proxy settings that end with the sidecar may be missed.",
  authorizationPolicies:
    "Policies decide whether a waypoint is needed: no namespace can be called ready.",
  peerAuthentications: "Modes of mutual TLS that block the move cannot be told.",
  requestAuthentications: "Token validation that needs a waypoint may be missed.",
  telemetries: "Telemetry settings that need a new target may be missed.",
  wasmPlugins: "Extensions that need a waypoint may be missed.",
  trafficExtensions: "Extensions that need a waypoint may be missed.",
  istioOperators: "How Istio was installed may stay unknown.",
  gatewayClasses: "Waypoints cannot be told from other gateways for certain.",
  gateways: "Waypoints and what is bound to them cannot be told.",
  routes: "Routes that need a waypoint, and routes already translated, may be missed.",
  sailObjects: "Whether the Sail operator installed Istio cannot be told.",
  ciliumPolicies: "Cilium's policies are not evaluated.",
  calicoObjects: "Calico's settings and policies are not evaluated.",
  openshiftObjects: "OpenShift's network settings are not evaluated.",
  securityGroupPolicies: "Security groups for pods on EKS are not evaluated.",
  remoteSecrets: "Remote clusters of a multi-cluster mesh may be missed.",
} satisfies Record<RecordName, string>;
