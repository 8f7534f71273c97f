import { CATALOGUE_VERSION } from "../checks/catalogue.ts";
import type { Check, Finding, Verdict } from "../checks/define.ts";
import type { Inventory, ServiceBinding } from "../inventory/facts.ts";
import type { ObjectRef } from "../inventory/model.ts";
import { compareVersions } from "../inventory/version.ts";
import {
  type Assessment,
  NAMESPACE_VERDICTS,
  type NamespaceAssessment,
  PHASES,
} from "../migration/model.ts";
import { itemsOf } from "../migration/policies.ts";
import type { FeatureUse } from "../parity/model.ts";
import {
  type CheckRecord,
  type ComponentRecord,
  type CoverageRow,
  DOCUMENT_VERSION,
  type FindingRecord,
  type InputKind,
  type NamespaceRecord,
  type RequestedFigures,
  type ServiceRecord,
  type SnapshotDocument,
  type SnapshotSummary,
} from "./document.ts";
import { painFigures } from "./pains.ts";
import { requestedFigures } from "./requested.ts";
import { workloadRecords } from "./workloads.ts";

export interface Scanned {
  readonly inventory: Inventory;
  readonly results: readonly { readonly check: Check; readonly verdict: Verdict }[];
  readonly assessment: Assessment;
  /** Features in use; null when nobody looked for them. */
  readonly features: readonly FeatureUse[] | null;
  readonly input: InputKind;
  /** The RBAC rule, as YAML, that lets a resource be read; lib/cluster knows it. */
  readonly rbacFor: (resource: string) => string;
}

/** One scan as the document that is stored. Pure: the moment is the inventory's. */
export function takeSnapshot({
  inventory,
  results,
  assessment,
  features,
  input,
  rbacFor,
}: Scanned): SnapshotDocument {
  const checks = results.map(checkRecord);
  const byId = new Map(results.map(({ check }) => [check.id, check]));
  const istiods = itemsOf(inventory, "controlPlanes").flatMap(({ version }) => version ?? []);
  const oldest = istiods.toSorted(compareVersions)[0];
  const requested = requestedFigures(inventory);

  return {
    version: DOCUMENT_VERSION,
    takenAt: inventory.takenAt,
    input,
    catalogue: CATALOGUE_VERSION,
    kubernetesVersion: inventory.kubernetesVersion,
    istioVersion: oldest?.text ?? null,
    platform: itemsOf(inventory, "platform")[0] ?? null,
    components: components(inventory),
    waypoints: itemsOf(inventory, "waypoints").map(
      ({ ref, trafficType, programmed, readyPods, usedBy }) => ({
        ref,
        trafficType,
        programmed,
        readyPods,
        usedBy: usedBy.length,
      }),
    ),
    summary: summarise(inventory, assessment, checks, requested),
    recommendation: assessment.recommendation,
    coverage: coverage(inventory, checks, rbacFor),
    checks,
    findings: assessment.findings.map((finding) => findingRecord(finding, byId.get(finding.check))),
    namespaces: namespaceRecords(inventory, assessment.namespaces),
    features,
    requested,
    pains: painFigures(inventory),
  };
}

function checkRecord({ check, verdict }: Scanned["results"][number]): CheckRecord {
  return {
    id: check.id,
    title: check.title,
    group: check.group,
    severity: check.severity,
    outcome: verdict.outcome,
    examined: "examined" in verdict ? verdict.examined : 0,
    findings: verdict.outcome === "failed" ? verdict.findings.length : 0,
    unread: "unread" in verdict ? verdict.unread : [],
    reference: verdict.outcome === "undetermined" ? (verdict.reference ?? null) : null,
  };
}

function findingRecord(finding: Finding, check: Check | undefined): FindingRecord {
  return {
    fingerprint: finding.fingerprint,
    check: finding.check,
    title: check?.finds ?? finding.check,
    severity: finding.severity,
    security: finding.security === true,
    facet: finding.facet ?? null,
    namespace: finding.namespace,
    object: finding.object,
    problem: finding.problem,
    why: finding.why,
    remedy: finding.remedy,
    evidence: finding.evidence,
    sources: check?.sources ?? [],
  };
}

/** Resources in the order they were asked for, each with the checks it left open and the rule that would open it. */
function coverage(
  inventory: Inventory,
  checks: readonly CheckRecord[],
  rbacFor: (resource: string) => string,
): CoverageRow[] {
  const undecided = new Map<string, string[]>();
  for (const { id, unread } of checks) {
    for (const resource of new Set(unread.map((entry) => entry.resource))) {
      undecided.set(resource, [...(undecided.get(resource) ?? []), id]);
    }
  }
  return inventory.coverage.map((row) => ({
    ...row,
    undecidedChecks: undecided.get(row.resource) ?? [],
    rbac: row.outcome === "not-permitted" ? rbacFor(row.resource) : "",
  }));
}

function components(inventory: Inventory): ComponentRecord[] {
  const istiods = itemsOf(inventory, "controlPlanes").map(
    ({ ref, revision, version }): ComponentRecord => {
      const workload = itemsOf(inventory, "workloads").find((candidate) =>
        sameRef(candidate.ref, ref),
      );
      return {
        component: "istiod",
        ref,
        revision,
        version: version?.text ?? null,
        ready: workload?.ready ?? null,
        desired: workload?.desired ?? null,
      };
    },
  );
  const agents = itemsOf(inventory, "ambientComponents").map(
    ({ component, ref, version, ready, desired }): ComponentRecord => ({
      component,
      ref,
      revision: null,
      version: version?.text ?? null,
      ready,
      desired,
    }),
  );
  return [...istiods, ...agents];
}

function namespaceRecords(
  inventory: Inventory,
  assessed: readonly NamespaceAssessment[],
): NamespaceRecord[] {
  const workloads = Map.groupBy(workloadRecords(inventory), ({ ref }) => ref.namespace);
  const bindings = Map.groupBy(
    itemsOf(inventory, "serviceBindings"),
    ({ service }) => service.namespace,
  );
  return assessed.map((namespace) => ({
    ...namespace,
    workloads: workloads.get(namespace.name) ?? [],
    services: (bindings.get(namespace.name) ?? []).map(serviceRecord),
  }));
}

function serviceRecord({ service, headless, binding }: ServiceBinding): ServiceRecord {
  return {
    ref: service,
    headless,
    binding: binding.state,
    waypoint:
      binding.state === "bound"
        ? `${binding.waypoint.namespace}/${binding.waypoint.name}`
        : binding.state === "rejected"
          ? `${binding.wanted.namespace}/${binding.wanted.name}`
          : null,
    rejectedBecause: binding.state === "rejected" ? binding.reason : null,
  };
}

/** Counts for lists and headlines. Namespaces without a verdict (excluded, gateways, outside the mesh) are not judged. */
function summarise(
  inventory: Inventory,
  { namespaces, findings, recommendation }: Assessment,
  checks: readonly CheckRecord[],
  requested: RequestedFigures | null,
): SnapshotSummary {
  const bySeverity = (severity: Finding["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  const pods = namespaces.flatMap((namespace) => namespace.pods ?? []);
  const sum = (count: (pods: NonNullable<NamespaceAssessment["pods"]>) => number) =>
    pods.reduce((total, entry) => total + count(entry), 0);
  const settled = inventory.coverage.filter(
    ({ outcome }) =>
      outcome === "read" || outcome === "not-installed" || outcome === "taken-as-absent",
  );

  return {
    sentence: recommendation.sentence,
    namespaces: namespaces.length,
    judged: namespaces.filter(({ verdict }) => verdict !== null).length,
    phases: PHASES.map((phase) => ({
      phase,
      namespaces: namespaces.filter(
        (namespace) => namespace.phase === phase && !namespace.gatewayOnly,
      ).length,
    })).filter(({ namespaces }) => namespaces > 0),
    verdicts: NAMESPACE_VERDICTS.map((verdict) => ({
      verdict,
      namespaces: namespaces.filter((namespace) => namespace.verdict === verdict).length,
    })).filter(({ namespaces }) => namespaces > 0),
    blockers: bySeverity("blocker"),
    warnings: bySeverity("warning"),
    infos: bySeverity("info"),
    namespacesWithBlockers: namespaces.filter(({ counts }) => counts.blockers > 0).length,
    needWaypoint: namespaces.filter(({ need }) => need === "required").length,
    pods: {
      sidecar: sum(({ sidecar }) => sidecar),
      ambient: sum(({ ambient }) => ambient),
      none: sum(
        ({ live, sidecar, ambient, infrastructure }) => live - sidecar - ambient - infrastructure,
      ),
    },
    kindsAsked: inventory.coverage.length,
    kindsRead: settled.length,
    undeterminedChecks: checks.filter(({ outcome }) => outcome === "undetermined").length,
    // Pods are counted by their namespaces; where these could not be read, neither is told.
    sidecarMemoryRequested:
      requested === null || inventory.slices.candidates.read === "unread"
        ? null
        : requested.parts.sidecar.memory,
  };
}

function sameRef(a: ObjectRef, b: ObjectRef): boolean {
  return (
    a.group === b.group && a.kind === b.kind && a.namespace === b.namespace && a.name === b.name
  );
}
