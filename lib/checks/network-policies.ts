/**
 * What Kubernetes NetworkPolicies let through, in the words of the tunnel: which rules admit HBONE, whose peers lose
 * access once all traffic arrives on TCP 15008, and who admits the kubelet's probes.
 * https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
import { matchesSelector } from "../inventory/labels.ts";
import type {
  Labels,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicyRule,
} from "../inventory/model.ts";
import { covers, isAddressIn, type Peer } from "./network-peers.ts";

/** ztunnel, waypoints and HBONE-capable sidecars speak on this port. https://istio.io/latest/docs/ambient/usage/networkpolicy/ */
export const HBONE_PORT = 15008;

export type Direction = "Ingress" | "Egress";

/** A rule that admits a peer on some port today and not on the tunnel's. */
export interface ClosedRule {
  readonly policy: NetworkPolicy;
  /** Position in `spec.ingress` or `spec.egress`. */
  readonly index: number;
  readonly rule: NetworkPolicyRule;
  /** Peers no tunnel-open rule covers. */
  readonly peers: readonly Peer[];
}

/** Policies of the pod's namespace that isolate it in that direction; none means everything is admitted. */
export function isolating(
  policies: readonly NetworkPolicy[],
  direction: Direction,
  podLabels: Labels,
): NetworkPolicy[] {
  return policies.filter(
    (policy) => isolates(policy, direction) && matchesSelector(policy.podSelector, podLabels),
  );
}

/** Without `policyTypes`, as the API server fills it in: Ingress always, and Egress only with egress rules. */
export function isolates({ policyTypes, egress }: NetworkPolicy, direction: Direction): boolean {
  if (policyTypes !== null && policyTypes.length > 0) return policyTypes.includes(direction);
  return direction === "Ingress" || egress.length > 0;
}

export function rulesOf(policy: NetworkPolicy, direction: Direction): readonly NetworkPolicyRule[] {
  return direction === "Ingress" ? policy.ingress : policy.egress;
}

/** A named port never counts: no container port is called 15008 by the mesh. */
export function opensTunnel({ ports }: NetworkPolicyRule): boolean {
  return ports.length === 0 || ports.some((port) => admitsPort(port, HBONE_PORT, []));
}

/**
 * Rules of policies that isolate the same pod whose peers get no way into (or out of) the tunnel. Empty when there is
 * no rule at all: nobody reaches that pod today either.
 */
export function closedRules(
  policies: readonly NetworkPolicy[],
  direction: Direction,
): ClosedRule[] {
  const open = policies
    .flatMap((policy) => rulesOf(policy, direction))
    .filter(opensTunnel)
    .flatMap(peersOf);

  return policies.flatMap((policy) =>
    rulesOf(policy, direction).flatMap((rule, index) => {
      if (opensTunnel(rule) || !tunnelled(rule, direction)) return [];
      const peers = peersOf(rule).filter((peer) => !open.some((other) => covers(other, peer)));
      return peers.length === 0 ? [] : [{ policy, index, rule, peers }];
    }),
  );
}

/** Peers that may use the tunnel. */
export function tunnelPeers(policies: readonly NetworkPolicy[], direction: Direction): Peer[] {
  return policies
    .flatMap((policy) => rulesOf(policy, direction))
    .filter(opensTunnel)
    .flatMap(peersOf);
}

/** A rule without peers speaks about everybody. */
export function peersOf({ peers }: NetworkPolicyRule): readonly Peer[] {
  return peers.length === 0 ? ["everyone"] : peers;
}

/**
 * True when a rule admits an address that is no pod's to a TCP port. Selectors never match it: the node agent gives
 * probes a link-local source address. `named` are the pod's own named ports.
 */
export function admitsAddress(
  policies: readonly NetworkPolicy[],
  address: string,
  port: number | string,
  named: readonly { readonly name: string | null; readonly port: number }[],
): boolean {
  return policies.some((policy) =>
    policy.ingress.some(
      ({ peers, ports }) =>
        (peers.length === 0 || peers.some((peer) => isFrom(peer, address))) &&
        (ports.length === 0 || ports.some((one) => admitsPort(one, port, named))),
    ),
  );
}

/** HBONE carries TCP only, and DNS lookups are forwarded by ztunnel itself, outside the tunnel. */
function tunnelled({ ports }: NetworkPolicyRule, direction: Direction): boolean {
  const tcp = ports.filter(({ protocol }) => protocol === "TCP");
  return tcp.some(({ port }) => direction === "Ingress" || port !== "53");
}

function isFrom({ ipBlock }: NetworkPolicyPeer, address: string): boolean {
  return ipBlock !== null && isAddressIn(address, ipBlock);
}

function admitsPort(
  admitted: NetworkPolicyPort,
  wanted: number | string,
  named: readonly { readonly name: string | null; readonly port: number }[],
): boolean {
  if (admitted.protocol !== "TCP") return false;
  if (admitted.port === null) return true;
  if (admitted.port === String(wanted)) return true;

  const first = PORT.test(admitted.port)
    ? Number(admitted.port)
    : named.find(({ name }) => name === admitted.port)?.port;
  if (first === undefined || typeof wanted === "string") return false;
  return admitted.endPort === null
    ? first === wanted
    : first <= wanted && wanted <= admitted.endPort;
}

const PORT = /^\d{1,5}$/;
