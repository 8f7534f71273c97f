import type {
  AmbientComponent,
  Candidate,
  ControlPlane,
  MeshNamespace,
  NodeCoverage,
  Platform,
} from "../../inventory/facts.ts";
import { matchesLabels } from "../../inventory/labels.ts";
import type { Node, ObjectRef } from "../../inventory/model.ts";
import type { CouldNotTell, Evidence, Severity } from "../define.ts";
import { ambientControlPlane, meshCandidates } from "./mesh.ts";
import { sorted } from "./words.ts";

/** One DaemonSet that must run on every node, as the cluster checks look at it. */
export interface AgentSubject {
  readonly component: AmbientComponent["component"];
  /** null when it is not installed. */
  readonly agent: AmbientComponent | null;
  readonly plane: ControlPlane | null;
  /** The DaemonSet, or where it would be. */
  readonly ref: ObjectRef;
}

/** The agent's DaemonSets, or the one that is missing. Several are a mistake that the version check shows. */
export function agentSubjects(
  component: AmbientComponent["component"],
  ambientComponents: readonly AmbientComponent[],
  controlPlanes: readonly ControlPlane[],
): AgentSubject[] {
  const plane = ambientControlPlane(ambientComponents, controlPlanes) ?? controlPlanes[0] ?? null;
  const found = ambientComponents.filter((one) => one.component === component);
  if (found.length > 0) {
    return found.map((agent) => ({ component, agent, plane, ref: agent.ref }));
  }

  const beside = ambientComponents[0]?.ref.namespace ?? plane?.ref.namespace ?? "istio-system";
  const ref = {
    group: "apps",
    kind: "DaemonSet",
    namespace: beside,
    name: component === "ztunnel" ? "ztunnel" : "istio-cni-node",
  };
  return [{ component, agent: null, plane, ref }];
}

/** Where a vendor runs the mesh, a missing DaemonSet proves nothing. */
export function runElsewhere({ component, agent, plane }: AgentSubject): CouldNotTell | null {
  if (agent !== null || plane?.installMethod !== "managed") return null;
  return {
    couldNotTell: `A vendor runs this control plane, and its ${component} cannot be seen here.`,
    resource: "daemonsets.apps",
  };
}

export interface Gap {
  readonly severity: Severity;
  readonly facet: "nodes-in-use" | "nodes-idle";
  readonly nodes: readonly string[];
}

/**
 * Nodes that should run the agent and where it is not Ready: those where a pod that would move runs or may be
 * scheduled now, and the others, such as new, cordoned or tainted ones.
 */
export function gapsOf(
  uncovered: readonly NodeCoverage[],
  slices: {
    readonly nodes: readonly Node[];
    readonly candidates: readonly Candidate[];
    readonly meshNamespaces: readonly MeshNamespace[];
  },
  rule: "runs" | "runs-or-fits",
): Gap[] {
  const moving = meshCandidates(slices);
  const occupied = new Set(moving.flatMap(({ nodes }) => nodes));
  const nodes = new Map(slices.nodes.map((node) => [node.ref.name, node]));

  const inUse = new Set(
    uncovered
      .map(({ node }) => node)
      .filter((name) => {
        if (occupied.has(name)) return true;
        const node = nodes.get(name);
        return rule === "runs-or-fits" && node !== undefined && accepts(node, moving);
      }),
  );
  const idle = uncovered.map(({ node }) => node).filter((node) => !inUse.has(node));
  const gaps: Gap[] = [
    { severity: "blocker", facet: "nodes-in-use", nodes: sorted(inUse) },
    { severity: "warning", facet: "nodes-idle", nodes: sorted(idle) },
  ];
  return gaps.filter((gap) => gap.nodes.length > 0);
}

/** True when every node could be looked at. A cluster has nodes: an empty list only shows that nobody listed them. */
export function nodesKnown(
  nodes: readonly Node[] | null,
  readInFull: (slice: "nodeCoverage" | "nodes") => boolean,
): boolean {
  return nodes !== null && nodes.length > 0 && readInFull("nodeCoverage") && readInFull("nodes");
}

/** Each node as evidence, as many as a reader looks at. */
export function nodeEvidence(nodes: readonly string[], component: string): Evidence[] {
  return nodes.slice(0, MOST).map((name) => ({
    object: { group: "", kind: "Node", namespace: null, name },
    field: `Ready pod of ${component}`,
    value: "none",
  }));
}

/** Value of global.platform that the charts need on this platform, or null. */
export function chartPlatform(platforms: readonly Platform[] | null): string | null {
  const name = platforms?.[0]?.name;
  return name !== undefined && CHART_PLATFORMS.has(name) ? name : null;
}

/** Tolerations are not read: a tainted node is not taken to accept anything. */
function accepts({ unschedulable, taints, labels }: Node, moving: readonly Candidate[]): boolean {
  return (
    !unschedulable &&
    taints.length === 0 &&
    moving.some(({ shape }) => matchesLabels(shape.nodeSelector, labels))
  );
}

const MOST = 20;
/** minikube is left out: only its Docker driver needs the profile. */
const CHART_PLATFORMS = new Set(["gke", "openshift", "k3s", "k3d", "microk8s"]);
