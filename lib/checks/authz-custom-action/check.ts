import type { ClassifiedPolicy } from "../../inventory/facts.ts";
import type { ObjectRef } from "../../inventory/model.ts";
import {
  AUTHORIZATION_CONSULTS,
  AUTHORIZATION_READS,
  type AuthorizationSlices,
  deleteOriginal,
  policiesOnWorkloads,
  policyEvidence,
  takenOverBy,
  translation,
} from "../authorization-findings.ts";
import { defineCheck, type Evidence, type Problem } from "../define.ts";
import { mayBeMeshWide } from "../mesh-wide.ts";
import { type Reach, reachOf, workloadsText } from "../policy-reach.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

export const authzCustomAction = defineCheck({
  id: "authz-custom-action",
  title: "External authorization is enforced where the pods are",
  finds: "External authorization is not enforced by ztunnel",
  group: "security",
  severity: "blocker",
  security: true,
  reads: AUTHORIZATION_READS,
  consults: AUTHORIZATION_CONSULTS,
  sources: [SOURCES.codeAuthorization, SOURCES.l7Features, SOURCES.migratePolicies],

  subjects: policiesOnWorkloads,

  inspect(classified, slices) {
    const { policy, verdict, covers } = classified;
    if (policy.action !== "CUSTOM" || verdict !== "unsupported-action") return [];

    const problems = reachOf(covers, slices.meshNamespaces).map((reach) => {
      const copies = takenOverBy(classified, reach, slices);
      return copies === null
        ? open(classified, reach, slices)
        : handled(classified, reach, copies, slices);
    });
    return [...problems, ...mayBeMeshWide(classified.policy, slices)];
  },
});

function open(classified: ClassifiedPolicy, reach: Reach, slices: AuthorizationSlices): Problem {
  const { policy } = classified;
  const { text, ...objects } = translation(classified, reach, slices);
  const provider = policy.provider === null ? "the provider" : policy.provider;
  return {
    ...outline(classified, reach, slices),
    severity: "blocker",
    problem: `${policy.ref.name} asks ${provider} about every request, which ztunnel does not do, so ${workloadsText(reach.owners)} would take requests nobody authorised.`,
    why: "istiod does not send CUSTOM policies to ztunnel. A waypoint enforces them, but only those that name it or a Service with targetRefs.",
    remedy: {
      ...objects,
      text: `${text} The waypoint calls ${provider} with its own identity: check that policies and NetworkPolicies there admit it.`,
    },
  };
}

function handled(
  classified: ClassifiedPolicy,
  reach: Reach,
  copies: readonly ObjectRef[],
  slices: AuthorizationSlices,
): Problem {
  const { policy } = classified;
  return {
    ...outline(classified, reach, slices),
    severity: "info",
    problem: `Handled: the waypoint enforces ${listed(copies.map(placed))}. Delete ${policy.ref.name} after the restart.`,
    why: "Sidecars still need the original. Once they are gone it has no effect.",
    remedy: deleteOriginal(classified, reach, slices),
  };
}

function outline(classified: ClassifiedPolicy, reach: Reach, slices: AuthorizationSlices) {
  return {
    security: true,
    object: classified.policy.ref,
    namespace: reach.namespace,
    evidence: [...providerEvidence(classified, slices), ...policyEvidence(classified, reach)],
    removedByMigration: true,
  };
}

/** A provider that the mesh configuration does not name is a mistake of its own: show it where the visitor looks. */
function providerEvidence({ policy }: ClassifiedPolicy, slices: AuthorizationSlices): Evidence[] {
  const action = { object: policy.ref, field: "spec.action", value: policy.action };
  if (policy.provider === null) return [action];

  const known = slices.meshConfigs?.filter((config) => config.known) ?? [];
  const missing =
    known.length > 0 &&
    !known.some(({ extensionProviders }) => extensionProviders.includes(policy.provider ?? ""));
  return [
    action,
    {
      object: policy.ref,
      field: "spec.provider.name",
      value: missing
        ? `${policy.provider} (not in extensionProviders of MeshConfig)`
        : policy.provider,
    },
  ];
}
