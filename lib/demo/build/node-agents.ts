import type { Labels } from "../json.ts";
import { chartLabels, HELM, ISTIO_SYSTEM, variables } from "./chart.ts";
import { deploy } from "./deploy.ts";
import type { DemoNode } from "./nodes.ts";
import type { Template } from "./sidecar.ts";
import { declare, type Site } from "./site.ts";

export interface NodeAgents {
  readonly version: string;
  /** Revision of the istiod that ztunnel asks. */
  readonly revision: string;
  readonly cniConfig?: Labels;
  /** Nodes without a ztunnel pod: its tolerations or node selector leave them out. */
  readonly ztunnelSkips?: (node: DemoNode) => boolean;
  readonly cniNotReadyOn?: (node: DemoNode) => boolean;
  readonly network?: string;
}

/** istio-cni and ztunnel. Source: istio/istio manifests/charts/istio-cni and manifests/charts/ztunnel. */
export function declareNodeAgents(ground: Site, plan: NodeAgents): void {
  const linux = ground.nodes.filter(({ os, pool }) => os === "linux" && pool !== "virtual");
  declareCni(ground, plan, linux);
  declareZtunnel(ground, plan, linux);
}

/** Lets pods of system-node-critical priority run outside kube-system, as GKE asks for. */
export function declareCriticalQuota(ground: Site): void {
  declare(ground, {
    resource: "resourcequotas",
    namespace: ISTIO_SYSTEM,
    name: "gcp-critical-pods",
    body: {
      spec: {
        hard: { pods: "1000000000" },
        scopeSelector: {
          matchExpressions: [
            {
              operator: "In",
              scopeName: "PriorityClass",
              values: ["system-node-critical", "system-cluster-critical"],
            },
          ],
        },
      },
      status: { hard: { pods: "1000000000" }, used: { pods: "64" } },
    },
  });
}

const EVERYWHERE = [
  { effect: "NoSchedule", operator: "Exists" },
  { key: "CriticalAddonsOnly", operator: "Exists" },
  { effect: "NoExecute", operator: "Exists" },
];

const OWN_POD: Labels = { "istio.io/dataplane-mode": "none", "sidecar.istio.io/inject": "false" };

function declareCni(ground: Site, plan: NodeAgents, linux: readonly DemoNode[]): void {
  const { version, cniNotReadyOn } = plan;
  const labels = chartLabels("cni", version, {
    "app.kubernetes.io/name": "istio-cni",
    "k8s-app": "istio-cni-node",
    "istio.io/rev": plan.revision,
    "operator.istio.io/component": "Cni",
  });
  const template: Template = {
    metadata: {
      labels: { ...labels, ...OWN_POD },
      annotations: {
        "prometheus.io/port": "15014",
        "prometheus.io/scrape": "true",
        "sidecar.istio.io/inject": "false",
      },
    },
    spec: {
      serviceAccountName: "istio-cni",
      priorityClassName: "system-node-critical",
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: EVERYWHERE,
      volumes: [
        { name: "cni-bin-dir", hostPath: { path: "/home/kubernetes/bin", type: "" } },
        { name: "cni-host-procfs", hostPath: { path: "/proc", type: "Directory" } },
        { name: "cni-net-dir", hostPath: { path: "/etc/cni/net.d", type: "" } },
        { name: "cni-socket-dir", hostPath: { path: "/var/run/istio-cni", type: "" } },
        { name: "cni-netns-dir", hostPath: { path: "/var/run/netns", type: "DirectoryOrCreate" } },
      ],
      containers: [
        {
          name: "install-cni",
          image: `docker.io/istio/install-cni:${version}`,
          command: ["install-cni"],
          args: ["--log_output_level=info"],
          ports: [{ name: "metrics", containerPort: 15014, protocol: "TCP" }],
          envFrom: [{ configMapRef: { name: "istio-cni-config" } }],
          env: variables({ REPAIR_RUN_AS_DAEMON: "true", ALLOW_SWITCH_TO_HOST_NS: "true" }),
          readinessProbe: { httpGet: { path: "/readyz", port: 8000 } },
          resources: { requests: { cpu: "100m", memory: "100Mi" } },
          securityContext: {
            privileged: false,
            capabilities: {
              add: ["NET_ADMIN", "NET_RAW", "SYS_PTRACE", "SYS_ADMIN", "DAC_OVERRIDE"],
              drop: ["ALL"],
            },
          },
        },
      ],
    },
  };
  deploy(ground, {
    kind: "DaemonSet",
    namespace: ISTIO_SYSTEM,
    name: "istio-cni-node",
    labels,
    annotations: HELM,
    selector: { "k8s-app": "istio-cni-node" },
    template,
    admitted: template,
    replicas: 0,
    nodes: linux,
    ...(cniNotReadyOn ? { readyOn: (node) => !cniNotReadyOn(node) } : {}),
  });
  declare(ground, {
    resource: "configmaps",
    namespace: ISTIO_SYSTEM,
    name: "istio-cni-config",
    labels,
    body: {
      data: {
        CURRENT_AGENT_VERSION: version,
        AMBIENT_ENABLED: "true",
        AMBIENT_ENABLEMENT_SELECTOR:
          "- podSelector:\n    matchLabels: {istio.io/dataplane-mode: ambient}\n- podSelector:\n    matchExpressions:\n    - {key: istio.io/dataplane-mode, operator: NotIn, values: [none]}\n  namespaceSelector:\n    matchLabels: {istio.io/dataplane-mode: ambient}\n",
        AMBIENT_DNS_CAPTURE: "true",
        AMBIENT_IPV6: "true",
        AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: "false",
        CHAINED_CNI_PLUGIN: "true",
        EXCLUDE_NAMESPACES: "kube-system",
        REPAIR_ENABLED: "true",
        NATIVE_NFTABLES: "false",
        ...plan.cniConfig,
      },
    },
  });
}

function declareZtunnel(ground: Site, plan: NodeAgents, linux: readonly DemoNode[]): void {
  const { version, revision, ztunnelSkips } = plan;
  const istiod = revision === "default" ? "istiod" : `istiod-${revision}`;
  const labels = chartLabels("ztunnel", version, {});
  const template: Template = {
    metadata: {
      labels: { ...labels, app: "ztunnel", ...OWN_POD },
      annotations: {
        "prometheus.io/port": "15020",
        "prometheus.io/scrape": "true",
        "sidecar.istio.io/inject": "false",
      },
    },
    spec: {
      serviceAccountName: "ztunnel",
      priorityClassName: "system-node-critical",
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: ztunnelSkips ? EVERYWHERE.slice(1, 2) : EVERYWHERE,
      volumes: [
        {
          name: "istio-token",
          projected: {
            sources: [
              {
                serviceAccountToken: {
                  audience: "istio-ca",
                  expirationSeconds: 43200,
                  path: "istio-token",
                },
              },
            ],
            defaultMode: 420,
          },
        },
        { name: "istiod-ca-cert", configMap: { name: "istio-ca-root-cert", defaultMode: 420 } },
        {
          name: "cni-ztunnel-sock-dir",
          hostPath: { path: "/var/run/ztunnel", type: "DirectoryOrCreate" },
        },
        { name: "tmp", emptyDir: {} },
      ],
      containers: [
        {
          name: "istio-proxy",
          image: `docker.io/istio/ztunnel:${version}-distroless`,
          args: ["proxy", "ztunnel"],
          ports: [{ name: "ztunnel-stats", containerPort: 15020, protocol: "TCP" }],
          env: variables({
            CA_ADDRESS: `${istiod}.istio-system.svc:15012`,
            XDS_ADDRESS: `${istiod}.istio-system.svc:15012`,
            RUST_LOG: "info",
            ISTIO_META_CLUSTER_ID: "Kubernetes",
            INPOD_ENABLED: "true",
            ISTIO_META_ENABLE_HBONE: "true",
            ...(plan.network ? { NETWORK: plan.network } : {}),
          }),
          readinessProbe: { httpGet: { path: "/healthz/ready", port: 15021 } },
          resources: { requests: { cpu: "200m", memory: "512Mi" } },
          securityContext: {
            privileged: false,
            capabilities: { add: ["NET_ADMIN", "SYS_ADMIN", "NET_RAW"], drop: ["ALL"] },
          },
        },
      ],
    },
  };
  deploy(ground, {
    kind: "DaemonSet",
    namespace: ISTIO_SYSTEM,
    name: "ztunnel",
    labels,
    annotations: HELM,
    selector: { app: "ztunnel" },
    template,
    admitted: template,
    replicas: 0,
    nodes: linux.filter((node) => !ztunnelSkips?.(node)),
  });
}
