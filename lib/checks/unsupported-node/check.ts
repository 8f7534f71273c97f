import type { Candidate, NodeCoverage } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import { type CouldNotTell, defineCheck, type Evidence, type Problem } from "../define.ts";
import { meshCandidates } from "../support/mesh.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, listed, placed } from "../support/words.ts";

type Place = "virtual" | "windows";

export const unsupportedNode = defineCheck({
  id: "unsupported-node",
  title: "Every workload of the mesh runs on nodes where ztunnel can run",
  finds: "Pods on nodes where ztunnel cannot run",
  group: "workloads",
  severity: "blocker",
  reads: ["candidates", "meshNamespaces"],
  consults: ["nodeCoverage"],
  sources: [SOURCES.codeZtunnelChart, SOURCES.platforms],

  subjects(slices) {
    const coverage = new Map(slices.nodeCoverage?.map((node) => [node.node, node]));
    return meshCandidates(slices).map((candidate) => ({
      candidate,
      nodes: candidate.nodes.flatMap((name) => coverage.get(name) ?? []),
    }));
  },

  inspect({ candidate, nodes }) {
    const found = [...unsupportedNodes(nodes), ...requiredBySelector(candidate)];
    const virtual = found.filter(({ place }) => place === "virtual");
    const windows = found.filter(({ place }) => place === "windows");
    return [
      ...(virtual.length > 0 ? [onVirtualNodes(candidate, virtual)] : []),
      ...(windows.length > 0 ? [onWindows(candidate, windows)] : []),
      ...(nodes.length < candidate.nodes.length ? [NODES_UNKNOWN] : []),
    ];
  },
});

interface Found {
  readonly place: Place;
  readonly evidence: Evidence;
}

function unsupportedNodes(nodes: readonly NodeCoverage[]): Found[] {
  return nodes.flatMap(({ node, unsupportedBecause }): Found[] =>
    unsupportedBecause === null
      ? []
      : [
          {
            place: unsupportedBecause,
            evidence: {
              object: { group: "", kind: "Node", namespace: null, name: node },
              field: "kind of node",
              value: unsupportedBecause,
            },
          },
        ],
  );
}

/** What a template or a waiting pod asks for; tolerations alone prove nothing. */
function requiredBySelector({ owner, shape, nodes }: Candidate): Found[] {
  if (nodes.length > 0) return [];
  return SELECTORS.filter(({ key, value }) => labelOf(shape.nodeSelector, key) === value).map(
    ({ key, value, place }) => ({
      place,
      evidence: {
        object: owner,
        field: `${owner.kind === "Pod" ? "spec" : "spec.template.spec"}.nodeSelector[${key}]`,
        value,
      },
    }),
  );
}

function onVirtualNodes(candidate: Candidate, found: readonly Found[]): Problem {
  const { owner } = candidate;
  return {
    ...about(candidate, found),
    severity: "blocker",
    facet: "virtual-node",
    problem: `${owner.kind} ${placed(owner)} runs on a virtual node, where no node agent can run: ${where(found)}.`,
    why: "A sidecar worked on serverless nodes because it is part of the pod; ztunnel and istio-cni are DaemonSets and never get there.",
  };
}

function onWindows(candidate: Candidate, found: readonly Found[]): Problem {
  const { owner } = candidate;
  return {
    ...about(candidate, found),
    severity: "info",
    facet: "windows-node",
    problem: `${owner.kind} ${placed(owner)} runs on Windows: ${where(found)}.`,
    why: "Sidecars, ztunnel and istio-cni run on Linux only: it is outside the mesh today and stays there.",
  };
}

function about({ owner, namespace }: Candidate, found: readonly Found[]) {
  return {
    object: owner,
    namespace,
    remedy: {
      text: "Move the pods to regular Linux nodes, or leave the namespace on sidecars.",
      command: kubectl(["get"], owner, "--output=wide"),
    },
    evidence: found.slice(0, MOST).map(({ evidence }) => evidence),
  };
}

function where(found: readonly Found[]): string {
  const nodes = found.flatMap(({ evidence }) =>
    evidence.object.kind === "Node" ? [evidence.object.name] : [],
  );
  return nodes.length > 0
    ? `${counted(nodes.length, "node")} (${listed(nodes)})`
    : "its nodeSelector asks for one";
}

const NODES_UNKNOWN: CouldNotTell = {
  couldNotTell: "Nodes could not all be read, so it is not known on which kind of node pods run.",
  resource: "nodes",
};

const SELECTORS: readonly {
  readonly key: string;
  readonly value: string;
  readonly place: Place;
}[] = [
  { key: "kubernetes.io/os", value: "windows", place: "windows" },
  { key: "type", value: "virtual-kubelet", place: "virtual" },
  { key: "eks.amazonaws.com/compute-type", value: "fargate", place: "virtual" },
];

const MOST = 10;
