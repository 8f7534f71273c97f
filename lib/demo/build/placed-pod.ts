import { isObject, type JsonObject, type KubeObject, type OwnerReference, text } from "../json.ts";
import type { DemoNode } from "./nodes.ts";
import type { PodIdentity } from "./pod.ts";
import { startOf } from "./pod-start.ts";
import { dice, uid } from "./random.ts";
import type { Template } from "./sidecar.ts";
import { daysAgo, place, type Site } from "./site.ts";

/** What the pods of one workload share. */
export interface PodHome {
  readonly namespace: string;
  /** Nodes that they may run on. */
  readonly nodes: readonly DemoNode[];
  /** Absent: a few days, as after the last release. */
  readonly podAgeDays?: number;
  readonly readyOn?: (node: DemoNode) => boolean;
}

/** Schedules one pod and puts it on the site, with its metrics. */
export function placePod(
  ground: Site,
  home: PodHome,
  template: Template,
  name: string,
  generateName: string,
  owner: OwnerReference,
  index: number,
  phase: PodIdentity["phase"] = "Running",
): KubeObject {
  const { namespace, nodes } = home;
  const chance = dice(ground.cluster, "pod", namespace, name);
  const node = nodes[(chance.below(1000) + index) % Math.max(1, nodes.length)];
  if (!node) throw new Error(`No node can run ${namespace}/${name}.`);

  const createdAt = daysAgo(ground.now, home.podAgeDays ?? 0.5 + chance.below(160) / 10);
  const ready = phase === "Running" && (home.readyOn?.(node) ?? true);
  const made = ground.makePod(template, {
    name,
    namespace,
    uid: uid(ground.cluster, "pods", namespace, name),
    resourceVersion: String(480_000_000 + chance.below(2_000_000)),
    generateName,
    owner,
    createdAt,
    node: node.name,
    nodeIp: node.ip,
    token: dice(namespace, name, "token").suffix(5),
    ip: `10.36.${chance.below(250)}.${2 + chance.below(250)}`,
    phase,
    ready,
    ...startOf(template, createdAt, dice(ground.cluster, "start", namespace, name)),
  });
  placeMetrics(ground, made);
  return made;
}

/** metrics.k8s.io reports running pods only. */
function placeMetrics(ground: Site, { metadata, spec, status }: KubeObject): void {
  if (!isObject(spec) || !isObject(status) || status.phase !== "Running") return;
  const names = [
    ...containerNames(spec.initContainers, true),
    ...containerNames(spec.containers, false),
  ];
  place(ground, "pods.metrics.k8s.io", {
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      uid: "",
      resourceVersion: "",
      creationTimestamp: daysAgo(ground.now, 0),
      labels: metadata.labels,
    },
    timestamp: daysAgo(ground.now, 0),
    window: "15.4s",
    containers: names.map((name) => ({ name, usage: usageOf(metadata.uid, name) })),
  });
}

function containerNames(containers: JsonObject[string], nativeOnly: boolean): readonly string[] {
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container) =>
    isObject(container) && (!nativeOnly || container.restartPolicy === "Always")
      ? [text(container.name)]
      : [],
  );
}

function usageOf(podUid: string, container: string): JsonObject {
  const chance = dice("usage", podUid, container);
  return container === "istio-proxy"
    ? {
        cpu: `${3_000_000 + chance.below(40_000_000)}n`,
        memory: `${48_000 + chance.below(40_000)}Ki`,
      }
    : {
        cpu: `${5_000_000 + chance.below(240_000_000)}n`,
        memory: `${90_000 + chance.below(300_000)}Ki`,
      };
}
