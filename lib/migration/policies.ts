import type { Candidate, Inventory, SliceName, Slices } from "../inventory/facts.ts";
import type {
  AuthorizationPolicy,
  ObjectRef,
  PolicyMeta,
  RequestAuthentication,
  TargetRef,
  Telemetry,
  WasmPlugin,
} from "../inventory/model.ts";

/** A policy that a namespace's pods obey through a sidecar, and whether a copy for the waypoint exists. */
export interface SourcePolicy {
  readonly policy: ObjectRef;
  readonly twin: ObjectRef | null;
  /** A control that would be off without its twin; a Telemetry is none. */
  readonly security: boolean;
}

/** Items of a slice, however completely it was read: callers decide what an unread slice means. */
export function itemsOf<S extends SliceName>(inventory: Inventory, name: S): readonly Slices[S][] {
  const slice = inventory.slices[name];
  return slice.read === "unread" ? [] : slice.items;
}

/**
 * Every policy that covers pods of the namespace and needs a waypoint twin: L7, CUSTOM and AUDIT
 * AuthorizationPolicies, RequestAuthentications, WasmPlugins, TrafficExtensions, selector-based Telemetries. A twin
 * is an object of the same kind with targetRefs that reach the namespace and the same content. `candidates` are those of
 * the namespace.
 * Source: istio/istio pilot/pkg/model/policyattachment.go.
 */
export function sourcePolicies(
  inventory: Inventory,
  namespace: string,
  candidates: readonly Candidate[],
): SourcePolicy[] {
  const context = attachmentContext(inventory, namespace, candidates);

  const authorization = itemsOf(inventory, "classifiedPolicies")
    .filter(
      ({ verdict, covers }) =>
        needsTwin(verdict) && covers.some((cover) => cover.namespace === namespace),
    )
    .map(({ policy }) => ({
      policy: policy.ref,
      twin: twinOf(policy, itemsOf(inventory, "authorizationPolicies"), context, sameAuthorization),
      security: true,
    }));

  const others = [
    ...twinsOf(itemsOf(inventory, "requestAuthentications"), context, sameIssuers),
    ...twinsOf(itemsOf(inventory, "wasmPlugins"), context, sameModule),
    ...twinsOf(itemsOf(inventory, "trafficExtensions"), context, samePhase),
  ].map((entry) => ({ ...entry, security: true }));

  const telemetries = itemsOf(inventory, "telemetries");
  const selecting = telemetries.filter(({ selector }) => selector.state === "labels");
  const telemetry = selecting
    .filter((policy) => appliesTo(policy, context))
    .map((policy) => ({
      policy: policy.ref,
      twin: twinOf(policy, telemetries, context, sameFeatures),
      security: false,
    }));

  return [...authorization, ...others, ...telemetry];
}

function needsTwin(verdict: Slices["classifiedPolicies"]["verdict"]): boolean {
  return verdict.startsWith("l7-") || verdict === "unsupported-action";
}

interface AttachmentContext {
  readonly namespace: string;
  readonly rootNamespaces: ReadonlySet<string>;
  readonly candidateLabels: readonly Readonly<Record<string, string>>[];
  readonly waypoints: ReadonlySet<string>;
}

function attachmentContext(
  inventory: Inventory,
  namespace: string,
  candidates: readonly Candidate[],
): AttachmentContext {
  return {
    namespace,
    rootNamespaces: new Set(
      itemsOf(inventory, "meshConfigs").map(({ rootNamespace }) => rootNamespace),
    ),
    candidateLabels: candidates.map(({ shape }) => shape.labels),
    waypoints: new Set(
      itemsOf(inventory, "waypoints").map(({ ref }) => `${ref.namespace}/${ref.name}`),
    ),
  };
}

function twinsOf<P extends PolicyMeta>(
  policies: readonly P[],
  context: AttachmentContext,
  same: (a: P, b: P) => boolean,
) {
  return policies
    .filter((policy) => appliesTo(policy, context))
    .map((policy) => ({ policy: policy.ref, twin: twinOf(policy, policies, context, same) }));
}

/** A policy without targetRefs that a sidecar in the namespace obeys. */
function appliesTo({ ref, selector, targetRefs }: PolicyMeta, context: AttachmentContext): boolean {
  if (targetRefs.length > 0) return false;
  const root = ref.namespace !== null && context.rootNamespaces.has(ref.namespace);
  if (ref.namespace !== context.namespace && !root) return false;
  if (selector.state !== "labels") return context.candidateLabels.length > 0;

  const wanted = Object.entries(selector.matchLabels);
  return context.candidateLabels.some((labels) =>
    wanted.every(([key, value]) => labels[key] === value),
  );
}

function twinOf<P extends PolicyMeta>(
  source: P,
  all: readonly P[],
  context: AttachmentContext,
  same: (a: P, b: P) => boolean,
): ObjectRef | null {
  const twin = all.find(
    (other) =>
      other.targetRefs.some((target) => reaches(target, other.ref, context)) && same(source, other),
  );
  return twin?.ref ?? null;
}

function reaches(target: TargetRef, policy: ObjectRef, context: AttachmentContext): boolean {
  if (target.kind === "Service" || target.kind === "ServiceEntry")
    return policy.namespace === context.namespace;
  if (target.kind === "GatewayClass")
    return policy.namespace !== null && context.rootNamespaces.has(policy.namespace);
  return target.kind === "Gateway" && context.waypoints.has(`${policy.namespace}/${target.name}`);
}

/** Ports are left out: a pod port becomes a Service port when a policy is retargeted. */
function sameAuthorization(a: AuthorizationPolicy, b: AuthorizationPolicy): boolean {
  return a.action === b.action && a.provider === b.provider && normalised(a) === normalised(b);
}

function normalised({ rules }: AuthorizationPolicy): string {
  const fields = (entries: readonly Readonly<Record<string, readonly string[]>>[]) =>
    entries
      .map((entry) =>
        Object.entries(entry)
          .filter(([field]) => field !== "ports" && field !== "notPorts")
          .map(([field, values]) => `${field}=${[...values].sort().join(",")}`)
          .sort()
          .join(";"),
      )
      .filter((entry) => entry !== "")
      .sort();
  return JSON.stringify(
    rules.map(({ from, to, when }) => ({
      from: fields(from),
      to: fields(to),
      when: when.map(({ key, values, notValues }) => [
        key,
        [...values].sort(),
        [...notValues].sort(),
      ]),
    })),
  );
}

function sameIssuers(a: RequestAuthentication, b: RequestAuthentication): boolean {
  return a.issuers.toSorted().join("\n") === b.issuers.toSorted().join("\n");
}

function sameModule(a: WasmPlugin, b: WasmPlugin): boolean {
  return a.url === b.url && samePhase(a, b);
}

function samePhase(a: { readonly phase: string }, b: { readonly phase: string }): boolean {
  return a.phase === b.phase;
}

function sameFeatures(a: Telemetry, b: Telemetry): boolean {
  return a.features.toSorted().join() === b.features.toSorted().join();
}
