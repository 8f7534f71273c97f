import type { Inventory } from "../inventory/facts.ts";
import { live } from "../inventory/pods.ts";
import { itemsOf } from "../migration/policies.ts";
import { meshPartOf } from "./mesh-part.ts";
import type { NamespacePath, PathPain } from "./pain-model.ts";

/**
 * How many Envoy proxies a request can pass between two pods of the mesh: one at each end that has a sidecar, and the
 * waypoint of its destination, which clients with a sidecar go around. In ambient mode ztunnel, which reads no HTTP,
 * stands at both ends, and the waypoint where one is needed. Who really calls whom is not known from a cluster's objects,
 * so namespaces are paired with all.
 * https://istio.io/latest/docs/ambient/architecture/data-plane/
 */
export function pathPain(inventory: Inventory): PathPain {
  const proxies = { sidecar: 0, waypoint: 0, gateway: 0, ztunnel: 0 };
  for (const pod of itemsOf(inventory, "pods")) {
    const part = live(pod) ? meshPartOf(pod) : null;
    if (part !== null && part !== "istiod" && part !== "istio-cni") proxies[part] += 1;
  }

  const namespaces = namespacePaths(inventory);
  const count = (is: (path: NamespacePath) => boolean) => namespaces.filter(is).length;
  const all = namespaces.length;
  const sidecar = count(({ sidecars }) => sidecars > 0);
  const plain = all - sidecar;
  const bound = count(({ sidecars, waypoint }) => sidecars === 0 && waypoint === true);
  const unsure = count(({ sidecars, waypoint }) => sidecars === 0 && waypoint === null);
  const needed = count(({ required }) => required === true);
  const open = count(({ required }) => required === null);

  return {
    proxies,
    now: {
      two: sidecar * sidecar,
      one: 2 * sidecar * plain + plain * bound,
      none: plain * (plain - bound - unsure),
      unknown: plain * unsure,
    },
    ambient: { one: all * needed, none: all * (all - needed - open), unknown: all * open },
    namespaces,
  };
}

function namespacePaths(inventory: Inventory): NamespacePath[] {
  const { serviceBindings, waypointNeeds } = inventory.slices;
  const bound = new Set(
    itemsOf(inventory, "serviceBindings").flatMap(({ service, binding }) =>
      binding.state === "bound" ? [service.namespace] : [],
    ),
  );
  const needs = new Map(
    itemsOf(inventory, "waypointNeeds").map(({ namespace, level }) => [namespace, level]),
  );
  return itemsOf(inventory, "meshNamespaces")
    .filter(({ gatewayOnly, pods }) => !gatewayOnly && pods.sidecar + pods.ambient > 0)
    .map(({ name, pods }) => {
      const isBound = bound.has(name);
      const isRequired = needs.get(name) === "required";
      return {
        namespace: name,
        sidecars: pods.sidecar,
        ambient: pods.ambient,
        // What was not read may bind or require one; what was read already does.
        waypoint: isBound || (serviceBindings.read === "complete" ? false : null),
        required: isRequired || (waypointNeeds.read === "complete" ? false : null),
      };
    });
}
