import type { Inventory } from "../inventory/facts.ts";
import type { Pod, PodStart } from "../inventory/model.ts";
import { isInfrastructureClass, isSidecarClass, live } from "../inventory/pods.ts";
import { itemsOf } from "../migration/policies.ts";
import { quantilesOf } from "./distribution.ts";
import type { NamespaceStart, ProxyWait, StartGroup, StartPain, StartTimes } from "./pain-model.ts";

/**
 * How long ready pods took to start, with and without a sidecar. Pods of system namespaces and of the mesh itself are
 * left out. Different applications stand on both sides, so their difference is no proof; what passes before a native
 * sidecar is ready, is.
 */
export function startPain(inventory: Inventory): StartPain {
  const excluded = new Set(
    itemsOf(inventory, "meshNamespaces").flatMap(({ name, excluded }) =>
      excluded === null ? [] : [name],
    ),
  );
  const groups: Record<StartGroup, Pod[]> = { native: [], classic: [], ambient: [], none: [] };
  const namespaces = new Map<string, { sidecar: Pod[]; without: Pod[] }>();
  for (const pod of itemsOf(inventory, "pods")) {
    if (!live(pod) || !pod.ready || isInfrastructureClass(pod.shape.class)) continue;
    if (excluded.has(pod.namespace) && !isSidecarClass(pod.shape.class)) continue;
    const group = groupOf(pod);
    groups[group].push(pod);
    const here = namespaces.get(pod.namespace) ?? { sidecar: [], without: [] };
    namespaces.set(pod.namespace, here);
    here[isSidecarClass(pod.shape.class) ? "sidecar" : "without"].push(pod);
  }

  return {
    sidecar: timesOf([...groups.native, ...groups.classic]),
    without: timesOf([...groups.ambient, ...groups.none]),
    groups: {
      native: timesOf(groups.native),
      classic: timesOf(groups.classic),
      ambient: timesOf(groups.ambient),
      none: timesOf(groups.none),
    },
    wait: { native: waitOf(groups.native), classic: waitOf(groups.classic) },
    namespaces: [...namespaces]
      .map(([namespace, { sidecar, without }]): NamespaceStart => {
        const { buckets: _s, ...withSidecar } = timesOf(sidecar);
        const { buckets: _w, ...withoutSidecar } = timesOf(without);
        const native = sidecar.filter(({ shape }) => shape.class === "sidecar-native");
        return { namespace, sidecar: withSidecar, without: withoutSidecar, wait: waitOf(native) };
      })
      .sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
  };
}

function groupOf({ shape }: Pod): StartGroup {
  switch (shape.class) {
    case "sidecar-native":
      return "native";
    case "sidecar-classic":
      return "classic";
    case "ambient":
      return "ambient";
    default:
      return "none";
  }
}

/** Seconds; the rest is in a bucket that ends where no start that is taken does. */
const BOUNDS = [2, 5, 10, 15, 20, 30, 45, 60, 120, 300, 600] as const;

function timesOf(pods: readonly Pod[]): StartTimes {
  const seconds = startsOf(pods).map(({ ready }) => ready);
  const longest = Math.max(...seconds);
  const bounds = [...BOUNDS.filter((bound) => bound < longest), ceiling(longest)];
  return {
    pods: seconds.length,
    unknown: pods.length - seconds.length,
    seconds: quantilesOf(seconds),
    buckets:
      seconds.length === 0
        ? []
        : bounds.map((upTo, index) => {
            const above = bounds[index - 1] ?? -1;
            return { upTo, pods: seconds.filter((each) => each > above && each <= upTo).length };
          }),
  };
}

function ceiling(longest: number): number {
  return BOUNDS.find((bound) => bound >= longest) ?? longest;
}

function waitOf(pods: readonly Pod[]): ProxyWait {
  const starts = startsOf(pods).flatMap(({ ready, proxy }) =>
    proxy === null ? [] : [{ ready, proxy }],
  );
  const total = starts.reduce((sum, { ready }) => sum + ready, 0);
  const waited = starts.reduce((sum, { proxy }) => sum + proxy, 0);
  return {
    pods: starts.length,
    seconds: quantilesOf(starts.map(({ proxy }) => proxy)),
    share: total === 0 ? null : waited / total,
  };
}

function startsOf(pods: readonly Pod[]): readonly PodStart[] {
  return pods.flatMap(({ start }) => start ?? []);
}
