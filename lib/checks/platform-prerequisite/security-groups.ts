import { z } from "zod";
import type { Candidate } from "../../inventory/facts.ts";
import { labelOf, matchesSelector } from "../../inventory/labels.ts";
import type { LabelSelector, PlatformObject } from "../../inventory/model.ts";
import { placed, sorted } from "../support/words.ts";

const Selector = z.object({
  matchLabels: z.record(z.string(), z.string()).default({}),
  matchExpressions: z
    .array(
      z.object({
        key: z.string(),
        operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
        values: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

/** A policy whose selector could not be understood counts as unknown, never as "selects nothing". */
export interface PodEniReach {
  /** Workloads that a SecurityGroupPolicy selects and that the kubelet probes over the network. */
  readonly probed: readonly Candidate[];
  readonly unclear: readonly PlatformObject[];
}

/**
 * Service accounts are matched by their labels, which are not read: such a policy is unclear unless it selects every
 * account. Source: https://github.com/aws/amazon-vpc-resource-controller-k8s, apis/vpcresources/v1beta1.
 */
export function podEniReach(
  policies: readonly PlatformObject[],
  candidates: readonly Candidate[],
): PodEniReach {
  const unclear: PlatformObject[] = [];
  const probed = new Set<Candidate>();
  for (const policy of policies) {
    const near = candidates.filter(
      (candidate) => candidate.namespace === policy.ref.namespace && isProbed(candidate),
    );
    const selector = podSelectorOf(policy);
    if (selector === null) {
      if (near.length > 0) unclear.push(policy);
      continue;
    }
    for (const candidate of near) {
      if (matchesSelector(selector, candidate.shape.labels)) probed.add(candidate);
    }
  }
  return { probed: [...probed], unclear };
}

/** "shop/cart", each once. */
export function workloadNames(candidates: readonly Candidate[]): string[] {
  return sorted(candidates.map(({ owner }) => placed(owner)));
}

/** The kubelet runs exec probes inside the pod: no packet has to reach it. */
function isProbed({ probes }: Candidate): boolean {
  return probes.some(({ kind }) => kind !== "exec");
}

function podSelectorOf({ fields }: PlatformObject): LabelSelector | null {
  const text = labelOf(fields, "spec.podSelector");
  return text === undefined ? null : parsed(text);
}

function parsed(text: string): LabelSelector | null {
  try {
    const selector = Selector.safeParse(JSON.parse(text));
    return selector.success ? selector.data : null;
  } catch {
    return null;
  }
}
