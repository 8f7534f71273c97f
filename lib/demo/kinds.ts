/** The kinds a demo cluster can serve, with the versions that their API group offers, preferred first. */
export interface Kind {
  readonly group: string;
  readonly versions: readonly [string, ...string[]];
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  /** Defined by a CustomResourceDefinition, so absent where that is not installed. */
  readonly custom: boolean;
}

/** "virtualservices.networking.istio.io", "pods": as kubectl and RBAC spell it. */
export function resourceName({ plural, group }: Pick<Kind, "plural" | "group">): string {
  return group === "" ? plural : `${plural}.${group}`;
}

const core = (
  group: string,
  version: string,
  plural: string,
  kind: string,
  options: { cluster?: true; short?: readonly string[]; all?: true } = {},
): Kind => ({
  group,
  versions: [version],
  plural,
  kind,
  namespaced: !options.cluster,
  shortNames: options.short ?? [],
  categories: options.all ? ["all"] : [],
  custom: false,
});

const custom = (
  group: string,
  versions: readonly [string, ...string[]],
  plural: string,
  kind: string,
  options: { cluster?: true; short?: readonly string[]; categories?: readonly string[] } = {},
): Kind => ({
  group,
  versions,
  plural,
  kind,
  namespaced: !options.cluster,
  shortNames: options.short ?? [],
  categories: options.categories ?? [],
  custom: true,
});

const ISTIO = { categories: ["istio-io", "networking-istio-io"] };
const SECURITY = { categories: ["istio-io", "security-istio-io"] };
const NETWORKING = ["v1", "v1beta1", "v1alpha3"] as const;
const GATEWAY = { categories: ["gateway-api"] };

/** In the order that discovery lists them. Source: each project's CRDs and kubernetes/kubernetes api/discovery. */
export const KINDS: readonly Kind[] = [
  core("", "v1", "configmaps", "ConfigMap", { short: ["cm"] }),
  core("", "v1", "endpoints", "Endpoints", { short: ["ep"] }),
  core("", "v1", "events", "Event", { short: ["ev"] }),
  core("", "v1", "limitranges", "LimitRange", { short: ["limits"] }),
  core("", "v1", "namespaces", "Namespace", { cluster: true, short: ["ns"] }),
  core("", "v1", "nodes", "Node", { cluster: true, short: ["no"] }),
  core("", "v1", "pods", "Pod", { short: ["po"], all: true }),
  core("", "v1", "resourcequotas", "ResourceQuota", { short: ["quota"] }),
  core("", "v1", "secrets", "Secret"),
  core("", "v1", "serviceaccounts", "ServiceAccount", { short: ["sa"] }),
  core("", "v1", "services", "Service", { short: ["svc"], all: true }),

  core(
    "admissionregistration.k8s.io",
    "v1",
    "mutatingwebhookconfigurations",
    "MutatingWebhookConfiguration",
    { cluster: true },
  ),
  core(
    "admissionregistration.k8s.io",
    "v1",
    "validatingwebhookconfigurations",
    "ValidatingWebhookConfiguration",
    { cluster: true },
  ),
  core("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", {
    cluster: true,
    short: ["crd", "crds"],
  }),
  core("apps", "v1", "daemonsets", "DaemonSet", { short: ["ds"], all: true }),
  core("apps", "v1", "deployments", "Deployment", { short: ["deploy"], all: true }),
  core("apps", "v1", "replicasets", "ReplicaSet", { short: ["rs"], all: true }),
  core("apps", "v1", "statefulsets", "StatefulSet", { short: ["sts"], all: true }),
  core("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", {
    short: ["hpa"],
    all: true,
  }),
  core("batch", "v1", "cronjobs", "CronJob", { short: ["cj"], all: true }),
  core("batch", "v1", "jobs", "Job", { all: true }),
  core("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"),
  core("networking.k8s.io", "v1", "ingresses", "Ingress", { short: ["ing"] }),
  core("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", { short: ["netpol"] }),
  core("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", { short: ["pdb"] }),
  core("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", {
    cluster: true,
    short: ["pc"],
  }),
  core("storage.k8s.io", "v1", "csidrivers", "CSIDriver", { cluster: true }),
  core("metrics.k8s.io", "v1beta1", "nodes", "NodeMetrics", { cluster: true }),
  core("metrics.k8s.io", "v1beta1", "pods", "PodMetrics"),

  custom("extensions.istio.io", ["v1alpha1"], "wasmplugins", "WasmPlugin", {
    categories: ["istio-io", "extensions-istio-io"],
  }),
  custom("extensions.istio.io", ["v1alpha1"], "trafficextensions", "TrafficExtension", {
    categories: ["istio-io", "extensions-istio-io"],
  }),
  custom("gateway.networking.k8s.io", ["v1"], "gatewayclasses", "GatewayClass", {
    cluster: true,
    short: ["gc"],
    ...GATEWAY,
  }),
  custom("gateway.networking.k8s.io", ["v1", "v1beta1"], "gateways", "Gateway", {
    short: ["gtw"],
    ...GATEWAY,
  }),
  custom("gateway.networking.k8s.io", ["v1"], "grpcroutes", "GRPCRoute", GATEWAY),
  custom("gateway.networking.k8s.io", ["v1", "v1beta1"], "httproutes", "HTTPRoute", GATEWAY),
  custom("gateway.networking.k8s.io", ["v1beta1"], "referencegrants", "ReferenceGrant", {
    short: ["refgrant"],
    ...GATEWAY,
  }),
  custom("gateway.networking.k8s.io", ["v1alpha2"], "tcproutes", "TCPRoute", GATEWAY),
  custom("gateway.networking.k8s.io", ["v1alpha2"], "tlsroutes", "TLSRoute", GATEWAY),
  custom("networking.istio.io", NETWORKING, "destinationrules", "DestinationRule", {
    short: ["dr"],
    ...ISTIO,
  }),
  custom("networking.istio.io", ["v1alpha3"], "envoyfilters", "EnvoyFilter", ISTIO),
  custom("networking.istio.io", NETWORKING, "gateways", "Gateway", { short: ["gw"], ...ISTIO }),
  custom("networking.istio.io", ["v1beta1"], "proxyconfigs", "ProxyConfig", ISTIO),
  custom("networking.istio.io", NETWORKING, "serviceentries", "ServiceEntry", {
    short: ["se"],
    ...ISTIO,
  }),
  custom("networking.istio.io", NETWORKING, "sidecars", "Sidecar", ISTIO),
  custom("networking.istio.io", NETWORKING, "virtualservices", "VirtualService", {
    short: ["vs"],
    ...ISTIO,
  }),
  custom("networking.istio.io", NETWORKING, "workloadentries", "WorkloadEntry", {
    short: ["we"],
    ...ISTIO,
  }),
  custom("networking.istio.io", NETWORKING, "workloadgroups", "WorkloadGroup", {
    short: ["wg"],
    ...ISTIO,
  }),
  custom("security.istio.io", ["v1", "v1beta1"], "authorizationpolicies", "AuthorizationPolicy", {
    short: ["ap"],
    ...SECURITY,
  }),
  custom("security.istio.io", ["v1", "v1beta1"], "peerauthentications", "PeerAuthentication", {
    short: ["pa"],
    ...SECURITY,
  }),
  custom(
    "security.istio.io",
    ["v1", "v1beta1"],
    "requestauthentications",
    "RequestAuthentication",
    { short: ["ra"], ...SECURITY },
  ),
  custom("telemetry.istio.io", ["v1", "v1alpha1"], "telemetries", "Telemetry", {
    short: ["telemetry"],
    categories: ["istio-io", "telemetry-istio-io"],
  }),
  custom("vpcresources.k8s.aws", ["v1beta1"], "securitygrouppolicies", "SecurityGroupPolicy", {
    short: ["sgp"],
  }),
];

const BY_RESOURCE = new Map(KINDS.map((kind) => [resourceName(kind), kind]));

/** @throws when no such kind is known: a misspelled declaration. */
export function kindOf(resource: string): Kind {
  const kind = BY_RESOURCE.get(resource);
  if (!kind) throw new Error(`No kind serves ${resource}.`);
  return kind;
}
