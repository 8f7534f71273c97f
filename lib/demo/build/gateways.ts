import type { JsonObject, Labels } from "../json.ts";
import { generalNodes } from "./chart.ts";
import { deploy } from "./deploy.ts";
import { condition, declareGatewayService, declareManagedGateway } from "./managed-gateway.ts";
import type { Template } from "./sidecar.ts";
import { declare, type Site } from "./site.ts";

const CLASSES: Readonly<Record<string, string>> = {
  istio: "istio.io/gateway-controller",
  "istio-remote": "istio.io/unmanaged-gateway",
  "istio-waypoint": "istio.io/mesh-controller",
};

/** The GatewayClasses that istiod keeps; `istio-east-west` only with ambient multi-network. */
export function declareGatewayClasses(ground: Site, multiNetwork: boolean): void {
  const classes = multiNetwork
    ? { ...CLASSES, "istio-east-west": "istio.io/eastwest-controller" }
    : CLASSES;
  for (const [name, controllerName] of Object.entries(classes)) {
    declare(ground, {
      resource: "gatewayclasses.gateway.networking.k8s.io",
      name,
      manager: "pilot-discovery",
      body: {
        spec: { controllerName, description: "The default Istio GatewayClass" },
        status: { conditions: [condition("Accepted", "Accepted", "Handled by Istio controller")] },
      },
    });
  }
}

export interface WaypointPlan {
  readonly namespace: string;
  readonly name?: string;
  readonly version: string;
  readonly revision?: string;
  readonly trafficType?: "service" | "workload" | "all";
  readonly replicas?: number;
  readonly ready?: boolean;
}

/** A waypoint as `istioctl waypoint apply` makes it, with what istiod deploys for it. */
export function declareWaypoint(ground: Site, plan: WaypointPlan): void {
  const { namespace, name = "waypoint", trafficType = "service", ready = true } = plan;
  declareManagedGateway(ground, {
    namespace,
    name,
    version: plan.version,
    className: "istio-waypoint",
    managed: "istio.io-mesh-controller",
    role: "waypoint",
    labels: {
      "istio.io/waypoint-for": trafficType,
      ...(plan.revision ? { "istio.io/rev": plan.revision } : {}),
    },
    listener: {
      name: "mesh",
      port: 15008,
      protocol: "HBONE",
      allowedRoutes: { namespaces: { from: "Same" } },
    },
    replicas: plan.replicas ?? 2,
    ready,
  });
}

/** An ingress gateway of Gateway API, or an ambient east-west gateway. */
export function declareGateway(
  ground: Site,
  plan: {
    readonly namespace: string;
    readonly name: string;
    readonly version: string;
    readonly network?: string;
  },
): void {
  const eastWest = plan.network !== undefined;
  declareManagedGateway(ground, {
    ...plan,
    className: eastWest ? "istio-east-west" : "istio",
    managed: eastWest ? "istio.io-eastwest-controller" : "istio.io-gateway-controller",
    role: eastWest ? "waypoint" : "router",
    labels: plan.network ? { "topology.istio.io/network": plan.network } : {},
    listener: eastWest
      ? {
          name: "mesh",
          port: 15008,
          protocol: "HBONE",
          tls: {
            mode: "Terminate",
            options: { "gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL" },
          },
        }
      : {
          name: "https",
          port: 443,
          protocol: "HTTPS",
          hostname: "*.sample.example",
          allowedRoutes: { namespaces: { from: "All" } },
          tls: { mode: "Terminate", certificateRefs: [{ name: "wildcard" }] },
        },
    replicas: 2,
    ready: true,
  });
}

/** A gateway installed with Istio's gateway chart: injected, selected by networking.istio.io Gateways. */
export function declareClassicGateway(
  ground: Site,
  plan: {
    readonly namespace: string;
    readonly name: string;
    readonly version: string;
    readonly revision: string;
  },
): void {
  const { namespace, name, version, revision } = plan;
  const labels = {
    app: name,
    istio: name.replace(/^istio-/, ""),
    "app.kubernetes.io/managed-by": "Helm",
    "helm.sh/chart": `gateway-${version}`,
  };
  const container = (image: string, args?: readonly string[]): JsonObject => ({
    name: "istio-proxy",
    image,
    args,
    ports: [{ name: "http-envoy-prom", containerPort: 15090, protocol: "TCP" }],
    resources: { limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "100m", memory: "128Mi" } },
  });
  const templateWith = (own: JsonObject, annotations: Labels): Template => ({
    metadata: {
      labels: { ...labels, "sidecar.istio.io/inject": "true", "istio.io/dataplane-mode": "none" },
      annotations: {
        "inject.istio.io/templates": "gateway",
        "prometheus.io/scrape": "true",
        ...annotations,
      },
    },
    spec: { serviceAccountName: name, containers: [own] },
  });
  deploy(ground, {
    kind: "Deployment",
    namespace,
    name,
    labels,
    selector: { app: name, istio: labels.istio },
    template: templateWith(container("auto"), {}),
    admitted: templateWith(
      container(`docker.io/istio/proxyv2:${version}`, [
        "proxy",
        "router",
        "--domain",
        "$(POD_NAMESPACE).svc.cluster.local",
      ]),
      {
        "istio.io/rev": revision,
        "sidecar.istio.io/status": `{"initContainers":null,"containers":["istio-proxy"],"revision":"${revision}"}`,
      },
    ),
    replicas: 3,
    nodes: generalNodes(ground),
  });
  declareGatewayService(
    ground,
    namespace,
    name,
    labels,
    { app: name, istio: labels.istio },
    "LoadBalancer",
    [80, 443],
  );
}
