import type { JsonObject, Labels } from "../json.ts";
import { generalNodes } from "./chart.ts";
import { deploy } from "./deploy.ts";
import { dice } from "./random.ts";
import type { Template } from "./sidecar.ts";
import { declare, type Site } from "./site.ts";

/** A Gateway for which istiod deploys a proxy. */
export interface ManagedGateway {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly className: string;
  readonly managed: string;
  readonly role: "waypoint" | "router";
  readonly labels: Labels;
  readonly listener: JsonObject & { readonly name: string; readonly port: number };
  readonly replicas: number;
  readonly ready: boolean;
}

export function declareManagedGateway(ground: Site, plan: ManagedGateway): void {
  const { namespace, name, className, listener, ready } = plan;
  const address = {
    type: "Hostname",
    value: `${serviceName(plan)}.${namespace}.svc.cluster.local`,
  };
  declare(ground, {
    resource: "gateways.gateway.networking.k8s.io",
    namespace,
    name,
    labels: plan.labels,
    manager: "istioctl",
    ageDays: 12,
    body: {
      spec: { gatewayClassName: className, listeners: [listener] },
      status: {
        addresses: ready ? [address] : undefined,
        conditions: [
          condition("Accepted", "Accepted", "Resource accepted"),
          ready
            ? condition("Programmed", "Programmed", "Resource programmed, assigned to service(s)")
            : {
                ...condition(
                  "Programmed",
                  "AddressNotAssigned",
                  "Failed to assign to any requested addresses",
                ),
                status: "False",
              },
        ],
        listeners: [
          {
            name: listener.name,
            attachedRoutes: 0,
            supportedKinds: [],
            conditions: [condition("Programmed", "Programmed", "No errors found")],
          },
        ],
      },
    },
  });
  declareProxy(ground, plan);
}

function serviceName({ name, className }: ManagedGateway): string {
  return className === "istio" ? `${name}-istio` : name;
}

function declareProxy(ground: Site, plan: ManagedGateway): void {
  const { namespace, name, version, ready } = plan;
  const selector = { "gateway.networking.k8s.io/gateway-name": name };
  const labels = {
    ...plan.labels,
    ...selector,
    "gateway.istio.io/managed": plan.managed,
    "gateway.networking.k8s.io/gateway-class-name": plan.className,
  };
  const template: Template = {
    metadata: {
      labels: {
        ...labels,
        "istio.io/dataplane-mode": "none",
        "sidecar.istio.io/inject": "false",
        "service.istio.io/canonical-name": name,
      },
      annotations: {
        "istio.io/rev": plan.labels["istio.io/rev"] ?? "default",
        "prometheus.io/port": "15020",
        "prometheus.io/scrape": "true",
      },
    },
    spec: {
      serviceAccountName: serviceName(plan),
      containers: [
        {
          name: "istio-proxy",
          image: `docker.io/istio/proxyv2:${version}`,
          args: [
            "proxy",
            plan.role,
            "--domain",
            "$(POD_NAMESPACE).svc.cluster.local",
            "--serviceCluster",
            `${name}.$(POD_NAMESPACE)`,
          ],
          ports: [{ name: "http-envoy-prom", containerPort: 15090, protocol: "TCP" }],
          readinessProbe: { httpGet: { path: "/healthz/ready", port: 15021 } },
          resources: {
            limits: { cpu: "2", memory: "1Gi" },
            requests: { cpu: "100m", memory: "128Mi" },
          },
        },
      ],
    },
  };
  deploy(ground, {
    kind: "Deployment",
    namespace,
    name: serviceName(plan),
    labels,
    selector,
    template,
    admitted: template,
    replicas: plan.replicas,
    nodes: generalNodes(ground),
    readyOn: () => ready,
  });
  const type = plan.className === "istio-waypoint" ? "ClusterIP" : "LoadBalancer";
  declareGatewayService(ground, namespace, serviceName(plan), labels, selector, type, [
    Number(plan.listener.port),
  ]);
}

export function declareGatewayService(
  ground: Site,
  namespace: string,
  name: string,
  labels: Labels,
  selector: Labels,
  type: string,
  ports: readonly number[],
): void {
  const chance = dice(ground.cluster, "gateway-service", namespace, name);
  declare(ground, {
    resource: "services",
    namespace,
    name,
    labels,
    manager: "pilot-discovery",
    body: {
      spec: {
        type,
        clusterIP: `10.40.${chance.below(250)}.${2 + chance.below(250)}`,
        ipFamilies: ["IPv4"],
        selector,
        ports: [15021, ...ports].map((port) => ({
          name: port === 15021 ? "status-port" : port === 15008 ? "mesh" : `port-${port}`,
          protocol: "TCP",
          port,
          targetPort: port,
          appProtocol: port === 15008 ? "hbone" : undefined,
        })),
      },
      status: {
        loadBalancer: type === "LoadBalancer" ? { ingress: [{ ip: "203.0.113.20" }] } : {},
      },
    },
  });
}

export function condition(type: string, reason: string, message: string): JsonObject {
  return {
    type,
    status: "True",
    reason,
    message,
    observedGeneration: 1,
    lastTransitionTime: "2026-01-15T09:00:00Z",
  };
}
