/** A comparison narrowed to what a reader asked for. The page and its exports use the same. */
import { findingOf } from "./compare-findings.ts";
import type {
  Comparison,
  Direction,
  FindingChange,
  FindingChanges,
  NamespaceChange,
} from "./compare-model.ts";

/** null and empty text keep all. */
export interface CompareFilter {
  /** Part of the name of a namespace, an object or a check, or of what a finding says. */
  readonly q: string;
  readonly direction: "better" | "worse" | null;
  /** "blocker", "warning", "info", or "security" for findings that concern a security control. */
  readonly severity: string | null;
}

/** The parts of a comparison that are lists of changes. */
export interface FilteredChanges {
  /** Changed, appeared, vanished and open ones, by name. */
  readonly namespaces: readonly NamespaceChange[];
  readonly findings: Readonly<
    Pick<FindingChanges, "new" | "resolved" | "changed" | "notReevaluated" | "notEvaluatedBefore">
  >;
  /** Changes kept, and all there are. */
  readonly kept: number;
  readonly all: number;
}

export function filterComparison(comparison: Comparison, filter: CompareFilter): FilteredChanges {
  const { namespaces, findings } = comparison;
  const everyNamespace = [
    ...namespaces.changed,
    ...namespaces.appeared,
    ...namespaces.vanished,
    ...namespaces.open,
  ].sort(moreTelling);
  const wanted = { ...filter, q: filter.q.trim().toLowerCase() };
  const keep = (changes: readonly FindingChange[]) =>
    changes.filter((change) => keepsFinding(change, wanted));

  const kept = {
    new: keep(findings.new),
    resolved: keep(findings.resolved),
    changed: keep(findings.changed),
    notReevaluated: keep(findings.notReevaluated),
    notEvaluatedBefore: keep(findings.notEvaluatedBefore),
  };
  const keptNamespaces = everyNamespace.filter((change) => keepsNamespace(change, wanted));
  return {
    namespaces: keptNamespaces,
    findings: kept,
    kept: keptNamespaces.length + findingCount(kept),
    all: everyNamespace.length + findingCount(findings),
  };
}

const ORDER: Readonly<Record<Direction, number>> = { worse: 0, better: 1, neutral: 2, unknown: 3 };

/** What fell back stands first, then what moved on. */
function moreTelling(a: NamespaceChange, b: NamespaceChange): number {
  return ORDER[a.direction] - ORDER[b.direction] || (a.name < b.name ? -1 : 1);
}

function keepsNamespace({ name, direction }: NamespaceChange, filter: CompareFilter): boolean {
  return (
    filter.severity === null &&
    (filter.direction === null || direction === filter.direction) &&
    (filter.q === "" || name.toLowerCase().includes(filter.q))
  );
}

function keepsFinding(change: FindingChange, filter: CompareFilter): boolean {
  const { severity, security, namespace, object, check, problem, title } = findingOf(change);
  if (filter.direction !== null && change.direction !== filter.direction) return false;
  if (
    filter.severity !== null &&
    severity !== filter.severity &&
    !(filter.severity === "security" && security)
  )
    return false;
  return (
    filter.q === "" ||
    [namespace ?? "", object.name, object.kind, check, title, problem].some((text) =>
      text.toLowerCase().includes(filter.q),
    )
  );
}

function findingCount(findings: FilteredChanges["findings"]): number {
  return (
    findings.new.length +
    findings.resolved.length +
    findings.changed.length +
    findings.notReevaluated.length +
    findings.notEvaluatedBefore.length
  );
}
