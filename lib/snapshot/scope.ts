/**
 * What of a snapshot somebody may see who was handed a link. Every field is named here: one that is added to a document
 * does not compile until somebody has decided what becomes of it.
 */
import { checkById } from "../checks/catalogue.ts";
import type { Source } from "../checks/define.ts";
import type { ObjectRef, Unread } from "../inventory/model.ts";
import type { NextStep } from "../migration/model.ts";
import type { FeatureUse } from "../parity/model.ts";
import type {
  CheckRecord,
  FindingRecord,
  NamespaceRecord,
  SnapshotDocument,
  WaypointRecord,
} from "./document.ts";
import type { NamespaceSpan } from "./history-model.ts";
import { chosenLens, type Lens, PLAIN, pseudonym, redactingLens } from "./scope-lens.ts";
import { scopedRecommendation, scopedSummary } from "./scope-summary.ts";

export interface Scope {
  /** null: the whole cluster. */
  readonly namespaces: readonly string[] | null;
  /** Names are shown as pseudonyms made with this key; null: as they are. */
  readonly redactKey: string | null;
}

/** The name of the cluster as the receiver sees it. */
export function shownCluster(name: string, { redactKey }: Scope): string {
  return redactKey === null ? name : pseudonym(redactKey, "cluster", name);
}

/** The name of a namespace as the receiver sees it; null when it is not for him. */
export function shownNamespace(name: string, { namespaces, redactKey }: Scope): string | null {
  if (namespaces !== null && !namespaces.includes(name)) return null;
  return redactKey === null ? name : pseudonym(redactKey, "namespace", name);
}

/**
 * The document as the receiver sees it. With chosen namespaces everything else is absent: other namespaces, findings of
 * the whole cluster, its components, and counts that include others. Whatever the scope, of reading only the outcome by kind
 * is told, since error messages name servers.
 */
export function scopeDocument(document: SnapshotDocument, scope: Scope): SnapshotDocument {
  const chosen = scope.namespaces === null ? null : new Set(scope.namespaces);
  const lens = lensOf(document, scope, chosen);
  const kept = document.namespaces.filter(({ name }) => chosen === null || chosen.has(name));
  const found = document.findings.filter(
    ({ namespace }) => chosen === null || (namespace !== null && chosen.has(namespace)),
  );
  const plain = chosen === null && !lens.redacts;
  const summary = chosen === null ? document.summary : scopedSummary(kept, found);
  const recommendation = plain
    ? document.recommendation
    : scopedRecommendation(
        kept,
        chosen === null ? document.recommendation.advice : "migrate-namespace-by-namespace",
      );

  return {
    version: document.version,
    takenAt: document.takenAt,
    input: document.input,
    catalogue: document.catalogue,
    kubernetesVersion: lens.version(document.kubernetesVersion),
    istioVersion: lens.version(document.istioVersion),
    platform:
      document.platform === null
        ? null
        : {
            name: document.platform.name,
            kubernetesVersion: lens.version(document.platform.kubernetesVersion),
            cnis: chosen === null ? document.platform.cnis : [],
            nodes: chosen === null ? document.platform.nodes : 0,
            evidence: "",
          },
    components: chosen === null ? document.components.flatMap((each) => component(each, lens)) : [],
    waypoints: document.waypoints.flatMap((waypoint) => waypointRecord(waypoint, lens, chosen)),
    summary: { ...summary, sentence: recommendation.sentence },
    recommendation,
    // What could not be read limits every sentence about the scope; how many objects there are does not.
    coverage: document.coverage.map((row) => ({
      resource: row.resource,
      kind: row.kind,
      outcome: row.outcome,
      objects: chosen === null ? row.objects : 0,
      detail: "",
      restarted: row.restarted,
      undecidedChecks: row.undecidedChecks,
      rbac: "",
    })),
    checks: document.checks.map((check) => checkRecord(check, lens, found, kept, chosen)),
    findings: found.map((finding) => findingRecord(finding, lens, scope)),
    namespaces: kept.map((namespace) => namespaceRecord(namespace, lens)),
    features: document.features?.flatMap((use) => featureUse(use, lens, chosen)) ?? null,
    // As with the memory of sidecars: what a part of a cluster would cost cannot be told without the rest of it.
    requested:
      document.requested === null || chosen !== null
        ? null
        : {
            parts: document.requested.parts,
            namespaces: document.requested.namespaces.map(({ namespace, sidecar, waypoint }) => ({
              namespace: lens.namespace(namespace),
              sidecar,
              waypoint,
            })),
            nodes: document.requested.nodes,
            all: document.requested.all,
            gaps: document.requested.gaps,
          },
    // They name objects of the whole cluster, and no page that can be shared shows them.
    pains: null,
  };
}

/** History of the scope: the stretches of its namespaces, without what put them there when names are redacted. */
export function scopeSpans(
  document: SnapshotDocument,
  spans: readonly NamespaceSpan[],
  scope: Scope,
): NamespaceSpan[] {
  const chosen = scope.namespaces === null ? null : new Set(scope.namespaces);
  const lens = lensOf(document, scope, chosen);
  return spans
    .filter(({ name }) => chosen === null || chosen.has(name))
    .map((span) => ({
      name: lens.namespace(span.name),
      fromAt: span.fromAt,
      untilAt: span.untilAt,
      phase: span.phase,
      verdict: span.verdict,
      need: span.need,
      blockers: span.blockers,
      warnings: span.warnings,
      infos: span.infos,
      hard: span.hard,
      evidence: lens.redacts ? [] : span.evidence.map((sentence) => lens.text(sentence, "")),
    }));
}

function lensOf(
  document: SnapshotDocument,
  { redactKey }: Scope,
  chosen: ReadonlySet<string> | null,
): Lens {
  if (redactKey !== null) return redactingLens(redactKey);
  return chosen === null ? PLAIN : chosenLens(document, chosen);
}

function component(
  {
    component: name,
    ref,
    revision,
    version,
    ready,
    desired,
  }: SnapshotDocument["components"][number],
  lens: Lens,
): SnapshotDocument["components"] {
  const shown = lens.ref(ref);
  if (shown === null) return [];
  return [
    {
      component: name,
      ref: shown,
      revision: lens.redacts ? null : revision,
      version: lens.version(version),
      ready,
      desired,
    },
  ];
}

function waypointRecord(
  { ref, trafficType, programmed, readyPods, usedBy }: WaypointRecord,
  lens: Lens,
  chosen: ReadonlySet<string> | null,
): WaypointRecord[] {
  const shown = lens.ref(ref);
  if (shown === null || (chosen !== null && !chosen.has(ref.namespace ?? ""))) return [];
  // Objects of other namespaces may use it too, so their number stays inside.
  return [{ ref: shown, trafficType, programmed, readyPods, usedBy: chosen === null ? usedBy : 0 }];
}

/** A check as far as the scope goes: what it found elsewhere, and how much it looked at, is not told. */
function checkRecord(
  check: CheckRecord,
  lens: Lens,
  found: readonly FindingRecord[],
  kept: readonly NamespaceRecord[],
  chosen: ReadonlySet<string> | null,
): CheckRecord {
  const findings = found.filter((finding) => finding.check === check.id).length;
  const open =
    check.outcome === "undetermined" || kept.some(({ undecided }) => undecided.includes(check.id));
  const outcome = findings > 0 ? "failed" : open ? "undetermined" : "passed";
  return {
    id: check.id,
    title: lens.text(check.title, checkById(check.id)?.title ?? "A check of that day"),
    group: check.group,
    severity: check.severity,
    outcome: chosen === null ? check.outcome : outcome,
    examined: chosen === null ? check.examined : 0,
    findings: chosen === null ? check.findings : findings,
    unread: check.unread.map(unread),
    reference: null,
  };
}

function unread({ resource, reason }: Unread): Unread {
  return { resource, reason, detail: "" };
}

function findingRecord(finding: FindingRecord, lens: Lens, { redactKey }: Scope): FindingRecord {
  const check = checkById(finding.check);
  const title = lens.text(finding.title, check?.finds ?? "A finding of that day");
  const namespace = finding.namespace === null ? null : lens.namespace(finding.namespace);
  const command = lens.code(finding.remedy.command ?? "");
  const yaml = lens.code(finding.remedy.yaml ?? "");
  return {
    // A fingerprint is a hash of names, against which anybody could try names.
    fingerprint:
      redactKey === null
        ? finding.fingerprint
        : pseudonym(redactKey, "finding", finding.fingerprint),
    check: finding.check,
    title,
    severity: finding.severity,
    security: finding.security,
    facet: lens.redacts ? null : finding.facet,
    namespace,
    object: lens.ref(finding.object) ?? elsewhere(finding.object, lens),
    problem: lens.text(finding.problem, `${title}.`),
    why: lens.text(finding.why, ""),
    remedy: {
      text: lens.text(finding.remedy.text, ""),
      ...(command ? { command } : {}),
      ...(yaml ? { yaml } : {}),
    },
    evidence: lens.redacts
      ? []
      : finding.evidence.flatMap(({ object, field, value }) => {
          const shown = lens.ref(object);
          return shown === null
            ? []
            : [{ object: shown, field: lens.text(field, ""), value: lens.text(value, "") }];
        }),
    sources: lens === PLAIN ? finding.sources : known(check?.sources),
  };
}

function known(sources: readonly Source[] | undefined): readonly Source[] {
  return sources === undefined ? [] : sources;
}

/** Stands for an object that may not be named: its kind alone. */
function elsewhere({ kind }: ObjectRef, lens: Lens): ObjectRef {
  return {
    group: "",
    kind: lens.text(kind, "Object"),
    namespace: null,
    name: "outside of what is shared",
  };
}

function namespaceRecord(record: NamespaceRecord, lens: Lens): NamespaceRecord {
  return {
    name: lens.namespace(record.name),
    phase: record.phase,
    phaseEvidence: lens.redacts ? [] : record.phaseEvidence.map((line) => lens.text(line, "")),
    verdict: record.verdict,
    because: lens.text(record.because, countsText(record)),
    advice: record.advice,
    excluded: record.excluded === null ? null : lens.text(record.excluded, "excluded"),
    gatewayOnly: record.gatewayOnly,
    ambient: record.ambient,
    injection:
      record.injection === null || lens.redacts
        ? null
        : {
            injected: record.injection.injected,
            revision:
              record.injection.revision === null ? null : lens.text(record.injection.revision, ""),
            because: lens.text(record.injection.because, ""),
          },
    pods: record.pods,
    need: record.need,
    needTrafficType: record.needTrafficType,
    needReasons: record.needReasons.flatMap(
      ({ rule, object, subject, detail, decisive, bound }) => {
        const shown = { object: lens.ref(object), subject: lens.ref(subject) };
        if (shown.object === null || shown.subject === null) return [];
        return [
          {
            rule,
            object: shown.object,
            subject: shown.subject,
            detail: lens.text(detail, ""),
            decisive,
            bound,
          },
        ];
      },
    ),
    waypoints: record.waypoints.flatMap((ref) => lens.ref(ref) ?? []),
    counts: record.counts,
    hard: record.hard,
    undecided: record.undecided,
    nextStep: record.nextStep === null || lens.redacts ? null : nextStep(record.nextStep, lens),
    workloads: record.workloads.flatMap(({ ref, mode, pods, proxyVersion, hbone }) => {
      const shown = lens.ref(ref);
      return shown
        ? [{ ref: shown, mode, pods, proxyVersion: lens.version(proxyVersion), hbone }]
        : [];
    }),
    services: record.services.flatMap(({ ref, headless, binding, waypoint, rejectedBecause }) => {
      const shown = lens.ref(ref);
      if (shown === null) return [];
      return [
        {
          ref: shown,
          headless,
          binding,
          waypoint: waypoint === null ? null : lens.waypoint(waypoint),
          rejectedBecause:
            rejectedBecause === null ? null : lens.text(rejectedBecause, "its reason is not shown"),
        },
      ];
    }),
  };
}

function countsText({ counts: { blockers, warnings } }: NamespaceRecord): string {
  return blockers + warnings === 0
    ? "No blocker and no warning is known."
    : `${amount(blockers, "blocker")} and ${amount(warnings, "warning")} are known.`;
}

function amount(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Steps are shown whole or without their commands: half a procedure would be worse than none. */
function nextStep(
  { title, why, commands, verify, undo, meanwhile }: NextStep,
  lens: Lens,
): NextStep {
  const whole = [...commands, ...verify, ...undo].every((line) => lens.code(line) !== null);
  return {
    title: lens.text(title, ""),
    why: lens.text(why, ""),
    commands: whole ? commands : [],
    verify: whole ? verify : [],
    undo: whole ? undo : [],
    meanwhile: lens.text(meanwhile, ""),
  };
}

/** A use by other namespaces is no use here; a use of the whole cluster is nothing that can be said of a part of it. */
function featureUse(
  { feature, used, objects, objectCount, namespaces, unread: missing }: FeatureUse,
  lens: Lens,
  chosen: ReadonlySet<string> | null,
): FeatureUse[] {
  if (chosen !== null && used === "used" && namespaces.length === 0) return [];
  const here = namespaces.filter((name) => chosen === null || chosen.has(name));
  const shown = objects
    .filter(({ namespace }) => chosen === null || (namespace !== null && chosen.has(namespace)))
    .flatMap((object) => lens.ref(object) ?? []);
  return [
    {
      feature,
      used: used === "used" && chosen !== null && here.length === 0 ? "not-used" : used,
      objects: shown,
      objectCount: chosen === null ? objectCount : shown.length,
      namespaces: here.map((name) => lens.namespace(name)).sort(),
      unread: missing.map(unread),
    },
  ];
}
