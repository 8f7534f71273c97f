import type { WorkloadKind } from "./app.ts";
import type { DemoNode } from "./nodes.ts";
import { dice } from "./random.ts";

/** A workload whose controller makes pods. */
export interface Workload {
  readonly kind: WorkloadKind;
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** Nodes that its pods may run on. */
  readonly nodes: readonly DemoNode[];
}

/** Where a pod of a workload runs, and what it is called. */
export interface PodPlace {
  readonly name: string;
  readonly generateName: string;
  readonly node: DemoNode;
}

/** The pods of a workload as its controller names them and the scheduler places them; of a CronJob that of its last run. */
export function podPlaces(cluster: string, workload: Workload): readonly PodPlace[] {
  const { kind, namespace, name, replicas, nodes } = workload;
  const numbered = Array.from({ length: replicas }, (_, index) => index);
  const placed = (pod: string, generateName: string, index: number): PodPlace => ({
    name: pod,
    generateName,
    node: nodeFor(cluster, namespace, pod, nodes, index),
  });

  switch (kind) {
    case "Deployment": {
      const prefix = `${name}-${templateHash(cluster, namespace, name)}-`;
      return numbered.map((index) => {
        const suffix = dice(cluster, namespace, prefix, index).suffix(5);
        return placed(`${prefix}${suffix}`, prefix, index);
      });
    }
    case "StatefulSet":
      return numbered.map((index) => placed(`${name}-${index}`, `${name}-`, index));
    case "DaemonSet":
      return nodes.map((node) => {
        const suffix = dice(cluster, namespace, name, node.name).suffix(5);
        return { name: `${name}-${suffix}`, generateName: `${name}-`, node };
      });
    case "Job":
    case "CronJob": {
      const run = kind === "Job" ? name : lastRun(namespace, name);
      const suffix = dice(cluster, namespace, run).suffix(5);
      return [placed(`${run}-${suffix}`, `${run}-`, 0)];
    }
  }
}

/** What the ReplicaSet of a Deployment is called beyond its name. */
export function templateHash(cluster: string, namespace: string, name: string): string {
  return dice(cluster, namespace, name, "template").suffix(10);
}

/** The Job that a CronJob made last. */
export function lastRun(namespace: string, name: string): string {
  return `${name}-${29_000_000 + dice(namespace, name).below(900_000)}`;
}

function nodeFor(
  cluster: string,
  namespace: string,
  pod: string,
  nodes: readonly DemoNode[],
  index: number,
): DemoNode {
  const chance = dice(cluster, "pod", namespace, pod);
  const node = nodes[(chance.below(1000) + index) % Math.max(1, nodes.length)];
  if (!node) throw new Error(`No node can run ${namespace}/${pod}.`);
  return node;
}
