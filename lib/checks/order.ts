import type { Finding, Problem, Severity } from "./define.ts";

const SEVERITY_RANK = { blocker: 0, warning: 1, info: 2 } satisfies Record<Severity, number>;

/** Security blockers first, then by severity; the cluster before its namespaces; names in code point order. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    urgency(a) - urgency(b) ||
    compareText(a.namespace ?? "", b.namespace ?? "") ||
    compareText(a.check, b.check) ||
    compareText(a.facet ?? "", b.facet ?? "") ||
    compareText(a.object.kind, b.object.kind) ||
    compareText(a.object.namespace ?? "", b.object.namespace ?? "") ||
    compareText(a.object.name, b.object.name)
  );
}

/**
 * One finding per fingerprint, in order. Of several the most severe speaks, and it carries the evidence of all:
 * five rules of one policy are one thing to repair.
 */
export function uniqueFindings(findings: readonly Finding[]): Finding[] {
  const byFingerprint = new Map<string, Finding>();
  for (const finding of findings) {
    const known = byFingerprint.get(finding.fingerprint);
    byFingerprint.set(finding.fingerprint, known ? merged(known, finding) : finding);
  }
  return [...byFingerprint.values()].sort(compareFindings);
}

function merged(a: Finding, b: Finding): Finding {
  const [speaker, other] = urgency(a) <= urgency(b) ? [a, b] : [b, a];
  const seen = new Set(speaker.evidence.map((evidence) => JSON.stringify(evidence)));
  const more = other.evidence.filter((evidence) => !seen.has(JSON.stringify(evidence)));
  return { ...speaker, evidence: [...speaker.evidence, ...more] };
}

function urgency({ severity, security }: Pick<Problem, "severity" | "security">): number {
  return SEVERITY_RANK[severity] * 2 + (security === true ? 0 : 1);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
