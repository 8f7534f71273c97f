import type { Candidate, Waypoint } from "./facts.ts";
import type { ObjectRef } from "./model.ts";
import type { Place } from "./places.ts";
import { refKey } from "./refs.ts";
import type { BoundService } from "./services.ts";
import { type BindingContext, namedWaypoint, workloadBinding } from "./waypoint-binding.ts";

interface Users {
  readonly services: readonly BoundService[];
  readonly candidates: readonly Candidate[];
  readonly places: ReadonlyMap<string, Place>;
  readonly bindings: BindingContext;
}

/**
 * Waypoints with who uses them: Services and ServiceEntries that resolve to one, workloads whose pods name one themselves,
 * and Namespaces whose label names it.
 */
export function joinUsers(
  waypoints: readonly Waypoint[],
  { services, candidates, places, bindings }: Users,
): readonly Waypoint[] {
  const users = new Map<string, Map<string, ObjectRef>>();
  const add = (
    waypoint: { readonly namespace: string | null; readonly name: string },
    user: ObjectRef,
  ) => {
    const place = `${waypoint.namespace}/${waypoint.name}`;
    const known = users.get(place) ?? new Map<string, ObjectRef>();
    users.set(place, known.set(refKey(user), user));
  };

  for (const { binding } of services) {
    if (binding.binding.state === "bound") add(binding.binding.waypoint, binding.service);
  }
  for (const { owner, namespace, shape } of candidates) {
    if (namedWaypoint(shape.labels, namespace) === null) continue;
    const pod = { ref: { ...owner, namespace }, labels: shape.labels, conditions: [] };
    const binding = workloadBinding(pod, bindings);
    if (binding.state === "bound") add(binding.waypoint, owner);
  }
  for (const { name, labels } of places.values()) {
    const wanted = namedWaypoint(labels, name);
    if (wanted) add(wanted, { group: "", kind: "Namespace", namespace: null, name });
  }

  return waypoints.map((waypoint) => ({
    ...waypoint,
    usedBy: [...(users.get(`${waypoint.ref.namespace}/${waypoint.ref.name}`)?.values() ?? [])],
  }));
}
