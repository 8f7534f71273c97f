/** What measuring has to know of a cluster, because no series says it: which pod is which part of the mesh. */
import type { Inventory } from "../inventory/facts.ts";
import type { Pod, Slice } from "../inventory/model.ts";
import { live } from "../inventory/pods.ts";
import type { MeshPart } from "../snapshot/measurement.ts";
import { meshPartOf } from "../snapshot/mesh-part.ts";

/** Plain data, so that it can pass between threads and be stored. */
export interface MeshFacts {
  /** null: they could not be read. */
  readonly namespaces: readonly NamespaceFacts[] | null;
  /** Parts of the mesh by "namespace/pod": live pods only. null: pods could not be read. */
  readonly pods: Readonly<Record<string, MeshPart>> | null;
  /** Every pod is in `pods` that belongs there. */
  readonly complete: boolean;
  /** Workloads of gateways, as `source_workload` names them, at most MOST_GATEWAYS. */
  readonly gateways: readonly string[];
  /** Workloads of gateways, waypoints and ztunnel that run more than their proxy, at most MOST_HELPED; absent: none. */
  readonly helped?: readonly string[];
}

export interface NamespaceFacts {
  readonly name: string;
  /** A namespace in ambient mode may still have pods with a sidecar. */
  readonly mode: "sidecar" | "ambient" | "none";
  /** Something in it resolves to a waypoint, so its HTTP traffic may be reported. */
  readonly waypoint: boolean;
}

/** Facts of a cluster of which nothing was read. */
export const NO_FACTS: MeshFacts = { namespaces: null, pods: null, complete: false, gateways: [] };

/** Each gateway is a view of its own on every move. */
export const MOST_GATEWAYS = 20;

/** They are named in every question about memory and CPU. */
export const MOST_HELPED = 50;

export function meshFacts(inventory: Inventory): MeshFacts {
  const { pods, meshNamespaces } = inventory.slices;
  const coverage = inventory.coverage.find(({ resource }) => resource === "pods");
  const read = pods.read !== "unread" && coverage?.outcome !== "taken-as-absent";

  const parts: Record<string, MeshPart> = {};
  const gateways = new Set<string>();
  const helped = new Set<string>();
  const withSidecars = new Set<string>();
  for (const pod of read ? pods.items : []) {
    const part = live(pod) ? meshPartOf(pod) : null;
    if (part === null) continue;
    parts[podKey(pod.namespace, pod.name)] = part;
    if (part === "gateway" && pod.owner) gateways.add(pod.owner.name);
    const workload = pod.owner?.name ?? pod.name;
    if (part === "sidecar") withSidecars.add(workload);
    if (STANDING_ALONE.has(part) && hasHelpers(pod)) helped.add(workload);
  }
  // Questions name pods without their namespace: one that pods with sidecars may have as well is left out.
  const isShared = (name: string) =>
    [...withSidecars].some((other) => other === name || other.startsWith(`${name}-`));
  const names = [...helped].filter((name) => !isShared(name));

  return {
    namespaces: meshNamespaces.read === "unread" ? null : namespacesOf(inventory),
    pods: read ? parts : null,
    complete: read && pods.read === "complete",
    gateways: [...gateways].sort().slice(0, MOST_GATEWAYS),
    ...(names.length > 0 && { helped: names.sort().slice(0, MOST_HELPED) }),
  };
}

const STANDING_ALONE: ReadonlySet<MeshPart> = new Set(["gateway", "waypoint", "ztunnel"]);

/** A container beside the proxy would otherwise look like the application of a sidecar. */
function hasHelpers({ shape }: Pod): boolean {
  return shape.containers.some(
    ({ name, init, restartAlways }) =>
      (!init || restartAlways) && name !== "istio-proxy" && name !== "agentgateway",
  );
}

/** How `MeshFacts.pods` names a pod. */
export function podKey(namespace: string, pod: string): string {
  return `${namespace}/${pod}`;
}

/** However completely they were read. */
export function itemsIn<T>(slice: Slice<T>): readonly T[] {
  return slice.read === "unread" ? [] : slice.items;
}

function namespacesOf({ slices }: Inventory): NamespaceFacts[] {
  const withWaypoint = new Set(
    itemsIn(slices.serviceBindings).flatMap(({ service, binding }) =>
      binding.state === "bound" && service.namespace !== null ? [service.namespace] : [],
    ),
  );
  for (const { ref } of itemsIn(slices.waypoints)) {
    if (ref.namespace !== null) withWaypoint.add(ref.namespace);
  }
  return itemsIn(slices.meshNamespaces).map(({ name, ambient, injection, pods }) => ({
    name,
    mode:
      ambient || pods.ambient > 0
        ? "ambient"
        : injection.injected || pods.sidecar > 0
          ? "sidecar"
          : "none",
    waypoint: withWaypoint.has(name),
  }));
}
