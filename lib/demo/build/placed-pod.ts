import type { KubeObject, OwnerReference } from "../json.ts";
import type { DemoNode } from "./nodes.ts";
import type { PodIdentity } from "./pod.ts";
import type { PodPlace } from "./pod-names.ts";
import { startOf } from "./pod-start.ts";
import { dice, uid } from "./random.ts";
import type { Template } from "./sidecar.ts";
import { daysAgo, type Site } from "./site.ts";

/** What the pods of one workload share. */
export interface PodHome {
  readonly namespace: string;
  /** Nodes that they may run on. */
  readonly nodes: readonly DemoNode[];
  /** Absent: a few days, as after the last release. */
  readonly podAgeDays?: number;
  readonly readyOn?: (node: DemoNode) => boolean;
}

/** Schedules one pod and puts it on the site. */
export function placePod(
  ground: Site,
  home: PodHome,
  template: Template,
  { name, generateName, node }: PodPlace,
  owner: OwnerReference,
  phase: PodIdentity["phase"] = "Running",
): KubeObject {
  const { namespace } = home;
  const chance = dice(ground.cluster, "pod", namespace, name);
  chance.below(1000); // spent on its node

  const resourceVersion = String(480_000_000 + chance.below(2_000_000));
  const createdAt = daysAgo(ground.now, home.podAgeDays ?? 0.5 + chance.below(160) / 10);
  return ground.makePod(template, {
    name,
    namespace,
    uid: uid(ground.cluster, "pods", namespace, name),
    resourceVersion,
    generateName,
    owner,
    createdAt,
    node: node.name,
    nodeIp: node.ip,
    token: dice(namespace, name, "token").suffix(5),
    ip: `10.36.${chance.below(250)}.${2 + chance.below(250)}`,
    phase,
    ready: phase === "Running" && (home.readyOn?.(node) ?? true),
    ...startOf(template, createdAt, dice(ground.cluster, "start", namespace, name)),
  });
}
