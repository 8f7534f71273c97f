import type { Json, JsonObject, Labels } from "../json.ts";
import { deploy } from "./deploy.ts";
import type { DemoNode } from "./nodes.ts";
import type { Template } from "./sidecar.ts";
import { declare, type Site } from "./site.ts";

export interface ControlPlanePlan {
  readonly version: string;
  /** "default" for an install without a named revision. */
  readonly revision: string;
  readonly ambient: boolean;
  readonly replicas?: number;
  /** Owns the tag `default`, so `istio-injection=enabled` means it. */
  readonly isDefault: boolean;
  /** Tags that point at it. */
  readonly tags?: readonly string[];
  readonly env?: Labels;
  readonly mesh?: string;
  readonly meshNetworks?: string;
}

export const ISTIO_SYSTEM = "istio-system";

/** istiod with its Service, settings and webhooks. Source: istio/istio manifests/charts/istio-control/istio-discovery. */
export function declareControlPlane(ground: Site, plan: ControlPlanePlan): void {
  const { revision, version } = plan;
  const suffix = revision === "default" ? "" : `-${revision}`;
  const name = `istiod${suffix}`;
  const labels = chartLabels("istiod", version, {
    app: "istiod",
    istio: "pilot",
    "istio.io/rev": revision,
    "operator.istio.io/component": "Pilot",
    release: name,
  });
  const selector: Labels = { app: "istiod", "istio.io/rev": revision };
  const template: Template = {
    metadata: {
      labels: { ...labels, "istio.io/dataplane-mode": "none", "sidecar.istio.io/inject": "false" },
      annotations: {
        "prometheus.io/port": "15014",
        "prometheus.io/scrape": "true",
        "sidecar.istio.io/inject": "false",
      },
    },
    spec: istiodSpec(plan),
  };
  deploy(ground, {
    kind: "Deployment",
    namespace: ISTIO_SYSTEM,
    name,
    labels,
    annotations: HELM,
    selector,
    template,
    admitted: template,
    replicas: plan.replicas ?? 3,
    nodes: generalNodes(ground),
    podAgeDays: 21,
  });
  declare(ground, {
    resource: "services",
    namespace: ISTIO_SYSTEM,
    name,
    labels,
    body: {
      spec: {
        ports: [
          { name: "grpc-xds", protocol: "TCP", port: 15010, targetPort: 15010 },
          { name: "https-dns", protocol: "TCP", port: 15012, targetPort: 15012 },
          { name: "https-webhook", protocol: "TCP", port: 443, targetPort: 15017 },
          { name: "http-monitoring", protocol: "TCP", port: 15014, targetPort: 15014 },
        ],
        selector,
        clusterIP: `10.40.200.${10 + suffix.length}`,
        type: "ClusterIP",
        ipFamilies: ["IPv4"],
      },
      status: { loadBalancer: {} },
    },
  });
  declareMeshConfig(ground, plan, suffix, labels);
  declareWebhooks(ground, plan, suffix, name);
}

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

const HELM = {
  "meta.helm.sh/release-name": "istio",
  "meta.helm.sh/release-namespace": ISTIO_SYSTEM,
};

function chartLabels(name: string, version: string, extra: Labels): Labels {
  return {
    "app.kubernetes.io/instance": "istio",
    "app.kubernetes.io/managed-by": "Helm",
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/part-of": "istio",
    "app.kubernetes.io/version": version,
    "helm.sh/chart": `${name}-${version}`,
    "install.operator.istio.io/owning-resource": "unknown",
    ...extra,
  };
}

export function generalNodes({ nodes }: Site): readonly DemoNode[] {
  return nodes.filter(({ pool }) => pool === "general");
}

function variables(values: Labels): readonly Json[] {
  return [
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
    { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } },
    {
      name: "POD_NAMESPACE",
      valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
    },
  ];
}

function istiodSpec({ version, revision, ambient, env }: ControlPlanePlan): JsonObject {
  return {
    serviceAccountName: revision === "default" ? "istiod" : `istiod-${revision}`,
    containers: [
      {
        name: "discovery",
        image: `docker.io/istio/pilot:${version}`,
        args: [
          "discovery",
          "--monitoringAddr=:15014",
          "--log_output_level=default:info",
          "--domain",
          "cluster.local",
          "--keepaliveMaxServerConnectionAge",
          "30m",
        ],
        ports: [
          { name: "http-debug", containerPort: 8080, protocol: "TCP" },
          { name: "grpc-xds", containerPort: 15010, protocol: "TCP" },
          { name: "tls-xds", containerPort: 15012, protocol: "TCP" },
          { name: "https-webhooks", containerPort: 15017, protocol: "TCP" },
          { name: "http-monitoring", containerPort: 15014, protocol: "TCP" },
        ],
        env: variables({
          REVISION: revision,
          PILOT_CERT_PROVIDER: "istiod",
          PILOT_TRACE_SAMPLING: "1",
          CLUSTER_ID: "Kubernetes",
          PLATFORM: "",
          ...(ambient
            ? { PILOT_ENABLE_AMBIENT: "true", CA_TRUSTED_NODE_ACCOUNTS: "istio-system/ztunnel" }
            : {}),
          ...env,
        }),
        readinessProbe: {
          httpGet: { path: "/ready", port: 8080 },
          periodSeconds: 3,
          timeoutSeconds: 5,
        },
        resources: { requests: { cpu: "500m", memory: "2Gi" } },
      },
    ],
  };
}

function declareMeshConfig(
  ground: Site,
  plan: ControlPlanePlan,
  suffix: string,
  labels: Labels,
): void {
  const mesh = [
    "accessLogFile: /dev/stdout",
    "defaultConfig:",
    `  discoveryAddress: istiod${suffix}.istio-system.svc:15012`,
    ...(plan.ambient ? ["  proxyMetadata:", '    ISTIO_META_ENABLE_HBONE: "true"'] : []),
    "defaultProviders:",
    "  metrics: [prometheus]",
    "enablePrometheusMerge: true",
    "rootNamespace: istio-system",
    "trustDomain: cluster.local",
    plan.mesh ?? "",
  ].join("\n");
  declare(ground, {
    resource: "configmaps",
    namespace: ISTIO_SYSTEM,
    name: `istio${suffix}`,
    labels,
    body: { data: { mesh, meshNetworks: plan.meshNetworks ?? "networks: {}" } },
  });
  declare(ground, {
    resource: "configmaps",
    namespace: ISTIO_SYSTEM,
    name: `istio-sidecar-injector${suffix}`,
    labels,
    body: {
      data: {
        config:
          "policy: enabled\nalwaysInjectSelector: []\nneverInjectSelector: []\ninjectedAnnotations: {}\n",
        values: JSON.stringify({
          global: { network: "", proxy: { image: "proxyv2" } },
          revision: plan.revision,
        }),
      },
    },
  });
}

type Expression = {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
};

function declareWebhooks(
  ground: Site,
  plan: ControlPlanePlan,
  suffix: string,
  service: string,
): void {
  const { revision, version, isDefault, tags = [] } = plan;
  declareWebhook(
    ground,
    `istio-sidecar-injector${suffix}`,
    service,
    version,
    { "istio.io/rev": revision },
    [...ruleOfRevision(revision), ...(isDefault && revision === "default" ? defaultRules() : [])],
  );

  const owned = isDefault && revision !== "default" ? ["default", ...tags] : tags;
  for (const tag of owned) {
    const labels = { "istio.io/rev": revision, "istio.io/tag": tag };
    const rules = tag === "default" ? defaultRules() : ruleOfRevision(tag);
    declareWebhook(ground, `istio-revision-tag-${tag}`, service, version, labels, rules);
  }
}

function ruleOfRevision(
  revision: string,
): readonly [string, readonly Expression[], readonly Expression[]][] {
  const notOptedOut = { key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] };
  const noInjection = { key: "istio-injection", operator: "DoesNotExist" };
  return [
    [
      "rev.namespace",
      [{ key: "istio.io/rev", operator: "In", values: [revision] }, noInjection],
      [notOptedOut],
    ],
    [
      "rev.object",
      [{ key: "istio.io/rev", operator: "DoesNotExist" }, noInjection],
      [notOptedOut, { key: "istio.io/rev", operator: "In", values: [revision] }],
    ],
  ];
}

function defaultRules(): readonly [string, readonly Expression[], readonly Expression[]][] {
  return [
    [
      "namespace",
      [{ key: "istio-injection", operator: "In", values: ["enabled"] }],
      [{ key: "sidecar.istio.io/inject", operator: "NotIn", values: ["false"] }],
    ],
    [
      "object",
      [
        { key: "istio-injection", operator: "DoesNotExist" },
        { key: "istio.io/rev", operator: "DoesNotExist" },
      ],
      [
        { key: "sidecar.istio.io/inject", operator: "In", values: ["true"] },
        { key: "istio.io/rev", operator: "DoesNotExist" },
      ],
    ],
  ];
}

function declareWebhook(
  ground: Site,
  name: string,
  service: string,
  version: string,
  labels: Labels,
  rules: readonly [string, readonly Expression[], readonly Expression[]][],
): void {
  declare(ground, {
    resource: "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    name,
    labels: chartLabels("istiod", version, { app: "sidecar-injector", ...labels }),
    body: {
      webhooks: rules.map(([rule, namespaces, objects]) => ({
        name: `${rule}.sidecar-injector.istio.io`,
        clientConfig: {
          service: { namespace: ISTIO_SYSTEM, name: service, path: "/inject", port: 443 },
          caBundle: "c2FtcGxl",
        },
        rules: [
          {
            operations: ["CREATE"],
            apiGroups: [""],
            apiVersions: ["v1"],
            resources: ["pods"],
            scope: "*",
          },
        ],
        failurePolicy: "Fail",
        matchPolicy: "Equivalent",
        namespaceSelector: { matchExpressions: namespaces.map(expression) },
        objectSelector: { matchExpressions: objects.map(expression) },
        sideEffects: "None",
        timeoutSeconds: 10,
        admissionReviewVersions: ["v1"],
        reinvocationPolicy: "Never",
      })),
    },
  });
}

function expression({ key, operator, values }: Expression): JsonObject {
  return { key, operator, values };
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
