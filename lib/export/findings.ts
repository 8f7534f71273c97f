import * as z from "zod";
import type { ObjectRef } from "../inventory/model.ts";
import type { FindingRecord } from "../snapshot/document.ts";
import { defineSheet, oneOf, text, textOrNull, yesNo } from "./sheet.ts";

/** Findings, one per row, as the snapshot words them. */
export const FINDINGS = defineSheet({
  what: "findings",
  title: "Findings",
  version: 1,
  row: z.object({
    severity: oneOf("Severity", ["blocker", "warning", "info"]),
    security: yesNo("Security", "A security control is concerned."),
    check: text("Check"),
    title: text("Found"),
    namespace: textOrNull("Namespace", "null when it concerns the whole cluster"),
    object: text("Object", "Kind and name, with the namespace of the object itself."),
    problem: text("Problem"),
    why: text("Why it matters"),
    remedy: text("What to do"),
    command: textOrNull("Command", "null when none helps"),
    evidence: text("Evidence", "Object, field and value; several are separated by line breaks."),
    firstSeen: textOrNull("First seen", "null when that is not known"),
    sources: text("Sources", "Addresses, separated by spaces."),
    fingerprint: text("Fingerprint", "The same finding has the same one in every snapshot."),
  }),
});

/** @param firstSeen when each finding was seen first, by fingerprint */
export function findingRows(
  findings: readonly FindingRecord[],
  firstSeen: ReadonlyMap<string, string>,
): z.infer<(typeof FINDINGS)["row"]>[] {
  return findings.map((finding) => ({
    severity: finding.severity,
    security: finding.security,
    check: finding.check,
    title: finding.title,
    namespace: finding.namespace,
    object: objectName(finding.object),
    problem: finding.problem,
    why: finding.why,
    remedy: finding.remedy.text,
    command: finding.remedy.command ?? null,
    evidence: evidenceText(finding),
    firstSeen: firstSeen.get(finding.fingerprint) ?? null,
    sources: finding.sources.map(({ url }) => url).join(" "),
    fingerprint: finding.fingerprint,
  }));
}

/** "AuthorizationPolicy shop/admin-deny" */
export function objectName({ kind, namespace, name }: ObjectRef): string {
  return `${kind} ${namespace === null ? "" : `${namespace}/`}${name}`;
}

export function evidenceText({ evidence }: Pick<FindingRecord, "evidence">): string {
  return evidence
    .map(({ object, field, value }) => `${objectName(object)} ${field} = ${value}`)
    .join("\n");
}
