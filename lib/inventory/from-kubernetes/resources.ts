/**
 * Every resource that a scan reads, with the slice its records go to. The role in lib/cluster/rbac.yaml, the live
 * reader and the reader of offline dumps all follow this list.
 */
import type { RecordName } from "../model.ts";

export interface Resource {
  /** As kubectl spells it: "virtualservices.networking.istio.io", or "pods" for the core group. */
  readonly resource: string;
  /** "" for the core group. */
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  /** API versions our parser understands, best first. */
  readonly versions: readonly string[];
  readonly namespaced: boolean;
  readonly slice: RecordName;
  /** Part of Kubernetes itself: a server that does not serve it is odd, not merely without an add-on. */
  readonly builtin: boolean;
  /** Ask for PartialObjectMetadata only; the rest of the object is never requested. */
  readonly metadataOnly?: true;
  /** Sent with the list request; objects without these labels are dropped wherever they come from. */
  readonly labelSelector?: { readonly key: string; readonly value: string };
  /**
   * Listed only in some namespaces, because its objects often hold credentials of applications: "mesh" are those of
   * istiod, istio-cni and ztunnel, and kube-system; "control-plane" those of istiod.
   */
  readonly namespaces?: "mesh" | "control-plane";
}

export const RESOURCES: readonly Resource[] = [
  ...core("namespaces", [["namespaces", "Namespace"]], false),
  ...core("nodes", [["nodes", "Node"]], false),
  // Workloads before ConfigMaps and Secrets: they tell in which namespaces those may be read.
  ...builtin("workloads", "apps", ["v1"], true, [
    ["deployments", "Deployment"],
    ["daemonsets", "DaemonSet"],
    ["statefulsets", "StatefulSet"],
    ["replicasets", "ReplicaSet"],
  ]),
  ...builtin("workloads", "batch", ["v1"], true, [
    ["jobs", "Job"],
    ["cronjobs", "CronJob"],
  ]),
  ...core("pods", [["pods", "Pod"]], true),
  ...core("services", [["services", "Service"]], true),
  ...builtin("endpointSlices", "discovery.k8s.io", ["v1"], true, [
    ["endpointslices", "EndpointSlice"],
  ]),
  ...core("configMaps", [["configmaps", "ConfigMap"]], true).map((resource) => ({
    ...resource,
    namespaces: "mesh" as const,
  })),
  ...core("remoteSecrets", [["secrets", "Secret"]], true).map((resource) => ({
    ...resource,
    metadataOnly: true as const,
    labelSelector: { key: "istio/multiCluster", value: "true" },
    namespaces: "control-plane" as const,
  })),
  ...core("resourceQuotas", [["resourcequotas", "ResourceQuota"]], true),
  ...builtin("ingresses", "networking.k8s.io", ["v1"], true, [["ingresses", "Ingress"]]),
  ...builtin("networkPolicies", "networking.k8s.io", ["v1"], true, [
    ["networkpolicies", "NetworkPolicy"],
  ]),
  ...builtin("mutatingWebhooks", "admissionregistration.k8s.io", ["v1"], false, [
    ["mutatingwebhookconfigurations", "MutatingWebhookConfiguration"],
  ]),
  ...builtin("validatingWebhooks", "admissionregistration.k8s.io", ["v1"], false, [
    ["validatingwebhookconfigurations", "ValidatingWebhookConfiguration"],
  ]),
  ...builtin("customResourceDefinitions", "apiextensions.k8s.io", ["v1"], false, [
    ["customresourcedefinitions", "CustomResourceDefinition"],
  ]),
  ...builtin("csiDrivers", "storage.k8s.io", ["v1"], false, [["csidrivers", "CSIDriver"]]),

  ...istio("virtualServices", ["virtualservices", "VirtualService"]),
  ...istio("destinationRules", ["destinationrules", "DestinationRule"]),
  ...istio("istioGateways", ["gateways", "Gateway"]),
  ...istio("serviceEntries", ["serviceentries", "ServiceEntry"]),
  ...istio("sidecars", ["sidecars", "Sidecar"]),
  ...istio("workloadEntries", ["workloadentries", "WorkloadEntry"]),
  ...istio("workloadGroups", ["workloadgroups", "WorkloadGroup"]),
  ...addOn("envoyFilters", "networking.istio.io", ["v1alpha3"], true, [
    ["envoyfilters", "EnvoyFilter"],
  ]),
  ...addOn("proxyConfigs", "networking.istio.io", ["v1beta1"], true, [
    ["proxyconfigs", "ProxyConfig"],
  ]),
  ...addOn("authorizationPolicies", "security.istio.io", ["v1", "v1beta1"], true, [
    ["authorizationpolicies", "AuthorizationPolicy"],
  ]),
  ...addOn("peerAuthentications", "security.istio.io", ["v1", "v1beta1"], true, [
    ["peerauthentications", "PeerAuthentication"],
  ]),
  ...addOn("requestAuthentications", "security.istio.io", ["v1", "v1beta1"], true, [
    ["requestauthentications", "RequestAuthentication"],
  ]),
  ...addOn("telemetries", "telemetry.istio.io", ["v1", "v1alpha1"], true, [
    ["telemetries", "Telemetry"],
  ]),
  ...addOn("wasmPlugins", "extensions.istio.io", ["v1alpha1"], true, [
    ["wasmplugins", "WasmPlugin"],
  ]),
  ...addOn("trafficExtensions", "extensions.istio.io", ["v1alpha1"], true, [
    ["trafficextensions", "TrafficExtension"],
  ]),
  ...addOn("istioOperators", "install.istio.io", ["v1alpha1"], true, [
    ["istiooperators", "IstioOperator"],
  ]),

  ...addOn("gatewayClasses", "gateway.networking.k8s.io", ["v1", "v1beta1"], false, [
    ["gatewayclasses", "GatewayClass"],
  ]),
  ...addOn("gateways", "gateway.networking.k8s.io", ["v1", "v1beta1"], true, [
    ["gateways", "Gateway"],
  ]),
  ...addOn("routes", "gateway.networking.k8s.io", ["v1", "v1beta1", "v1alpha2"], true, [
    ["httproutes", "HTTPRoute"],
    ["grpcroutes", "GRPCRoute"],
  ]),
  ...addOn("routes", "gateway.networking.k8s.io", ["v1", "v1alpha3", "v1alpha2"], true, [
    ["tcproutes", "TCPRoute"],
    ["tlsroutes", "TLSRoute"],
  ]),

  ...addOn("sailObjects", "sailoperator.io", ["v1", "v1alpha1"], false, [
    ["istios", "Istio"],
    ["istiorevisions", "IstioRevision"],
    ["istiorevisiontags", "IstioRevisionTag"],
    ["istiocnis", "IstioCNI"],
    ["ztunnels", "ZTunnel"],
  ]),
  ...addOn("ciliumPolicies", "cilium.io", ["v2"], true, [
    ["ciliumnetworkpolicies", "CiliumNetworkPolicy"],
  ]),
  ...addOn("ciliumPolicies", "cilium.io", ["v2"], false, [
    ["ciliumclusterwidenetworkpolicies", "CiliumClusterwideNetworkPolicy"],
  ]),
  ...calico("projectcalico.org", ["v3"]),
  ...calico("crd.projectcalico.org", ["v1"]),
  ...addOn("openshiftObjects", "config.openshift.io", ["v1"], false, [
    ["clusterversions", "ClusterVersion"],
  ]),
  ...addOn("openshiftObjects", "operator.openshift.io", ["v1"], false, [["networks", "Network"]]),
  ...addOn("securityGroupPolicies", "vpcresources.k8s.aws", ["v1beta1"], true, [
    ["securitygrouppolicies", "SecurityGroupPolicy"],
  ]),
];

const BY_GROUP_KIND = new Map(RESOURCES.map((each) => [`${each.group}/${each.kind}`, each]));
const BY_NAME = new Map(RESOURCES.map((each) => [each.resource, each]));

/** The resource that objects of this kind belong to; undefined for kinds that no scan reads. */
export function byGroupKind(group: string, kind: string): Resource | undefined {
  return BY_GROUP_KIND.get(`${group}/${kind}`);
}

/** The resource of this name, as kubectl spells it. */
export function byResourceName(name: string): Resource | undefined {
  return BY_NAME.get(name);
}

type PluralAndKind = readonly [plural: string, kind: string];

function core(slice: RecordName, kinds: readonly PluralAndKind[], namespaced: boolean): Resource[] {
  return builtin(slice, "", ["v1"], namespaced, kinds);
}

function istio(slice: RecordName, kind: PluralAndKind): Resource[] {
  return addOn(slice, "networking.istio.io", ["v1", "v1beta1", "v1alpha3"], true, [kind]);
}

function calico(group: string, versions: readonly string[]): Resource[] {
  return [
    ...addOn("calicoObjects", group, versions, false, [
      ["felixconfigurations", "FelixConfiguration"],
      ["globalnetworkpolicies", "GlobalNetworkPolicy"],
    ]),
    ...addOn("calicoObjects", group, versions, true, [["networkpolicies", "NetworkPolicy"]]),
  ];
}

function builtin(
  slice: RecordName,
  group: string,
  versions: readonly string[],
  namespaced: boolean,
  kinds: readonly PluralAndKind[],
): Resource[] {
  return addOn(slice, group, versions, namespaced, kinds).map((each) => ({
    ...each,
    builtin: true,
  }));
}

function addOn(
  slice: RecordName,
  group: string,
  versions: readonly string[],
  namespaced: boolean,
  kinds: readonly PluralAndKind[],
): Resource[] {
  return kinds.map(([plural, kind]) => ({
    resource: group === "" ? plural : `${plural}.${group}`,
    group,
    plural,
    kind,
    versions,
    namespaced,
    slice,
    builtin: false,
  }));
}
