/** Istio policies: objects that select workloads, or name targets. Source: istio/api, istio.io/latest/docs/reference/config */
import { z } from "zod";
import type {
  AuthorizationPolicy,
  AuthorizationRule,
  EnvoyFilter,
  EnvoyFilterPatch,
  PeerAuthentication,
  PolicyMeta,
  PolicySelector,
  RequestAuthentication,
  RuleFields,
  SidecarResource,
  Telemetry,
  TrafficExtension,
  WasmPlugin,
} from "../model.ts";
import { toBareMeta } from "./core.ts";
import {
  anything,
  CAPS,
  clean,
  conditions,
  isRaw,
  labels,
  listOf,
  maybe,
  name,
  parse,
  type Raw,
  text,
  textOr,
  toList,
  toRaw,
  toRawOrNull,
} from "./raw.ts";
import type { Resource } from "./resources.ts";

const Target = z.object({
  group: textOr(""),
  kind: textOr(""),
  name,
  namespace: maybe(name),
});

const RawPolicy = z.object({
  spec: maybe(
    z.object({
      selector: maybe(z.object({ matchLabels: labels })),
      workloadSelector: maybe(z.object({ labels, matchLabels: labels })),
      targetRef: maybe(Target),
      targetRefs: listOf(Target),
    }),
  ),
  status: maybe(z.object({ conditions })),
});

function toPolicyMeta(raw: unknown, resource: Resource): PolicyMeta {
  const { spec, status } = parse(RawPolicy, raw);
  const selected =
    spec?.selector?.matchLabels ??
    (spec?.workloadSelector
      ? { ...spec.workloadSelector.matchLabels, ...spec.workloadSelector.labels }
      : null);
  const targetRefs = spec?.targetRefs ?? [];
  return {
    ...toBareMeta(raw, resource),
    selector: toSelector(selected),
    targetRefs: targetRefs.length === 0 && spec?.targetRef ? [spec.targetRef] : targetRefs,
    conditions: status?.conditions ?? [],
  };
}

function toSelector(matchLabels: Readonly<Record<string, string>> | null): PolicySelector {
  if (matchLabels === null) return { state: "absent" };
  return Object.keys(matchLabels).length === 0
    ? { state: "empty" }
    : { state: "labels", matchLabels };
}

function specOf(raw: unknown): Raw {
  return toRawOrNull(toRaw(raw, "The object").spec, "spec") ?? {};
}

// ---------------------------------------------------------------- authorization

const Fields = z.record(z.string(), listOf(text));

const Rule = z.object({
  from: listOf(z.object({ source: maybe(Fields) })),
  to: listOf(z.object({ operation: maybe(Fields) })),
  when: listOf(z.object({ key: text, values: listOf(text), notValues: listOf(text) })),
});

const Authorization = z.object({
  action: z
    .enum(["ALLOW", "DENY", "CUSTOM", "AUDIT"])
    .nullish()
    .transform((value) => value ?? "ALLOW"),
  provider: maybe(z.object({ name: textOr("") })),
  rules: listOf(maybe(Rule)),
});

export function toAuthorizationPolicy(raw: unknown, resource: Resource): AuthorizationPolicy {
  const meta = toPolicyMeta(raw, resource);
  const { action, provider, rules } = parse(Authorization, specOf(raw));
  return {
    ...meta,
    action,
    provider: provider?.name ?? null,
    dryRun: isGoTrue(meta.annotations["istio.io/dry-run"]),
    rules: rules.map(toRule),
  };
}

/** A rule without any field, or left empty, matches everything. */
function toRule(rule: z.infer<typeof Rule> | null): AuthorizationRule {
  return {
    from: (rule?.from ?? []).map(({ source }) => presentFields(source)),
    to: (rule?.to ?? []).map(({ operation }) => presentFields(operation)),
    when: rule?.when ?? [],
  };
}

function presentFields(fields: RuleFields | null): RuleFields {
  const kept: Record<string, readonly string[]> = Object.create(null);
  for (const [field, values] of Object.entries(fields ?? {})) {
    if (values.length > 0) kept[clean(field, CAPS.name)] = values;
  }
  return kept;
}

const GO_TRUE: ReadonlySet<string> = new Set(["1", "t", "T", "TRUE", "true", "True"]);

/** Go's strconv.ParseBool, which Istio reads booleans of labels, annotations and variables with. */
export function isGoTrue(value: string | undefined): boolean {
  return value !== undefined && GO_TRUE.has(value);
}

// ---------------------------------------------------------------- authentication

const Mode = z
  .enum(["UNSET", "DISABLE", "PERMISSIVE", "STRICT"])
  .nullish()
  .transform((value) => value ?? "UNSET");

const Mtls = maybe(z.object({ mode: Mode }));

const Peer = z.object({ mtls: Mtls, portLevelMtls: maybe(z.record(z.string(), Mtls)) });

export function toPeerAuthentication(raw: unknown, resource: Resource): PeerAuthentication {
  const { mtls, portLevelMtls } = parse(Peer, specOf(raw));
  return {
    ...toPolicyMeta(raw, resource),
    mode: mtls?.mode ?? "UNSET",
    portLevel: Object.fromEntries(
      Object.entries(portLevelMtls ?? {}).map(([port, level]) => [
        clean(port, CAPS.name),
        level?.mode ?? "UNSET",
      ]),
    ),
  };
}

const Request = z.object({ jwtRules: listOf(z.object({ issuer: textOr("") })) });

export function toRequestAuthentication(raw: unknown, resource: Resource): RequestAuthentication {
  const { jwtRules } = parse(Request, specOf(raw));
  return { ...toPolicyMeta(raw, resource), issuers: jwtRules.map(({ issuer }) => issuer) };
}

// ---------------------------------------------------------------- extensions and telemetry

const Wasm = z.object({
  phase: z
    .enum(["AUTHN", "AUTHZ", "STATS", "UNSPECIFIED_PHASE"])
    .nullish()
    .transform((value) => value ?? "UNSPECIFIED_PHASE"),
  url: textOr(""),
  match: listOf(z.object({ mode: maybe(name) })),
});

export function toWasmPlugin(raw: unknown, resource: Resource): WasmPlugin {
  const { phase, url, match } = parse(Wasm, specOf(raw));
  return {
    ...toPolicyMeta(raw, resource),
    phase,
    url,
    modes: match.flatMap(({ mode }) => (mode === null ? [] : [mode])),
  };
}

const Extension = z.object({ phase: textOr("") });

export function toTrafficExtension(raw: unknown, resource: Resource): TrafficExtension {
  return { ...toPolicyMeta(raw, resource), ...parse(Extension, specOf(raw)) };
}

const TELEMETRY_FEATURES = ["tracing", "metrics", "accessLogging"] as const;

export function toTelemetry(raw: unknown, resource: Resource): Telemetry {
  const spec = specOf(raw);
  return {
    ...toPolicyMeta(raw, resource),
    features: TELEMETRY_FEATURES.filter(
      (feature) => toList(spec[feature], `spec.${feature}`).length > 0,
    ),
  };
}

// ---------------------------------------------------------------- EnvoyFilter

const Patches = z.object({
  configPatches: listOf(
    z.object({
      applyTo: textOr("INVALID"),
      match: maybe(z.looseObject({ context: textOr("ANY") })),
      patch: maybe(z.object({ value: anything })),
    }),
  ),
});

export function toEnvoyFilter(raw: unknown, resource: Resource): EnvoyFilter {
  const { configPatches } = parse(Patches, specOf(raw));
  return {
    ...toPolicyMeta(raw, resource),
    patches: configPatches.map(
      ({ applyTo, match, patch }): EnvoyFilterPatch => ({
        applyTo,
        context: match?.context ?? "ANY",
        names: [...new Set([...matchedFilters(match), ...patchedFilters(patch?.value)])],
      }),
    ),
  };
}

/** Names under `match`: `listener.filterChain.filter.name` and its `subFilter.name`. */
function matchedFilters(match: unknown): readonly string[] {
  const chain = at(at(match, "listener"), "filterChain");
  const filter = at(chain, "filter");
  return [at(filter, "name"), at(at(filter, "subFilter"), "name")].flatMap(asName);
}

/** The filter that a patch adds, and every type it configures, without looking at any other value. */
function patchedFilters(value: unknown): readonly string[] {
  const types: string[] = [];
  collectTypes(value, types, 0);
  return [...asName(at(value, "name")), ...types];
}

const DEEPEST_TYPE = 12;
const MOST_TYPES = 50;

function collectTypes(value: unknown, found: string[], depth: number): void {
  if (depth > DEEPEST_TYPE || typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (found.length >= MOST_TYPES) return;
    if (key === "@type" || key === "type_url" || key === "typeUrl") found.push(...asName(inner));
    else collectTypes(inner, found, depth + 1);
  }
}

function at(value: unknown, key: string): unknown {
  return isRaw(value) ? value[key] : undefined;
}

function asName(value: unknown): readonly string[] {
  return typeof value === "string" ? [clean(value, CAPS.name)] : [];
}

// ---------------------------------------------------------------- Sidecar

const RawSidecar = z.object({
  outboundTrafficPolicy: maybe(z.object({ mode: maybe(name) })),
  egress: listOf(z.object({ hosts: listOf(text) })),
  ingress: listOf(anything),
});

export function toSidecar(raw: unknown, resource: Resource): SidecarResource {
  const { outboundTrafficPolicy, egress, ingress } = parse(RawSidecar, specOf(raw));
  return {
    ...toPolicyMeta(raw, resource),
    outboundMode: outboundTrafficPolicy?.mode ?? null,
    egressHosts: egress.flatMap(({ hosts }) => hosts),
    ingressListeners: ingress.length,
  };
}
