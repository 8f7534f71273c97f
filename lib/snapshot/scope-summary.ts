/** Counts and the first sentence of a part of a cluster, worked out from that part alone. */
import {
  type Advice,
  NAMESPACE_VERDICTS,
  type NamespaceVerdict,
  PHASES,
  type Recommendation,
} from "../migration/model.ts";
import type { FindingRecord, NamespaceRecord, SnapshotSummary } from "./document.ts";

/** How much of the cluster could be read, and the memory of its sidecars, cannot be told of a part: 0 and null. */
export function scopedSummary(
  namespaces: readonly NamespaceRecord[],
  findings: readonly FindingRecord[],
): SnapshotSummary {
  const bySeverity = (severity: FindingRecord["severity"]) =>
    findings.filter((finding) => finding.severity === severity).length;
  const pods = namespaces.flatMap((namespace) => namespace.pods ?? []);
  const sum = (count: (entry: (typeof pods)[number]) => number) =>
    pods.reduce((total, entry) => total + count(entry), 0);

  return {
    sentence: sentenceOf(namespaces),
    namespaces: namespaces.length,
    judged: namespaces.filter(({ verdict }) => verdict !== null).length,
    phases: PHASES.map((phase) => ({
      phase,
      namespaces: namespaces.filter((each) => each.phase === phase && !each.gatewayOnly).length,
    })).filter((row) => row.namespaces > 0),
    verdicts: NAMESPACE_VERDICTS.map((verdict) => ({
      verdict,
      namespaces: namespaces.filter((each) => each.verdict === verdict).length,
    })).filter((row) => row.namespaces > 0),
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
    kindsAsked: 0,
    kindsRead: 0,
    undeterminedChecks: new Set(namespaces.flatMap(({ undecided }) => undecided)).size,
    sidecarMemoryRequested: null,
  };
}

/** The rules of a recommendation weigh the whole cluster, so a part of it gets its counts only. */
export function scopedRecommendation(
  namespaces: readonly NamespaceRecord[],
  advice: Advice,
): Recommendation {
  return { advice, sentence: sentenceOf(namespaces), decidedBy: null, rules: [] };
}

/** "Of 5 namespaces in the mesh, 1 is done, 2 can move today and 2 are blocked." */
export function sentenceOf(namespaces: readonly NamespaceRecord[]): string {
  const judged = namespaces.filter(({ verdict }) => verdict !== null);
  if (namespaces.length === 0) return "None of the shared namespaces is in this snapshot.";
  if (judged.length === 0) {
    return namespaces.length === 1
      ? "This namespace does not take part in the mesh."
      : "None of these namespaces takes part in the mesh.";
  }

  const parts = NAMESPACE_VERDICTS.flatMap((verdict) => {
    const count = judged.filter((namespace) => namespace.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${SAID[verdict][count === 1 ? 0 : 1]}`];
  });
  const last = parts.at(-1);
  const said = parts.length === 1 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
  return `Of ${judged.length} ${judged.length === 1 ? "namespace" : "namespaces"} in the mesh, ${said}.`;
}

const SAID: Readonly<Record<NamespaceVerdict, readonly [one: string, many: string]>> = {
  done: ["is done", "are done"],
  ready: ["can move today", "can move today"],
  "ready-with-work": ["can move after some work", "can move after some work"],
  blocked: ["is blocked", "are blocked"],
  "stay-on-sidecar": ["should stay on sidecars", "should stay on sidecars"],
  "could-not-tell": ["could not be judged", "could not be judged"],
};
