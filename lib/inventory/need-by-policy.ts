import type { ClassifiedPolicy, WaypointRule } from "./facts.ts";
import type { EnvoyFilter, PolicyMeta, WasmPlugin } from "./model.ts";
import type { Demand, Subjects } from "./need-subjects.ts";
import { policyCovers } from "./policy-cover.ts";
import { refText } from "./refs.ts";
import type { NeedRecords } from "./waypoint-need.ts";

/**
 * R1 to R3: policies and extensions that work on HTTP, select pods, and stop working there once ztunnel serves them.
 * https://istio.io/latest/docs/ambient/usage/l7-features/
 */
export function policyDemands(records: NeedRecords, subjects: Subjects): readonly Demand[] {
  const demandsOf = (policy: PolicyMeta, rule: WaypointRule, detail: string): readonly Demand[] =>
    policy.targetRefs.length > 0
      ? []
      : policyCovers(
          policy.selector,
          policy.ref.namespace,
          records.candidates,
          records.rootNamespace,
        )
          .filter(
            ({ namespace }) => namespace === policy.ref.namespace || records.isCandidate(namespace),
          )
          .flatMap(({ candidates }) =>
            subjects.inFrontOf(candidates, policy.selector.state === "labels"),
          )
          .map((subject) => ({ rule, object: policy.ref, subject, detail, decisive: true }));

  return [
    ...records.classifiedPolicies.flatMap((classified) => {
      const detail = l7Detail(classified);
      return detail === null ? [] : demandsOf(classified.policy, "R1", detail);
    }),
    ...records.requestAuthentications.flatMap((policy) =>
      demandsOf(
        policy,
        "R2",
        `${refText(policy.ref)} checks tokens, and ztunnel does not read HTTP requests.`,
      ),
    ),
    ...records.wasmPlugins
      .filter(servesInbound)
      .flatMap((policy) => demandsOf(policy, "R3", runs(policy))),
    ...records.trafficExtensions.flatMap((policy) => demandsOf(policy, "R3", runs(policy))),
    ...records.envoyFilters.flatMap((filter) => {
      const names = rehomed(filter);
      return names.length === 0
        ? []
        : demandsOf(
            filter,
            "R3",
            `${refText(filter.ref)} adds ${names.join(", ")}, which only a waypoint can take over.`,
          );
    }),
  ];
}

function l7Detail({ policy, verdict, l7Fields }: ClassifiedPolicy): string | null {
  if (verdict === "dry-run") return null;
  if (policy.action === "CUSTOM" || policy.action === "AUDIT") {
    return `${refText(policy.ref)} has action ${policy.action}, which ztunnel does not enforce.`;
  }
  if (l7Fields.length === 0) return null;

  const names = new Set(l7Fields.map(({ path, values }) => lastName(path, values)));
  const some = [...names].slice(0, 4).join(", ");
  return `${refText(policy.ref)} decides by ${some}, which ztunnel cannot see.`;
}

/** "methods" of an operation, or the key of a condition. */
function lastName(path: string, values: readonly string[]): string {
  const name = path.slice(path.lastIndexOf(".") + 1);
  const [key] = values;
  return name === "key" && key !== undefined ? key.slice(0, 100) : name;
}

/** A plugin for outbound traffic only has no home in ambient, with or without a waypoint. */
function servesInbound({ modes }: WasmPlugin): boolean {
  return modes.length === 0 || modes.some((mode) => mode !== "CLIENT");
}

function runs({ ref }: PolicyMeta): string {
  return `${refText(ref)} runs code on requests, and ztunnel runs no extensions.`;
}

/** Filters that a waypoint can provide by other means: rate limits, Lua, external authorization, JWT, other HTTP filters. */
function rehomed({ patches }: EnvoyFilter): readonly string[] {
  const names = patches
    .filter(({ context }) => context !== "GATEWAY")
    .flatMap((patch) => patch.names.filter((name) => REHOMED.has(name)));
  return [...new Set(names)];
}

const REHOMED = new Set([
  "envoy.filters.http.local_ratelimit",
  "envoy.filters.http.ratelimit",
  "envoy.filters.http.lua",
  "envoy.filters.http.ext_authz",
  "envoy.filters.http.jwt_authn",
  "envoy.filters.http.wasm",
]);
