/** Which part of the mesh a proxy that stands alone is, and how usages add up. Pure. */
import type { MeshPart, Usage } from "../snapshot/measurement.ts";
import { type MeshFacts, podKey } from "./facts.ts";

/** What was measured and is nothing: never used where nothing was measured. */
export const NO_PROXIES: Usage = { proxies: 0, memory: 0, cpu: 0 };

/** Tells the part of a pod; null: it could not be told. */
export type PartTeller = (namespace: string, pod: string) => MeshPart | null;

/**
 * By the pod list; for pods of another time than the scan's, by those that the pod list has of the same workload, and
 * last by the names that Istio's charts give: ztunnel-..., ...waypoint-..., ...gateway-....
 */
export function partTeller({ pods }: MeshFacts): PartTeller {
  const parts = new Map(Object.entries(pods ?? {}));
  const siblings = new Map<string, MeshPart>();
  for (const [key, part] of parts) {
    if (part === "sidecar") continue;
    for (const stem of stemsOf(key)) siblings.set(stem, part);
  }
  return (namespace, pod) => {
    const key = podKey(namespace, pod);
    const known = parts.get(key) ?? stemsOf(key).flatMap((stem) => siblings.get(stem) ?? [])[0];
    return known ?? byName(pod);
  };
}

/** How many pods the pod list has of each part; null when it was not read. */
export function countParts({ pods }: MeshFacts): ReadonlyMap<MeshPart, number> | null {
  if (pods === null) return null;
  const counts = new Map<MeshPart, number>();
  for (const part of Object.values(pods)) counts.set(part, (counts.get(part) ?? 0) + 1);
  return counts;
}

/** Namespaces in which the pod list has pods of a part. */
export function namespacesWith({ pods }: MeshFacts, part: MeshPart): ReadonlySet<string> {
  return new Set(
    Object.entries(pods ?? {}).flatMap(([key, each]) =>
      each === part ? [key.slice(0, key.indexOf("/"))] : [],
    ),
  );
}

/** A sum of which a piece is unknown is unknown. */
export function addUsage(one: Usage, other: Usage): Usage {
  return {
    proxies: add(one.proxies, other.proxies),
    memory: add(one.memory, other.memory),
    cpu: toMicrocore(add(one.cpu, other.cpu)),
  };
}

/** CPU in cores, as sources tell it, in millicores to the microcore. */
export function millicores(cores: number): number {
  return Math.round(cores * 1e6) / 1e3;
}

/** Sums of fractions end in digits that nobody measured. */
function toMicrocore(cpu: number | null): number | null {
  return cpu === null ? null : Math.round(cpu * 1e3) / 1e3;
}

function add(one: number | null, other: number | null): number | null {
  return one === null || other === null ? null : one + other;
}

/** Without the random ends of the names of pods: of a Deployment two, of a DaemonSet or StatefulSet one. */
function stemsOf(key: string): readonly string[] {
  const one = /^(.+\/.+)-[^-/]+$/.exec(key)?.[1];
  const two = /^(.+\/.+)-[^-/]+-[^-/]+$/.exec(key)?.[1];
  return [two, one].filter((stem) => stem !== undefined);
}

function byName(pod: string): MeshPart | null {
  if (pod.startsWith("ztunnel-")) return "ztunnel";
  if (pod.startsWith("istiod-")) return "istiod";
  if (pod.startsWith("istio-cni-node-")) return "istio-cni";
  if (/(^|-)waypoint-/.test(pod)) return "waypoint";
  return /gateway/.test(pod) ? "gateway" : null;
}
