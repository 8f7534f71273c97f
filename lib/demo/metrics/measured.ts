/** Gives a built cluster what metrics.k8s.io and its Prometheus know of it. */
import type { DemoCluster } from "../cluster.ts";
import { shelve } from "../cluster.ts";
import { type MeasuredCluster, type UsageModel, usageModel } from "./model.ts";
import { nodeMetrics, podMetrics } from "./pod-metrics.ts";
import { DAY } from "./rhythm.ts";

/** Usage as seen at a moment that goes on: the present, or that of a past scan. */
export interface ClusterMetrics {
  readonly model: UsageModel;
  /** Milliseconds since 1970. Nothing later is known. */
  now(): number;
}

/** Of how many days usage is remembered; hundreds of questions ask about the same one. */
const REMEMBERED = 4;
const models = new WeakMap<MeasuredCluster, Map<number, UsageModel>>();

export function measured(
  cluster: DemoCluster,
  declared: MeasuredCluster,
  now: Date,
  daysAgo = 0,
): DemoCluster {
  const model = remembered(declared, Math.floor(now.getTime() / DAY) * DAY + daysAgo * DAY);
  const built = performance.now();
  const clock = () => Math.floor(now.getTime() + performance.now() - built);
  const latest = () => (daysAgo === 0 ? Math.max(clock(), Date.now()) : clock());
  return {
    ...cluster,
    metrics: { model, now: latest },
    shelf: (kind) => {
      if (kind.group !== "metrics.k8s.io") return cluster.shelf(kind);
      const objects = kind.plural === "pods" ? podMetrics : nodeMetrics;
      return shelve(objects(cluster, model, clock()));
    },
  };
}

function remembered(declared: MeasuredCluster, anchor: number): UsageModel {
  const known = models.get(declared) ?? new Map<number, UsageModel>();
  models.set(declared, known);
  const model = known.get(anchor) ?? usageModel(declared, anchor);
  known.set(anchor, model);
  for (const oldest of [...known.keys()].slice(0, -REMEMBERED)) known.delete(oldest);
  return model;
}
