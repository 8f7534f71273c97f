import type { Candidate, ClassifiedPolicy, ServiceBinding } from "../inventory/facts.ts";
import type {
  AuthorizationPolicy,
  AuthorizationRule,
  PolicySelector,
  Service,
  ServiceEntry,
} from "../inventory/model.ts";
import { refKey } from "../inventory/refs.ts";
import { namesPorts, normalised, spelled, withServicePorts } from "./authorization-rules.ts";
import { oncePer } from "./once.ts";
import { recordOf } from "./records.ts";
import { manifest } from "./support/shell.ts";
import {
  copyName,
  copyTargets,
  serviceTargets,
  suffixed,
  type TargetPlace,
  type Targets,
} from "./waypoint-targets.ts";

/** Where the copies of one policy go, in one namespace, and what translates its ports. */
export interface CopyPlace extends TargetPlace {
  readonly services: readonly Service[] | null;
  readonly serviceEntries: readonly ServiceEntry[] | null;
  readonly candidates: readonly Candidate[] | null;
}

/**
 * The policy once more for the waypoint, ready to apply: the same action and rules with targetRefs in place of the
 * selector, pod ports turned into Service ports. Sidecars ignore policies with targetRefs, so the copies are inert until
 * the waypoint is in use. Sources: https://istio.io/latest/docs/ambient/usage/l7-features/, istio/istio
 * pilot/pkg/model/policyattachment.go.
 */
export function waypointCopies(policy: AuthorizationPolicy, place: CopyPlace): string {
  return targetsFor(policy, place)
    .map(({ namespace, targets, rules }, at) =>
      manifest({
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        metadata: {
          name: copyName(policy.ref.name, at),
          namespace,
          annotations: {
            ...(policy.dryRun && { "istio.io/dry-run": "true" }),
            [COPIED_FROM]: `${policy.ref.namespace}/${policy.ref.name}`,
          },
        },
        spec: {
          targetRefs: targets,
          action: policy.action,
          ...(policy.provider !== null && { provider: { name: policy.provider } }),
          rules: spelled(rules),
        },
      }),
    )
    .join("---\n");
}

/**
 * Lets the waypoint reach workloads that an ALLOW policy closes to everybody it does not name, and keeps the rules that
 * ztunnel can read for callers that address pods. Only for workloads that have an ALLOW policy already: elsewhere it
 * would lock all direct callers out.
 */
export function allowFromWaypoint(
  { policy, l7Fields }: Pick<ClassifiedPolicy, "policy" | "l7Fields">,
  namespace: string,
  principal: string,
): string {
  const readable = policy.rules.filter(
    (_rule, at) => !l7Fields.some(({ path }) => path.startsWith(`spec.rules[${at}].`)),
  );
  return manifest({
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: suffixed(policy.ref.name, "-from-waypoint"), namespace },
    spec: {
      ...selectorSpec(policy.selector),
      action: "ALLOW",
      rules: [{ from: [{ source: { principals: [principal] } }] }, ...spelled(readable)],
    },
  });
}

/** Whether `copy` says at this Service's waypoint what the policy says at its pods. */
export function sameAtWaypoint(
  policy: AuthorizationPolicy,
  copy: AuthorizationPolicy,
  service: ServiceBinding | null,
  place: Pick<CopyPlace, "services" | "serviceEntries" | "candidates">,
): boolean {
  if (
    copy.action !== policy.action ||
    copy.provider !== policy.provider ||
    copy.dryRun !== policy.dryRun
  ) {
    return false;
  }
  const written = normalised(copy.rules);
  return (
    written === normalised(policy.rules) ||
    (service !== null && written === normalised(rulesAt(policy.rules, service, place)))
  );
}

interface Copy extends Targets {
  readonly rules: readonly AuthorizationRule[];
}

/** Services whose ports differ need rules of their own. */
function targetsFor(policy: AuthorizationPolicy, place: CopyPlace): Copy[] {
  const { rules } = policy;
  const services = place.front === null ? [] : place.front.services;
  const alike = Map.groupBy(services, (service) => normalised(rulesAt(rules, service, place)));

  const translated = [...alike.keys()].some((text) => text !== normalised(rules));
  if (!translated) return copyTargets(policy, place).map((targets) => ({ ...targets, rules }));

  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const own = rulesAt(rules, first, place);
    return serviceTargets(group, place.namespace).map((targets) => ({ ...targets, rules: own }));
  });
}

function rulesAt(
  rules: readonly AuthorizationRule[],
  { service, candidates }: ServiceBinding,
  place: Pick<CopyPlace, "services" | "serviceEntries" | "candidates">,
): readonly AuthorizationRule[] {
  if (!namesPorts(rules)) return rules;
  const record = recordOf(place.services, service) ?? recordOf(place.serviceEntries, service);
  if (record === undefined) return rules;

  const byOwner = candidatesByOwner(place.candidates ?? NOBODY);
  const named = candidates
    .flatMap((owner) => byOwner.get(refKey(owner)) ?? [])
    .flatMap(({ shape }) => shape.containers.flatMap(({ ports }) => ports));
  return withServicePorts(rules, record, named);
}

const NOBODY: readonly Candidate[] = [];

const candidatesByOwner = oncePer((candidates: readonly Candidate[]) =>
  Map.groupBy(candidates, ({ owner }) => refKey(owner)),
);

function selectorSpec(selector: PolicySelector): Record<string, unknown> {
  return selector.state === "labels" ? { selector: { matchLabels: selector.matchLabels } } : {};
}

const COPIED_FROM = "mesh-readiness/copied-from";
