import type { Pod } from "../inventory/model.ts";
import { isSidecarClass } from "../inventory/pods.ts";
import type { MeshPart } from "./measurement.ts";

/**
 * Which part of the mesh a pod is; null for none. Labels of istiod and istio-cni: istio/istio
 * manifests/charts/istio-control/istio-discovery/templates/deployment.yaml, manifests/charts/istio-cni/templates/daemonset.yaml.
 */
export function meshPartOf({ shape }: Pod): MeshPart | null {
  if (isSidecarClass(shape.class)) return "sidecar";
  switch (shape.class) {
    case "ztunnel":
      return "ztunnel";
    case "waypoint":
      return "waypoint";
    case "eastwest-ambient":
    case "gateway-api-gateway":
    case "classic-gateway":
      return "gateway";
    default:
      if (shape.labels["k8s-app"] === "istio-cni-node") return "istio-cni";
      return shape.labels["app"] === "istiod" ? "istiod" : null;
  }
}
