import type { ControlPlane, MeshNamespace, MulticlusterSignal } from "../../inventory/facts.ts";
import { isOn } from "../../inventory/labels.ts";
import { refText } from "../../inventory/refs.ts";
import { atLeast, oldest } from "../../inventory/version.ts";
import {
  type CouldNotTell,
  defineCheck,
  type Evidence,
  type Problem,
  type Severity,
} from "../define.ts";
import { envEvidence } from "../support/evidence.ts";
import { plainVersion } from "../support/install.ts";
import { ambientControlPlane } from "../support/mesh.ts";
import { kubectl } from "../support/shell.ts";
import { issue, SOURCES } from "../support/sources.ts";
import { counted, listed } from "../support/words.ts";

export const multiclusterMesh = defineCheck({
  id: "multicluster-mesh",
  title: "The mesh does not span clusters in a way that ambient mode cannot follow",
  finds: "The mesh spans clusters",
  group: "topology",
  severity: "blocker",
  reads: ["multiclusterSignals", "controlPlanes", "ambientComponents", "meshNamespaces"],
  sources: [
    SOURCES.multicluster,
    SOURCES.multinetworkBeta,
    SOURCES.release127,
    SOURCES.release129,
    SOURCES.release131,
    issue(57877, "Sidecars and ambient pods of one service in several clusters"),
    issue(57878, "Sidecars and ambient pods across networks"),
  ],

  /** Needs a mesh to judge: the marks are looked for in any cluster that has one. */
  subjects: ({ multiclusterSignals, controlPlanes, meshNamespaces }) =>
    controlPlanes.length > 0 || meshNamespaces.some(({ candidate }) => candidate)
      ? [multiclusterSignals]
      : [],

  inspect(signals, { controlPlanes, ambientComponents, meshNamespaces }) {
    const spanning = signals.filter(({ kind }) => SPANNING.has(kind));
    if (spanning.length === 0) return [];

    const plane = ambientControlPlane(ambientComponents, controlPlanes) ?? controlPlanes[0] ?? null;
    return [
      ...(networksDiffer(signals)
        ? multiNetwork(signals, controlPlanes, plane)
        : [singleNetwork(spanning)]),
      ...mixedDataplanes(signals, meshNamespaces),
    ];
  },
});

function networksDiffer(signals: readonly MulticlusterSignal[]): boolean {
  return signals.some(({ kind }) => NETWORKS.has(kind));
}

function singleNetwork(spanning: readonly MulticlusterSignal[]): Problem {
  return {
    ...about(spanning, "blocker", "single-network"),
    problem: `The mesh spans clusters on one network (${listed(spanning.map(({ object }) => refText(object)))}).`,
    why: "Several clusters on one network are Alpha in ambient mode: endpoints of the other clusters may not be found.",
    remedy: {
      text: "Stay on sidecars for what is called across clusters, or give each cluster a network of its own with an istio-east-west Gateway; or move only namespaces whose traffic stays inside this cluster.",
      ...lookAt(spanning),
    },
  };
}

function multiNetwork(
  signals: readonly MulticlusterSignal[],
  controlPlanes: readonly ControlPlane[],
  plane: ControlPlane | null,
): (Problem | CouldNotTell)[] {
  const version = oldest(
    controlPlanes.flatMap((one) => (one.version === null ? [] : [one.version])),
  );
  const known = controlPlanes.length > 0 && controlPlanes.every((one) => one.version !== null);
  const stage = version === null ? "unknown" : atLeast(version, "1.29.0") ? "beta" : "early";
  const enabled = plane !== null && isOn(plane.env, "AMBIENT_ENABLE_MULTI_NETWORK");
  const seen = signals.filter(({ kind }) => SPANNING.has(kind) || kind === "network-label");
  const problem: Problem = {
    ...about(seen, stage === "early" ? "blocker" : "warning", "multi-network"),
    problem:
      version === null
        ? "The mesh spans clusters on several networks."
        : `The mesh spans clusters on several networks, and Istio ${plainVersion(version)} runs here.`,
    why: MULTI_NETWORK[stage].why,
    remedy: {
      text: `${stage === "beta" && !enabled ? "Set AMBIENT_ENABLE_MULTI_NETWORK=true on istiod. " : ""}${MULTI_NETWORK[stage].remedy}`,
      ...lookAt(seen),
    },
  };
  const setting =
    plane === null || plane.external
      ? []
      : [envEvidence(plane.ref, "discovery", "AMBIENT_ENABLE_MULTI_NETWORK", plane.env)];
  return [
    { ...problem, evidence: [...problem.evidence, ...setting] },
    ...(known ? [] : [VERSION_UNKNOWN]),
  ];
}

/** A gateway that passes the mTLS of sidecars through exists for sidecars that are called from other clusters. */
function mixedDataplanes(
  signals: readonly MulticlusterSignal[],
  namespaces: readonly MeshNamespace[],
): Problem[] {
  const classic = signals.filter(({ kind }) => kind === "classic-eastwest-gateway");
  const sidecars = namespaces.reduce((sum, { pods }) => sum + pods.sidecar, 0);
  if (classic.length === 0 || sidecars === 0) return [];

  return [
    {
      ...about(classic, "blocker", "mixed-dataplanes"),
      problem: `${counted(sidecars, "pod")} with sidecars can be called from other clusters through ${listed(classic.map(({ object }) => refText(object)))}.`,
      why: "While some clusters use sidecars and others ambient mode for the same services, calls between them have known faults, and istio.io/global can hide endpoints from sidecars.",
      remedy: {
        text: "Wait, or start with namespaces that no other cluster calls; move a shared service in all clusters in one window.",
        ...lookAt(classic),
      },
    },
  ];
}

function about(signals: readonly MulticlusterSignal[], severity: Severity, facet: string) {
  const sorted = signals.toSorted((a, b) => (refText(a.object) < refText(b.object) ? -1 : 1));
  const [first] = sorted;
  const object = first?.object ?? NO_OBJECT;
  return {
    severity,
    facet,
    object,
    namespace: null,
    evidence: sorted.slice(0, MOST).map(evidenceOf),
  };
}

function evidenceOf({ kind, object, detail }: MulticlusterSignal): Evidence {
  return { object, field: FIELD[kind], value: detail };
}

function lookAt(signals: readonly MulticlusterSignal[]): { readonly command?: string } {
  const signal = signals.find(({ kind }) => kind !== "remote-secret");
  if (signal !== undefined) return { command: kubectl(["get"], signal.object) };
  const secret = signals[0];
  return secret === undefined ? {} : { command: kubectl(["get"], secret.object, "--show-labels") };
}

const SPANNING: ReadonlySet<MulticlusterSignal["kind"]> = new Set([
  "remote-secret",
  "classic-eastwest-gateway",
  "ambient-eastwest-gateway",
  "mesh-networks",
]);

const NETWORKS: ReadonlySet<MulticlusterSignal["kind"]> = new Set([
  "classic-eastwest-gateway",
  "ambient-eastwest-gateway",
  "mesh-networks",
  "network-label",
]);

const LIKE_EVERYWHERE =
  "Add an istio-east-west Gateway per network, and deploy waypoints of the same name, namespace and labels in every cluster before a service moves.";

const MULTI_NETWORK = {
  beta: {
    why: "Several networks are Beta in ambient mode: it works for a primary istiod in each cluster, with every waypoint of a service alike in all of them.",
    remedy: LIKE_EVERYWHERE,
  },
  early: {
    why: "Several networks are not ready in ambient mode before Istio 1.29: Alpha in 1.27 and 1.28, absent before.",
    remedy:
      "Upgrade to Istio 1.29 or newer first, or move only namespaces whose traffic stays inside this cluster.",
  },
  unknown: {
    why: "Several networks are Beta in ambient mode from Istio 1.29 on and not ready before.",
    remedy: `Find out which Istio runs here; before 1.29, upgrade first. ${LIKE_EVERYWHERE}`,
  },
} as const;

const FIELD = {
  "remote-secret": "metadata.labels[istio/multiCluster]",
  "classic-eastwest-gateway": "spec",
  "ambient-eastwest-gateway": "spec.gatewayClassName",
  "mesh-networks": "data.meshNetworks",
  "network-label": "metadata.labels[topology.istio.io/network]",
  "primary-remote": "metadata.annotations[topology.istio.io/controlPlaneClusters]",
  "external-control-plane": "webhooks[].clientConfig.url",
} satisfies Record<MulticlusterSignal["kind"], string>;

const VERSION_UNKNOWN: CouldNotTell = {
  couldNotTell:
    "The version of istiod is not known, so it is not known how far it supports several networks.",
  resource: "deployments.apps",
};

const NO_OBJECT = { group: "", kind: "Namespace", namespace: null, name: "istio-system" };
const MOST = 20;
