/**
 * A cluster's past is declared backward: each change says how the cluster was before it. So today is exactly what its
 * own file declares, and an older day is today with every later change taken back.
 */
import type { DataPlane } from "../build/app.ts";
import type { WaypointPlan } from "../build/gateways.ts";
import type { NamespacePlan } from "../build/namespace.ts";
import type { Labels } from "../json.ts";
import { networkPolicy, sidecar } from "./company.ts";

/** What may change about a cluster from day to day. The rest of it is always as its file declares. */
export interface ClusterPlan {
  readonly kubelet: string;
  /** Version of Istio; waypoints, gateways and node agents follow it. */
  readonly istio: string;
  /** istio-cni and ztunnel run on its nodes. */
  readonly nodeAgents: boolean;
  readonly namespaces: readonly NamespacePlan[];
  readonly waypoints: readonly Omit<WaypointPlan, "version">[];
}

/** Something that somebody did to a cluster. */
export interface Change {
  /** The scan of the day so many days ago is the first that sees it. */
  readonly daysAgo: number;
  readonly what: string;
  /** The cluster as it was until then. */
  readonly before: (after: ClusterPlan) => ClusterPlan;
}

/** The cluster as a scan so many days ago saw it; 0 is today. */
export function planAt(
  today: ClusterPlan,
  changes: readonly Change[],
  daysAgo: number,
): ClusterPlan {
  return changes
    .filter((change) => change.daysAgo < daysAgo)
    .toSorted((one, other) => one.daysAgo - other.daysAgo)
    .reduce((plan, { before }) => before(plan), today);
}

/** One namespace as it was. @throws when the cluster has none of that name at that time: the past is declared wrong. */
export function was(
  name: string,
  before: (after: NamespacePlan) => Partial<NamespacePlan>,
): Change["before"] {
  return (plan) => {
    if (!plan.namespaces.some((each) => each.name === name)) {
      throw new Error(`There is no namespace ${name} to take a change back in.`);
    }
    return {
      ...plan,
      namespaces: plan.namespaces.map((each) =>
        each.name === name ? { ...each, ...before(each) } : each,
      ),
    };
  };
}

/** Several things taken back at once. */
export function all(...steps: readonly Change["before"][]): Change["before"] {
  return (plan) => steps.reduce((before, step) => step(before), plan);
}

/** Its labels without some of them, and with others. */
export function labelled(name: string, without: readonly string[], others: Labels = {}) {
  return was(name, ({ labels = {} }) => ({
    labels: {
      ...Object.fromEntries(Object.entries(labels).filter(([key]) => !without.includes(key))),
      ...others,
    },
  }));
}

/** All its pods in one data plane, of the cluster's Istio then, also where an application now has one of its own. */
export function ran(name: string, planeOf: (istio: string) => DataPlane): Change["before"] {
  return (plan) =>
    was(name, ({ apps }) => ({
      dataPlane: planeOf(plan.istio),
      apps: apps.map(({ dataPlane: _, ...app }) => app),
    }))(plan);
}

export const WITH_SIDECARS = (istio: string): DataPlane => sidecar(istio);

/** Injected before istiod supported ambient mode, and not restarted since. */
export const WITHOUT_HBONE = (istio: string): DataPlane => sidecar(istio, { hbone: false });

type Objects = NonNullable<NamespacePlan["objects"]>;

/** Its policies and routes without some, and with others. Objects of one kind and name replace each other. */
export function held(name: string, without: readonly string[], others: Objects = []) {
  return was(name, ({ objects = [] }) => ({
    objects: [
      ...objects.filter(
        (object) =>
          !without.includes(object.name) &&
          !others.some((other) => other.name === object.name && other.resource === object.resource),
      ),
      ...others,
    ],
  }));
}

/** Until then a NetworkPolicy of its own let in no HBONE. */
export function opened(daysAgo: number, name: string): Change {
  const policy = networkPolicy("only-from-us", {
    podSelector: {},
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: {} }], ports: [{ protocol: "TCP", port: 8080 }] }],
  });
  return {
    daysAgo,
    what: `${name} gives up the NetworkPolicy that HBONE does not pass`,
    before: held(name, [], [policy]),
  };
}

export function withWaypoint(namespace: string): Change["before"] {
  return (plan) => ({ ...plan, waypoints: [...plan.waypoints, { namespace }] });
}

export function withoutWaypoint(namespace: string): Change["before"] {
  return (plan) => ({
    ...plan,
    waypoints: plan.waypoints.filter((waypoint) => waypoint.namespace !== namespace),
  });
}

/** Before its team arrived. */
export function without(name: string): Change["before"] {
  return (plan) => ({
    ...plan,
    namespaces: plan.namespaces.filter((namespace) => namespace.name !== name),
  });
}

/** An earlier version of Istio, with the sidecars of the later one replaced by the earlier one's. */
export function ranIstio(version: string): Change["before"] {
  return (plan) => ({
    ...plan,
    istio: version,
    namespaces: plan.namespaces.map((namespace) => ({
      ...namespace,
      dataPlane: earlier(namespace.dataPlane, plan.istio, version),
      apps: namespace.apps.map((app) =>
        app.dataPlane ? { ...app, dataPlane: earlier(app.dataPlane, plan.istio, version) } : app,
      ),
    })),
  });
}

function earlier(plane: DataPlane, later: string, version: string): DataPlane {
  return plane.mode === "sidecar" && plane.version === later ? { ...plane, version } : plane;
}
