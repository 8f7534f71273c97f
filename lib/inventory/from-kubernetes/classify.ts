/**
 * What a pod is for the mesh. A container named istio-proxy alone proves nothing: ztunnel, waypoints and gateways use
 * that name as well. Source: istio/istio pkg/kube/inject/inject.go, cni/pkg/util/podutil.go,
 * pilot/pkg/config/kube/gateway/conversion.go, pkg/config/constants/constants.go.
 */
import type { Container, Labels, PodClass } from "../model.ts";

export interface Classifiable {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly containers: readonly Container[];
  /** Kind of the controller that owns the pod or holds the template; null for a bare pod. */
  readonly ownerKind: string | null;
}

const WAYPOINT_CONTROLLERS: ReadonlySet<string> = new Set([
  "istio.io-mesh-controller",
  "istio.io-agentgateway-waypoint-controller",
]);

/** The first class that fits, in this order: one pod often shows the marks of several. */
export function classify({ labels, annotations, containers, ownerKind }: Classifiable): PodClass {
  const proxies = containers.filter(({ name }) => name === "istio-proxy");
  const runs = (role: string) =>
    proxies.some(({ args }) => args[0] === "proxy" && args[1] === role);
  const managed = labels["gateway.istio.io/managed"];
  const templates = injectionTemplates(annotations);

  if (labels.app === "ztunnel" && ownerKind === "DaemonSet" && runs("ztunnel")) return "ztunnel";
  if (
    labels["gateway.networking.k8s.io/gateway-name"] !== undefined &&
    managed !== undefined &&
    WAYPOINT_CONTROLLERS.has(managed)
  ) {
    return "waypoint";
  }
  if (managed === "istio.io-eastwest-controller") return "eastwest-ambient";
  if (managed === "istio.io-gateway-controller") return "gateway-api-gateway";
  if (runs("router") || templates.includes("gateway")) return "classic-gateway";
  if (templates.includes("grpc-agent") || templates.includes("grpc-simple")) {
    return "proxyless-grpc";
  }
  if (proxies.some(({ init, restartAlways }) => init && restartAlways)) return "sidecar-native";
  if (proxies.some(({ init }) => !init)) return "sidecar-classic";
  if (annotations["sidecar.istio.io/status"] !== undefined) return "sidecar-stale";
  if (annotations["ambient.istio.io/redirection"] === "enabled") return "ambient";
  if (annotations["ambient.istio.io/redirection"] === "pending") return "ambient-pending";
  return "plain";
}

/** Elements of `inject.istio.io/templates`. A custom template whose name contains "gateway" is not the gateway one. */
function injectionTemplates(annotations: Labels): readonly string[] {
  const value = annotations["inject.istio.io/templates"];
  return value === undefined ? [] : value.split(",").map((element) => element.trim());
}
