import type { ObjectRef, RequestAuthentication } from "../../inventory/model.ts";
import { defineCheck, type Problem } from "../define.ts";
import { mayBeMeshWide } from "../mesh-wide.ts";
import { MOST_EVIDENCE, ownersEvidence, type Reach, workloadsText } from "../policy-reach.ts";
import {
  RETARGET_CONSULTS,
  RETARGET_READS,
  type RetargetSlices,
  retarget,
  retargeted,
  selectorReach,
} from "../retarget.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

export const requestAuthenticationSelector = defineCheck({
  id: "request-authentication-selector",
  title: "Tokens are still checked without a sidecar",
  finds: "Tokens are no longer checked without a waypoint",
  group: "security",
  severity: "blocker",
  security: true,
  reads: ["requestAuthentications", ...RETARGET_READS],
  consults: RETARGET_CONSULTS,
  sources: [SOURCES.codeAttachment, SOURCES.l7Features, SOURCES.migratePolicies],

  subjects: ({ requestAuthentications }) => requestAuthentications,

  inspect(policy, slices) {
    // Without rules it accepts every request, and merges with others as if it were not there.
    if (policy.issuers.length === 0) return [];

    const problems = selectorReach(policy, slices).map((reach) => {
      const copies = retargeted(
        policy.ref,
        reach,
        slices.requestAuthentications,
        (other) => sameIssuers(policy, other),
        slices,
      );
      return copies === null ? open(policy, reach, slices) : handled(policy, reach, copies);
    });
    return [...problems, ...mayBeMeshWide(policy, slices)];
  },
});

function open(policy: RequestAuthentication, reach: Reach, slices: RetargetSlices): Problem {
  const { text, ...rest } = retarget(policy, reach, slices);
  return {
    ...outline(policy, reach),
    severity: "blocker",
    problem: `${policy.ref.name} would no longer check tokens of requests to ${workloadsText(reach.owners)}.`,
    why: "ztunnel does not read HTTP, and a waypoint reads a RequestAuthentication only through targetRefs. Invalid tokens are then let through, and policies that ask for requestPrincipals never match.",
    remedy: {
      ...rest,
      text: `${text} Move the AuthorizationPolicies that ask for its requestPrincipals in the same step.`,
    },
  };
}

function handled(
  policy: RequestAuthentication,
  reach: Reach,
  copies: readonly ObjectRef[],
): Problem {
  return {
    ...outline(policy, reach),
    severity: "info",
    problem: `Handled: the waypoint checks tokens by ${listed(copies.map(placed))}. Delete ${policy.ref.name} after the restart.`,
    why: "Sidecars still need the original. Once they are gone it has no effect.",
    remedy: {
      text: "Delete the original as soon as the pods have restarted without sidecars, not before.",
      command: kubectl(["delete"], policy.ref),
    },
  };
}

function outline({ ref, issuers }: RequestAuthentication, reach: Reach) {
  return {
    security: true,
    object: ref,
    namespace: reach.namespace,
    evidence: [
      ...issuers.slice(0, MOST_EVIDENCE).map((issuer, at) => ({
        object: ref,
        field: `spec.jwtRules[${at}].issuer`,
        value: issuer === "" ? "(empty)" : issuer,
      })),
      ...ownersEvidence(reach.owners, "metadata.labels", "covered by the policy"),
    ],
    removedByMigration: true,
  };
}

function sameIssuers(a: RequestAuthentication, b: RequestAuthentication): boolean {
  const texts = ({ issuers }: RequestAuthentication) => JSON.stringify([...issuers].sort());
  return texts(a) === texts(b);
}
