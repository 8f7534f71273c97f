/** Where the mesh itself is installed: the only namespaces whose ConfigMaps are read. */
import type { Labels, Pod, Workload } from "../model.ts";
import type { Resource } from "./resources.ts";

/**
 * Namespaces of istiod ("control-plane"), or also of istio-cni and ztunnel, and kube-system ("mesh"). Pods tell where
 * workloads could not be read; istio-system stands in where neither shows an istiod, because it may run elsewhere.
 * Source of the labels: istio/istio manifests/charts.
 */
export function meshNamespaces(
  scope: NonNullable<Resource["namespaces"]>,
  workloads: readonly Workload[],
  pods: readonly Pod[],
): readonly string[] {
  const found = new Set<string>();
  let hasControlPlane = false;
  const visit = (namespace: string | null, labels: Labels) => {
    const isPart = isControlPlane(labels) || (scope === "mesh" && isAgent(labels));
    if (isControlPlane(labels)) hasControlPlane = true;
    if (namespace !== null && isPart) found.add(namespace);
  };
  for (const { ref, labels, shape } of workloads) {
    visit(ref.namespace, labels);
    visit(ref.namespace, shape.labels);
  }
  for (const { namespace, shape } of pods) visit(namespace, shape.labels);

  if (!hasControlPlane) found.add("istio-system");
  if (scope === "mesh") found.add("kube-system");
  return [...found].sort();
}

function isControlPlane(labels: Labels): boolean {
  return (
    labels.app === "istiod" ||
    labels["app.kubernetes.io/name"] === "istiod" ||
    labels["operator.istio.io/component"] === "Pilot"
  );
}

function isAgent(labels: Labels): boolean {
  return labels["k8s-app"] === "istio-cni-node" || labels.app === "ztunnel";
}
