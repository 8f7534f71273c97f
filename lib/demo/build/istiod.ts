import type { JsonObject, Labels } from "../json.ts";
import { chartLabels, generalNodes, HELM, ISTIO_SYSTEM, variables } from "./chart.ts";
import { deploy } from "./deploy.ts";
import { declareWebhooks } from "./injector-webhooks.ts";
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
