/** Peers of NetworkPolicy rules compared with each other and with pods. */
import ipaddr from "ipaddr.js";
import { labelOf, matchesSelector, selectsEverything } from "../inventory/labels.ts";
import type { LabelSelector, Labels, NetworkPolicyPeer } from "../inventory/model.ts";

/** "everyone": a rule without `from` or `to`. */
export type Peer = NetworkPolicyPeer | "everyone";

/** A pod as selectors see it. */
export interface Place {
  readonly namespace: string;
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
}

/**
 * True only when every pod and address that `narrow` can mean is also meant by `wide`; both stand in policies of one
 * namespace. False when it cannot be proved.
 */
export function covers(wide: Peer, narrow: Peer): boolean {
  if (wide === "everyone") return true;
  if (narrow === "everyone") return false;
  if (wide.ipBlock !== null || narrow.ipBlock !== null) {
    return (
      wide.ipBlock !== null && narrow.ipBlock !== null && blockCovers(wide.ipBlock, narrow.ipBlock)
    );
  }
  return namespacesCover(wide, narrow) && selectorCovers(wide.podSelector, narrow.podSelector);
}

/** Whether the peer means that pod. An address block never counts: which addresses pods have is not known here. */
export function selects(peer: NetworkPolicyPeer, policyNamespace: string, pod: Place): boolean {
  if (peer.ipBlock !== null) return false;
  const inNamespace =
    peer.namespaceSelector === null
      ? pod.namespace === policyNamespace
      : matchesSelector(peer.namespaceSelector, pod.namespaceLabels);
  return (
    inNamespace && (peer.podSelector === null || matchesSelector(peer.podSelector, pod.labels))
  );
}

/**
 * True when the block means no pod: it lies outside the private ranges that clusters give to pods, or leaves them out
 * with `except`, or is a single address, which a pod keeps only until its next restart. False when it cannot be proved.
 */
export function isOutsideCluster({ cidr, except }: Block): boolean {
  const block = parseBlock(cidr);
  if (block === null) return false;
  if (block[1] === hostBits(block[0])) return true;
  if (CARRIER_GRADE.some((range) => contains(range, block))) return false;

  const left = except.map(parseBlock).filter((one) => one !== null);
  return PRIVATE.every(
    (range) => !overlap(range, block) || left.some((one) => contains(one, smaller(range, block))),
  );
}

/** Whether the block contains the address and does not except it. */
export function isAddressIn(address: string, { cidr, except }: Block): boolean {
  if (!ipaddr.isValid(address)) return false;
  const host = parseBlock(`${address}/${hostBits(ipaddr.parse(address))}`);
  const block = parseBlock(cidr);
  if (host === null || block === null || !contains(block, host)) return false;
  return !except.some((one) => {
    const hole = parseBlock(one);
    return hole !== null && overlap(hole, host);
  });
}

type Block = NonNullable<NetworkPolicyPeer["ipBlock"]>;
type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** A peer without namespaceSelector means pods of the policy's own namespace. */
function namespacesCover(wide: NetworkPolicyPeer, narrow: NetworkPolicyPeer): boolean {
  if (wide.namespaceSelector === null) return narrow.namespaceSelector === null;
  if (narrow.namespaceSelector === null) return selectsEverything(wide.namespaceSelector);
  return selectorCovers(wide.namespaceSelector, narrow.namespaceSelector);
}

/** Fewer demands select more: every demand of the wide one is also made by the narrow one. */
function selectorCovers(wide: LabelSelector | null, narrow: LabelSelector | null): boolean {
  if (wide === null || selectsEverything(wide)) return true;
  if (narrow === null) return false;

  const labels = Object.keys(wide.matchLabels).every(
    (key) => labelOf(narrow.matchLabels, key) === labelOf(wide.matchLabels, key),
  );
  const demands = new Set(narrow.matchExpressions.map(demandText));
  return labels && wide.matchExpressions.every((demand) => demands.has(demandText(demand)));
}

function demandText({ key, operator, values }: LabelSelector["matchExpressions"][number]): string {
  return JSON.stringify([key, operator, [...new Set(values)].sort()]);
}

function blockCovers(wide: Block, narrow: Block): boolean {
  if (JSON.stringify(wide) === JSON.stringify(narrow)) return true;
  const [outer, inner] = [parseBlock(wide.cidr), parseBlock(narrow.cidr)];
  if (outer === null || inner === null || !contains(outer, inner)) return false;

  const alsoLeftOut = narrow.except.map(parseBlock).filter((one) => one !== null);
  return wide.except.every((one) => {
    const hole = parseBlock(one);
    if (hole === null) return false;
    return !overlap(hole, inner) || alsoLeftOut.some((other) => contains(other, hole));
  });
}

function parseBlock(text: string): Range | null {
  return ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : null;
}

function hostBits(address: Range[0]): number {
  return address.kind() === "ipv4" ? 32 : 128;
}

function contains(outer: Range, inner: Range): boolean {
  return sameFamily(outer, inner) && outer[1] <= inner[1] && startsWithin(inner, outer);
}

function overlap(a: Range, b: Range): boolean {
  return sameFamily(a, b) && startsWithin(a[1] >= b[1] ? a : b, a[1] >= b[1] ? b : a);
}

function smaller(a: Range, b: Range): Range {
  return a[1] >= b[1] ? a : b;
}

function sameFamily(a: Range, b: Range): boolean {
  return a[0].kind() === b[0].kind();
}

function startsWithin([address]: Range, [network, bits]: Range): boolean {
  if (address instanceof ipaddr.IPv4 && network instanceof ipaddr.IPv4)
    return address.match(network, bits);
  return (
    address instanceof ipaddr.IPv6 && network instanceof ipaddr.IPv6 && address.match(network, bits)
  );
}

/** RFC 1918 and RFC 4193, where clusters put their pods. */
const PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].map((cidr) =>
  ipaddr.parseCIDR(cidr),
);

/** RFC 6598: pods of some clouds, but a rule for the whole internet does not mean them. */
const CARRIER_GRADE = [ipaddr.parseCIDR("100.64.0.0/10")];
