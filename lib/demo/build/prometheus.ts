import type { Labels } from "../json.ts";
import { generalNodes, ISTIO_SYSTEM } from "./chart.ts";
import { deploy } from "./deploy.ts";
import type { Template } from "./sidecar.ts";
import { declare, type Site } from "./site.ts";

const VERSION = "3.7.0";

const SELECTOR: Labels = {
  "app.kubernetes.io/component": "server",
  "app.kubernetes.io/instance": "prometheus",
  "app.kubernetes.io/name": "prometheus",
};

/** Istio's own Prometheus add-on. Source: istio/istio samples/addons/prometheus.yaml. */
export function declarePrometheus(ground: Site): void {
  const labels: Labels = {
    ...SELECTOR,
    "app.kubernetes.io/part-of": "prometheus",
    "app.kubernetes.io/version": `v${VERSION}`,
    "helm.sh/chart": "prometheus-27.37.0",
  };
  const template: Template = {
    metadata: { labels: { ...labels, "sidecar.istio.io/inject": "false" } },
    spec: {
      serviceAccountName: "prometheus",
      volumes: [
        { name: "config-volume", configMap: { name: "prometheus", defaultMode: 420 } },
        { name: "storage-volume", emptyDir: {} },
      ],
      containers: [
        {
          name: "prometheus-server-configmap-reload",
          image: "ghcr.io/prometheus-operator/prometheus-config-reloader:v0.85.0",
        },
        {
          name: "prometheus-server",
          image: `prom/prometheus:v${VERSION}`,
          args: ["--storage.tsdb.retention.time=75d", "--config.file=/etc/config/prometheus.yml"],
          ports: [{ containerPort: 9090, protocol: "TCP" }],
          readinessProbe: { httpGet: { path: "/-/ready", port: 9090, scheme: "HTTP" } },
        },
      ],
    },
  };
  declare(ground, {
    resource: "serviceaccounts",
    namespace: ISTIO_SYSTEM,
    name: "prometheus",
    labels,
    body: {},
  });
  deploy(ground, {
    kind: "Deployment",
    namespace: ISTIO_SYSTEM,
    name: "prometheus",
    labels,
    selector: SELECTOR,
    template,
    admitted: template,
    replicas: 1,
    nodes: generalNodes(ground),
  });
  declare(ground, {
    resource: "services",
    namespace: ISTIO_SYSTEM,
    name: "prometheus",
    labels,
    body: {
      spec: {
        ports: [{ name: "http", protocol: "TCP", port: 9090, targetPort: 9090 }],
        selector: SELECTOR,
        clusterIP: "10.40.200.90",
        type: "ClusterIP",
        sessionAffinity: "None",
        ipFamilies: ["IPv4"],
      },
      status: { loadBalancer: {} },
    },
  });
}
