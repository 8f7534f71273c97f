/** What the three checks about AuthorizationPolicies at ztunnel share: who is covered, who took over, what to apply. */
import type { ClassifiedPolicy } from "../inventory/facts.ts";
import { rootNamespaceOf, rootNamespaces } from "../inventory/mesh-config.ts";
import type { AuthorizationPolicy, ObjectRef } from "../inventory/model.ts";
import { refKey } from "../inventory/refs.ts";
import { atLeast } from "../inventory/version.ts";
import {
  allowFromWaypoint,
  type CopyPlace,
  sameAtWaypoint,
  waypointCopies,
} from "./authorization-copies.ts";
import { byHand } from "./authorization-rules.ts";
import type { Consulted, Evidence, Reading, Remedy } from "./define.ts";
import { mayBeMeshWide } from "./mesh-wide.ts";
import { oncePer } from "./once.ts";
import {
  MOST_EVIDENCE,
  ownersEvidence,
  policiesByNamespace,
  type Reach,
  reachOf,
} from "./policy-reach.ts";
import { kubectl } from "./support/shell.ts";
import { listed, sorted } from "./support/words.ts";
import { takenOver } from "./twins.ts";
import { frontOf, principalOf, trustDomainFor, waypointPlan } from "./waypoint-plan.ts";

export const AUTHORIZATION_READS = ["classifiedPolicies", "meshNamespaces"] as const;
/** Only to say what to do, and whether it is done already. */
export const AUTHORIZATION_CONSULTS = [
  "candidates",
  "controlPlanes",
  "meshConfigs",
  "serviceBindings",
  "serviceEntries",
  "services",
  "waypointNeeds",
  "waypoints",
] as const;

export type AuthorizationSlices = Reading<(typeof AUTHORIZATION_READS)[number]> &
  Consulted<(typeof AUTHORIZATION_CONSULTS)[number]>;

/** Policies that workloads of the mesh obey by selection, or may, for all that was read. */
export function policiesOnWorkloads(slices: AuthorizationSlices): readonly ClassifiedPolicy[] {
  return slices.classifiedPolicies.filter(
    ({ policy, verdict, covers }) =>
      verdict !== "waypoint-only" &&
      (reachOf(covers, slices.meshNamespaces).length > 0 ||
        mayBeMeshWide(policy, slices).length > 0),
  );
}

/** The copies that waypoints enforce already in this namespace; null while something is missing. */
export function takenOverBy(
  { policy }: ClassifiedPolicy,
  reach: Reach,
  slices: AuthorizationSlices,
): readonly ObjectRef[] | null {
  return takenOver(
    policiesOf(slices.classifiedPolicies),
    (copy, service) => sameAtWaypoint(policy, copy, service, slices),
    {
      front: frontOf(policy.ref, reach, slices),
      waypoints: slices.waypoints,
      rootNamespaces: rootNamespaces(slices.meshConfigs ?? []),
    },
  );
}

/** How to let a waypoint enforce the policy in this namespace: objects ready to apply, and what a person must look at. */
export function translation(
  classified: ClassifiedPolicy,
  reach: Reach,
  slices: AuthorizationSlices,
): Remedy {
  const { policy } = classified;
  const place = placeOf(policy.ref, reach, slices);
  const { waypoint, front } = place;
  const trustDomain = trustDomainOf(reach.namespace, slices);
  const principal = principalOf(waypoint, trustDomain.value);

  const companions = policy.action === "ALLOW" ? otherAllows(policy, reach, slices) : [];
  const notes = [
    ...(policy.action === "ALLOW" && trustDomain.assumed ? [assumedDomain(trustDomain.value)] : []),
    ...(companions.length > 0
      ? [`Move ${listed(companions)} in the same step: ALLOW policies admit together.`]
      : []),
    ...(front !== null && front.loose.length > 0
      ? [
          "No Service with an address leads to some of these workloads: they need a waypoint for workloads and a copy that targets its Gateway.",
        ]
      : []),
    ...byHand(policy.rules),
  ];
  const objects = [
    waypointCopies(policy, place),
    ...(policy.action === "ALLOW"
      ? [allowFromWaypoint(classified, reach.namespace, principal)]
      : []),
  ];
  return {
    text: [
      `${waypoint.exists ? "Use" : "Deploy"} waypoint ${waypoint.namespace}/${waypoint.name} and apply the copy below before it is in use${policy.action === "ALLOW" ? ", with the policy that lets the waypoint through" : ""}.`,
      "Keep the original until the pods have restarted without sidecars, then delete it at once.",
      ...notes,
    ].join(" "),
    yaml: objects.join("---\n"),
  };
}

/** What is left to do once a waypoint enforces the copy. */
export function deleteOriginal(
  classified: ClassifiedPolicy,
  reach: Reach,
  slices: AuthorizationSlices,
): Remedy {
  const { policy } = classified;
  const { waypoint } = placeOf(policy.ref, reach, slices);
  const trustDomain = trustDomainOf(reach.namespace, slices);
  const principal = principalOf(waypoint, trustDomain.value);
  const opening =
    policy.action === "ALLOW" && !isAdmitted(principal, policy, reach, slices)
      ? {
          text: `No other policy lets ${principal} reach these workloads: apply the policy below first. ${trustDomain.assumed ? `${assumedDomain(trustDomain.value)} ` : ""}`,
          yaml: allowFromWaypoint(classified, reach.namespace, principal),
        }
      : null;
  return {
    text: `${opening?.text ?? ""}Delete the original as soon as the pods have restarted without sidecars, not before.`,
    command: kubectl(["delete"], policy.ref),
    ...(opening && { yaml: opening.yaml }),
  };
}

function assumedDomain(value: string): string {
  return `The trust domain ${value} is assumed: MeshConfig could not be read.`;
}

/** The fields that ztunnel cannot read, what istiod says about them, and the workloads. */
export function policyEvidence(
  { policy, l7Fields }: ClassifiedPolicy,
  { owners }: Reach,
): Evidence[] {
  const fields = l7Fields
    .slice(0, MOST_EVIDENCE)
    .map(({ path, values }) => ({ object: policy.ref, field: path, value: values.join(", ") }));
  const told = policy.conditions
    .filter(({ type }) => type === "ZtunnelAccepted")
    .map(({ status, reason }) => ({
      object: policy.ref,
      field: "status.conditions[type=ZtunnelAccepted]",
      value: `${status}: ${reason}`,
    }));
  return [
    ...fields,
    ...told,
    ...ownersEvidence(owners, "metadata.labels", "covered by the policy"),
  ];
}

const policiesOf = oncePer((classified: readonly ClassifiedPolicy[]) =>
  classified.map(({ policy }) => policy),
);

function placeOf(policy: ObjectRef, reach: Reach, slices: AuthorizationSlices): CopyPlace {
  const front = frontOf(policy, reach, slices);
  const { namespace } = reach;
  return {
    namespace,
    rootNamespace: rootNamespaceOf(slices.meshConfigs ?? []),
    front,
    waypoint: waypointPlan(namespace, front, slices.waypoints),
    services: slices.services,
    serviceEntries: slices.serviceEntries,
    candidates: slices.candidates,
    gatewayClasses: (slices.controlPlanes ?? []).every(
      ({ version }) => version === null || atLeast(version, "1.25"),
    ),
  };
}

function trustDomainOf(namespace: string, { meshNamespaces, meshConfigs }: AuthorizationSlices) {
  return trustDomainFor(
    meshNamespaces.find(({ name }) => name === namespace),
    meshConfigs,
  );
}

/** ALLOW policies on the same workloads: a client admitted by one of them alone would be denied at the waypoint. */
function otherAllows(
  policy: AuthorizationPolicy,
  reach: Reach,
  slices: AuthorizationSlices,
): string[] {
  return sorted(allowsOn(reach, slices).flatMap((one) => (one === policy ? [] : [one.ref.name])));
}

function isAdmitted(
  principal: string,
  policy: AuthorizationPolicy,
  reach: Reach,
  slices: AuthorizationSlices,
): boolean {
  return allowsOn(reach, slices).some(
    (one) =>
      one !== policy &&
      one.rules.some(
        ({ from, to, when }) =>
          to.length === 0 &&
          when.length === 0 &&
          (from.length === 0 || from.some(({ principals = [] }) => principals.includes(principal))),
      ),
  );
}

function allowsOn({ namespace, owners }: Reach, { classifiedPolicies }: AuthorizationSlices) {
  const wanted = new Set(owners.map(refKey));
  return (policiesByNamespace(classifiedPolicies).get(namespace) ?? [])
    .filter(
      (one) =>
        one.classified.policy.action === "ALLOW" &&
        one.classified.verdict !== "dry-run" &&
        one.owners.some((owner) => wanted.has(refKey(owner))),
    )
    .map(({ classified }) => classified.policy);
}
