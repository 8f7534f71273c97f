import type { Candidate, MeshNamespace } from "../inventory/facts.ts";
import { namespaceLabels } from "../inventory/labels.ts";
import type { Labels, Namespace, NetworkPolicyPeer, Pod, PodShape } from "../inventory/model.ts";
import { isGatewayClass, live } from "../inventory/pods.ts";
import { isOutsideCluster, type Peer, type Place, selects } from "./network-peers.ts";
import { candidateNames } from "./policy-reach.ts";

/** Pods and templates as NetworkPolicy peers see them; those on the host's network have no address of their own. */
export interface World {
  readonly places: readonly (Place & { readonly mesh: boolean })[];
  /** Labels of a namespace as selectors see them. */
  readonly namespaceLabels: (name: string) => Labels;
}

interface WorldSlices {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly candidates: readonly Candidate[];
  readonly meshNamespaces: readonly MeshNamespace[];
}

/** Each shape once per namespace, so that equal pods cost nothing. */
export function worldOf({ namespaces, pods, candidates, meshNamespaces }: WorldSlices): World {
  const judged = candidateNames(meshNamespaces);
  const labels = new Map(namespaces.map(({ ref, labels: own }) => [ref.name, own]));
  const labelsOf = (name: string) => namespaceLabels(name, labels.get(name) ?? {});
  const shapes = new Map<string, Set<PodShape>>();
  const add = (namespace: string, shape: PodShape) => {
    const known = shapes.get(namespace);
    if (known) known.add(shape);
    else shapes.set(namespace, new Set([shape]));
  };
  for (const pod of pods) if (live(pod)) add(pod.namespace, pod.shape);
  for (const { source, namespace, shape } of candidates) {
    if (source === "template") add(namespace, shape);
  }

  return {
    namespaceLabels: labelsOf,
    places: [...shapes].flatMap(([namespace, inside]) =>
      [...inside]
        .filter(({ hostNetwork }) => !hostNetwork)
        .map((shape) => ({
          namespace,
          namespaceLabels: labelsOf(namespace),
          labels: shape.labels,
          mesh: inMesh(shape, judged.has(namespace)),
        })),
    ),
  };
}

/**
 * Who a peer can be. "mesh": a pod that speaks HBONE or will; "outside": only pods that stay outside the mesh, or
 * addresses outside the cluster; "node": the node's own link-local addresses; "unknown": cannot be told.
 */
export function peerKind(
  peer: Peer,
  policyNamespace: string,
  { places }: World,
): "mesh" | "outside" | "node" | "unknown" {
  if (peer === "everyone") return "unknown";
  if (peer.ipBlock !== null) return blockKind(peer.ipBlock);

  const meant = places.filter((place) => selects(peer, policyNamespace, place));
  if (meant.some(({ mesh }) => mesh)) return "mesh";
  return meant.length === 0 ? "unknown" : "outside";
}

function blockKind(block: NonNullable<NetworkPolicyPeer["ipBlock"]>) {
  if (LINK_LOCAL.some((start) => block.cidr.toLowerCase().startsWith(start))) return "node";
  return isOutsideCluster(block) ? "outside" : "unknown";
}

/** Gateways and waypoints send HBONE to captured pods; a pod that opted out of a mesh namespace does not. */
function inMesh(shape: PodShape, judged: boolean): boolean {
  switch (shape.class) {
    case "sidecar-classic":
    case "sidecar-native":
    case "ambient":
    case "ambient-pending":
      return true;
    case "ztunnel":
      return false;
    default:
      return (
        isGatewayClass(shape.class) ||
        (judged && shape.labels["istio.io/dataplane-mode"] !== "none")
      );
  }
}

/** Nodes, and istio-cni's source address for probes in both families. */
const LINK_LOCAL = ["169.254.", "fe80:", "fd16:9254:7127:1337:"];
