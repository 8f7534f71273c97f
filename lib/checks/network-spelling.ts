/** Parts of a NetworkPolicy as a manifest spells them, and as a sentence does. */

import { selectsEverything } from "../inventory/labels.ts";
import type { LabelSelector, NetworkPolicyPeer, NetworkPolicyRule } from "../inventory/model.ts";
import type { Peer } from "./network-peers.ts";
import type { Direction } from "./network-policies.ts";

export function selectorSpec({ matchLabels, matchExpressions }: LabelSelector) {
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(matchExpressions.length > 0 && {
      matchExpressions: matchExpressions.map(({ key, operator, values }) => ({
        key,
        operator,
        ...(values.length > 0 && { values }),
      })),
    }),
  };
}

export function peerSpec({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer) {
  return {
    ...(namespaceSelector !== null && { namespaceSelector: selectorSpec(namespaceSelector) }),
    ...(podSelector !== null && { podSelector: selectorSpec(podSelector) }),
    ...(ipBlock !== null && {
      ipBlock: { cidr: ipBlock.cidr, ...(ipBlock.except.length > 0 && { except: ipBlock.except }) },
    }),
  };
}

/** "pods app=web", "pods app=web in namespaces team=a", "10.0.0.0/8", "every caller". */
export function peerText(peer: Peer, direction: Direction): string {
  if (peer === "everyone") return direction === "Ingress" ? "every caller" : "anybody";
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock !== null) return ipBlock.cidr;

  const pods =
    podSelector === null || selectsEverything(podSelector)
      ? "pods"
      : `pods ${selectorText(podSelector)}`;
  if (namespaceSelector === null) return pods;
  return selectsEverything(namespaceSelector)
    ? `${pods} in every namespace`
    : `${pods} in namespaces ${selectorText(namespaceSelector)}`;
}

/** "port 8080", "ports 8000-9000 and http", "every UDP port". */
export function portsText({ ports }: NetworkPolicyRule): string {
  if (ports.length === 0) return "every port";
  const texts = ports.map(({ port, endPort, protocol }) => {
    if (port === null) return `every ${protocol} port`;
    const range = endPort === null ? port : `${port}-${endPort}`;
    return protocol === "TCP" ? `port ${range}` : `port ${range}/${protocol}`;
  });
  return texts.length <= 3 ? texts.join(", ") : `${texts.slice(0, 3).join(", ")} and more`;
}

function selectorText({ matchLabels, matchExpressions }: LabelSelector): string {
  return [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values }) =>
      values.length === 0 ? `${key} ${operator}` : `${key} ${operator} (${values.join(", ")})`,
    ),
  ].join(", ");
}
