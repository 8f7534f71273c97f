import type { AmbientComponent, HostNetworkPod, IstioVersion } from "../../inventory/facts.ts";
import { atLeast } from "../../inventory/version.ts";
import { type CouldNotTell, defineCheck, type Problem } from "../define.ts";
import { plainVersion } from "../support/install.ts";
import { ambientControlPlane } from "../support/mesh.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, placed } from "../support/words.ts";

export const hostNetworkPod = defineCheck({
  id: "host-network-pod",
  title: "No pod of the mesh is on the network of its node",
  finds: "Pods on the network of their node",
  group: "workloads",
  severity: "warning",
  reads: ["hostNetworkPods", "meshNamespaces", "ambientComponents", "controlPlanes"],
  sources: [SOURCES.addWorkloads, SOURCES.codeCniSelection, SOURCES.codeCniNetns],

  subjects({ hostNetworkPods, meshNamespaces }) {
    const judged = new Set(
      meshNamespaces.flatMap(({ name, candidate }) => (candidate ? [name] : [])),
    );
    return hostNetworkPods.filter(({ namespace }) => judged.has(namespace));
  },

  inspect(pod, { ambientComponents, controlPlanes }) {
    const version = agentVersion(
      ambientComponents,
      ambientControlPlane(ambientComponents, controlPlanes)?.version ?? null,
    );
    if (pod.optedOut) return [outsideTheMesh(pod)];
    if (version === null) return [outsideTheMesh(pod), VERSION_UNKNOWN];
    return [triesToEnrol(version) ? failingEnrolment(pod, version) : outsideTheMesh(pod)];
  },
});

function failingEnrolment(pod: HostNetworkPod, version: IstioVersion): Problem {
  return {
    ...about(pod, "warning"),
    facet: "enrolment-fails",
    why: `istio-cni ${plainVersion(version)} selects such a pod once its namespace is ambient, then fails on each one because it refuses the network of the node. The pod keeps running outside mTLS, as before; the agent's log fills with errors.`,
    remedy: optOut(pod),
  };
}

function outsideTheMesh(pod: HostNetworkPod): Problem {
  return {
    ...about(pod, "info"),
    facet: "outside",
    why: "It never had a sidecar and gets no ztunnel either: its traffic stays outside mTLS, and a server with STRICT mTLS refuses it.",
    remedy: {
      text: `Nothing has to change for the migration. Take ${placed(pod.owner)} off the host's network if it should be part of the mesh; if it must call a STRICT server, exempt that one port there (portLevelMtls: PERMISSIVE, with a selector) and admit it by address, rather than dropping STRICT for a namespace.`,
    },
  };
}

function about({ owner, namespace, pods }: HostNetworkPod, severity: Problem["severity"]) {
  const running = pods.length === 0 ? "no pod now" : counted(pods.length, "pod");
  return {
    severity,
    object: owner,
    namespace,
    problem: `${owner.kind} ${placed(owner)} runs on the host's network (${running}), where nothing can be captured.`,
    evidence: [
      {
        object: owner,
        field: owner.kind === "Pod" ? "spec.hostNetwork" : "spec.template.spec.hostNetwork",
        value: "true",
      },
    ],
  };
}

function optOut({ owner }: HostNetworkPod): Problem["remedy"] {
  const text =
    "Label its pods istio.io/dataplane-mode=none, so that istio-cni leaves them alone, or upgrade istio-cni to a patch that does so by itself.";
  if (owner.kind === "Pod") {
    return { text, command: kubectl(["label"], owner, "istio.io/dataplane-mode=none") };
  }
  if (!TEMPLATED.has(owner.kind)) return { text };
  const patch = {
    spec: { template: { metadata: { labels: { "istio.io/dataplane-mode": "none" } } } },
  };
  return {
    text: `${text} The label restarts the pods.`,
    command: kubectl(["patch"], owner, "--type=merge", `--patch=${JSON.stringify(patch)}`),
  };
}

/** The agent's own version; istiod's stands in while no agent is installed, because both come together. */
function agentVersion(
  ambientComponents: readonly AmbientComponent[],
  istiod: IstioVersion | null,
): IstioVersion | null {
  const cni = ambientComponents.find(({ component }) => component === "istio-cni");
  return cni === undefined ? istiod : cni.version;
}

/**
 * Releases whose istio-cni lacks the guard against pods on the host's network.
 * Source: istio/istio cni/pkg/util, at the tags; restored with release note 61168.
 */
function triesToEnrol(version: IstioVersion): boolean {
  return AFFECTED.some(({ from, fixed }) => atLeast(version, from) && !atLeast(version, fixed));
}

const VERSION_UNKNOWN: CouldNotTell = {
  couldNotTell:
    "The version of istio-cni is not known; some releases try to enrol pods on the host's network and fail.",
  resource: "daemonsets.apps",
};

const AFFECTED = [
  { from: "1.27.0", fixed: "1.29.7" },
  { from: "1.30.0", fixed: "1.30.4" },
] as const;

const TEMPLATED = new Set(["Deployment", "StatefulSet", "DaemonSet"]);
