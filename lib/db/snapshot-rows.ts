/**
 * A document as rows, column by column, ready for one INSERT per table. Worked out where the document is made, so that
 * the process that stores it needs only to hand arrays to the database.
 */

import { encodeDocument } from "../snapshot/codec.ts";
import type { FindingRecord, NamespaceRecord, SnapshotDocument } from "../snapshot/document.ts";
import { storable } from "./text.ts";

/** A snapshot on its way into the database: plain data that may cross a thread. */
export interface PreparedSnapshot {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The document without its long lists. */
  readonly head: SnapshotHeadRow;
  readonly namespaces: NamespaceColumns;
  readonly findings: FindingColumns;
  /** Ids of checks that saw everything they read: a finding of theirs that is gone is resolved. */
  readonly decidedChecks: readonly string[];
}

export type SnapshotHeadRow = Pick<
  SnapshotDocument,
  "version" | "takenAt" | "input" | "catalogue" | "istioVersion" | "kubernetesVersion" | "summary"
> & { readonly platform: string | null; readonly advice: string };

export type NamespaceColumns = ReturnType<typeof namespaceColumns>;
export type FindingColumns = ReturnType<typeof findingColumns>;

export function prepareSnapshot(document: SnapshotDocument): PreparedSnapshot {
  const { version, takenAt, input, catalogue, istioVersion, kubernetesVersion, summary } = document;
  return {
    bytes: encodeDocument(document),
    head: {
      version,
      takenAt,
      input,
      catalogue,
      istioVersion,
      kubernetesVersion,
      summary,
      platform: document.platform?.name ?? null,
      advice: document.recommendation.advice,
    },
    namespaces: namespaceColumns(document.namespaces),
    findings: findingColumns(oncePerFingerprint(document.findings)),
    decidedChecks: document.checks.filter(isDecided).map(({ id }) => id),
  };
}

function namespaceColumns(rows: readonly NamespaceRecord[]) {
  return {
    name: rows.map(({ name }) => storable(name)),
    phase: rows.map(({ phase }) => phase),
    verdict: rows.map(({ verdict }) => verdict),
    need: rows.map(({ need }) => need),
    sidecarPods: rows.map(({ pods }) => pods?.sidecar ?? null),
    ambientPods: rows.map(({ pods }) => pods?.ambient ?? null),
    pendingPods: rows.map(({ pods }) => pods?.pending ?? null),
    stuckPods: rows.map(({ pods }) => pods?.stuck ?? null),
    livePods: rows.map(({ pods }) => pods?.live ?? null),
    blockers: rows.map(({ counts }) => counts.blockers),
    warnings: rows.map(({ counts }) => counts.warnings),
    infos: rows.map(({ counts }) => counts.infos),
    hard: rows.map(({ hard }) => hard),
  };
}

function findingColumns(rows: readonly FindingRecord[]) {
  return {
    fingerprint: rows.map(({ fingerprint }) => storable(fingerprint)),
    check: rows.map(({ check }) => storable(check)),
    severity: rows.map(({ severity }) => severity),
    security: rows.map(({ security }) => security),
    namespace: rows.map(({ namespace }) => (namespace === null ? null : storable(namespace))),
    objectGroup: rows.map(({ object }) => storable(object.group)),
    objectKind: rows.map(({ object }) => storable(object.kind)),
    objectNamespace: rows.map(({ object }) =>
      object.namespace === null ? null : storable(object.namespace),
    ),
    objectName: rows.map(({ object }) => storable(object.name)),
    problem: rows.map(({ problem }) => storable(problem, 2000)),
  };
}

const RANK = { blocker: 0, warning: 1, info: 2 } as const;

/** A check may see two problems in one object; its life is that of the worse one. */
function oncePerFingerprint(findings: readonly FindingRecord[]): readonly FindingRecord[] {
  const worst = new Map<string, FindingRecord>();
  for (const finding of findings) {
    const known = worst.get(finding.fingerprint);
    if (!known || RANK[finding.severity] < RANK[known.severity]) {
      worst.set(finding.fingerprint, finding);
    }
  }
  return [...worst.values()];
}

/** A check that could not see everything may have missed what it found last time. */
function isDecided({ outcome, unread }: SnapshotDocument["checks"][number]): boolean {
  return outcome !== "undetermined" && unread.length === 0;
}
