/** Findings of two snapshots: found, resolved, changed, and those that one side did not look for. */
import type { Severity } from "../checks/define.ts";
import type {
  Direction,
  FindingChange,
  FindingChanges,
  FindingPart,
  NotLookedFor,
} from "./compare-model.ts";
import { sameButForSmallNumbers } from "./compare-noise.ts";
import type { CheckRecord, FindingRecord, SnapshotDocument } from "./document.ts";

/**
 * Findings by fingerprint. One that is missing is resolved (or new) only when its check decided on the side where it
 * is missing: a check that was undetermined there, could not see everything, or did not exist says nothing about it.
 * @param threshold numbers inside problem and evidence that differ by less do not count as a change
 */
export function compareFindings(
  from: SnapshotDocument,
  to: SnapshotDocument,
  threshold: number,
): FindingChanges {
  const before = byFingerprint(from.findings);
  const after = byFingerprint(to.findings);
  const checksBefore = checksOf(from);
  const checksAfter = checksOf(to);
  const namespacesBefore = new Set(from.namespaces.map(({ name }) => name));
  const namespacesAfter = new Set(to.namespaces.map(({ name }) => name));

  const appeared: FindingChange[] = [];
  const resolved: FindingChange[] = [];
  const changed: FindingChange[] = [];
  const notReevaluated: FindingChange[] = [];
  const notEvaluatedBefore: FindingChange[] = [];
  const unchanged: FindingRecord[] = [];
  let hidden = 0;

  for (const [fingerprint, was] of before) {
    const is = after.get(fingerprint);
    if (is) {
      const parts = partsOf(was, is, threshold);
      if (parts.length > 0) changed.push(bothSides(was, is, parts));
      else if (partsOf(was, is, 1).length > 0) hidden += 1;
      else unchanged.push(is);
      continue;
    }
    const doubt = doubtAbout(checksAfter.get(was.check));
    const withNamespace = was.namespace !== null && !namespacesAfter.has(was.namespace);
    const change = { from: was, to: null, parts: [], notLookedFor: doubt, withNamespace };
    if (doubt) notReevaluated.push({ ...change, kind: "not-re-evaluated", direction: "unknown" });
    else resolved.push({ ...change, kind: "resolved", direction: weight(was, "better") });
  }

  for (const [fingerprint, is] of after) {
    if (before.has(fingerprint)) continue;
    const doubt = doubtAbout(checksBefore.get(is.check));
    const withNamespace = is.namespace !== null && !namespacesBefore.has(is.namespace);
    const change = { from: null, to: is, parts: [], notLookedFor: doubt, withNamespace };
    if (doubt)
      notEvaluatedBefore.push({ ...change, kind: "not-evaluated-before", direction: "unknown" });
    else appeared.push({ ...change, kind: "new", direction: weight(is, "worse") });
  }

  return {
    new: appeared.sort(byUrgency),
    resolved: resolved.sort(byUrgency),
    changed: changed.sort(byUrgency),
    notReevaluated: notReevaluated.sort(byUrgency),
    notEvaluatedBefore: notEvaluatedBefore.sort(byUrgency),
    unchanged,
    hidden,
  };
}

/** The finding as it is on the later side, or as it was. */
export function findingOf({ from, to }: FindingChange): FindingRecord {
  const found = to ?? from;
  if (found === null) throw new Error("A change of a finding has at least one side.");
  return found;
}

const RANK: Readonly<Record<Severity, number>> = { blocker: 0, warning: 1, info: 2 };

/** A check may see two problems in one object; the worse one stands for both, as it does in the lives of findings. */
function byFingerprint(findings: readonly FindingRecord[]): Map<string, FindingRecord> {
  const worstLast = findings.toSorted((a, b) => RANK[b.severity] - RANK[a.severity]);
  return new Map(worstLast.map((finding) => [finding.fingerprint, finding]));
}

function checksOf({ checks }: SnapshotDocument): Map<string, CheckRecord> {
  return new Map(checks.map((check) => [check.id, check]));
}

function doubtAbout(check: CheckRecord | undefined): NotLookedFor | null {
  if (!check) return { because: "check-missing", resources: [] };
  const resources = [...new Set(check.unread.map(({ resource }) => resource))];
  if (check.outcome === "undetermined") return { because: "undetermined", resources };
  return resources.length > 0 ? { because: "read-in-part", resources } : null;
}

function partsOf(from: FindingRecord, to: FindingRecord, threshold: number): FindingPart[] {
  const parts: FindingPart[] = [];
  if (from.severity !== to.severity || from.security !== to.security) parts.push("severity");
  if (!sameButForSmallNumbers(from.problem, to.problem, threshold)) parts.push("problem");
  if (
    !sameEvidence(from, to) &&
    !sameButForSmallNumbers(evidenceText(from), evidenceText(to), threshold)
  )
    parts.push("evidence");
  return parts;
}

/** The usual case, in a fraction of the time that the texts take. */
function sameEvidence({ evidence: from }: FindingRecord, { evidence: to }: FindingRecord): boolean {
  return (
    from.length === to.length &&
    from.every((was, index) => {
      const is = to[index];
      return (
        is !== undefined &&
        was.value === is.value &&
        was.field === is.field &&
        was.object.name === is.object.name &&
        was.object.namespace === is.object.namespace &&
        was.object.kind === is.object.kind &&
        was.object.group === is.object.group
      );
    })
  );
}

/** Evidence as one text, in an order of its own: the cluster may list its objects in another. */
function evidenceText({ evidence }: FindingRecord): string {
  return evidence
    .map(({ object, field, value }) =>
      JSON.stringify([object.group, object.kind, object.namespace, object.name, field, value]),
    )
    .sort()
    .join("\n");
}

function bothSides(
  from: FindingRecord,
  to: FindingRecord,
  parts: readonly FindingPart[],
): FindingChange {
  const step = RANK[to.severity] - RANK[from.severity];
  return {
    kind: "changed",
    from,
    to,
    parts,
    direction: step > 0 ? "better" : step < 0 ? "worse" : "neutral",
    notLookedFor: null,
    withNamespace: false,
  };
}

/** An info is worth knowing, not a loss. */
function weight({ severity }: FindingRecord, direction: "better" | "worse"): Direction {
  return severity === "info" ? "neutral" : direction;
}

function byUrgency(one: FindingChange, other: FindingChange): number {
  const a = findingOf(one);
  const b = findingOf(other);
  return (
    RANK[a.severity] - RANK[b.severity] ||
    Number(b.security) - Number(a.security) ||
    compareText(a.namespace ?? "", b.namespace ?? "") ||
    compareText(a.object.name, b.object.name) ||
    compareText(a.fingerprint, b.fingerprint)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
