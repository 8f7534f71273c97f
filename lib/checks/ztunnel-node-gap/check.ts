import type { Candidate, NodeCoverage } from "../../inventory/facts.ts";
import { type CouldNotTell, defineCheck, type Problem } from "../define.ts";
import {
  type AgentSubject,
  agentSubjects,
  chartPlatform,
  gapsOf,
  nodeEvidence,
  nodesKnown,
  runElsewhere,
} from "../support/agents.ts";
import { installAgent } from "../support/install.ts";
import { meshCandidates, meshPresent } from "../support/mesh.ts";
import { command, commands, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, listed } from "../support/words.ts";

export const ztunnelNodeGap = defineCheck({
  id: "ztunnel-node-gap",
  title: "A ready ztunnel runs on every node that pods of the mesh can use",
  finds: "Nodes without a ready ztunnel",
  group: "platform",
  severity: "blocker",
  reads: ["ambientComponents", "controlPlanes", "meshNamespaces", "candidates"],
  consults: ["nodeCoverage", "nodes", "platform"],
  sources: [SOURCES.migrateInstall, SOURCES.codeZtunnelChart],

  subjects: (slices) =>
    meshPresent(slices)
      ? agentSubjects("ztunnel", slices.ambientComponents, slices.controlPlanes)
      : [],

  inspect(subject, slices, { readInFull }) {
    const elsewhere = runElsewhere(subject);
    if (elsewhere !== null) return [elsewhere];
    if (subject.agent === null) {
      return [missing(subject, meshCandidates(slices), chartPlatform(slices.platform))];
    }

    const { nodeCoverage, nodes } = slices;
    return [
      ...(nodeCoverage === null || nodes === null
        ? []
        : inspectNodes(subject, nodeCoverage, { ...slices, nodes })),
      ...(nodesKnown(nodes, readInFull) ? [] : [NODES_UNKNOWN]),
    ];
  },
});

/** Every node is a gap then. */
function missing(
  { ref, plane }: AgentSubject,
  moving: readonly Candidate[],
  platform: string | null,
): Problem {
  return {
    severity: moving.length > 0 ? "blocker" : "warning",
    facet: "missing",
    object: ref,
    namespace: null,
    problem: "ztunnel is not installed.",
    why: WHY,
    remedy: installAgent(
      {
        component: "ztunnel",
        namespace: ref.namespace ?? "istio-system",
        installed: false,
        platform,
      },
      plane,
    ),
    evidence: [{ object: ref, field: "DaemonSet with pods labelled app=ztunnel", value: "none" }],
  };
}

function inspectNodes(
  { ref }: AgentSubject,
  coverage: readonly NodeCoverage[],
  slices: Parameters<typeof gapsOf>[1],
): Problem[] {
  const uncovered = coverage.filter(({ counts, ztunnelReady }) => counts && !ztunnelReady);
  return gapsOf(uncovered, slices, "runs-or-fits").map(({ severity, facet, nodes }) => ({
    severity,
    facet,
    object: ref,
    namespace: null,
    problem:
      facet === "nodes-in-use"
        ? `ztunnel is not ready on ${counted(nodes.length, "node")} where pods of the mesh run or can be scheduled: ${listed(nodes)}.`
        : `ztunnel is not ready on ${counted(nodes.length, "node")} that pods of the mesh do not use now: ${listed(nodes)}.`,
    why: WHY,
    remedy: {
      text: "See why its pod is missing or not ready there: a taint without toleration, a resource quota, Pod Security or a nodeSelector are the usual reasons.",
      command: commands(
        kubectl(["rollout", "status"], ref),
        command(
          "kubectl",
          `--namespace=${ref.namespace ?? "istio-system"}`,
          "get",
          "pods",
          "--selector=app=ztunnel",
          "--output=wide",
        ),
        kubectl(["describe"], ref),
      ),
    },
    evidence: nodeEvidence(nodes, "ztunnel"),
  }));
}

const WHY =
  "All traffic of an enrolled pod goes through the ztunnel of its node: without one, the pod loses the network that is redirected.";

const NODES_UNKNOWN: CouldNotTell = {
  couldNotTell:
    "Nodes could not all be read, so it is not known whether ztunnel is ready on each of them.",
  resource: "nodes",
};
