import type { ClassifiedPolicy, WaypointRule } from "./facts.ts";
import type { EnvoyFilter, PolicyMeta, WasmPlugin } from "./model.ts";
import type { Demand, Subjects } from "./need-subjects.ts";
import { coversMoreAsRoot, policyCovers } from "./policy-cover.ts";
import { refText } from "./refs.ts";
import type { NeedRecords } from "./waypoint-need.ts";

/**
 * R1 to R3: policies and extensions that work on HTTP, select pods, and stop working there once ztunnel serves them.
 * https://istio.io/latest/docs/ambient/usage/l7-features/
 */
export function policyDemands(records: NeedRecords, subjects: Subjects): readonly Demand[] {
  const { candidates: all, rootNamespace, isCandidate } = records;
  return httpPolicies(records).flatMap(({ policy, rule, detail }) =>
    policyCovers(policy.selector, policy.ref.namespace, all, rootNamespace)
      .filter(({ namespace }) => namespace === policy.ref.namespace || isCandidate(namespace))
      .flatMap(({ candidates }) =>
        subjects.inFrontOf(candidates, policy.selector.state === "labels"),
      )
      .map((subject) => ({ rule, object: policy.ref, subject, detail, decisive: true })),
  );
}

/** Whether another root namespace than the one assumed would add demands. */
export function mayDemandMore(records: NeedRecords): boolean {
  const { candidates, rootNamespace, isCandidate } = records;
  return httpPolicies(records).some(({ policy }) =>
    coversMoreAsRoot(policy, candidates, rootNamespace, isCandidate),
  );
}

interface HttpPolicy {
  readonly policy: PolicyMeta;
  readonly rule: WaypointRule;
  readonly detail: string;
}

function httpPolicies(records: NeedRecords): readonly HttpPolicy[] {
  const found: readonly HttpPolicy[] = [
    ...records.classifiedPolicies.flatMap((classified): HttpPolicy[] => {
      const detail = l7Detail(classified);
      return detail === null ? [] : [{ policy: classified.policy, rule: "R1", detail }];
    }),
    ...records.requestAuthentications.map((policy): HttpPolicy => {
      const detail = `${refText(policy.ref)} checks tokens, and ztunnel does not read HTTP requests.`;
      return { policy, rule: "R2", detail };
    }),
    ...[...records.wasmPlugins.filter(servesInbound), ...records.trafficExtensions].map(
      (policy): HttpPolicy => ({ policy, rule: "R3", detail: runs(policy) }),
    ),
    ...records.envoyFilters.flatMap((policy): HttpPolicy[] => {
      const names = rehomed(policy);
      if (names.length === 0) return [];
      const detail = `${refText(policy.ref)} adds ${names.join(", ")}, which only a waypoint can take over.`;
      return [{ policy, rule: "R3", detail }];
    }),
  ];
  return found.filter(({ policy }) => policy.targetRefs.length === 0);
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
