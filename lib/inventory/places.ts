import type { Collected, Labels } from "./model.ts";
import type { PodGroup } from "./pods.ts";

/** A namespace as it is judged. */
export interface Place {
  readonly name: string;
  /** Labels to judge by. */
  readonly labels: Labels;
  /** The sentence to show when these labels are an assumption; null when they were read. */
  readonly assumed: string | null;
}

export interface PlaceEvidence {
  readonly waypointNamespaces: ReadonlySet<string>;
  readonly isSystem: (namespace: string) => boolean;
}

/**
 * Listed namespaces, and those that only show through what is in them. Manifests often come without their Namespace, so
 * its labels are unknown rather than absent: what stands in it tells how it is judged, and a namespace of templates alone
 * is judged as if it had sidecars, since whoever hands it in asks whether it can move away from them.
 */
export function placesOf(
  { input, slices }: Collected,
  groups: readonly PodGroup[],
  { waypointNamespaces, isSystem }: PlaceEvidence,
): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  if (slices.namespaces.read !== "unread") {
    for (const { ref, labels } of slices.namespaces.items) {
      places.set(ref.name, { name: ref.name, labels, assumed: null });
    }
  }

  const groupsIn = Map.groupBy(groups, ({ namespace }) => namespace);
  const mentioned = [
    ...groupsIn.keys(),
    ...(slices.services.read === "unread" ? [] : slices.services.items).map(
      ({ ref }) => ref.namespace,
    ),
    ...(slices.serviceEntries.read === "unread" ? [] : slices.serviceEntries.items).map(
      ({ ref }) => ref.namespace,
    ),
  ];
  for (const name of mentioned) {
    if (name === null || places.has(name)) continue;
    const inside = groupsIn.get(name);
    places.set(
      name,
      input === "dump" && inside && !isSystem(name)
        ? assumedPlace(name, inside, waypointNamespaces.has(name))
        : { name, labels: {}, assumed: null },
    );
  }
  return places;
}

function assumedPlace(name: string, inside: readonly PodGroup[], holdsWaypoint: boolean): Place {
  const unlisted = `Namespace ${name} is not in the files, so its labels are unknown`;
  const has = (...classes: readonly string[]) =>
    inside.some(({ shape }) => classes.includes(shape.class));
  const ambient = (why: string): Place => ({
    name,
    labels: { "istio.io/dataplane-mode": "ambient" },
    assumed: `${unlisted}; ${why}, so it is judged as ambient.`,
  });
  const sidecar = (why: string): Place => ({
    name,
    labels: { "istio-injection": "enabled" },
    assumed: `${unlisted}; ${why}.`,
  });

  if (has("sidecar-native", "sidecar-classic")) {
    return sidecar("its pods have sidecars, so new ones are taken to get them too");
  }
  if (has("ambient", "ambient-pending")) return ambient("its pods are in ambient mode");
  if (holdsWaypoint) return ambient("it holds a waypoint");
  if (inside.some(({ source }) => source === "pods") || !has("plain")) {
    return { name, labels: {}, assumed: `${unlisted}; nothing in it shows a mesh.` };
  }
  return sidecar("it is judged as if its pods would get sidecars");
}
