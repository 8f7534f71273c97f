/**
 * The words of an inventory: plain records of what a cluster contains, reduced from the raw objects the
 * moment they are read. Nothing here knows HTTP, YAML or SQL. Sizes are bytes, CPU is millicores, times are
 * ISO 8601 strings in UTC.
 */

export type Labels = Readonly<Record<string, string>>;

/** Names one Kubernetes object. `group` is "" for the core group; `namespace` is null for cluster scope. */
export interface ObjectRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

/** What every record carries. Annotations are only those Istio, Gateway API and our checks read. */
export interface Meta {
  readonly ref: ObjectRef;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly createdAt: string | null;
}

/** A Kubernetes LabelSelector; both parts empty selects everything. */
export interface LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
    readonly values: readonly string[];
  }[];
}

/** One `status.conditions[]` entry. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

// ---------------------------------------------------------------- core

export interface Namespace extends Meta {
  readonly deleting: boolean;
}

export interface Node extends Meta {
  readonly providerId: string;
  readonly unschedulable: boolean;
  readonly taints: readonly string[];
  readonly os: string;
  readonly architecture: string;
  readonly kernelVersion: string;
  readonly osImage: string;
  readonly kubeletVersion: string;
  /** `status.allocatable`: memory in bytes, CPU in millicores; null when absent. */
  readonly allocatable: { readonly memory: number | null; readonly cpu: number | null };
}

export type ProbeKind = "httpGet" | "tcpSocket" | "grpc" | "exec";

export interface Probe {
  readonly use: "liveness" | "readiness" | "startup";
  readonly kind: ProbeKind;
  /** Number or named port as text; null for exec. */
  readonly port: string | null;
}

export interface ContainerPort {
  readonly name: string | null;
  readonly port: number;
  readonly protocol: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly init: boolean;
  /** `restartPolicy: Always` on an init container: a native sidecar. */
  readonly restartAlways: boolean;
  /** Arguments, kept for containers named istio-proxy only (they tell sidecar, gateway, waypoint, ztunnel apart). */
  readonly args: readonly string[];
  readonly ports: readonly ContainerPort[];
  readonly probes: readonly Probe[];
  /** Allow-listed variables only (see from-kubernetes/env.ts); other values may be secrets and are never read. */
  readonly env: Labels;
  readonly requests: { readonly memory: number | null; readonly cpu: number | null };
  readonly limits: { readonly memory: number | null; readonly cpu: number | null };
}

/**
 * What a pod is for the mesh. A container named istio-proxy alone proves
 * nothing. Source: istio/istio pkg/kube/inject/inject.go, pkg/config/constants/constants.go.
 */
export type PodClass =
  | "ztunnel"
  | "waypoint"
  | "eastwest-ambient"
  | "gateway-api-gateway"
  | "classic-gateway"
  | "proxyless-grpc"
  | "sidecar-native"
  | "sidecar-classic"
  | "sidecar-stale"
  | "ambient"
  | "ambient-pending"
  | "plain";

/** What all pods of one template share. Equal shapes are one object in memory, so 50,000 pods stay small. */
export interface PodShape {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly class: PodClass;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  readonly nodeSelector: Labels;
  readonly priorityClass: string;
  readonly containers: readonly Container[];
  /** Names of `csi.driver`s of inline CSI volumes. */
  readonly csiDrivers: readonly string[];
  /** `hostPath` volumes: volume name to path. */
  readonly hostPaths: Labels;
}

export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly shape: PodShape;
  /** The controller that owns it, a ReplicaSet already resolved to its Deployment; null for a bare pod. */
  readonly owner: ObjectRef | null;
  readonly node: string | null;
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  readonly ready: boolean;
  readonly deleting: boolean;
  readonly createdAt: string | null;
  /** null: it is not ready, or its status cannot tell; see from-kubernetes/pod-start.ts. */
  readonly start: PodStart | null;
}

/** How a pod came up, in whole seconds from when it was scheduled. Equal ones are one object in memory. */
export interface PodStart {
  /** Until it was ready. */
  readonly ready: number;
  /**
   * Of a native sidecar, until its startup probe had passed, which the application waits for. Of a classic one, until it
   * ran, which is before it was ready. null: no sidecar, or it cannot be told.
   */
  readonly proxy: number | null;
}

/** Deployment, StatefulSet, DaemonSet, Job, CronJob, or a ReplicaSet nobody owns. */
export interface Workload extends Meta {
  readonly shape: PodShape;
  /** `spec.selector`; null for Jobs and CronJobs. */
  readonly selector: LabelSelector | null;
  /** Wanted pods: replicas, or desiredNumberScheduled for a DaemonSet; null when unknown or not applicable. */
  readonly desired: number | null;
  readonly ready: number | null;
  readonly updateStrategy: string;
  /** True for a Job or CronJob that runs nothing now, and anything scaled to zero. */
  readonly idle: boolean;
}

export interface ServicePort {
  readonly name: string;
  readonly port: number;
  /** Number or named port as text. */
  readonly targetPort: string;
  readonly protocol: string;
  readonly appProtocol: string | null;
}

export interface Service extends Meta {
  readonly type: string;
  /** `clusterIP: None`: no VIP, so a service waypoint is bypassed. */
  readonly headless: boolean;
  /** Empty when the Service has no selector; such a Service never matches pods by label. */
  readonly selector: Labels;
  readonly ports: readonly ServicePort[];
  readonly ipFamilies: readonly string[];
  readonly externalName: string | null;
  readonly conditions: readonly Condition[];
}

export interface EndpointSlice extends Meta {
  readonly service: string | null;
  /** Names of pods in `endpoints[].targetRef`, in the slice's own namespace. */
  readonly pods: readonly string[];
}

/** Istio's and Cilium's own settings only; application ConfigMaps are dropped while parsing. */
export interface ConfigMap extends Meta {
  readonly data: Labels;
}

export interface ResourceQuota extends Meta {
  /** PriorityClass names admitted by `scopeSelector`; empty when it has none. */
  readonly priorityClasses: readonly string[];
}

export interface Ingress extends Meta {
  readonly backends: readonly { readonly service: string; readonly port: string }[];
}

export interface NetworkPolicyPeer {
  readonly podSelector: LabelSelector | null;
  readonly namespaceSelector: LabelSelector | null;
  readonly ipBlock: { readonly cidr: string; readonly except: readonly string[] } | null;
}

export interface NetworkPolicyPort {
  readonly protocol: string;
  /** Number or named port as text; null admits every port. */
  readonly port: string | null;
  readonly endPort: number | null;
}

export interface NetworkPolicyRule {
  /** Empty: every peer. */
  readonly peers: readonly NetworkPolicyPeer[];
  /** Empty: every port. */
  readonly ports: readonly NetworkPolicyPort[];
}

export interface NetworkPolicy extends Meta {
  readonly podSelector: LabelSelector;
  /** null when the field is absent. */
  readonly policyTypes: readonly ("Ingress" | "Egress")[] | null;
  readonly ingress: readonly NetworkPolicyRule[];
  readonly egress: readonly NetworkPolicyRule[];
}

export interface Webhook {
  readonly name: string;
  readonly namespaceSelector: LabelSelector;
  readonly objectSelector: LabelSelector;
  /** `clientConfig.url` instead of a service: an external control plane. */
  readonly external: boolean;
  readonly service: { readonly namespace: string; readonly name: string } | null;
}

export interface WebhookConfiguration extends Meta {
  readonly webhooks: readonly Webhook[];
}

export interface CustomResourceDefinition extends Meta {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly served: readonly string[];
}

// ---------------------------------------------------------------- Istio

/** `spec.selector` of an Istio policy: absent, present but without labels, or with labels. */
export type PolicySelector =
  | { readonly state: "absent" }
  | { readonly state: "empty" }
  | { readonly state: "labels"; readonly matchLabels: Labels };

export interface TargetRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

export interface PolicyMeta extends Meta {
  readonly selector: PolicySelector;
  /** `targetRefs`, or the older single `targetRef` as a list of one. */
  readonly targetRefs: readonly TargetRef[];
  readonly conditions: readonly Condition[];
}

/** Field name of `source` or `operation` to its values; only fields that are present and non-empty. */
export type RuleFields = Readonly<Record<string, readonly string[]>>;

export interface AuthorizationRule {
  readonly from: readonly RuleFields[];
  readonly to: readonly RuleFields[];
  readonly when: readonly {
    readonly key: string;
    readonly values: readonly string[];
    readonly notValues: readonly string[];
  }[];
}

export interface AuthorizationPolicy extends PolicyMeta {
  readonly action: "ALLOW" | "DENY" | "CUSTOM" | "AUDIT";
  readonly provider: string | null;
  /** Annotation istio.io/dry-run parses as true (Go's strconv.ParseBool). */
  readonly dryRun: boolean;
  readonly rules: readonly AuthorizationRule[];
}

export type MtlsMode = "UNSET" | "DISABLE" | "PERMISSIVE" | "STRICT";

export interface PeerAuthentication extends PolicyMeta {
  readonly mode: MtlsMode;
  readonly portLevel: Readonly<Record<string, MtlsMode>>;
}

export interface RequestAuthentication extends PolicyMeta {
  readonly issuers: readonly string[];
}

export interface WasmPlugin extends PolicyMeta {
  readonly phase: "AUTHN" | "AUTHZ" | "STATS" | "UNSPECIFIED_PHASE";
  readonly url: string;
  /** `match[].mode` values. */
  readonly modes: readonly string[];
}

/** `extensions.istio.io` TrafficExtension (1.30+), the successor of WasmPlugin. */
export interface TrafficExtension extends PolicyMeta {
  readonly phase: string;
}

export interface Telemetry extends PolicyMeta {
  readonly features: readonly ("tracing" | "metrics" | "accessLogging")[];
}

export interface EnvoyFilterPatch {
  readonly applyTo: string;
  /** `match.context`; ANY when absent. */
  readonly context: string;
  /** Filter names found in the match and the patch value, and `@type` URLs; never the patch body. */
  readonly names: readonly string[];
}

export interface EnvoyFilter extends PolicyMeta {
  readonly patches: readonly EnvoyFilterPatch[];
}

export interface RouteDestination {
  readonly host: string;
  readonly subset: string | null;
  readonly port: number | null;
  readonly weight: number | null;
}

/**
 * One `http[]`, `tcp[]` or `tls[]` entry of a VirtualService. `features` names every field present beyond
 * destinations and plain matching, with the VirtualService field's own name: "match.uri", "match.headers",
 * "match.method", "match.queryParams", "match.withoutHeaders", "match.sourceLabels",
 * "match.sourceNamespace", "match.ignoreUriCase", "match.authority", "match.scheme", "match.port", "redirect",
 * "directResponse", "delegate", "rewrite", "rewrite.uriRegexRewrite", "timeout", "retries", "fault.abort",
 * "fault.delay", "mirror", "corsPolicy", "headers", "route.headers".
 */
export interface VirtualServiceRoute {
  readonly protocol: "http" | "tcp" | "tls";
  readonly features: readonly string[];
  readonly destinations: readonly RouteDestination[];
  readonly sniHosts: readonly string[];
  /** Gateways named by its matches; empty when none narrows it. */
  readonly gateways: readonly string[];
}

export interface VirtualService extends Meta {
  readonly hosts: readonly string[];
  /** `spec.gateways`; `["mesh"]` when absent. */
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  readonly routes: readonly VirtualServiceRoute[];
}

/** Fields present in a trafficPolicy: "connectionPool", "outlierDetection", "loadBalancer", "tls", "portLevelSettings", "tunnel", ... */
export interface DestinationRule extends Meta {
  readonly host: string;
  readonly trafficPolicy: readonly string[];
  /** TLS modes found in trafficPolicy, portLevelSettings and subsets. */
  readonly tlsModes: readonly string[];
  readonly subsets: readonly {
    readonly name: string;
    readonly labels: Labels;
    readonly trafficPolicy: readonly string[];
  }[];
  readonly workloadSelector: boolean;
}

export interface ServiceEntry extends Meta {
  readonly hosts: readonly string[];
  readonly location: string;
  readonly resolution: string;
  readonly ports: readonly ServicePort[];
  readonly addresses: readonly string[];
  readonly exportTo: readonly string[];
  readonly workloadSelector: Labels | null;
  readonly conditions: readonly Condition[];
}

/** networking.istio.io Gateway, called IstioGateway so that it is never taken for a Gateway API Gateway. */
export interface IstioGateway extends Meta {
  readonly selector: Labels;
  readonly servers: readonly {
    readonly hosts: readonly string[];
    readonly port: number;
    readonly protocol: string;
    readonly tlsMode: string | null;
  }[];
}

export interface SidecarResource extends PolicyMeta {
  readonly outboundMode: string | null;
  readonly egressHosts: readonly string[];
  readonly ingressListeners: number;
}

export interface WorkloadEntry extends Meta {
  readonly address: string;
  readonly serviceAccount: string | null;
  /** `spec.labels`. */
  readonly workloadLabels: Labels;
}

export interface WorkloadGroup extends Meta {
  readonly workloadLabels: Labels;
  readonly serviceAccount: string | null;
}

// ---------------------------------------------------------------- Gateway API

export interface GatewayClass extends Meta {
  readonly controllerName: string;
}

export interface GatewayListener {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  /** `allowedRoutes.namespaces.from`; Same when absent. */
  readonly allowedFrom: "Same" | "All" | "Selector" | "None";
  readonly allowedSelector: LabelSelector | null;
  readonly tlsOptions: Labels;
}

export interface Gateway extends Meta {
  readonly className: string;
  readonly listeners: readonly GatewayListener[];
  readonly addresses: readonly string[];
  readonly conditions: readonly Condition[];
}

export interface ParentRef {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | null;
}

/** HTTPRoute, GRPCRoute, TCPRoute or TLSRoute: `ref.kind` tells. */
export interface Route extends Meta {
  readonly parents: readonly ParentRef[];
  readonly hostnames: readonly string[];
  readonly backends: readonly {
    readonly kind: string;
    readonly name: string;
    readonly namespace: string | null;
  }[];
  readonly rules: number;
}

// ---------------------------------------------------------------- platform

/** A platform object of which checks read a few fields, flattened to dotted paths: `{"spec.bpfEnabled": "true"}`. */
export interface PlatformObject extends Meta {
  readonly fields: Labels;
}

/** Metadata of a Secret labelled istio/multiCluster=true. Its data is never requested. */
export type RemoteSecret = Meta;

// ---------------------------------------------------------------- the inventory

/** Every kind-slice: one per thing we read, records as parsed. */
export interface Records {
  namespaces: Namespace;
  nodes: Node;
  pods: Pod;
  workloads: Workload;
  services: Service;
  endpointSlices: EndpointSlice;
  configMaps: ConfigMap;
  resourceQuotas: ResourceQuota;
  ingresses: Ingress;
  networkPolicies: NetworkPolicy;
  mutatingWebhooks: WebhookConfiguration;
  validatingWebhooks: WebhookConfiguration;
  customResourceDefinitions: CustomResourceDefinition;
  csiDrivers: Meta;
  virtualServices: VirtualService;
  destinationRules: DestinationRule;
  istioGateways: IstioGateway;
  serviceEntries: ServiceEntry;
  sidecars: SidecarResource;
  envoyFilters: EnvoyFilter;
  workloadEntries: WorkloadEntry;
  workloadGroups: WorkloadGroup;
  proxyConfigs: Meta;
  authorizationPolicies: AuthorizationPolicy;
  peerAuthentications: PeerAuthentication;
  requestAuthentications: RequestAuthentication;
  telemetries: Telemetry;
  wasmPlugins: WasmPlugin;
  trafficExtensions: TrafficExtension;
  istioOperators: Meta;
  gatewayClasses: GatewayClass;
  gateways: Gateway;
  routes: Route;
  sailObjects: PlatformObject;
  /** CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy: existence and `fromCIDR`s only. */
  ciliumPolicies: PlatformObject;
  calicoObjects: PlatformObject;
  openshiftObjects: PlatformObject;
  securityGroupPolicies: PlatformObject;
  remoteSecrets: RemoteSecret;
}

export type RecordName = keyof Records;

/** Why something could not be read. Each becomes coverage on the snapshot and doubt on the checks that needed it. */
export interface Unread {
  /** Plural and group as kubectl spells it: "virtualservices.networking.istio.io", "pods". */
  readonly resource: string;
  readonly reason:
    | "not-permitted"
    | "failed"
    | "timed-out"
    | "unparsed"
    | "not-in-dump"
    | "cancelled";
  /** One plain sentence for the visitor. */
  readonly detail: string;
  /** The object that could not be parsed, for reason "unparsed". */
  readonly object?: ObjectRef;
}

/** One slice of the inventory: what was read, and what could not be. A CRD that is not installed reads as complete and empty. */
export type Slice<T> =
  | { readonly read: "complete"; readonly items: readonly T[] }
  | { readonly read: "partial"; readonly items: readonly T[]; readonly unread: readonly Unread[] }
  | { readonly read: "unread"; readonly unread: readonly Unread[] };

/** How reading one resource ended; the coverage strip shows these. */
export interface ResourceCoverage {
  /** "virtualservices.networking.istio.io" */
  readonly resource: string;
  readonly kind: string;
  readonly outcome: "read" | "not-installed" | "partly-read" | "taken-as-absent" | Unread["reason"];
  /** Objects seen, parsed or not. */
  readonly objects: number;
  /** One sentence when outcome is not "read" or "not-installed", else "". */
  readonly detail: string;
  /** True when a continue token expired (410) and the list was read again from the start. */
  readonly restarted: boolean;
}

/** Objects of one resource in one namespace that satisfy the same rules of somebody who looked for them. */
export interface Witnessed {
  /** "virtualservices.networking.istio.io" */
  readonly resource: string;
  /** null for objects of the whole cluster; a Namespace is in itself. Pods are told by the workload that owns them. */
  readonly namespace: string | null;
  readonly rules: readonly string[];
  /** Some of the objects. */
  readonly objects: readonly ObjectRef[];
  readonly count: number;
}

/** What a reader (live API or dump) hands over: reduced records by slice, and how reading went. */
export interface Collected {
  readonly input: "live" | "dump";
  /** `gitVersion` of /version, such as v1.33.4-gke.1134000; null when unread. */
  readonly kubernetesVersion: string | null;
  /** API groups the server serves; null when discovery was refused or the input is a dump. */
  readonly apiGroups: readonly string[] | null;
  readonly slices: { readonly [R in RecordName]: Slice<Records[R]> };
  readonly coverage: readonly ResourceCoverage[];
  /** Names of all rules that were asked of every object, and who satisfied some; absent when nobody asked. */
  readonly witnessed?: { readonly rules: readonly string[]; readonly groups: readonly Witnessed[] };
  /** What the proxies in a bug-report told; absent when there are none. */
  readonly told?: ProxiesTold;
}

/** What `istioctl bug-report` asked the proxies of a cluster, reduced while it was read. */
export interface ProxiesTold {
  readonly memory: readonly ProxyMemory[];
  readonly requests: readonly RequestsTold[];
  /** Proxies whose counters were read. */
  readonly counted: number;
  /** Files of proxies that could not be understood, and those beyond what is read. */
  readonly broken: number;
  readonly leftOut: number;
}

export interface ProxyMemory {
  readonly namespace: string;
  readonly pod: string;
  /** Physical memory of Envoy's heap, bytes. */
  readonly bytes: number;
}

/** Requests into one namespace since the proxies that report them started, all of these together. */
export interface RequestsTold {
  readonly namespace: string;
  readonly reporter: "source" | "destination" | "waypoint";
  readonly requests: number;
  /** Of them with HTTP 5xx, or a gRPC status other than OK. */
  readonly failed: number;
  /** How many took at most so many milliseconds, ascending; the last bound is Infinity. */
  readonly buckets: readonly { readonly upTo: number; readonly requests: number }[];
}
