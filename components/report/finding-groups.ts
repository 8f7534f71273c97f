/** Findings as lists: narrowed, grouped and in order of urgency. Pure, on the server. */
import type { Severity } from "@/lib/checks/define.ts";
import type { ObjectRef } from "@/lib/inventory/model.ts";
import type { CheckRecord, FindingRecord } from "@/lib/snapshot/document.ts";

export const FINDING_GROUPS = ["check", "namespace", "object"] as const;

export type FindingGrouping = (typeof FINDING_GROUPS)[number];

export interface FindingFilter {
  readonly q: string;
  readonly severity: string | null;
  readonly check: string | null;
  readonly namespace: string | null;
}

/** Findings under one heading, the most urgent first. */
export interface FindingGroup {
  readonly key: string;
  readonly title: string;
  readonly findings: readonly FindingRecord[];
}

/** The heading of findings that concern the whole cluster. */
export const WHOLE_CLUSTER = "The whole cluster";

export function filterFindings(
  findings: readonly FindingRecord[],
  filter: FindingFilter,
): FindingRecord[] {
  const wanted = filter.q.trim().toLowerCase();
  return findings.filter(
    (finding) =>
      (filter.severity === null ||
        finding.severity === filter.severity ||
        (filter.severity === "security" && finding.security)) &&
      (filter.check === null || finding.check === filter.check) &&
      (filter.namespace === null || finding.namespace === filter.namespace) &&
      (wanted === "" || searchText(finding).includes(wanted)),
  );
}

/** Groups in the order of their most urgent finding, then by title. */
export function groupFindings(
  findings: readonly FindingRecord[],
  grouping: FindingGrouping,
): FindingGroup[] {
  const groups = Map.groupBy(findings, (finding) => keyOf(finding, grouping));
  return [...groups]
    .map(([key, members]) => {
      const sorted = members.toSorted(byUrgency);
      return { key, title: titleOf(sorted[0], grouping), findings: sorted };
    })
    .sort(
      (a, b) =>
        compareHeads(a, b) ||
        b.findings.length - a.findings.length ||
        a.title.localeCompare(b.title, "en"),
    );
}

/** Security blockers, blockers, security warnings, warnings, infos; then by object. */
export function byUrgency(a: FindingRecord, b: FindingRecord): number {
  return (
    RANK[a.severity] - RANK[b.severity] ||
    Number(b.security) - Number(a.security) ||
    (a.namespace ?? "").localeCompare(b.namespace ?? "", "en") ||
    a.object.name.localeCompare(b.object.name, "en")
  );
}

/** A cause that stops namespaces: one check with its blockers. */
export interface Cause {
  readonly check: string;
  readonly title: string;
  readonly security: boolean;
  readonly severity: Severity;
  /** Namespaces it stops; 0 when it concerns the whole cluster. */
  readonly namespaces: number;
  readonly cluster: boolean;
  readonly example: string;
}

/** What stops namespaces, the widest cause first. Cluster-wide causes stand before all, since they stop everything. */
export function topCauses(
  findings: readonly FindingRecord[],
  severity: Severity = "blocker",
): Cause[] {
  const groups = Map.groupBy(
    findings.filter((finding) => finding.severity === severity),
    ({ check }) => check,
  );
  return [...groups]
    .map(([check, members]) => ({
      check,
      title: members[0]?.title ?? check,
      security: members.some(({ security }) => security),
      severity,
      namespaces: new Set(members.flatMap(({ namespace }) => namespace ?? [])).size,
      cluster: members.some(({ namespace }) => namespace === null),
      example: members[0]?.problem ?? "",
    }))
    .sort(
      (a, b) =>
        Number(b.cluster) - Number(a.cluster) ||
        b.namespaces - a.namespaces ||
        Number(b.security) - Number(a.security) ||
        a.check.localeCompare(b.check, "en"),
    );
}

/** Checks without findings, by outcome: folded at the foot of the list, never hidden. */
export function quietChecks(
  checks: readonly CheckRecord[],
): Record<"passed" | "not-applicable" | "undetermined", CheckRecord[]> {
  const by = Map.groupBy(checks, ({ outcome }) => outcome);
  return {
    passed: by.get("passed") ?? [],
    "not-applicable": by.get("not-applicable") ?? [],
    undetermined: by.get("undetermined") ?? [],
  };
}

/** "AuthorizationPolicy shop/admin-deny" */
export function objectText({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}

const RANK: Record<Severity, number> = { blocker: 0, warning: 1, info: 2 };

function compareHeads({ findings: [a] }: FindingGroup, { findings: [b] }: FindingGroup): number {
  if (!a || !b) return 0;
  return RANK[a.severity] - RANK[b.severity] || Number(b.security) - Number(a.security);
}

function keyOf(finding: FindingRecord, grouping: FindingGrouping): string {
  switch (grouping) {
    case "check":
      return finding.check;
    case "namespace":
      return finding.namespace ?? "";
    case "object":
      return `${finding.object.group}/${objectText(finding.object)}`;
  }
}

function titleOf(finding: FindingRecord | undefined, grouping: FindingGrouping): string {
  if (!finding) return "";
  switch (grouping) {
    case "check":
      return finding.title;
    case "namespace":
      return finding.namespace ?? WHOLE_CLUSTER;
    case "object":
      return objectText(finding.object);
  }
}

function searchText({ problem, check, namespace, object }: FindingRecord): string {
  return `${problem} ${check} ${namespace ?? ""} ${objectText(object)}`.toLowerCase();
}
