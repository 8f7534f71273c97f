import { type CouldNotTell, defineCheck } from "../define.ts";
import { notEvaluated, policiesAreInert } from "../network-plugins.ts";
import { type World, worldOf } from "../network-world.ts";
import { candidateNames } from "../policy-reach.ts";
import { meshCandidates } from "../support/mesh.ts";
import { SOURCES } from "../support/sources.ts";
import { type Group, type Isolated, isolatedBy } from "./isolated.ts";
import { closedPeers, shutOutWaypoint } from "./problems.ts";
import { unknownWaypoints, waypointsAhead } from "./waypoints-ahead.ts";

/** A policy with the workloads it isolates, or what other plugins add in the same namespaces. */
type Subject =
  | { readonly kind: "policy"; readonly isolated: Isolated; readonly world: World }
  | { readonly kind: "not-evaluated"; readonly doubts: readonly CouldNotTell[] };

export const networkPolicyBlocksHbone = defineCheck({
  id: "network-policy-blocks-hbone",
  title: "NetworkPolicies admit the tunnel wherever they admit a caller",
  finds: "NetworkPolicies block port 15008",
  group: "workloads",
  severity: "blocker",
  reads: ["networkPolicies", "candidates", "meshNamespaces", "namespaces", "pods"],
  consults: [
    "calicoObjects",
    "ciliumPolicies",
    "serviceBindings",
    "waypointNeeds",
    "waypoints",
    "workloads",
  ],
  sources: [SOURCES.networkPolicy, SOURCES.requirements, SOURCES.redirection],

  subjects(slices, { readInFull }): readonly Subject[] {
    const world = worldOf(slices);
    const policies = Map.groupBy(slices.networkPolicies, ({ ref }) => ref.namespace);
    const candidates = Map.groupBy(meshCandidates(slices), ({ namespace }) => namespace);
    const doubts = notEvaluated(candidateNames(slices.meshNamespaces), slices, readInFull);

    return [
      ...[...candidates]
        .flatMap(([namespace, inside]) =>
          isolatedBy(policies.get(namespace) ?? [], inside, namespace),
        )
        .map((isolated): Subject => ({ kind: "policy", isolated, world })),
      ...(doubts.length > 0 ? [{ kind: "not-evaluated" as const, doubts }] : []),
    ];
  },

  inspect(subject, slices, { readInFull }) {
    if (subject.kind === "not-evaluated") return subject.doubts;

    const { isolated, world } = subject;
    const { namespace, direction } = isolated;
    const inert = policiesAreInert(slices.workloads);
    const ahead = (group: Group) => waypointsAhead(group, namespace, direction, slices, world);
    return [
      ...closedPeers(isolated, ahead, world, inert),
      ...shutOutWaypoint(isolated, ahead, inert),
      ...unknownWaypoints(isolated, readInFull),
    ];
  },
});
