import type { NetworkPolicy } from "../../inventory/model.ts";
import { ownersOf } from "../../inventory/services.ts";
import type { Evidence, Problem, Remedy } from "../define.ts";
import { type Peer, selects } from "../network-peers.ts";
import {
  type Direction,
  HBONE_PORT,
  opensTunnel,
  rulesOf,
  tunnelPeers,
} from "../network-policies.ts";
import { peerSpec, peerText, portsText, selectorSpec } from "../network-spelling.ts";
import { peerKind, type World } from "../network-world.ts";
import { MOST_EVIDENCE, ownersEvidence, workloadsText } from "../policy-reach.ts";
import { manifest } from "../support/shell.ts";
import { listed, sorted } from "../support/words.ts";
import { suffixed } from "../waypoint-targets.ts";
import type { Group, Isolated } from "./isolated.ts";
import { GATEWAY_NAME, type WaypointAhead } from "./waypoints-ahead.ts";

/** Peers that the policy admits to some port and that no policy admits to the tunnel. */
export function closedPeers(
  { policy, direction, groups }: Isolated,
  ahead: (group: Group) => readonly WaypointAhead[],
  world: World,
  inert: boolean,
): Problem[] {
  const closed = groups.flatMap((group) =>
    group.closed.filter((rule) => rule.policy === policy).map((rule) => ({ ...rule, group })),
  );
  const lost = closed
    .map((rule) => ({
      ...rule,
      lost: rule.peers.flatMap((peer) => losing(peer, policy, direction, world)),
    }))
    .filter((rule) => rule.lost.length > 0);
  if (lost.length === 0) return [];

  const tunnelled = lost.flatMap((rule) => rule.lost.filter(({ needsTunnel }) => needsTunnel));
  const owners = ownersOf(lost.flatMap(({ group }) => group.candidates));
  const peers = tunnelled.length > 0 ? tunnelled : lost.flatMap((rule) => rule.lost);
  const who = listed(sorted(peers.map(({ peer }) => peerText(peer, direction))));
  const ports = listed(sorted(lost.map(({ rule }) => portsText(rule))));
  const where = direction === "Ingress" ? "to" : "for";

  return [
    {
      severity: tunnelled.length === 0 ? "info" : inert ? "warning" : "blocker",
      facet: direction.toLowerCase(),
      object: policy.ref,
      namespace: policy.ref.namespace,
      problem:
        tunnelled.length === 0
          ? `${policy.ref.name} admits ${ports} from ${who} and not port ${HBONE_PORT}, which these callers do not use.`
          : `${policy.ref.name} opens ${ports} ${where} ${workloadsText(owners)} and not port ${HBONE_PORT}, so ${direction === "Ingress" ? `${who} would lose access` : `calls to ${who} would be cut`}.`,
      why:
        tunnelled.length === 0
          ? "Callers outside the mesh still arrive on the port of the application. Once they are enrolled they need the tunnel."
          : `In ambient all traffic between pods of the mesh travels to TCP ${HBONE_PORT}, and NetworkPolicies see nothing else.${inert ? " The network plugin of this cluster enforces no NetworkPolicy, so this waits for the day another one does." : ""}`,
      remedy:
        tunnelled.length === 0
          ? { text: "Nothing to do while they stay outside the mesh." }
          : opening(
              policy,
              direction,
              tunnelled.map(({ peer }) => peer),
              lost.flatMap(({ group }) => ahead(group)),
            ),
      evidence: [
        ...lost.slice(0, MOST_EVIDENCE).map(({ rule, index, lost: some }) => ({
          object: policy.ref,
          field: `${specPath(direction)}[${index}]`,
          value: `${portsText(rule)} ${direction === "Ingress" ? "from" : "to"} ${listed(some.map(({ peer }) => peerText(peer, direction)))}`,
        })),
        ...selectedEvidence(owners),
      ],
    },
  ];
}

/** Every caller may use the tunnel but the waypoint, which will be the one that calls, or that has to be called. */
export function shutOutWaypoint(
  { policy, direction, groups }: Isolated,
  ahead: (group: Group) => readonly WaypointAhead[],
  inert: boolean,
): Problem[] {
  const shut = groups
    .filter((group) => group.closed.length === 0 && firstOpening(group, direction) === policy)
    .map((group) => ({
      group,
      waypoints: ahead(group).filter((one) => !admits(one, group, direction)),
    }))
    .filter(({ waypoints }) => waypoints.length > 0);
  if (shut.length === 0) return [];

  const waypoints = shut.flatMap((one) => one.waypoints);
  const owners = ownersOf(shut.flatMap(({ group }) => group.candidates));
  const names = listed(sorted(waypoints.map(({ namespace, name }) => `${namespace}/${name}`)));
  return [
    {
      severity: inert ? "warning" : "blocker",
      facet: `${direction.toLowerCase()}-waypoint`,
      object: policy.ref,
      namespace: policy.ref.namespace,
      problem:
        direction === "Ingress"
          ? `${policy.ref.name} admits callers of ${workloadsText(owners)} to port ${HBONE_PORT} but not their waypoint ${names}.`
          : `${policy.ref.name} lets ${workloadsText(owners)} reach pods on port ${HBONE_PORT} but not the waypoint ${names} in front of them.`,
      why:
        direction === "Ingress"
          ? "Behind a waypoint it is the waypoint's pods that open the connection, not the client's."
          : "ztunnel sends calls to a Service with a waypoint to the waypoint's pods, not to the Service's.",
      remedy: opening(policy, direction, [], waypoints),
      evidence: [
        ...rulesOf(policy, direction).flatMap((rule, index) =>
          opensTunnel(rule)
            ? [
                {
                  object: policy.ref,
                  field: `${specPath(direction)}[${index}]`,
                  value: portsText(rule),
                },
              ]
            : [],
        ),
        ...selectedEvidence(owners),
      ].slice(0, MOST_EVIDENCE),
    },
  ];
}

interface Losing {
  readonly peer: Peer;
  readonly needsTunnel: boolean;
}

/** Plain text to pods outside the mesh, or out of the cluster, stays what it is; so do the node's own calls. */
function losing(peer: Peer, policy: NetworkPolicy, direction: Direction, world: World): Losing[] {
  switch (peerKind(peer, policy.ref.namespace ?? "", world)) {
    case "mesh":
    case "unknown":
      return [{ peer, needsTunnel: true }];
    case "outside":
      return direction === "Ingress" ? [{ peer, needsTunnel: false }] : [];
    case "node":
      return [];
  }
}

/** The policy's own selector isolates nobody who is not isolated already. */
function opening(
  policy: NetworkPolicy,
  direction: Direction,
  peers: readonly Peer[],
  waypoints: readonly WaypointAhead[],
): Remedy {
  const everyone = peers.includes("everyone");
  const specs = [
    ...peers.flatMap((peer) => (peer === "everyone" ? [] : [peerSpec(peer)])),
    ...waypoints.map(({ namespace, name }) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
      podSelector: { matchLabels: { [GATEWAY_NAME]: name } },
    })),
  ];
  const once = [...new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values()];
  const rule = {
    ...(!everyone && { [direction === "Ingress" ? "from" : "to"]: once }),
    ports: [{ protocol: "TCP", port: HBONE_PORT }],
  };
  return {
    text: `Apply the policy below and keep the present one until all callers have moved. Whoever may use port ${HBONE_PORT} reaches every port through the tunnel: where ports are kept apart today, first create an AuthorizationPolicy with the same ports and identities.`,
    yaml: manifest({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: {
        name: suffixed(policy.ref.name, "-hbone"),
        ...(policy.ref.namespace !== null && { namespace: policy.ref.namespace }),
      },
      spec: {
        podSelector: selectorSpec(policy.podSelector),
        policyTypes: [direction],
        [direction.toLowerCase()]: [rule],
      },
    }),
  };
}

/** One of the policies speaks for the group, so that it is reported once. */
function firstOpening({ policies }: Group, direction: Direction): NetworkPolicy | undefined {
  return policies.find((policy) => rulesOf(policy, direction).some(opensTunnel));
}

function admits({ places }: WaypointAhead, { policies }: Group, direction: Direction): boolean {
  return policies.some((policy) =>
    tunnelPeers([policy], direction).some(
      (peer) =>
        peer === "everyone" ||
        // What addresses a waypoint gets is not known here: a block may well contain them.
        peer.ipBlock !== null ||
        places.every((place) => selects(peer, policy.ref.namespace ?? "", place)),
    ),
  );
}

function selectedEvidence(owners: Parameters<typeof ownersEvidence>[0]): Evidence[] {
  return ownersEvidence(owners, "metadata.labels", "selected by the policy");
}

function specPath(direction: Direction): string {
  return `spec.${direction.toLowerCase()}`;
}
