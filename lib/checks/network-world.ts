import type { Candidate, MeshNamespace } from "../inventory/facts.ts";
import { matchesSelector, namespaceLabels } from "../inventory/labels.ts";
import type { Labels, Namespace, NetworkPolicyPeer, Pod, PodShape } from "../inventory/model.ts";
import { isGatewayClass, live } from "../inventory/pods.ts";
import { isOutsideCluster, type Peer, type Place } from "./network-peers.ts";
import { candidateNames } from "./policy-reach.ts";

/** Pods and templates as NetworkPolicy peers see them: each set of labels once per namespace. */
export interface World {
  readonly spaces: ReadonlyMap<string, Space>;
  /** Labels of a namespace as selectors see them. */
  readonly namespaceLabels: (name: string) => Labels;
  /** Pods that a selector peer means; an address block means none that we know. */
  readonly meantBy: (peer: NetworkPolicyPeer, policyNamespace: string) => readonly Inhabitant[];
}

export interface Inhabitant extends Place {
  /** It speaks HBONE, or will. */
  readonly mesh: boolean;
}

interface Space {
  readonly labels: Labels;
  readonly inhabitants: readonly Inhabitant[];
}

interface WorldSlices {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly candidates: readonly Candidate[];
  readonly meshNamespaces: readonly MeshNamespace[];
}

export function worldOf(slices: WorldSlices): World {
  const known = new Map(slices.namespaces.map(({ ref, labels }) => [ref.name, labels]));
  const labelsOf = (name: string) => namespaceLabels(name, known.get(name) ?? {});
  const spaces = spacesOf(slices, labelsOf);

  const found = new Map<string, readonly Inhabitant[]>();
  const find = (
    { podSelector, namespaceSelector }: NetworkPolicyPeer,
    policyNamespace: string,
  ): readonly Inhabitant[] => {
    const own = spaces.get(policyNamespace);
    const within =
      namespaceSelector === null
        ? own === undefined
          ? []
          : [own]
        : [...spaces.values()].filter(({ labels }) => matchesSelector(namespaceSelector, labels));
    return within.flatMap(({ inhabitants }) =>
      podSelector === null
        ? inhabitants
        : inhabitants.filter(({ labels }) => matchesSelector(podSelector, labels)),
    );
  };

  return {
    spaces,
    namespaceLabels: labelsOf,
    meantBy(peer, policyNamespace) {
      if (peer.ipBlock !== null) return [];
      const place = peer.namespaceSelector === null ? policyNamespace : null;
      const key = JSON.stringify([place, peer.podSelector, peer.namespaceSelector]);
      const meant = found.get(key) ?? find(peer, policyNamespace);
      found.set(key, meant);
      return meant;
    },
  };
}

/**
 * Who a peer can be. "mesh": a pod that speaks HBONE or will; "outside": only pods that stay outside the mesh, or
 * addresses outside the cluster; "node": the node's own link-local addresses; "unknown": cannot be told.
 */
export function peerKind(
  peer: Peer,
  policyNamespace: string,
  { meantBy }: World,
): "mesh" | "outside" | "node" | "unknown" {
  if (peer === "everyone") return "unknown";
  if (peer.ipBlock !== null) return blockKind(peer.ipBlock);

  const meant = meantBy(peer, policyNamespace);
  if (meant.some(({ mesh }) => mesh)) return "mesh";
  return meant.length === 0 ? "unknown" : "outside";
}

function blockKind(block: NonNullable<NetworkPolicyPeer["ipBlock"]>) {
  if (LINK_LOCAL.some((start) => block.cidr.toLowerCase().startsWith(start))) return "node";
  return isOutsideCluster(block) ? "outside" : "unknown";
}

function spacesOf(
  { pods, candidates, meshNamespaces }: WorldSlices,
  labelsOf: (name: string) => Labels,
): ReadonlyMap<string, Space> {
  const judged = candidateNames(meshNamespaces);
  const shapes = new Map<string, Set<PodShape>>();
  const add = (namespace: string, shape: PodShape) => {
    const inside = shapes.get(namespace);
    if (inside) inside.add(shape);
    else shapes.set(namespace, new Set([shape]));
  };
  for (const pod of pods) if (live(pod)) add(pod.namespace, pod.shape);
  for (const { source, namespace, shape } of candidates) {
    if (source === "template") add(namespace, shape);
  }

  return new Map(
    [...shapes].map(([namespace, inside]) => {
      const labels = labelsOf(namespace);
      const inhabitants = [...inside].map((shape) => ({
        namespace,
        namespaceLabels: labels,
        labels: shape.labels,
        mesh: inMesh(shape, judged.has(namespace)),
      }));
      return [namespace, { labels, inhabitants }];
    }),
  );
}

/** Gateways and waypoints send HBONE to captured pods; a pod that opted out, or has the host's address, does not. */
function inMesh({ class: podClass, hostNetwork, labels }: PodShape, judged: boolean): boolean {
  if (hostNetwork || podClass === "ztunnel") return false;
  switch (podClass) {
    case "sidecar-classic":
    case "sidecar-native":
    case "ambient":
    case "ambient-pending":
      return true;
    default:
      return isGatewayClass(podClass) || (judged && labels["istio.io/dataplane-mode"] !== "none");
  }
}

/** Nodes, and istio-cni's source address for probes in both families. */
const LINK_LOCAL = ["169.254.", "fe80:", "fd16:9254:7127:1337:"];
