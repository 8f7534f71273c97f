/**
 * What records mean, worked out once so that checks stay short: the predicates and inventory facts that
 * checks, phases and recommendations share. Every fact is derived from records by a pure function in this
 * folder and declares what it needs, so doubt travels from an unread resource to everything that leans on it.
 */
import type {
  AuthorizationPolicy,
  Collected,
  Container,
  LabelSelector,
  Labels,
  ObjectRef,
  PodClass,
  PodShape,
  RecordName,
  Records,
  Slice,
} from "./model.ts";

/** A parsed Istio version. `prerelease` is "" for a release; compare with compareVersions, which orders it below. */
export interface IstioVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly prerelease: string;
  /** As found, such as "1.27.3-distroless". */
  readonly text: string;
}

/** One istiod, or the mark of one that runs elsewhere. */
export interface ControlPlane {
  readonly ref: ObjectRef;
  /** "default" when the install names no revision. */
  readonly revision: string;
  readonly tags: readonly string[];
  readonly isDefault: boolean;
  readonly version: IstioVersion | null;
  /** Set when the image or tag shows a vendor's build, such as "solo". */
  readonly vendor: string | null;
  readonly external: boolean;
  /** Env PILOT_ENABLE_AMBIENT parses as true; null when it cannot be known (external control plane). */
  readonly ambient: boolean | null;
  /** Allow-listed variables of container `discovery`. */
  readonly env: Labels;
  readonly installMethod: "sail" | "legacy-operator" | "istioctl" | "helm" | "managed" | "unknown";
}

/** MeshConfig fields that checks use, with Istio's defaults applied. One per revision. */
export interface MeshConfig {
  readonly ref: ObjectRef | null;
  readonly revision: string;
  /** False when no ConfigMap was readable and these are the defaults: say so wherever a default decides. */
  readonly known: boolean;
  /** True when a ConfigMap that was not read may say otherwise; see rootNamespaceKnown. */
  readonly assumed: boolean;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly rootNamespace: string;
  readonly discoverySelectors: readonly LabelSelector[];
  readonly outboundMode: "ALLOW_ANY" | "REGISTRY_ONLY";
  readonly extensionProviders: readonly string[];
  /** Networks named in `meshNetworks`, parsed as YAML: the key itself is always there. */
  readonly networks: readonly string[];
  readonly enablePrometheusMerge: boolean;
}

/** The istio-cni or ztunnel DaemonSet. */
export interface AmbientComponent {
  readonly component: "istio-cni" | "ztunnel";
  readonly ref: ObjectRef;
  readonly version: IstioVersion | null;
  readonly desired: number | null;
  readonly ready: number | null;
  readonly env: Labels;
  readonly hostPaths: Labels;
  readonly serviceAccount: string;
  /** istio-cni only: keys of ConfigMap istio-cni-config; null when that ConfigMap is missing. */
  readonly config: Labels | null;
  /** Container requests summed over the pod: memory in bytes, CPU in millicores. */
  readonly requests: Container["requests"];
}

/** A node and which ambient agents are Ready on it. */
export interface NodeCoverage {
  readonly node: string;
  /** False for Windows and virtual nodes, which can run neither agent. */
  readonly supported: boolean;
  readonly unsupportedBecause: "windows" | "virtual" | null;
  readonly ztunnelReady: boolean;
  readonly cniReady: boolean;
  /** Live candidate pods that run here now. */
  readonly candidatePods: number;
  /** A cordoned node without candidate pods does not count as a gap. */
  readonly counts: boolean;
}

export interface Injection {
  readonly injected: boolean;
  /** Revision or tag that injects, as the label names it; "default" for the default revision; null when nobody does. */
  readonly revision: string | null;
  /** One sentence naming the label or rule that decided. */
  readonly because: string;
}

export interface PodCounts {
  /** Live pods with a sidecar (classic or native). */
  readonly sidecar: number;
  /** Of those, the ones that can accept HBONE. */
  readonly sidecarHbone: number;
  /** Live pods of class ambient. */
  readonly ambient: number;
  /** Class ambient-pending, and plain selected pods younger than the grace time. */
  readonly pending: number;
  /** Plain pods that ambient selects but that are not enrolled. */
  readonly plainSelected: number;
  /** Stale or proxyless pods: istio-cni skips them. */
  readonly stuck: number;
  /** Candidate pods that exist as pods. */
  readonly candidates: number;
  /** Gateways, waypoints, ztunnel. */
  readonly infrastructure: number;
  /** All live pods. */
  readonly live: number;
}

/** What labels say about one namespace, and the pods in it by mode. */
export interface MeshNamespace {
  readonly name: string;
  readonly labels: Labels;
  /** Left out of scoring, with the reason; null when it is judged. */
  readonly excluded: string | null;
  /** At least one live pod and every live pod is a gateway or waypoint. */
  readonly gatewayOnly: boolean;
  /** What happens to a new pod without labels of its own. */
  readonly injection: Injection;
  /** `amb` of the phase table. */
  readonly ambient: boolean;
  /** Some but not all candidate pods are selected one by one: counts to show on a "partial" badge. */
  readonly partial: { readonly selected: number; readonly candidates: number } | null;
  /** Judged by namespace checks: has a sidecar pod or would be injected, and is not excluded; or is ambient. */
  readonly candidate: boolean;
  readonly pods: PodCounts;
}

/**
 * Candidate pods of one shape, or a template without a live pod: the thing that policies select and that would be
 * enrolled. One entry stands for many equal pods.
 */
export interface Candidate {
  readonly namespace: string;
  /** The workload, or the pod itself when nobody owns it. */
  readonly owner: ObjectRef;
  readonly source: "pods" | "template";
  readonly shape: PodShape;
  readonly class: PodClass;
  readonly sidecar: boolean;
  readonly hboneCapable: boolean;
  readonly injection: Injection;
  readonly ambientSelected: boolean;
  /** Names of the pods, empty for a template. */
  readonly pods: readonly string[];
  /** Nodes they run on, each once. */
  readonly nodes: readonly string[];
  /** Probes as the application declares them, taken from the owner's template: the injector rewrites those on pods. */
  readonly probes: PodShape["containers"][number]["probes"];
}

/** A live or templated pod that can never be captured: on the host's network. */
export interface HostNetworkPod {
  readonly namespace: string;
  readonly owner: ObjectRef;
  readonly pods: readonly string[];
  readonly optedOut: boolean;
}

export interface Waypoint {
  readonly ref: ObjectRef;
  readonly trafficType: "service" | "workload" | "all" | "none";
  readonly revision: string | null;
  readonly agentgateway: boolean;
  readonly programmed: boolean;
  readonly addresses: readonly string[];
  readonly serviceAccount: string;
  /** The HBONE listener's allowedRoutes. */
  readonly allowedFrom: "Same" | "All" | "Selector" | "None";
  readonly allowedSelector: LabelSelector | null;
  /** Ready pods of its Deployment; null when Deployments were not readable. */
  readonly readyPods: number | null;
  /** Services, ServiceEntries and Namespaces whose label names it. */
  readonly usedBy: readonly ObjectRef[];
}

/** Result of following `istio.io/use-waypoint` from one object. Source: istio/istio pilot/pkg/serviceregistry/ambient/waypoints.go. */
export type WaypointBinding =
  | { readonly state: "none" }
  | { readonly state: "opted-out" }
  | { readonly state: "bound"; readonly waypoint: ObjectRef }
  | {
      readonly state: "rejected";
      readonly wanted: { readonly namespace: string; readonly name: string };
      readonly reason:
        | "WaypointIsNotReady"
        | "AttachmentDenied"
        | "UnsupportedTrafficType"
        | "NotAWaypoint"
        | "CrossNamespaceWaypointForbidden"
        | "WaypointMissing";
    };

/** A Service or ServiceEntry with the waypoint it resolves to and the workloads behind it. */
export interface ServiceBinding {
  readonly service: ObjectRef;
  /** Fully qualified hosts: "cart.shop.svc.cluster.local", or a ServiceEntry's hosts. */
  readonly hosts: readonly string[];
  readonly headless: boolean;
  readonly binding: WaypointBinding;
  /** Owners of candidate pods or templates behind it. */
  readonly candidates: readonly ObjectRef[];
  /** Endpoints are only gateways, waypoints or hostNetwork pods: it never needs a waypoint. */
  readonly infrastructureOnly: boolean;
  readonly httpPorts: readonly number[];
}

/** The rules that make a waypoint required (R1-R7) or recommended (C1-C3). */
export type WaypointRule = "R1" | "R2" | "R3" | "R4" | "R5" | "R6" | "R7" | "C1" | "C2" | "C3";

export interface WaypointReason {
  readonly rule: WaypointRule;
  /** The object that makes the waypoint necessary. */
  readonly object: ObjectRef;
  /** The Service, ServiceEntry or workload it is needed for. */
  readonly subject: ObjectRef;
  /** One sentence. */
  readonly detail: string;
  /** Leaving it out changes which backend answers, or drops a security control (severity blocker). */
  readonly decisive: boolean;
  /** The subject resolves to a waypoint now. */
  readonly bound: boolean;
}

export interface WaypointNeed {
  readonly namespace: string;
  readonly level: "none" | "recommended" | "required";
  /** Kind of waypoint that would cover the reasons. */
  readonly trafficType: "service" | "workload" | "all";
  readonly reasons: readonly WaypointReason[];
}

export type AuthorizationVerdict =
  | "waypoint-only"
  | "dry-run"
  | "unsupported-action"
  | "empty-selector"
  | "l7-allow-closed"
  | "l7-allow-partial"
  | "l7-deny-noop"
  | "l7-deny-partial"
  | "l7-deny-broad"
  | "l4";

/** An AuthorizationPolicy joined with what ztunnel would make of it. Source: istio/istio pilot/pkg/serviceregistry/ambient/authorization.go. */
export interface ClassifiedPolicy {
  readonly policy: AuthorizationPolicy;
  readonly verdict: AuthorizationVerdict;
  /** DENY that is partly a no-op can also deny more than asked. */
  readonly alsoBroad: boolean;
  /** L7 fields found, as paths such as "spec.rules[0].to[0].operation.paths". */
  readonly l7Fields: readonly { readonly path: string; readonly values: readonly string[] }[];
  /** Candidates it covers, by namespace: W(P). */
  readonly covers: readonly { readonly namespace: string; readonly owners: readonly ObjectRef[] }[];
}

export interface Platform {
  readonly name:
    | "gke"
    | "eks"
    | "aks"
    | "openshift"
    | "k3s"
    | "rke2"
    | "k3d"
    | "kind"
    | "minikube"
    | "microk8s"
    | "unknown";
  readonly kubernetesVersion: string | null;
  readonly cnis: readonly (
    | "cilium"
    | "calico"
    | "aws-vpc"
    | "flannel"
    | "kindnet"
    | "weave"
    | "antrea"
    | "ovn-kubernetes"
    | "dataplane-v2"
    | "multus"
  )[];
  readonly nodes: number;
  readonly evidence: string;
  /** Nothing was read that would show OpenShift, and `name` does not exclude it. */
  readonly mayBeOpenshift?: true;
}

/** Gateway API custom resources. `bundle` is "1.4.1" from the CRD annotation, null when it has none. */
export interface GatewayApiCrd {
  readonly plural: string;
  readonly bundle: string | null;
  readonly channel: "standard" | "experimental" | null;
  readonly served: readonly string[];
}

export interface MulticlusterSignal {
  readonly kind:
    | "remote-secret"
    | "classic-eastwest-gateway"
    | "ambient-eastwest-gateway"
    | "mesh-networks"
    | "network-label"
    | "primary-remote"
    | "external-control-plane";
  readonly object: ObjectRef;
  readonly detail: string;
}

/** Every fact-slice. */
export interface Facts {
  controlPlanes: ControlPlane;
  meshConfigs: MeshConfig;
  ambientComponents: AmbientComponent;
  nodeCoverage: NodeCoverage;
  meshNamespaces: MeshNamespace;
  candidates: Candidate;
  hostNetworkPods: HostNetworkPod;
  waypoints: Waypoint;
  serviceBindings: ServiceBinding;
  waypointNeeds: WaypointNeed;
  classifiedPolicies: ClassifiedPolicy;
  platform: Platform;
  gatewayApiCrds: GatewayApiCrd;
  multiclusterSignals: MulticlusterSignal;
}

export type FactName = keyof Facts;

/** Everything a check may read, by slice name. */
export type Slices = Records & Facts;
export type SliceName = RecordName | FactName;

/**
 * Which records each fact leans on. An unread `needs` makes the fact unread; an unread or partial `understates`
 * makes it partial, because what it holds is a lower bound; an unread `prefers` only changes how it was worked
 * out (labels instead of webhooks), which the fact itself says. Only where it hides the root namespace, and another one
 * than the assumed would add needs, `waypointNeeds` is partial too.
 */
export const FACT_SOURCES: {
  readonly [F in FactName]: {
    readonly needs: readonly RecordName[];
    readonly understates: readonly RecordName[];
    readonly prefers: readonly RecordName[];
  };
} = {
  controlPlanes: {
    needs: ["workloads"],
    understates: [],
    prefers: ["mutatingWebhooks", "services", "namespaces", "sailObjects"],
  },
  meshConfigs: { needs: ["workloads"], understates: [], prefers: ["configMaps"] },
  ambientComponents: { needs: ["workloads"], understates: [], prefers: ["configMaps"] },
  nodeCoverage: { needs: ["nodes", "pods"], understates: [], prefers: ["workloads", "namespaces"] },
  meshNamespaces: {
    needs: ["namespaces", "pods"],
    understates: [],
    prefers: ["mutatingWebhooks", "configMaps", "workloads"],
  },
  candidates: {
    needs: ["namespaces", "pods", "workloads"],
    understates: [],
    prefers: ["mutatingWebhooks", "configMaps"],
  },
  hostNetworkPods: { needs: ["namespaces", "pods", "workloads"], understates: [], prefers: [] },
  waypoints: {
    needs: ["gateways"],
    understates: [],
    prefers: ["gatewayClasses", "workloads", "services", "namespaces", "serviceEntries"],
  },
  serviceBindings: {
    needs: ["services", "namespaces", "gateways", "pods", "workloads"],
    understates: ["serviceEntries"],
    prefers: ["gatewayClasses", "endpointSlices"],
  },
  waypointNeeds: {
    needs: ["namespaces", "services", "pods", "workloads"],
    understates: [
      "authorizationPolicies",
      "requestAuthentications",
      "wasmPlugins",
      "trafficExtensions",
      "virtualServices",
      "routes",
      "destinationRules",
      "serviceEntries",
      "envoyFilters",
      "gateways",
    ],
    prefers: ["configMaps", "endpointSlices"],
  },
  classifiedPolicies: {
    needs: ["authorizationPolicies", "namespaces", "pods", "workloads"],
    understates: [],
    prefers: ["configMaps"],
  },
  platform: {
    needs: ["nodes"],
    understates: [],
    prefers: ["workloads", "customResourceDefinitions", "configMaps"],
  },
  gatewayApiCrds: { needs: ["customResourceDefinitions"], understates: [], prefers: [] },
  multiclusterSignals: {
    needs: [],
    understates: [
      "configMaps",
      "services",
      "gateways",
      "istioGateways",
      "namespaces",
      "mutatingWebhooks",
      "remoteSecrets",
    ],
    prefers: [],
  },
};

/** A whole inventory: records and facts as slices, with how reading went. Made by `understand` in understand.ts. */
export interface Inventory {
  readonly input: Collected["input"];
  readonly kubernetesVersion: string | null;
  readonly apiGroups: readonly string[] | null;
  readonly slices: { readonly [S in SliceName]: Slice<Slices[S]> };
  readonly coverage: Collected["coverage"];
  /** The moment the inventory was taken, ISO 8601 UTC: the "now" of age rules. */
  readonly takenAt: string;
}
