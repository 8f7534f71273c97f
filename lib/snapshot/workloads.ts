import type { Inventory } from "../inventory/facts.ts";
import type { ObjectRef, Pod, PodShape } from "../inventory/model.ts";
import { itemsOf } from "../migration/policies.ts";
import type { WorkloadRecord } from "./document.ts";

interface Group {
  readonly ref: ObjectRef;
  readonly shape: PodShape;
  pods: number;
}

/**
 * Every workload with the mode of its pods, from live pods; from its template where none runs. A workload whose
 * pods differ (half way through a restart) gets one record per mode.
 */
export function workloadRecords(inventory: Inventory): WorkloadRecord[] {
  const groups = new Map<string, Group>();
  let last: Group | null = null;
  for (const pod of itemsOf(inventory, "pods")) {
    if (pod.deleting || pod.phase === "Succeeded" || pod.phase === "Failed") continue;
    // Pods of one template stand next to each other, and share what they have in common.
    if (last?.ref === pod.owner && last?.shape === pod.shape) {
      last.pods += 1;
      continue;
    }
    const ref: ObjectRef = pod.owner ?? bare(pod);
    const key: string = `${refKey(ref)} ${modeOf(pod.shape)} ${proxyVersion(pod.shape)} ${isHbone(pod.shape)}`;
    last = groups.get(key) ?? { ref, shape: pod.shape, pods: 0 };
    last.pods += 1;
    groups.set(key, last);
  }

  const running = new Set([...groups.values()].map(({ ref }) => refKey(ref)));
  const idle = itemsOf(inventory, "workloads")
    .filter(({ ref }) => !running.has(refKey(ref)))
    .map(({ ref, shape }) => ({ ref, shape, pods: 0 }));

  return [...groups.values(), ...idle].map(({ ref, shape, pods }) => {
    const mode = modeOf(shape);
    return {
      ref,
      mode,
      pods,
      proxyVersion: proxyVersion(shape),
      hbone: mode === "sidecar" ? isHbone(shape) : null,
    };
  });
}

const MODES: Record<PodShape["class"], WorkloadRecord["mode"]> = {
  ztunnel: "none",
  waypoint: "waypoint",
  "eastwest-ambient": "gateway",
  "gateway-api-gateway": "gateway",
  "classic-gateway": "gateway",
  "proxyless-grpc": "stuck",
  "sidecar-native": "sidecar",
  "sidecar-classic": "sidecar",
  "sidecar-stale": "stuck",
  ambient: "ambient",
  "ambient-pending": "pending",
  plain: "none",
};

function modeOf(shape: PodShape): WorkloadRecord["mode"] {
  return MODES[shape.class];
}

/** Tag of the istio-proxy image; null when there is none or it is pinned by digest. */
function proxyVersion({ containers }: PodShape): string | null {
  const image = containers.find(({ name }) => name === "istio-proxy")?.image;
  const tag = image?.split("@")[0]?.split("/").at(-1)?.split(":")[1];
  return tag ?? null;
}

function isHbone({ labels }: PodShape): boolean {
  return labels["networking.istio.io/tunnel"]?.split(",").includes("http") === true;
}

function bare({ namespace, name }: Pod): ObjectRef {
  return { group: "", kind: "Pod", namespace, name };
}

function refKey({ group, kind, namespace, name }: ObjectRef): string {
  return `${group}/${kind}/${namespace}/${name}`;
}
