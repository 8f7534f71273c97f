/** Whole documents for the tests and measurements of this folder, made from a few wishes. */
import {
  type CheckRecord,
  DOCUMENT_VERSION,
  type FindingRecord,
  type NamespaceRecord,
  type SnapshotDocument,
} from "../../snapshot/document.ts";

export interface DocumentWishes {
  readonly takenAt?: string;
  readonly namespaces?: number;
  /** Findings as "check/namespace", or as whole records. */
  readonly findings?: readonly string[];
  /** Outcomes of checks that found nothing, by id. */
  readonly checks?: Readonly<Record<string, CheckRecord["outcome"]>>;
}

const NOON = "2026-03-01T12:00:00.000Z";

export function sampleDocument(wishes: DocumentWishes = {}): SnapshotDocument {
  const findings = (wishes.findings ?? []).map(sampleFinding);
  const names = Array.from({ length: wishes.namespaces ?? 3 }, (_, index) => `team-${index}`);
  const failing = new Set(findings.map(({ check }) => check));
  return {
    version: DOCUMENT_VERSION,
    takenAt: wishes.takenAt ?? NOON,
    input: "live",
    catalogue: "1",
    kubernetesVersion: "v1.33.4",
    istioVersion: "1.27.3",
    platform: {
      name: "gke",
      kubernetesVersion: "v1.33.4",
      cnis: ["dataplane-v2"],
      nodes: 3,
      evidence: "Three nodes carry the label cloud.google.com/gke-nodepool.",
    },
    components: [],
    waypoints: [],
    summary: {
      sentence: "Migrate namespace by namespace.",
      namespaces: names.length,
      judged: names.length,
      phases: [{ phase: "sidecar", namespaces: names.length }],
      verdicts: [{ verdict: "ready", namespaces: names.length }],
      blockers: findings.length,
      warnings: 0,
      infos: 0,
      namespacesWithBlockers: new Set(findings.map(({ namespace }) => namespace)).size,
      needWaypoint: 1,
      pods: { sidecar: names.length * 20, ambient: 0, none: 2 },
      kindsAsked: 40,
      kindsRead: 39,
      undeterminedChecks: 1,
      // More than a 32-bit column could hold.
      sidecarMemoryRequested: 6_400_000_000_000,
    },
    recommendation: {
      advice: "migrate-namespace-by-namespace",
      sentence: "Migrate namespace by namespace.",
      decidedBy: "D",
      rules: [],
    },
    coverage: [],
    checks: [
      ...[...failing].map((id) => sampleCheck(id, "failed")),
      ...Object.entries(wishes.checks ?? {}).map(([id, outcome]) => sampleCheck(id, outcome)),
    ],
    findings,
    namespaces: names.map((name) => sampleNamespace(name, findings)),
    features: [],
    requested: null,
    pains: null,
  };
}

export function sampleCheck(id: string, outcome: CheckRecord["outcome"]): CheckRecord {
  return {
    id,
    title: `Title of ${id}`,
    group: "traffic",
    severity: "blocker",
    outcome,
    examined: 1,
    findings: outcome === "failed" ? 1 : 0,
    unread:
      outcome === "undetermined"
        ? [{ resource: "pods", reason: "not-permitted", detail: "Pods could not be listed." }]
        : [],
    reference: null,
  };
}

function sampleFinding(wish: string): FindingRecord {
  const [check = "check", namespace = null] = wish.split("/");
  return {
    fingerprint: `fingerprint of ${wish}`,
    check,
    title: `Title of ${check}`,
    severity: "blocker",
    security: false,
    facet: null,
    namespace,
    object: { group: "", kind: "Service", namespace, name: "cart" },
    problem: "Asks for a waypoint that is not there.",
    why: "Its policies are not enforced.",
    remedy: { text: "Create the waypoint.", command: "istioctl waypoint apply" },
    evidence: [],
    sources: [],
  };
}

function sampleNamespace(name: string, findings: readonly FindingRecord[]): NamespaceRecord {
  return {
    name,
    phase: "sidecar",
    phaseEvidence: ["20 of 20 pods run a sidecar."],
    verdict: "ready",
    because: "Nothing holds it back.",
    advice: "migrate-now",
    excluded: null,
    gatewayOnly: false,
    ambient: false,
    injection: { injected: true, revision: "default", because: "Label istio-injection=enabled." },
    pods: {
      sidecar: 20,
      sidecarHbone: 20,
      ambient: 0,
      pending: 0,
      plainSelected: 0,
      stuck: 0,
      candidates: 20,
      infrastructure: 0,
      live: 20,
    },
    need: "none",
    needTrafficType: "service",
    needReasons: [],
    waypoints: [],
    counts: {
      blockers: findings.filter(({ namespace }) => namespace === name).length,
      warnings: 0,
      infos: 0,
    },
    hard: 0,
    undecided: [],
    nextStep: null,
    workloads: [],
    services: [],
  };
}
