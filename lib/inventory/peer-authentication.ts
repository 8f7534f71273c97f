import type { Candidate } from "./facts.ts";
import { matchesLabels } from "./labels.ts";
import type { MtlsMode, PeerAuthentication } from "./model.ts";

/** Inbound mTLS of one workload. `from` is the object that decided; null when Istio's default, PERMISSIVE, holds. */
export interface EffectiveMtls {
  readonly mode: Exclude<MtlsMode, "UNSET">;
  readonly from: PeerAuthentication | null;
  /** Only a policy that selects the workload may set ports. */
  readonly ports: Readonly<Record<string, MtlsMode>>;
  /** The object whose `portLevelMtls` these are. */
  readonly portsFrom: PeerAuthentication | null;
}

/**
 * The mode that a sidecar of this workload enforces: a policy that selects it, then its namespace's, then the mesh's;
 * the oldest of equals; UNSET inherits. An object of the root namespace counts only without labels to select by.
 * https://istio.io/latest/docs/concepts/security/#peer-authentication
 */
export function effectiveMtls(
  candidate: Pick<Candidate, "namespace" | "shape">,
  policies: readonly PeerAuthentication[],
  rootNamespace: string,
): EffectiveMtls {
  const byNamespace = indexOf(policies);
  const inside = byNamespace.get(candidate.namespace) ?? [];
  const isRoot = candidate.namespace === rootNamespace;

  const workload = isRoot
    ? undefined
    : inside.find(
        ({ selector }) =>
          selector.state === "labels" &&
          matchesLabels(selector.matchLabels, candidate.shape.labels),
      );
  const namespaceWide = isRoot ? undefined : inside.find(isWide);
  const meshWide = (byNamespace.get(rootNamespace) ?? []).find(isWide);

  for (const policy of [workload, namespaceWide, meshWide]) {
    if (policy && policy.mode !== "UNSET") {
      return { mode: policy.mode, from: policy, ...portsOf(workload) };
    }
  }
  return { mode: "PERMISSIVE", from: null, ...portsOf(workload) };
}

function portsOf(
  policy: PeerAuthentication | undefined,
): Pick<EffectiveMtls, "ports" | "portsFrom"> {
  return policy && Object.keys(policy.portLevel).length > 0
    ? { ports: policy.portLevel, portsFrom: policy }
    : { ports: {}, portsFrom: null };
}

function isWide({ selector }: PeerAuthentication): boolean {
  return selector.state !== "labels";
}

/** By namespace, oldest first, worked out once per list. */
function indexOf(
  policies: readonly PeerAuthentication[],
): ReadonlyMap<string, readonly PeerAuthentication[]> {
  const known = indexes.get(policies);
  if (known) return known;

  const made = new Map<string, PeerAuthentication[]>();
  for (const policy of policies.toSorted(byAge)) {
    const namespace = policy.ref.namespace;
    if (namespace === null) continue;
    const inside = made.get(namespace);
    if (inside) inside.push(policy);
    else made.set(namespace, [policy]);
  }
  indexes.set(policies, made);
  return made;
}

/** A manifest has no age: it comes last, and names keep the order stable. */
function byAge(a: PeerAuthentication, b: PeerAuthentication): number {
  if (a.createdAt !== b.createdAt) {
    if (a.createdAt === null) return 1;
    if (b.createdAt === null) return -1;
    return a.createdAt < b.createdAt ? -1 : 1;
  }
  return a.ref.name < b.ref.name ? -1 : 1;
}

const indexes = new WeakMap<
  readonly PeerAuthentication[],
  ReadonlyMap<string, readonly PeerAuthentication[]>
>();
