import type {
  Candidate,
  ClassifiedPolicy,
  Waypoint,
  WaypointNeed,
  WaypointReason,
  WaypointRule,
} from "./facts.ts";
import type {
  DestinationRule,
  EnvoyFilter,
  ObjectRef,
  RequestAuthentication,
  Route,
  TrafficExtension,
  VirtualService,
  WasmPlugin,
} from "./model.ts";
import { policyDemands } from "./need-by-policy.ts";
import { targetDemands } from "./need-by-target.ts";
import { trafficDemands } from "./need-by-traffic.ts";
import { type Demand, type Subject, subjects } from "./need-subjects.ts";
import { isHttp, protocolOf } from "./protocol.ts";
import type { BoundService } from "./services.ts";
import type { BindingContext } from "./waypoint-binding.ts";

/** The records and facts that decide whether a waypoint is needed. */
export interface NeedRecords {
  readonly namespaces: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly services: readonly BoundService[];
  readonly classifiedPolicies: readonly ClassifiedPolicy[];
  readonly requestAuthentications: readonly RequestAuthentication[];
  readonly wasmPlugins: readonly WasmPlugin[];
  readonly trafficExtensions: readonly TrafficExtension[];
  readonly envoyFilters: readonly EnvoyFilter[];
  readonly virtualServices: readonly VirtualService[];
  readonly destinationRules: readonly DestinationRule[];
  readonly routes: readonly Route[];
  readonly waypoints: readonly Waypoint[];
  readonly rootNamespace: string;
  /** Namespaces that take part in the mesh: mesh-wide policies count there. */
  readonly isCandidate: (namespace: string) => boolean;
  readonly bindings: BindingContext;
}

/**
 * One per namespace. Reasons stand with the namespace of what they are needed for, the unbound first; many subjects of
 * one object are cut to the first hundred. https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export function waypointNeeds(records: NeedRecords): readonly WaypointNeed[] {
  const found = subjects(records.services, records.bindings);
  const required = Map.groupBy(
    [
      ...policyDemands(records, found),
      ...trafficDemands(records, found),
      ...targetDemands(records, found),
    ],
    ({ subject }) => subject.namespace,
  );
  const services = Map.groupBy(records.services, ({ record }) => record.ref.namespace);

  return records.namespaces.map((namespace): WaypointNeed => {
    const demands = distinct(required.get(namespace) ?? []);
    if (demands.length > 0) return need(namespace, "required", demands);

    const wishes = (services.get(namespace) ?? []).flatMap((service) =>
      perRequestDemands(service, found.ofService(service)),
    );
    return need(namespace, wishes.length > 0 ? "recommended" : "none", wishes);
  });
}

/** C1: without a waypoint, ztunnel balances connections, not requests, and retries nothing. */
function perRequestDemands(
  { kind, record, binding, candidates }: BoundService,
  subject: Subject,
): readonly Demand[] {
  if (kind !== "service" || binding.headless || candidates.length === 0) return [];
  const demand = { rule: "C1" as const, object: record.ref, subject, decisive: false };

  const http = record.ports.find((port) => isHttp(protocolOf(port)));
  if (http) {
    const detail = `Port ${http.port} speaks HTTP: without a waypoint its connections are balanced, not its requests.`;
    return [{ ...demand, detail }];
  }
  const unnamed = record.ports.find((port) => protocolOf(port) === "auto");
  if (!unnamed) return [];
  const detail = `Port ${unnamed.port} does not say what it speaks and may be HTTP: without a waypoint its connections are balanced, not its requests.`;
  return [{ ...demand, detail }];
}

function need(
  namespace: string,
  level: WaypointNeed["level"],
  demands: readonly Demand[],
): WaypointNeed {
  const addressed = new Set(demands.map(({ subject }) => subject.addressed));
  return {
    namespace,
    level,
    trafficType: addressed.has("workload")
      ? addressed.has("service")
        ? "all"
        : "workload"
      : "service",
    reasons: demands.map(
      ({ rule, object, subject, detail, decisive }): WaypointReason => ({
        rule,
        object,
        subject: subject.ref,
        detail,
        decisive,
        bound: subject.bound,
      }),
    ),
  };
}

/** Each object with each subject once per rule, at most MOST_SUBJECTS per object, those without a waypoint first. */
function distinct(demands: readonly Demand[]): readonly Demand[] {
  const seen = new Map<WaypointRule, Map<ObjectRef, Set<Subject>>>();
  const isNew = ({ rule, object, subject }: Demand) => {
    const objects = seen.get(rule) ?? new Map<ObjectRef, Set<Subject>>();
    seen.set(rule, objects);
    const subjectsOf = objects.get(object) ?? new Set<Subject>();
    objects.set(object, subjectsOf);
    if (subjectsOf.has(subject) || subjectsOf.size >= MOST_SUBJECTS) return false;
    subjectsOf.add(subject);
    return true;
  };

  return [
    ...demands.filter(({ subject }) => !subject.bound),
    ...demands.filter(({ subject }) => subject.bound),
  ].filter(isNew);
}

const MOST_SUBJECTS = 100;
