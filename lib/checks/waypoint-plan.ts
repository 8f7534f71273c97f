import type { MeshConfig, MeshNamespace, ServiceBinding, Waypoint } from "../inventory/facts.ts";
import { meshConfigFor } from "../inventory/mesh-config.ts";
import type { ObjectRef } from "../inventory/model.ts";
import { refKey, sameRef } from "../inventory/refs.ts";
import type { Consulted } from "./define.ts";
import { oncePer } from "./once.ts";

/** Workloads of one namespace and the Services that lead to them. */
export interface Behind {
  /** Services and ServiceEntries with an address of their own, behind which at least one of the workloads stands. */
  readonly services: readonly ServiceBinding[];
  /** Workloads that no such Service leads to: traffic is addressed to their pods. */
  readonly loose: readonly ObjectRef[];
}

/** The waypoint that will stand in front of some workloads: the one they have, or the one to create. */
export interface WaypointPlan {
  readonly namespace: string;
  readonly name: string;
  readonly serviceAccount: string;
  readonly exists: boolean;
  /** `istio.io/waypoint-for` that covers the workloads. */
  readonly kind: "service" | "workload" | "all";
}

/** What a policy has to be enforced in front of. */
export interface Front extends Behind {
  /** Whether all loose workloads use a waypoint for workloads; true when there is none. */
  readonly looseBound: boolean;
}

/**
 * Headless Services have no address that a waypoint could stand behind. null when Services could not be read.
 * https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export function behind(
  owners: readonly ObjectRef[],
  namespace: string,
  bindings: readonly ServiceBinding[] | null,
): Behind | null {
  if (bindings === null) return null;
  const wanted = new Set(owners.map(refKey));
  const services = (bindingsByNamespace(bindings).get(namespace) ?? []).filter(
    ({ headless, candidates }) =>
      !headless && candidates.some((candidate) => wanted.has(refKey(candidate))),
  );
  const led = new Set(services.flatMap(({ candidates }) => candidates.map(refKey)));
  return { services, loose: owners.filter((owner) => !led.has(refKey(owner))) };
}

/**
 * The Services in front of the workloads that a policy covers, and the workloads that are called by their own address.
 * Workers that nobody calls need no waypoint, so they are in neither. null when Services could not be read.
 */
export function frontOf(
  policy: ObjectRef,
  { namespace, owners }: { readonly namespace: string; readonly owners: readonly ObjectRef[] },
  { serviceBindings, waypointNeeds }: Consulted<"serviceBindings" | "waypointNeeds">,
): Front | null {
  const all = behind(owners, namespace, serviceBindings);
  if (all === null || serviceBindings === null) return null;
  if (waypointNeeds === null) return { ...all, looseBound: all.loose.length === 0 };

  const headless = (bindingsByNamespace(serviceBindings).get(namespace) ?? []).filter(
    (service) => service.headless,
  );
  const reasons = (
    waypointNeeds.find((need) => need.namespace === namespace)?.reasons ?? []
  ).filter(({ object }) => sameRef(object, policy));
  const loose = all.loose.map((owner) => {
    const key = refKey(owner);
    const subjects = headless.filter(({ candidates }) =>
      candidates.some((one) => refKey(one) === key),
    );
    const names = new Set([key, ...subjects.map(({ service }) => refKey(service))]);
    return { owner, reasons: reasons.filter(({ subject }) => names.has(refKey(subject))) };
  });
  const called = loose.filter((one) => one.reasons.length > 0);
  return {
    services: all.services,
    loose: called.map(({ owner }) => owner),
    looseBound: called.every((one) => one.reasons.every(({ bound }) => bound)),
  };
}

/** The waypoint the Services are bound to, else one that stands in the namespace, else istioctl's default name. */
export function waypointPlan(
  namespace: string,
  front: Behind | null,
  waypoints: readonly Waypoint[] | null,
): WaypointPlan {
  const bound = front?.services.flatMap(({ binding }) =>
    binding.state === "bound" ? [binding.waypoint] : [],
  )[0];
  const known = waypoints?.find(({ ref }) =>
    bound === undefined ? ref.namespace === namespace : sameRef(ref, bound),
  );
  const kind = kindFor(front);

  if (known !== undefined && known.ref.namespace !== null) {
    const { ref, serviceAccount } = known;
    return { namespace: known.ref.namespace, name: ref.name, serviceAccount, exists: true, kind };
  }
  if (bound !== undefined && bound.namespace !== null) {
    const { name } = bound;
    return { namespace: bound.namespace, name, serviceAccount: name, exists: true, kind };
  }
  return { namespace, name: DEFAULT_NAME, serviceAccount: DEFAULT_NAME, exists: false, kind };
}

/**
 * How policies name a waypoint. `assumed` when no MeshConfig was readable.
 * Source: istio/istio pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go.
 */
export function principalOf(
  { namespace, serviceAccount }: Pick<WaypointPlan, "namespace" | "serviceAccount">,
  trustDomain: string,
): string {
  return `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}

/** The trust domain of the revision that injects the namespace, else of the default one. */
export function trustDomainFor(
  namespace: MeshNamespace | undefined,
  configs: readonly MeshConfig[] | null,
): { readonly value: string; readonly assumed: boolean } {
  const revision = namespace?.injection.revision ?? "default";
  const config = configs === null ? undefined : meshConfigFor(configs, revision);
  return config === undefined
    ? { value: DEFAULT_TRUST_DOMAIN, assumed: true }
    : { value: config.trustDomain, assumed: !config.known };
}

const bindingsByNamespace = oncePer((bindings: readonly ServiceBinding[]) =>
  Map.groupBy(bindings, ({ service }) => service.namespace),
);

function kindFor(front: Behind | null): WaypointPlan["kind"] {
  if (front === null || front.loose.length === 0) return "service";
  return front.services.length === 0 ? "workload" : "all";
}

/** istioctl's own. */
const DEFAULT_NAME = "waypoint";
const DEFAULT_TRUST_DOMAIN = "cluster.local";
