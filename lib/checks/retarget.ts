import { rootNamespaceOf, rootNamespaces } from "../inventory/mesh-config.ts";
import type { ObjectRef, PolicyMeta } from "../inventory/model.ts";
import { policyCovers } from "../inventory/policy-cover.ts";
import { ownersOf } from "../inventory/services.ts";
import { atLeast } from "../inventory/version.ts";
import type { Consulted, Reading, Remedy } from "./define.ts";
import { type Reach, reachOf } from "./policy-reach.ts";
import { command, commands, kubectl, quoted } from "./support/shell.ts";
import { placed } from "./support/words.ts";
import { takenOver } from "./twins.ts";
import { frontOf, waypointPlan } from "./waypoint-plan.ts";
import { copyName, copyTargets, type TargetPlace, type Targets } from "./waypoint-targets.ts";

export const RETARGET_READS = ["candidates", "meshNamespaces"] as const;
export const RETARGET_CONSULTS = [
  "controlPlanes",
  "meshConfigs",
  "serviceBindings",
  "waypointNeeds",
  "waypoints",
] as const;

export type RetargetSlices = Reading<(typeof RETARGET_READS)[number]> &
  Consulted<(typeof RETARGET_CONSULTS)[number]>;

/**
 * Namespaces of the mesh in which a policy that only sidecars read covers workloads. Empty for a policy with targetRefs,
 * and for one that selects nothing but gateways.
 */
export function selectorReach(
  { ref, selector, targetRefs }: PolicyMeta,
  { candidates, meshNamespaces, meshConfigs }: RetargetSlices,
): Reach[] {
  if (targetRefs.length > 0) return [];
  const root = rootNamespaceOf(meshConfigs ?? []);
  const covers = policyCovers(selector, ref.namespace, candidates, root);
  return reachOf(
    covers.map((cover) => ({
      namespace: cover.namespace,
      owners: ownersOf(cover.candidates),
    })),
    meshNamespaces,
  );
}

/** The copies of the same content that waypoints enforce already; null while one is missing. */
export function retargeted<P extends PolicyMeta>(
  policy: ObjectRef,
  reach: Reach,
  all: readonly P[],
  isCopy: (one: P) => boolean,
  slices: RetargetSlices,
): readonly ObjectRef[] | null {
  return takenOver(all, isCopy, {
    front: frontOf(policy, reach, slices),
    waypoints: slices.waypoints,
    rootNamespaces: rootNamespaces(slices.meshConfigs ?? []),
  });
}

/**
 * Copies the policy with targetRefs, by commands: its body may hold keys or code, which a scan never keeps. Sidecars
 * ignore the copy, so it can be applied early. https://istio.io/latest/docs/ambient/migrate/migrate-policies/
 */
export function retarget(policy: PolicyMeta, reach: Reach, slices: RetargetSlices): Remedy {
  const place = placeOf(policy.ref, reach, slices);
  const { waypoint, front } = place;
  const loose =
    front !== null && front.loose.length > 0
      ? " No Service with an address leads to some of these workloads: they need a waypoint for workloads and a copy that targets its Gateway."
      : "";
  return {
    text: `${waypoint.exists ? "Use" : "Deploy"} waypoint ${placed(waypoint)} and copy the policy to it with targetRefs, as below. Delete the original once the pods have restarted without sidecars.${loose}`,
    command: commands(...copyTargets(policy, place).map((to, at) => copyCommand(policy, to, at))),
  };
}

function copyCommand(
  { ref, selector }: PolicyMeta,
  { namespace, targets }: Targets,
  at: number,
): string {
  const patch = [
    { op: "replace", path: "/metadata", value: { name: copyName(ref.name, at), namespace } },
    ...(selector.state === "absent" ? [] : [{ op: "remove", path: "/spec/selector" }]),
    { op: "add", path: "/spec/targetRefs", value: targets },
  ];
  return [
    kubectl(["get"], ref, "--output=json"),
    `${command("kubectl", "patch", "--local", "--filename=-", "--type=json", "--output=yaml")} ${quoted(`--patch=${JSON.stringify(patch)}`)}`,
    command("kubectl", "apply", "--filename=-"),
  ].join(" | ");
}

function placeOf(policy: ObjectRef, reach: Reach, slices: RetargetSlices): TargetPlace {
  const front = frontOf(policy, reach, slices);
  const { namespace } = reach;
  return {
    namespace,
    rootNamespace: rootNamespaceOf(slices.meshConfigs ?? []),
    front,
    waypoint: waypointPlan(namespace, front, slices.waypoints),
    gatewayClasses: (slices.controlPlanes ?? []).every(
      ({ version }) => version === null || atLeast(version, "1.25"),
    ),
  };
}
