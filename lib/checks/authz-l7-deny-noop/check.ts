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
import { kubectl } from "../support/shell.ts";
import { issue, SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

export const authzL7DenyNoop = defineCheck({
  id: "authz-l7-deny-noop",
  title: "Policies that deny still deny at ztunnel",
  finds: "DENY policies with HTTP rules stop working",
  group: "security",
  severity: "blocker",
  security: true,
  reads: AUTHORIZATION_READS,
  consults: AUTHORIZATION_CONSULTS,
  sources: [
    SOURCES.codeAuthorization,
    SOURCES.codeZtunnelRbac,
    SOURCES.codeWorkloads,
    SOURCES.migratePolicies,
    issue(61126, "Status of DENY policies with HTTP rules"),
  ],

  subjects: (slices) =>
    policiesOnWorkloads(slices).filter(
      ({ policy, verdict }) => policy.action === "DENY" || verdict === "empty-selector",
    ),

  inspect(classified, slices) {
    const { verdict, covers } = classified;
    if (
      verdict !== "l7-deny-noop" &&
      verdict !== "l7-deny-partial" &&
      verdict !== "empty-selector"
    ) {
      return [];
    }
    const problems = reachOf(covers, slices.meshNamespaces).map((reach) => {
      if (verdict === "empty-selector") return attachedToNobody(classified, reach);
      const copies = takenOverBy(classified, reach, slices);
      return copies === null
        ? failsOpen(classified, reach, slices)
        : handled(classified, reach, copies, slices);
    });
    return [...problems, ...mayBeMeshWide(classified.policy, slices)];
  },
});

function failsOpen(
  classified: ClassifiedPolicy,
  reach: Reach,
  slices: AuthorizationSlices,
): Problem {
  const { policy, verdict, alsoBroad } = classified;
  const workloads = workloadsText(reach.owners);
  return {
    ...outline(classified, reach),
    severity: "blocker",
    problem:
      verdict === "l7-deny-noop"
        ? `${policy.ref.name} denies nothing at ztunnel, so ${workloads} would take the requests it keeps away today.`
        : `${policy.ref.name} denies only a part at ztunnel, so ${workloads} would take some of the requests it keeps away today${alsoBroad ? ", and refuse others that are fine" : ""}.`,
    why: "ztunnel cannot read HTTP. What istiod keeps of such a DENY rule is a match that is never true, so the protection ends without an error or an event.",
    remedy: translation(classified, reach, slices),
    removedByMigration: true,
  };
}

/** No later step repairs it: the selector has to go before the namespace moves. */
function attachedToNobody(classified: ClassifiedPolicy, reach: Reach): Problem {
  const { policy } = classified;
  return {
    ...outline(classified, reach),
    severity: "blocker",
    problem: `${policy.ref.name} has a selector without labels, so no workload behind ztunnel obeys it.`,
    why: "Sidecars apply such a policy to the whole namespace; istiod hands it to ztunnel as a policy for selected pods and attaches it to none. What it denies or admits ends without an error.",
    remedy: {
      text: "Remove the selector: without it the policy means the whole namespace, at sidecars and at ztunnel alike.",
      command: kubectl(
        ["patch"],
        policy.ref,
        "--type=json",
        "--patch",
        '[{"op":"remove","path":"/spec/selector"}]',
      ),
    },
    evidence: [
      { object: policy.ref, field: "spec.selector", value: "{}" },
      ...policyEvidence(classified, reach),
    ],
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
    why: "Sidecars still need the original. Once they are gone it has no effect, or denies more than it says.",
    remedy: deleteOriginal(classified, reach, slices),
    removedByMigration: true,
  };
}

function outline(classified: ClassifiedPolicy, reach: Reach) {
  return {
    facet: classified.verdict,
    security: true,
    object: classified.policy.ref,
    namespace: reach.namespace,
    evidence: policyEvidence(classified, reach),
  };
}
