/** Changes as the lists in the browser draw them: texts already worded, long ones cut, titles sent once. */
import type { Severity } from "@/lib/checks/define.ts";
import { printable } from "@/lib/format.ts";
import type { NamespaceVerdict, Phase } from "@/lib/migration/model.ts";
import { findingOf } from "@/lib/snapshot/compare-findings.ts";
import type {
  Direction,
  FindingChange,
  NamespaceChange,
  NotLookedFor,
  PodModes,
  Standing,
} from "@/lib/snapshot/compare-model.ts";
import type { FindingRecord } from "@/lib/snapshot/document.ts";
import { objectText } from "../report/finding-groups.ts";

/** One namespace; each pair is before and after. A pair is left out when it does not differ. */
export interface NamespaceLine {
  readonly name: string;
  readonly kind: NamespaceChange["kind"];
  readonly direction: Direction;
  readonly phase?: readonly [Phase | null, Phase | null];
  readonly verdict?: readonly [NamespaceVerdict | null, NamespaceVerdict | null];
  readonly need?: readonly [Standing["need"], Standing["need"]];
  readonly pods?: readonly [PodModes, PodModes];
  /** Where a namespace that is on one side only, or that is unchanged in this, stands. */
  readonly stands: { readonly phase: Phase | null; readonly verdict: NamespaceVerdict | null };
}

export function namespaceLine(change: NamespaceChange): NamespaceLine {
  const { name, kind, direction, parts, from, to } = change;
  const stands = to ?? from;
  const line = {
    name,
    kind,
    direction,
    stands: { phase: stands?.phase ?? null, verdict: stands?.verdict ?? null },
  };
  if (!from || !to) return line;
  const differs = (part: (typeof parts)[number]) => kind === "open" || parts.includes(part);
  return {
    ...line,
    ...(differs("phase") && from.phase !== to.phase ? { phase: [from.phase, to.phase] } : {}),
    ...(differs("verdict") && from.verdict !== to.verdict
      ? { verdict: [from.verdict, to.verdict] }
      : {}),
    ...(parts.includes("need") ? { need: [from.need, to.need] } : {}),
    ...(parts.includes("pods") && from.pods && to.pods ? { pods: [from.pods, to.pods] } : {}),
  };
}

/** One finding: what it says now, and what was different. */
export interface FindingLine {
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly security: boolean;
  readonly direction: Direction;
  readonly problem: string;
  readonly object: string;
  /** It was another one before. */
  readonly severityBefore?: Severity;
  /** "was" and "is", at most three. */
  readonly differences?: readonly Difference[];
  /** Why nothing more can be said, or what came with it. */
  readonly note?: string;
}

export interface Difference {
  /** The field of the evidence; "" for what the finding says. */
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

const PROBLEM = 240;
const DIFFERENCE = 160;
const DIFFERENCES = 3;

export function findingLine(change: FindingChange): FindingLine {
  const finding = findingOf(change);
  const { from, to, parts, direction } = change;
  const differences = from && to && parts.length > 0 ? differencesOf(from, to, change) : [];
  const note = noteOf(change);
  return {
    fingerprint: finding.fingerprint,
    severity: finding.severity,
    security: finding.security,
    direction,
    problem: printable(finding.problem, PROBLEM),
    object: printable(objectText(finding.object)),
    ...(from && to && from.severity !== to.severity ? { severityBefore: from.severity } : {}),
    ...(differences.length > 0 ? { differences } : {}),
    ...(note ? { note } : {}),
  };
}

function differencesOf(
  from: FindingRecord,
  to: FindingRecord,
  { parts }: FindingChange,
): Difference[] {
  return [
    ...(parts.includes("problem") ? [difference("", from.problem, to.problem)] : []),
    ...(parts.includes("evidence") ? evidenceDifferences(from, to) : []),
  ].slice(0, DIFFERENCES);
}

function evidenceDifferences(from: FindingRecord, to: FindingRecord): Difference[] {
  const before = evidenceByField(from);
  const after = evidenceByField(to);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const was = before.get(field) ?? "(not there)";
    const is = after.get(field) ?? "(not there)";
    return was === is ? [] : [difference(field, was, is)];
  });
}

/** Several values of one field are one text; fields of another object carry its name. */
function evidenceByField({ object, evidence }: FindingRecord): Map<string, string> {
  const own = objectText(object);
  const grouped = Map.groupBy(evidence, (seen) => {
    const seenIn = objectText(seen.object);
    return seenIn === own ? seen.field : `${seenIn} ${seen.field}`;
  });
  return new Map(
    [...grouped].map(([field, values]) => [
      field,
      values
        .map(({ value }) => value)
        .sort()
        .join(", "),
    ]),
  );
}

function difference(what: string, from: string, to: string): Difference {
  return {
    what: printable(what, 80),
    from: printable(from, DIFFERENCE),
    to: printable(to, DIFFERENCE),
  };
}

function noteOf({ notLookedFor, withNamespace, kind }: FindingChange): string | null {
  if (notLookedFor) return doubtText(notLookedFor, kind === "not-re-evaluated");
  if (!withNamespace) return null;
  return kind === "resolved" ? "Its namespace is gone." : "Its namespace is new.";
}

function doubtText({ because, resources }: NotLookedFor, later: boolean): string {
  const named = resources.slice(0, 2).join(" and ");
  const rest = resources.length > 2 ? ` and ${resources.length - 2} more` : "";
  switch (because) {
    case "check-missing":
      return later
        ? "The later catalogue does not have its check."
        : "New check: the earlier catalogue did not have it.";
    case "undetermined":
      return named === ""
        ? `Its check could not be decided ${later ? "later" : "before"}.`
        : `Its check could not be decided ${later ? "later" : "before"}: ${named}${rest} could not be read.`;
    case "read-in-part":
      return `Its check could not see everything ${later ? "later" : "before"}: ${named}${rest}.`;
  }
}
