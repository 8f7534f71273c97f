/**
 * A document as rows, ready for one INSERT per table. Worked out where the document is made, so that the process that
 * stores it only hands two texts to the database.
 */
import { encodeDocument } from "../snapshot/codec.ts";
import type { FindingRecord, NamespaceRecord, SnapshotDocument } from "../snapshot/document.ts";
import { storable } from "./text.ts";

/** A snapshot on its way into the database: plain data that may cross a thread. */
export interface PreparedSnapshot {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly head: SnapshotHeadRow;
  /** NamespaceRow[] as JSON. */
  readonly namespaces: string;
  /** FindingRow[] as JSON, each fingerprint once. */
  readonly findings: string;
  /** Ids of checks that saw everything they read: a finding of theirs that is gone is resolved. */
  readonly decidedChecks: readonly string[];
}

/** The document without its long lists. */
export type SnapshotHeadRow = Pick<
  SnapshotDocument,
  "version" | "takenAt" | "input" | "catalogue" | "istioVersion" | "kubernetesVersion" | "summary"
> & { readonly platform: string | null; readonly advice: string };

export type NamespaceRow = ReturnType<typeof namespaceRow>;
export type FindingRow = ReturnType<typeof findingRow>;

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
    namespaces: JSON.stringify(document.namespaces.map(namespaceRow)),
    findings: JSON.stringify(oncePerFingerprint(document.findings).map(findingRow)),
    decidedChecks: document.checks.filter(isDecided).map(({ id }) => id),
  };
}

/** Pod counts are null when pods could not be read. */
function namespaceRow({ name, phase, verdict, need, pods, counts, hard }: NamespaceRecord) {
  return {
    name: storable(name),
    phase,
    verdict,
    need,
    sidecarPods: pods?.sidecar ?? null,
    ambientPods: pods?.ambient ?? null,
    pendingPods: pods?.pending ?? null,
    stuckPods: pods?.stuck ?? null,
    livePods: pods?.live ?? null,
    ...counts,
    hard,
  };
}

function findingRow({ object, namespace, ...finding }: FindingRecord) {
  return {
    fingerprint: storable(finding.fingerprint),
    check: storable(finding.check),
    severity: finding.severity,
    security: finding.security,
    namespace: namespace === null ? null : storable(namespace),
    objectGroup: storable(object.group),
    objectKind: storable(object.kind),
    objectNamespace: object.namespace === null ? null : storable(object.namespace),
    objectName: storable(object.name),
    problem: storable(finding.problem, 2000),
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
