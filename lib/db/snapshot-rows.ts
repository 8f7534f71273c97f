/**
 * A document as rows, ready for one INSERT per table. Worked out where the document is made, so that the process that
 * stores it only hands texts to the database.
 */
import type { MeshFacts } from "../metrics/facts.ts";
import type { MetricsSource } from "../metrics/source.ts";
import { plannedSaving } from "../savings/planned.ts";
import { type SidecarRequests, sidecarRequests } from "../savings/realised.ts";
import { encodeDocument } from "../snapshot/codec.ts";
import type { FindingRecord, NamespaceRecord, SnapshotDocument } from "../snapshot/document.ts";
import type { Measurement } from "../snapshot/measurement.ts";
import type { MoveComparison } from "../snapshot/moves.ts";
import type { PainPoint } from "../snapshot/pain-model.ts";
import { painPoint } from "../snapshot/pains.ts";
import { type Columns, toColumns } from "./columns.ts";
import {
  type PreparedMeasurement,
  type PreparedMoves,
  prepareMeasurement,
  prepareMoves,
} from "./measured-rows.ts";
import { storable } from "./text.ts";

/** A snapshot on its way into the database: plain data that may cross a thread. */
export interface PreparedSnapshot {
  /** The whole document, encoded; what is stored may be less, see documents.ts. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly head: SnapshotHeadRow;
  /** Each name once, in the order of names. */
  readonly namespaces: Columns<NamespaceRow>;
  /** Whether all namespaces were listed: one that is missing is then gone. */
  readonly namespacesRead: boolean;
  /** Each fingerprint once, in the order of fingerprints. */
  readonly findings: Columns<FindingRow>;
  /** Ids of checks that saw everything they read: a finding of theirs that is gone is resolved. */
  readonly decidedChecks: readonly string[];
  /** What is compared with the requests of earlier snapshots; null when pods could not be read. */
  readonly sidecars: SidecarRequests | null;
  /** null: nothing was measured. */
  readonly measurement: PreparedMeasurement | null;
  readonly moves: PreparedMoves;
  /** Services that may be a Prometheus. null: not looked for. */
  readonly metricsFound: readonly MetricsSource[] | null;
  /** What filling the days before the first scan needs to know of the cluster; null: none are to be filled. */
  readonly facts: MeshFacts | null;
}

/** What was measured beside a snapshot. */
export interface Measured {
  readonly measurement: Measurement | null;
  readonly moves: readonly MoveComparison[];
  readonly metricsFound: readonly MetricsSource[] | null;
  readonly facts: MeshFacts | null;
}

/** The document without its long lists. */
export type SnapshotHeadRow = Pick<
  SnapshotDocument,
  "version" | "takenAt" | "input" | "catalogue" | "istioVersion" | "kubernetesVersion" | "summary"
> & {
  readonly platform: string | null;
  readonly advice: string;
  readonly plannedSaving: number | null;
  readonly pains: PainPoint | null;
};

export type NamespaceRow = ReturnType<typeof namespaceRow>;
export type FindingRow = ReturnType<typeof findingRow>;

export function prepareSnapshot(
  document: SnapshotDocument,
  measured: Partial<Measured> = {},
): PreparedSnapshot {
  const { measurement, moves, metricsFound, facts } = { ...NOTHING_MEASURED, ...measured };
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
      plannedSaving: plannedSaving(document),
      pains: painPoint(document.pains),
    },
    namespaces: namespaceColumns(namespaceRows(document)),
    namespacesRead: namespacesRead(document),
    findings: findingColumns(findingRows(document)),
    decidedChecks: document.checks.filter(isDecided).map(({ id }) => id),
    sidecars: sidecarRequests(document),
    measurement: measurement && prepareMeasurement(measurement),
    moves: prepareMoves(moves),
    metricsFound,
    facts,
  };
}

const NOTHING_MEASURED: Measured = {
  measurement: null,
  moves: [],
  metricsFound: null,
  facts: null,
};

/** The namespaces of a document as the rows that spans are made from. */
export function namespaceRows({
  namespaces,
}: Pick<SnapshotDocument, "namespaces">): readonly NamespaceRow[] {
  return eachOnce(namespaces.map(namespaceRow), ({ name }) => name);
}

export function namespaceColumns(rows: readonly NamespaceRow[]): Columns<NamespaceRow> {
  return toColumns(rows, [
    "name",
    "phase",
    "verdict",
    "need",
    "blockers",
    "warnings",
    "infos",
    "hard",
    "evidence",
  ]);
}

/** The findings of a document as the rows that lives are made from. */
export function findingRows({
  findings,
}: Pick<SnapshotDocument, "findings">): readonly FindingRow[] {
  return eachOnce(
    findings.toSorted(mildestFirst).map(findingRow),
    ({ fingerprint }) => fingerprint,
  );
}

export function findingColumns(rows: readonly FindingRow[]): Columns<FindingRow> {
  return toColumns(rows, [
    "fingerprint",
    "check",
    "severity",
    "security",
    "namespace",
    "objectGroup",
    "objectKind",
    "objectNamespace",
    "objectName",
    "problem",
  ]);
}

/** A namespace that is missing from a list that was refused or cut short may well be there. */
export function namespacesRead({ coverage }: Pick<SnapshotDocument, "coverage">): boolean {
  const row = coverage.find(({ resource }) => resource === "namespaces");
  return row === undefined || row.outcome === "read";
}

const EVIDENCE_KEPT = 8;

/** Evidence is JSON, a list of sentences. */
function namespaceRow(namespace: NamespaceRecord) {
  const { name, phase, verdict, need, counts, hard, phaseEvidence } = namespace;
  return {
    name: storable(name),
    phase,
    verdict,
    need,
    ...counts,
    hard,
    evidence: JSON.stringify(
      phaseEvidence.slice(0, EVIDENCE_KEPT).map((sentence) => storable(sentence, 300)),
    ),
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

/** A check may see two problems in one object; the worse one comes last, and its life is the one that is kept. */
function mildestFirst(one: FindingRecord, other: FindingRecord): number {
  return RANK[one.severity] - RANK[other.severity];
}

const RANK = { info: 0, warning: 1, blocker: 2 } as const;

/** Each key once, the last one wins, in the order of the index that they go into. */
function eachOnce<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
}

/** A check that could not see everything may have missed what it found last time. */
function isDecided({ outcome, unread }: SnapshotDocument["checks"][number]): boolean {
  return outcome !== "undetermined" && unread.length === 0;
}
