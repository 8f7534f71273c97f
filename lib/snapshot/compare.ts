/**
 * Two snapshots side by side. Symmetric by promise: comparing them the other way round gives the same list with new
 * and resolved, better and worse exchanged. Works for two clusters as well: namespaces meet by name, and findings by
 * their fingerprint, which is made of check, facet, namespace and object and holds nothing of the cluster.
 */
import { caveatsOf } from "./compare-caveats.ts";
import { compareFindings } from "./compare-findings.ts";
import type { Comparison, PodModes, SeverityPair } from "./compare-model.ts";
import { compareNamespaces } from "./compare-namespaces.ts";
import { coverageChanges, readResource, versionPairs } from "./compare-surroundings.ts";
import type { SnapshotDocument } from "./document.ts";

export interface CompareOptions {
  /** Pod counts, and numbers inside the words of a finding, that differ by less than this are noise; 1 hides nothing. */
  readonly threshold: number;
  readonly sameCluster: boolean;
  /** What each side is called in sentences: "16 Nov", "staging". */
  readonly names: { readonly from: string; readonly to: string };
}

export function compareSnapshots(
  from: SnapshotDocument,
  to: SnapshotDocument,
  options: CompareOptions,
): Comparison {
  return {
    caveats: caveatsOf(from, to, options),
    namespaces: compareNamespaces(from, to, options.threshold),
    findings: compareFindings(from, to, options.threshold),
    pods: { from: clusterPods(from), to: clusterPods(to) },
    severities: severityPairs(from, to),
    versions: versionPairs(from, to),
    coverage: coverageChanges(from, to),
  };
}

function clusterPods(document: SnapshotDocument): PodModes | null {
  if (!readResource(document, "pods")) return null;
  const { sidecar, ambient, none } = document.summary.pods;
  return { sidecar, ambient, none };
}

function severityPairs({ summary: from }: SnapshotDocument, { summary: to }: SnapshotDocument) {
  const pairs: readonly SeverityPair[] = [
    { severity: "blocker", from: from.blockers, to: to.blockers },
    { severity: "warning", from: from.warnings, to: to.warnings },
    { severity: "info", from: from.infos, to: to.infos },
  ];
  return pairs;
}
