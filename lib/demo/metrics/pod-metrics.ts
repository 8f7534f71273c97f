/** metrics.k8s.io as a metrics-server serves it: usage of running pods and of nodes, now. */
import type { DemoCluster } from "../cluster.ts";
import { isObject, type KubeObject, type Labels, text } from "../json.ts";
import { kindOf } from "../kinds.ts";
import type { UsageModel } from "./model.ts";
import { HOUR } from "./rhythm.ts";
import type { Container } from "./roster.ts";

/** One object for each running pod. */
export function podMetrics(
  cluster: DemoCluster,
  model: UsageModel,
  now: number,
): readonly KubeObject[] {
  const labels = labelsOf(cluster);
  const pods = Map.groupBy(
    model.rosterAt(now).containers,
    ({ namespace, pod }) => `${namespace}/${pod}`,
  );
  return [...pods.entries()].map(([key, containers]) => {
    const [namespace = "", pod = ""] = key.split("/");
    return {
      metadata: { ...metadataOf(pod, now), namespace, labels: labels.get(key) },
      timestamp: timeOf(now),
      window: "15.4s",
      containers: containers.map((container) => ({
        name: container.name,
        usage: usageOf(model, [container], now),
      })),
    };
  });
}

/** A node uses what its pods use, and what the system beside them takes. */
export function nodeMetrics(
  cluster: DemoCluster,
  model: UsageModel,
  now: number,
): readonly KubeObject[] {
  const byNode = Map.groupBy(model.rosterAt(now).containers, ({ node }) => node);
  return objectsOf(cluster, "nodes").map(({ metadata: { name } }) => ({
    metadata: metadataOf(name, now),
    timestamp: timeOf(now),
    window: "20.1s",
    usage: usageOf(model, byNode.get(name) ?? [], now, SYSTEM),
  }));
}

/** Bytes, cores. */
const SYSTEM = { memory: 1_400_000_000, cpu: 0.24 };

function usageOf(
  model: UsageModel,
  containers: readonly Container[],
  now: number,
  base = { memory: 0, cpu: 0 },
) {
  const hour = Math.floor(now / HOUR);
  const memory = containers.reduce((sum, each) => sum + model.memoryOf(each, hour), base.memory);
  const cpu = containers.reduce((sum, each) => sum + model.cpuOf(each, hour), base.cpu);
  return { cpu: `${Math.round(cpu * 1e9)}n`, memory: `${Math.round(memory / 1024)}Ki` };
}

function metadataOf(name: string, now: number) {
  return { name, uid: "", resourceVersion: "", creationTimestamp: timeOf(now) };
}

function timeOf(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19)}Z`;
}

function labelsOf(cluster: DemoCluster): ReadonlyMap<string, Labels> {
  return new Map(
    objectsOf(cluster, "pods").map(({ metadata }) => [
      `${metadata.namespace}/${metadata.name}`,
      textsOf(metadata.labels),
    ]),
  );
}

function textsOf(labels: KubeObject["metadata"]["labels"]): Labels {
  return isObject(labels)
    ? Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, text(value)]))
    : {};
}

function objectsOf(cluster: DemoCluster, resource: string): readonly KubeObject[] {
  const shelf = cluster.shelf(kindOf(resource));
  return Array.from({ length: shelf.size }, (_, index) => shelf.at(index));
}
