import * as z from "zod";
import type { FilteredChanges } from "../snapshot/compare-filter.ts";
import { findingOf } from "../snapshot/compare-findings.ts";
import type { FindingChange, NamespaceChange, Standing } from "../snapshot/compare-model.ts";
import type { FindingRecord } from "../snapshot/document.ts";
import { evidenceText, objectName } from "./findings.ts";
import { defineSheet, oneOf, text, textOrNull } from "./sheet.ts";

const DIRECTIONS = ["better", "worse", "neutral", "unknown"] as const;

/** Everything that differs between two snapshots, one change per row: namespaces first, then findings. */
export const COMPARE = defineSheet({
  what: "compare",
  title: "Comparison",
  version: 1,
  row: z.object({
    about: oneOf("About", ["namespace", "finding"]),
    change: oneOf("Change", [
      "changed",
      "appeared",
      "vanished",
      "could-not-tell",
      "new",
      "resolved",
      "not-re-evaluated",
      "not-evaluated-before",
    ]),
    direction: oneOf("Direction", DIRECTIONS),
    namespace: textOrNull("Namespace", "null for a finding about the whole cluster"),
    check: textOrNull("Check", "null for a namespace"),
    object: textOrNull("Object", "null for a namespace"),
    severity: textOrNull("Severity", "null for a namespace"),
    parts: text("What differs", "Separated by spaces; empty when it is on one side only."),
    from: textOrNull("Before", "null when it was not there"),
    to: textOrNull("After", "null when it is not there"),
    notLookedFor: textOrNull(
      "Not looked for because",
      "Why its check said nothing on one side; null when it did",
    ),
    fingerprint: textOrNull("Fingerprint", "null for a namespace"),
  }),
});

type Row = z.infer<(typeof COMPARE)["row"]>;

export function compareRows({ namespaces, findings }: FilteredChanges): Row[] {
  return [
    ...namespaces.map(namespaceRow),
    ...[
      findings.new,
      findings.resolved,
      findings.changed,
      findings.notReevaluated,
      findings.notEvaluatedBefore,
    ].flatMap((changes) => changes.map(findingRow)),
  ];
}

function namespaceRow({ name, kind, direction, parts, from, to }: NamespaceChange): Row {
  return {
    about: "namespace",
    change: kind === "open" ? "could-not-tell" : kind,
    direction,
    namespace: name,
    check: null,
    object: null,
    severity: null,
    parts: parts.join(" "),
    from: standingText(from),
    to: standingText(to),
    notLookedFor: null,
    fingerprint: null,
  };
}

function findingRow(change: FindingChange): Row {
  const { kind, direction, parts, from, to, notLookedFor } = change;
  const finding = findingOf(change);
  return {
    about: "finding",
    change: kind,
    direction,
    namespace: finding.namespace,
    check: finding.check,
    object: objectName(finding.object),
    severity: finding.severity,
    parts: parts.join(" "),
    from: from && findingText(from, change),
    to: to && findingText(to, change),
    notLookedFor: notLookedFor && [notLookedFor.because, ...notLookedFor.resources].join(" "),
    fingerprint: finding.fingerprint,
  };
}

/** "phase sidecar, verdict ready, waypoint none, pods 20 sidecar 0 ambient 2 outside" */
function standingText(standing: Standing | null): string | null {
  if (standing === null) return null;
  const { phase, verdict, need, pods } = standing;
  return [
    `phase ${phase ?? "could-not-tell"}`,
    `verdict ${verdict ?? "not-judged"}`,
    `waypoint ${need}`,
    pods
      ? `pods ${pods.sidecar} sidecar ${pods.ambient} ambient ${pods.none} outside`
      : "pods could not be read",
  ].join(", ");
}

/** Evidence is told only where it is what differs. */
function findingText(finding: FindingRecord, { parts }: FindingChange): string {
  const said = `${finding.severity}: ${finding.problem}`;
  return parts.includes("evidence") ? `${said}\n${evidenceText(finding)}` : said;
}
