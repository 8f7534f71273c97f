/** How rows become the shapes of shapes.ts. JSON columns are parsed: an older version of this product may have written them. */
import { z } from "zod";
import type { ClusterSource } from "../cluster/source.ts";
import { NAMESPACE_VERDICTS, PHASES } from "../migration/model.ts";
import { SCAN_STAGES, type ScanProgress } from "../scan/progress.ts";
import type { LostScan, NamespaceSpan, TrendPoint } from "../snapshot/history-model.ts";
import type { PainPoint } from "../snapshot/pain-model.ts";
import type {
  ClusterModel,
  FindingModel,
  ImportModel,
  NamespaceSpanModel,
  ScanModel,
  SnapshotModel,
} from "./generated/models.ts";
import type { ClusterRow, FindingLife, ImportPreview, ScanRow, SnapshotHead } from "./shapes.ts";

export function toCluster(
  row: ClusterModel,
  latest: SnapshotHead | null,
  lastScan: ScanRow | null,
): ClusterRow {
  return {
    id: row.id,
    name: row.name,
    source: toSource(row.source),
    createdAt: row.createdAt.toISOString(),
    latest,
    lastScan,
  };
}

export function toSource(json: unknown): ClusterSource {
  return Source.parse(json);
}

/** What a query for scans includes, so that `toScan` can name the snapshot. */
export const WITH_SNAPSHOT = { snapshot: { select: { id: true } } } as const;

export function toScan(row: ScanModel & { snapshot: { id: string } | null }): ScanRow {
  return {
    id: row.id,
    clusterId: row.clusterId,
    status: Status.parse(row.status),
    startedAt: row.startedAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    message: row.message,
    snapshotId: row.snapshot?.id ?? null,
  };
}

/** What the scan told last, brought in line with how its row stands now. */
export function toProgress(row: ScanModel & { snapshot: { id: string } | null }): ScanProgress {
  const { id, ...scan } = toScan(row);
  return {
    ...(row.progress === null ? NOTHING_TOLD : Told.parse(row.progress)),
    ...scan,
    scanId: id,
  };
}

export function toHead(row: Omit<SnapshotModel, "document">): SnapshotHead {
  return {
    id: row.id,
    takenAt: row.takenAt.toISOString(),
    input: Input.parse(row.input),
    istioVersion: row.istioVersion,
    kubernetesVersion: row.kubernetesVersion,
    platform: row.platform,
    plannedSaving: row.plannedSaving === null ? null : Number(row.plannedSaving),
    realisedSaving: row.realisedSaving === null ? null : Number(row.realisedSaving),
    summary: {
      sentence: row.sentence,
      namespaces: row.namespaceCount,
      judged: row.judged,
      phases: PhaseCounts.parse(row.phases),
      verdicts: VerdictCounts.parse(row.verdicts),
      blockers: row.blockers,
      warnings: row.warnings,
      infos: row.infos,
      namespacesWithBlockers: row.namespacesWithBlockers,
      needWaypoint: row.needWaypoint,
      pods: { sidecar: row.sidecarPods, ambient: row.ambientPods, none: row.plainPods },
      kindsAsked: row.kindsAsked,
      kindsRead: row.kindsRead,
      undeterminedChecks: row.undeterminedChecks,
      sidecarMemoryRequested:
        row.sidecarMemoryRequested === null ? null : Number(row.sidecarMemoryRequested),
    },
  };
}

export function toLife(row: FindingModel): FindingLife {
  return {
    fingerprint: row.fingerprint,
    check: row.check,
    severity: FindingSeverity.parse(row.severity),
    namespace: row.namespace,
    object: {
      group: row.objectGroup,
      kind: row.objectKind,
      namespace: row.objectNamespace,
      name: row.objectName,
    },
    problem: row.problem,
    firstSeen: row.firstSeen.toISOString(),
    lastSeen: row.lastSeen.toISOString(),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
  };
}

export function toSpan(row: NamespaceSpanModel): NamespaceSpan {
  return {
    name: row.name,
    fromAt: row.fromAt.toISOString(),
    untilAt: row.untilAt?.toISOString() ?? null,
    phase: SpanPhase.parse(row.phase),
    verdict: SpanVerdict.parse(row.verdict),
    need: Need.parse(row.need),
    blockers: row.blockers,
    warnings: row.warnings,
    infos: row.infos,
    hard: row.hard,
    evidence: Sentences.parse(row.evidence),
  };
}

export function toPoint(row: PointRow): TrendPoint {
  const { sidecarPods, ambientPods, plainPods } = row;
  const read = sidecarPods !== null && ambientPods !== null && plainPods !== null;
  return {
    takenAt: row.takenAt.toISOString(),
    input: row.input,
    istioVersion: row.istioVersion,
    kubernetesVersion: row.kubernetesVersion,
    catalogue: row.catalogue,
    phases: row.phases,
    verdicts: row.verdicts,
    namespaces: row.namespaceCount,
    judged: row.judged,
    pods: read ? { sidecar: sidecarPods, ambient: ambientPods, none: plainPods } : null,
    open: { blockers: row.openBlockers, warnings: row.openWarnings },
    found: { blockers: row.foundBlockers, warnings: row.foundWarnings },
    resolved: { blockers: row.resolvedBlockers, warnings: row.resolvedWarnings },
    kindsAsked: row.kindsAsked,
    kindsRead: row.kindsRead,
    undeterminedChecks: row.undeterminedChecks,
    sidecarMemoryRequested:
      row.sidecarMemoryRequested === null ? null : Number(row.sidecarMemoryRequested),
  };
}

export function toLostScan(row: Pick<ScanModel, "startedAt" | "status" | "message">): LostScan {
  return {
    at: row.startedAt.toISOString(),
    status: LostStatus.parse(row.status),
    message: row.message,
  };
}

export function toImport(row: Pick<ImportModel, "id" | "createdAt" | "preview">): ImportPreview {
  return { ...Preview.parse(row.preview), id: row.id, createdAt: row.createdAt.toISOString() };
}

const Source: z.ZodType<ClusterSource> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("kubeconfig"), context: z.string() }),
  z.object({ kind: z.literal("in-cluster") }),
  z.object({
    kind: z.literal("uploaded"),
    server: z.string(),
    user: z.string(),
    context: z.string(),
  }),
  z.object({
    kind: z.literal("dump"),
    importId: z.string(),
    files: z.array(z.string()),
    complete: z.boolean(),
  }),
  z.object({
    kind: z.literal("demo"),
    cluster: z.string(),
    history: z.literal(false).optional(),
  }),
]);

const Status = z.enum(["running", "done", "failed", "cancelled", "interrupted"]);

/** How a scan ends without a snapshot. */
export const LOST = ["failed", "cancelled", "interrupted"] as const;

const LostStatus = z.enum(LOST);

const Input = z.enum(["live", "dump", "demo"]);

const FindingSeverity = z.enum(["blocker", "warning", "info"]);

const SpanPhase = z.enum(PHASES).nullable();

const SpanVerdict = z.enum(NAMESPACE_VERDICTS).nullable();

const Need = z.enum(["none", "recommended", "required", "could-not-tell"]);

const Sentences = z.array(z.string());

const PhaseCounts = z.array(z.object({ phase: z.enum(PHASES), namespaces: z.number() }));

const VerdictCounts = z.array(
  z.object({ verdict: z.enum(NAMESPACE_VERDICTS), namespaces: z.number() }),
);

const Amount = z.number().nullable();

const Pains: z.ZodType<PainPoint> = z.object({
  memoryEach: Amount,
  startWith: Amount,
  startWithout: Amount,
  waitShare: Amount,
  restarts: Amount,
  older: Amount,
  optedOut: Amount,
  notEnforced: Amount,
  envoys: Amount,
});

/** Rows of TrendPoint as a query of its own text answers with them. */
export const PointRows = z.array(
  z.object({
    clusterId: z.string(),
    takenAt: z.date(),
    input: Input,
    istioVersion: z.string().nullable(),
    kubernetesVersion: z.string().nullable(),
    catalogue: z.string(),
    phases: PhaseCounts,
    verdicts: VerdictCounts,
    namespaceCount: z.number(),
    judged: z.number(),
    sidecarPods: z.number().nullable(),
    ambientPods: z.number().nullable(),
    plainPods: z.number().nullable(),
    openBlockers: z.number(),
    openWarnings: z.number(),
    foundBlockers: z.number(),
    foundWarnings: z.number(),
    resolvedBlockers: z.number(),
    resolvedWarnings: z.number(),
    kindsAsked: z.number(),
    kindsRead: z.number(),
    undeterminedChecks: z.number(),
    sidecarMemoryRequested: z.bigint().nullable(),
  }),
);

export const PainRows = z.array(z.object({ takenAt: z.date(), pains: Pains.nullable() }));

export const ChangeRows = z.array(
  z.object({ name: z.string(), fromAt: z.date(), phase: SpanPhase }),
);

export type PointRow = z.infer<typeof PointRows>[number];

const Told = z.object({
  stage: z.enum(SCAN_STAGES),
  kindsDone: z.number(),
  kindsTotal: z.number(),
  objects: z.number(),
  slow: z.array(z.string()),
  history: z.object({ day: z.number(), days: z.number() }).optional(),
});

const NOTHING_TOLD: z.infer<typeof Told> = {
  stage: "connect",
  kindsDone: 0,
  kindsTotal: 0,
  objects: 0,
  slow: [],
};

const Preview = z.object({
  files: z.array(z.string()),
  layout: z.string(),
  found: z.array(
    z.object({
      resource: z.string(),
      kind: z.string(),
      objects: z.number(),
      unparsed: z.number(),
    }),
  ),
  missing: z.array(z.object({ resource: z.string(), kind: z.string(), consequence: z.string() })),
  dropped: z.array(z.object({ kind: z.string(), objects: z.number() })),
  problems: z.array(z.string()),
  // Previews that are older than it lack it.
  measured: z.object({ memory: z.number(), counted: z.number() }).nullable().default(null),
});
