import type { NodeCoverage } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
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
import { meshPresent } from "../support/mesh.ts";
import { command, commands, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, listed, placed } from "../support/words.ts";

export const istioCniNotReady = defineCheck({
  id: "istio-cni-not-ready",
  title: "istio-cni runs in ambient mode and is ready on every node",
  finds: "istio-cni is missing, not in ambient mode or not ready",
  group: "platform",
  severity: "blocker",
  reads: ["ambientComponents", "controlPlanes", "meshNamespaces", "candidates"],
  consults: ["nodeCoverage", "nodes", "platform"],
  sources: [SOURCES.migrateInstall, SOURCES.codeCniChart],

  subjects: (slices) =>
    meshPresent(slices)
      ? agentSubjects("istio-cni", slices.ambientComponents, slices.controlPlanes)
      : [],

  inspect(subject, slices, { readInFull }) {
    const elsewhere = runElsewhere(subject);
    if (elsewhere !== null) return [elsewhere];

    const platform = chartPlatform(slices.platform);
    if (subject.agent === null) return [missing(subject, platform)];

    const { nodeCoverage, nodes } = slices;
    const gaps =
      nodeCoverage === null || nodes === null
        ? []
        : inspectNodes(subject, nodeCoverage, { ...slices, nodes });
    return [
      ...inspectMode(subject, platform),
      ...(gaps.length > 0 ? gaps : inspectRollout(subject)),
      ...(nodesKnown(nodes, readInFull) ? [] : [nodesUnknown(subject)]),
    ];
  },
});

function missing({ ref, plane }: AgentSubject, platform: string | null): Problem {
  return {
    severity: "blocker",
    facet: "missing",
    object: ref,
    namespace: null,
    problem: "istio-cni is not installed.",
    why: "Only this agent redirects the traffic of pods to ztunnel: without it a pod labelled for ambient stays outside the mesh.",
    remedy: installAgent(
      {
        component: "istio-cni",
        namespace: ref.namespace ?? "istio-system",
        installed: false,
        platform,
      },
      plane,
    ),
    evidence: [{ object: ref, field: "DaemonSet labelled k8s-app=istio-cni-node", value: "none" }],
  };
}

function inspectMode(
  { agent, ref, plane }: AgentSubject,
  platform: string | null,
): (Problem | CouldNotTell)[] {
  const config = agent?.config ?? null;
  if (config === null) {
    return [
      {
        couldNotTell: `ConfigMap istio-cni-config beside ${placed(ref)} was not found, so it is not known whether istio-cni runs in ambient mode.`,
        resource: "configmaps",
      },
    ];
  }
  const enabled = labelOf(config, "AMBIENT_ENABLED");
  if (enabled === "true") return [];

  return [
    {
      severity: "blocker",
      facet: "ambient-mode",
      object: ref,
      namespace: null,
      problem: `istio-cni ${placed(ref)} does not run in ambient mode.`,
      why: "In this mode it only prepares pods for sidecars and ignores the label that enrols a namespace in ambient.",
      remedy: installAgent(
        {
          component: "istio-cni",
          namespace: ref.namespace ?? "istio-system",
          installed: true,
          platform,
        },
        plane,
      ),
      evidence: [
        {
          object: {
            group: "",
            kind: "ConfigMap",
            namespace: ref.namespace,
            name: "istio-cni-config",
          },
          field: "data.AMBIENT_ENABLED",
          value: enabled || "not set",
        },
      ],
    },
  ];
}

/** Fewer ready than wanted although every node that counts has one: a rollout passes through this for a moment. */
function inspectRollout({ agent, ref }: AgentSubject): (Problem | CouldNotTell)[] {
  if (agent === null || agent.desired === null || agent.ready === null) {
    return [
      {
        couldNotTell: `The status of DaemonSet ${placed(ref)} does not say how many of its pods are ready.`,
        resource: "daemonsets.apps",
      },
    ];
  }
  const { desired, ready } = agent;
  if (ready >= desired) return [];

  return [
    {
      severity: "warning",
      facet: "not-all-ready",
      object: ref,
      namespace: null,
      problem: `${ready} of ${desired} pods of istio-cni ${placed(ref)} are ready.`,
      why: "A node without a ready agent starts pods outside the mesh, or holds them back until the agent is there.",
      remedy: look(ref.namespace ?? "istio-system", ref.name),
      evidence: [
        { object: ref, field: "status.numberReady", value: String(ready) },
        { object: ref, field: "status.desiredNumberScheduled", value: String(desired) },
      ],
    },
  ];
}

function inspectNodes(
  { ref }: AgentSubject,
  coverage: readonly NodeCoverage[],
  slices: Parameters<typeof gapsOf>[1],
): Problem[] {
  const uncovered = coverage.filter(({ counts, cniReady }) => counts && !cniReady);
  return gapsOf(uncovered, slices, "runs").map(({ severity, facet, nodes }) => ({
    severity,
    facet,
    object: ref,
    namespace: null,
    problem:
      facet === "nodes-in-use"
        ? `istio-cni is not ready on ${counted(nodes.length, "node")} where pods of the mesh run: ${listed(nodes)}.`
        : `istio-cni is not ready on ${counted(nodes.length, "node")} where no pod of the mesh runs now: ${listed(nodes)}.`,
    why: "Only this agent redirects the traffic of pods to ztunnel: on such a node they start outside the mesh.",
    remedy: look(ref.namespace ?? "istio-system", ref.name),
    evidence: nodeEvidence(nodes, "istio-cni"),
  }));
}

function nodesUnknown({ ref }: AgentSubject): CouldNotTell {
  return {
    couldNotTell: `Nodes could not all be read, so it is not known whether ${placed(ref)} is ready on each of them.`,
    resource: "nodes",
  };
}

function look(namespace: string, name: string) {
  const daemonSet = { group: "apps", kind: "DaemonSet", namespace, name };
  return {
    text: "See why its pods are not ready; taints, quotas and Pod Security are the usual reasons.",
    command: commands(
      kubectl(["rollout", "status"], daemonSet),
      command(
        "kubectl",
        `--namespace=${namespace}`,
        "get",
        "pods",
        "--selector=k8s-app=istio-cni-node",
        "--output=wide",
      ),
      kubectl(["logs"], daemonSet, "--tail=50"),
    ),
  };
}
