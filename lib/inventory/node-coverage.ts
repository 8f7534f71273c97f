import type { NodeCoverage } from "./facts.ts";
import type { Node, Pod } from "./model.ts";
import { isCandidatePod, live } from "./pods.ts";

/**
 * Which node agents are Ready where. A cordoned node keeps its pods, so it counts while a candidate pod runs on it.
 * Source: istio/istio manifests/charts/ztunnel/templates/daemonset.yaml.
 */
export function nodeCoverage(
  nodes: readonly Node[],
  pods: readonly Pod[],
): readonly NodeCoverage[] {
  const ztunnel = new Set<string>();
  const cni = new Set<string>();
  const candidates = new Map<string, number>();
  for (const pod of pods) {
    if (pod.node === null || !live(pod)) continue;
    if (pod.ready && pod.shape.class === "ztunnel") ztunnel.add(pod.node);
    if (pod.ready && pod.shape.labels["k8s-app"] === "istio-cni-node") cni.add(pod.node);
    if (isCandidatePod(pod)) candidates.set(pod.node, (candidates.get(pod.node) ?? 0) + 1);
  }

  return nodes.map((node) => {
    const name = node.ref.name;
    const unsupportedBecause = unsupported(node);
    const candidatePods = candidates.get(name) ?? 0;
    return {
      node: name,
      supported: unsupportedBecause === null,
      unsupportedBecause,
      ztunnelReady: ztunnel.has(name),
      cniReady: cni.has(name),
      candidatePods,
      counts: unsupportedBecause === null && (!node.unschedulable || candidatePods > 0),
    };
  });
}

/** Why neither agent can run there; null where they can. */
function unsupported({
  labels,
  taints,
  os,
}: Pick<Node, "labels" | "taints" | "os">): NodeCoverage["unsupportedBecause"] {
  if (labels["kubernetes.io/os"] === "windows" || os === "windows") return "windows";

  const virtual =
    labels["eks.amazonaws.com/compute-type"] === "fargate" ||
    taints.some((taint) => taint.includes("virtual-kubelet")) ||
    Object.entries(labels).some(
      ([key, value]) => key.includes("virtual-kubelet") || value.includes("virtual-kubelet"),
    );
  return virtual ? "virtual" : null;
}
