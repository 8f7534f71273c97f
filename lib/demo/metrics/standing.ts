/** What a cluster runs beside its teams' applications, as far as its metrics tell. */
import type { WorkloadKind } from "../build/app.ts";
import { ISTIO_SYSTEM } from "../build/chart.ts";
import type { DemoNode } from "../build/nodes.ts";
import type { Workload } from "../build/pod-names.ts";

/** Parts of a mesh, and what is none. */
export type Part =
  | "sidecar"
  | "ztunnel"
  | "waypoint"
  | "gateway"
  | "istiod"
  | "istio-cni"
  | "application";

/** A workload whose pods have one container each that is not a team's. */
export interface Standing extends Workload {
  readonly part: Exclude<Part, "sidecar">;
  readonly containers: readonly string[];
}

export function istiod(nodes: readonly DemoNode[], replicas: number, revision = ""): Standing {
  const name = revision === "" ? "istiod" : `istiod-${revision}`;
  return standing("Deployment", ISTIO_SYSTEM, name, "istiod", ["discovery"], nodes, replicas);
}

/** A gateway by the name of its workload. */
export function gateway(
  nodes: readonly DemoNode[],
  namespace: string,
  name: string,
  replicas: number,
): Standing {
  return standing("Deployment", namespace, name, "gateway", ["istio-proxy"], nodes, replicas);
}

export function waypoint(
  nodes: readonly DemoNode[],
  namespace: string,
  replicas: number,
): Standing {
  return standing(
    "Deployment",
    namespace,
    "waypoint",
    "waypoint",
    ["istio-proxy"],
    nodes,
    replicas,
  );
}

/** istio-cni on each of these nodes, and ztunnel on those that it does not skip. */
export function nodeAgents(
  nodes: readonly DemoNode[],
  skips: (node: DemoNode) => boolean = () => false,
): readonly Standing[] {
  const linux = nodes.filter(({ os, pool }) => os === "linux" && pool !== "virtual");
  const kept = linux.filter((node) => !skips(node));
  return [
    standing("DaemonSet", ISTIO_SYSTEM, "istio-cni-node", "istio-cni", ["install-cni"], linux, 0),
    standing("DaemonSet", ISTIO_SYSTEM, "ztunnel", "ztunnel", ["istio-proxy"], kept, 0),
  ];
}

export function prometheusServer(nodes: readonly DemoNode[]): Standing {
  return standing(
    "Deployment",
    ISTIO_SYSTEM,
    "prometheus",
    "application",
    ["prometheus-server-configmap-reload", "prometheus-server"],
    nodes,
    1,
  );
}

function standing(
  kind: WorkloadKind,
  namespace: string,
  name: string,
  part: Standing["part"],
  containers: readonly string[],
  nodes: readonly DemoNode[],
  replicas: number,
): Standing {
  return { kind, namespace, name, part, containers, nodes, replicas };
}
