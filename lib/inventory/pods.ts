import { labelOf } from "./labels.ts";
import type { Labels, ObjectRef, Pod, PodClass, PodShape, Workload } from "./model.ts";
import { refKey } from "./refs.ts";

/** Live pods of one owner and one shape, or a template that has no live pod. */
export interface PodGroup {
  readonly namespace: string;
  readonly owner: ObjectRef;
  readonly source: "pods" | "template";
  readonly shape: PodShape;
  /** The owner's template, when its owner is one of our workloads. */
  readonly template: PodShape | null;
  readonly pods: readonly Pod[];
}

/** Istio and istio-cni skip terminal pods and pods that are going away; Pending counts as live. */
export function live(pod: Pod): boolean {
  return pod.phase !== "Succeeded" && pod.phase !== "Failed" && !pod.deleting;
}

/** With `live`, what counts as a pod with a sidecar. Never a glob: a stale mark is no sidecar. */
export function isSidecarClass(podClass: PodClass): boolean {
  return podClass === "sidecar-native" || podClass === "sidecar-classic";
}

/** Gateways of every kind and waypoints: Envoy proxies that ambient never captures. */
export function isGatewayClass(podClass: PodClass): boolean {
  return GATEWAYS.has(podClass);
}

export function isInfrastructureClass(podClass: PodClass): boolean {
  return podClass === "ztunnel" || isGatewayClass(podClass);
}

/** A pod or template that policies select and that could be enrolled. */
export function isCandidateShape(shape: PodShape): boolean {
  return (
    !shape.hostNetwork &&
    shape.labels["istio.io/dataplane-mode"] !== "none" &&
    !isInfrastructureClass(shape.class)
  );
}

export function isCandidatePod(pod: Pod): boolean {
  return live(pod) && isCandidateShape(pod.shape);
}

/** The sidecar accepts HBONE: the injector labels it so while ambient is on. Source: istio/istio pkg/kube/inject/inject.go. */
export function hboneCapable(shape: PodShape): boolean {
  const tunnel = shape.labels["networking.istio.io/tunnel"];
  return tunnel?.split(",").includes("http") === true;
}

interface Gathered {
  readonly group: PodGroup;
  readonly pods: Pod[];
}

/** Equal pods once, and templates that have no live pod now: scaled to zero, or between two runs of a CronJob. */
export function groupPods(
  pods: readonly Pod[],
  workloads: readonly Workload[],
): readonly PodGroup[] {
  const templates = new Map(workloads.map((workload) => [refKey(workload.ref), workload]));
  const groups = new Map<string, Map<PodShape, Gathered>>();
  let last: Gathered | null = null;
  for (const pod of pods) {
    if (!live(pod)) continue;
    // Pods of one template stand next to each other, and share what they have in common.
    if (last && last.group.owner === pod.owner && last.group.shape === pod.shape) {
      last.pods.push(pod);
      continue;
    }
    const owner = pod.owner ?? podRef(pod);
    const key = refKey(owner);
    const shapes = groups.get(key) ?? new Map();
    if (shapes.size === 0) groups.set(key, shapes);
    const known = shapes.get(pod.shape);
    if (known) {
      known.pods.push(pod);
      last = known;
      continue;
    }
    const members = [pod];
    const template = templates.get(key);
    last = {
      pods: members,
      group: {
        namespace: pod.namespace,
        owner,
        source: "pods",
        shape: pod.shape,
        template: template ? template.shape : null,
        pods: members,
      },
    };
    shapes.set(pod.shape, last);
  }

  const running = [...groups.values()].flatMap((shapes) =>
    [...shapes.values()].map(({ group }) => group),
  );
  const waiting = workloads.flatMap((workload): PodGroup[] => {
    const { ref, shape } = workload;
    if (ref.namespace === null || groups.has(refKey(ref))) return [];
    return [
      {
        namespace: ref.namespace,
        owner: ref,
        source: "template",
        shape,
        template: shape,
        pods: [],
      },
    ];
  });
  return [...running, ...waiting];
}

/**
 * Finds the members whose labels contain a selector's, by way of the rarest of its pairs, so that a namespace with
 * thousands of Services and shapes is not compared pair by pair.
 */
export function indexByLabels<T>(
  members: readonly T[],
  labelsOf: (member: T) => Labels,
): (wanted: Labels) => readonly T[] {
  const byPair = new Map<string, T[]>();
  for (const member of members) {
    for (const [key, value] of Object.entries(labelsOf(member))) {
      const pair = `${key}=${value}`;
      const known = byPair.get(pair);
      if (known) known.push(member);
      else byPair.set(pair, [member]);
    }
  }

  return (wanted) => {
    const pairs = Object.entries(wanted);
    if (pairs.length === 0) return members;

    let rarest: readonly T[] = members;
    for (const [key, value] of pairs) {
      const holders = byPair.get(`${key}=${value}`);
      if (!holders) return [];
      if (holders.length <= rarest.length) rarest = holders;
    }
    return rarest.filter((member) => {
      const labels = labelsOf(member);
      return pairs.every(([key, value]) => labelOf(labels, key) === value);
    });
  };
}

/** Keeps the order of the members; the namespaces appear in the order of their first member. */
export function byNamespace<T extends { readonly namespace: string }>(
  members: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  return Map.groupBy(members, ({ namespace }) => namespace);
}

function podRef({ namespace, name }: Pod): ObjectRef {
  return { group: "", kind: "Pod", namespace, name };
}

const GATEWAYS: ReadonlySet<PodClass> = new Set([
  "waypoint",
  "eastwest-ambient",
  "gateway-api-gateway",
  "classic-gateway",
]);
