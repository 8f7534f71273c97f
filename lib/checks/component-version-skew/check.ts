import type { AmbientComponent, Candidate, ControlPlane } from "../../inventory/facts.ts";
import type { Pod } from "../../inventory/model.ts";
import { sameRef } from "../../inventory/refs.ts";
import { minorsAhead } from "../../inventory/version.ts";
import { type CouldNotTell, defineCheck, type Problem } from "../define.ts";
import {
  containerOf,
  unknownAgentVersion,
  unknownVersion,
  versionEvidence,
} from "../support/evidence.ts";
import { installAgent, plainVersion } from "../support/install.ts";
import {
  ambientControlPlane,
  type ControlPlaneUse,
  controlPlaneUses,
  meshCandidates,
} from "../support/mesh.ts";
import { command, commands, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, listed, placed, sorted } from "../support/words.ts";
import { inspectSidecars } from "./sidecars.ts";

type Subject =
  | { readonly is: "agent"; readonly agent: AmbientComponent }
  | { readonly is: "sidecars"; readonly namespace: string; readonly sidecars: readonly Candidate[] }
  | { readonly is: "revisions"; readonly uses: readonly ControlPlaneUse[] };

export const componentVersionSkew = defineCheck({
  id: "component-version-skew",
  title: "istiod, istio-cni, ztunnel and sidecars run matching versions",
  finds: "Mesh components run versions that do not match",
  group: "platform",
  severity: "blocker",
  reads: ["controlPlanes", "ambientComponents", "candidates", "meshNamespaces", "pods"],
  sources: [SOURCES.upgradeHelm, SOURCES.supportedReleases, SOURCES.codeZtunnelChart],

  subjects: (slices): Subject[] =>
    [
      ...slices.ambientComponents.map((agent) => ({ is: "agent", agent }) as const),
      ...sidecarsByNamespace(meshCandidates(slices)),
      { is: "revisions", uses: controlPlaneUses(slices).filter(inUse) } as const,
    ].filter((subject) => subject.is !== "revisions" || subject.uses.length > 0),

  inspect(subject, { controlPlanes, ambientComponents, pods }) {
    switch (subject.is) {
      case "agent":
        return [
          ...inspectAgent(subject.agent, ambientControlPlane(ambientComponents, controlPlanes)),
          ...inspectRollout(subject.agent, pods),
        ];
      case "sidecars":
        return inspectSidecars(subject.namespace, subject.sidecars, controlPlanes);
      case "revisions":
        return inspectRevisions(subject.uses);
    }
  },
});

/** Supported: an agent of the same minor as the istiod it works with, or one minor older. */
function inspectAgent(
  agent: AmbientComponent,
  plane: ControlPlane | null,
): (Problem | CouldNotTell)[] {
  const { component, ref, version } = agent;
  if (version === null) return [unknownAgentVersion(agent)];
  if (plane === null) {
    return [
      {
        couldNotTell: `The istiod that ${component} ${placed(ref)} works with could not be found in this cluster.`,
        resource: "deployments.apps",
      },
    ];
  }
  if (plane.version === null) return [unknownVersion(plane)];

  const ahead = minorsAhead(version, plane.version);
  if (ahead === 0) return [];

  const newer = ahead > 0;
  return [
    {
      severity: newer || ahead < -1 ? "blocker" : "warning",
      facet: newer ? "agent-newer" : "agent-older",
      object: ref,
      namespace: null,
      problem: `${component} ${placed(ref)} is Istio ${plainVersion(version)}, its istiod ${placed(plane.ref)} is ${plainVersion(plane.version)}.`,
      why: newer
        ? "A node agent newer than its istiod is not supported: it may ask for what istiod does not send."
        : "istio-cni and ztunnel work with an istiod of their own minor or the one after it; further behind is not supported.",
      remedy: newer
        ? {
            text: `Finish the upgrade of istiod to ${plainVersion(version)}, or take ${component} back to ${plainVersion(plane.version)}.`,
            command: command(
              "istioctl",
              "version",
              `--istioNamespace=${plane.ref.namespace ?? "istio-system"}`,
            ),
          }
        : installAgent(
            {
              component,
              namespace: ref.namespace ?? "istio-system",
              installed: true,
              platform: null,
            },
            plane,
          ),
      evidence: [versionEvidence(agent, containerOf(agent)), versionEvidence(plane, "discovery")],
    },
  ];
}

function inspectRollout(agent: AmbientComponent, pods: readonly Pod[]): Problem[] {
  const container = containerOf(agent);
  const images = sorted(
    pods
      .filter(({ owner, deleting }) => owner !== null && !deleting && sameRef(owner, agent.ref))
      .flatMap(({ shape }) => shape.containers.filter(({ name }) => name === container))
      .map(({ image }) => image),
  );
  if (images.length < 2) return [];

  return [
    {
      severity: "info",
      facet: "rollout",
      object: agent.ref,
      namespace: null,
      problem: `Pods of ${agent.component} ${placed(agent.ref)} run ${counted(images.length, "different image")}.`,
      why: "A rollout is under way or stuck: nodes behave differently until it is through.",
      remedy: {
        text: "Wait for the rollout, or see why it stopped.",
        command: kubectl(["rollout", "status"], agent.ref),
      },
      evidence: images.map((image) => ({
        object: agent.ref,
        field: `pods: spec.containers[${container}].image`,
        value: image,
      })),
    },
  ];
}

function sidecarsByNamespace(candidates: readonly Candidate[]): Subject[] {
  const groups = new Map<string, Candidate[]>();
  for (const candidate of candidates) {
    if (!candidate.sidecar || candidate.source !== "pods") continue;
    const group = groups.get(candidate.namespace);
    if (group) group.push(candidate);
    else groups.set(candidate.namespace, [candidate]);
  }
  return [...groups].map(([namespace, sidecars]) => ({ is: "sidecars", namespace, sidecars }));
}

/** Which namespaces call each other is not known here: any two of the mesh may. */
function inspectRevisions(uses: readonly ControlPlaneUse[]): Problem[] {
  const [first, ...others] = uses.toSorted((a, b) =>
    a.controlPlane.revision < b.controlPlane.revision ? -1 : 1,
  );
  if (first === undefined || others.length === 0) return [];

  return [
    {
      severity: "warning",
      facet: "revisions",
      object: first.controlPlane.ref,
      namespace: null,
      problem: `The namespaces of the mesh are spread over ${uses.length} revisions of istiod.`,
      why: "Only one revision may own istio-cni and ztunnel, and each waypoint follows the revision it is labelled with, so a half-done change of revision leaves parts behind.",
      remedy: {
        text: "Finish the change of revision before the migration, so that one istiod serves every namespace.",
        command: commands(
          command(
            "istioctl",
            "tag",
            "list",
            `--istioNamespace=${first.controlPlane.ref.namespace ?? "istio-system"}`,
          ),
          "kubectl get namespaces --label-columns=istio-injection,istio.io/rev",
        ),
      },
      evidence: [first, ...others].map(({ controlPlane, namespaces }) => ({
        object: controlPlane.ref,
        field: `namespaces of revision ${controlPlane.revision}`,
        value: listed(namespaces, 5),
      })),
    },
  ];
}

function inUse({ namespaces }: ControlPlaneUse): boolean {
  return namespaces.length > 0;
}
