import type { Member } from "./candidates.ts";
import type { Candidate, ServiceBinding } from "./facts.ts";
import type { EndpointSlice, Labels, ObjectRef, Service, ServiceEntry } from "./model.ts";
import { indexByLabels, isGatewayClass } from "./pods.ts";
import { entryProtocolOf, isHttp, protocolOf } from "./protocol.ts";
import { refKey } from "./refs.ts";
import { type BindingContext, serviceBinding } from "./waypoint-binding.ts";

/** A Service or ServiceEntry with the candidates behind it. */
export type BoundService = {
  readonly binding: ServiceBinding;
  readonly candidates: readonly Candidate[];
} & (
  | { readonly kind: "service"; readonly record: Service }
  | { readonly kind: "entry"; readonly record: ServiceEntry }
);

interface ServiceRecords {
  readonly services: readonly Service[];
  readonly serviceEntries: readonly ServiceEntry[];
  readonly endpointSlices: readonly EndpointSlice[];
  readonly members: readonly Member[];
}

/**
 * Endpoints are found as istiod finds them: by a non-empty selector in the Service's own namespace, or through the
 * EndpointSlices of a Service without one. Source: istio/istio pilot/pkg/serviceregistry/ambient/workloads.go.
 */
export function bindServices(
  { services, serviceEntries, endpointSlices, members }: ServiceRecords,
  context: BindingContext,
): readonly BoundService[] {
  const bySelector = selectMembers(members);
  const bySlice = sliceMembers(endpointSlices, members);

  return [
    ...services.map((record): BoundService => {
      const behind =
        Object.keys(record.selector).length > 0
          ? bySelector(record.ref.namespace, record.selector)
          : bySlice(record.ref);
      const found = record.externalName === null ? behind : [];
      return { kind: "service", record, ...bound(record, serviceFields(record), found, context) };
    }),
    ...serviceEntries.map((record): BoundService => {
      const { workloadSelector, ref } = record;
      const found =
        workloadSelector === null || Object.keys(workloadSelector).length === 0
          ? []
          : bySelector(ref.namespace, workloadSelector);
      return { kind: "entry", record, ...bound(record, entryFields(record), found, context) };
    }),
  ];
}

/** "cart.shop.svc.cluster.local" */
function serviceHost({ name, namespace }: ObjectRef): string {
  return `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`;
}

type Fields = Pick<ServiceBinding, "hosts" | "headless" | "httpPorts">;

function serviceFields({ ref, headless, ports }: Service): Fields {
  return {
    hosts: [serviceHost(ref)],
    headless,
    httpPorts: ports.filter((port) => isHttp(protocolOf(port))).map(({ port }) => port),
  };
}

function entryFields({ hosts, ports }: ServiceEntry): Fields {
  return {
    hosts,
    headless: false,
    httpPorts: ports.filter((port) => isHttp(entryProtocolOf(port))).map(({ port }) => port),
  };
}

function bound(
  record: Service | ServiceEntry,
  fields: Fields,
  behind: readonly Member[],
  context: BindingContext,
): { binding: ServiceBinding; candidates: readonly Candidate[] } {
  const candidates = behind.flatMap(({ candidate }) => (candidate === null ? [] : [candidate]));
  return {
    candidates,
    binding: {
      ...fields,
      service: record.ref,
      binding: serviceBinding(record, context),
      candidates: ownersOf(candidates),
      infrastructureOnly:
        behind.length > 0 &&
        behind.every(({ group: { shape } }) => isGatewayClass(shape.class) || shape.hostNetwork),
    },
  };
}

/** Each owner once, in order. */
export function ownersOf(candidates: readonly Candidate[]): readonly ObjectRef[] {
  const owners = new Map(candidates.map(({ owner }) => [refKey(owner), owner]));
  return [...owners.values()];
}

function selectMembers(
  members: readonly Member[],
): (namespace: string | null, selector: Labels) => readonly Member[] {
  const spaces = Map.groupBy(members, ({ group }) => group.namespace);
  const finders = new Map<string, (wanted: Labels) => readonly Member[]>();

  return (namespace, selector) => {
    const inside = namespace === null ? undefined : spaces.get(namespace);
    if (namespace === null || !inside) return [];
    const finder =
      finders.get(namespace) ?? indexByLabels(inside, ({ group }) => group.shape.labels);
    finders.set(namespace, finder);
    return finder(selector);
  };
}

function sliceMembers(
  slices: readonly EndpointSlice[],
  members: readonly Member[],
): (service: ObjectRef) => readonly Member[] {
  const byService = Map.groupBy(slices, ({ ref, service }) => `${ref.namespace}/${service}`);
  const spaces = Map.groupBy(members, ({ group }) => group.namespace);

  return (service) => {
    const pods = new Set(
      (byService.get(`${service.namespace}/${service.name}`) ?? []).flatMap((slice) => slice.pods),
    );
    if (pods.size === 0 || service.namespace === null) return [];
    return (spaces.get(service.namespace) ?? []).filter(({ group }) =>
      group.pods.some(({ name }) => pods.has(name)),
    );
  };
}

/** istiod's `--domain`; an install that changes it is rare, and no object that we read tells it. */
const CLUSTER_DOMAIN = "cluster.local";
