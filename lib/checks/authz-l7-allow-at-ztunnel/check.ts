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
import { defineCheck, type Problem } from "../define.ts";
import { mayBeMeshWide } from "../mesh-wide.ts";
import { type Reach, reachOf, workloadsText } from "../policy-reach.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

export const authzL7AllowAtZtunnel = defineCheck({
  id: "authz-l7-allow-at-ztunnel",
  title: "ALLOW policies mean the same at ztunnel as at a sidecar",
  finds: "ALLOW policies with HTTP rules would refuse everybody",
  group: "security",
  severity: "blocker",
  reads: AUTHORIZATION_READS,
  consults: AUTHORIZATION_CONSULTS,
  sources: [
    SOURCES.codeAuthorization,
    SOURCES.l4Policy,
    SOURCES.l7Features,
    SOURCES.migratePolicies,
  ],

  subjects: (slices) =>
    policiesOnWorkloads(slices).filter(({ policy }) => policy.action === "ALLOW"),

  inspect(classified, slices) {
    const { verdict, covers } = classified;
    if (verdict !== "l7-allow-closed" && verdict !== "l7-allow-partial") return [];

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
  const { policy, verdict } = classified;
  const workloads = workloadsText(reach.owners);
  return {
    ...outline(classified, reach),
    severity: "blocker",
    problem:
      verdict === "l7-allow-closed"
        ? `Every rule of ${policy.ref.name} speaks about HTTP, so at ztunnel it admits nobody to ${workloads}.`
        : `Some rules of ${policy.ref.name} speak about HTTP, so at ztunnel it no longer admits their clients to ${workloads}.`,
    why: "ztunnel cannot read HTTP. istiod removes each ALLOW rule with an HTTP field and keeps the policy, which then denies what those rules admit today: an outage.",
    remedy: translation(classified, reach, slices),
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
    ...outline(classified, reach),
    severity: "info",
    problem: `Handled: the waypoint enforces ${listed(copies.map(placed))}. Delete ${policy.ref.name} after the restart.`,
    why: "Sidecars still need the original. Once they are gone it only denies requests that ztunnel cannot read.",
    remedy: deleteOriginal(classified, reach, slices),
  };
}

function outline(classified: ClassifiedPolicy, reach: Reach) {
  return {
    object: classified.policy.ref,
    namespace: reach.namespace,
    evidence: policyEvidence(classified, reach),
    removedByMigration: true,
  };
}
