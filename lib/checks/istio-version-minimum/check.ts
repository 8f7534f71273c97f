import type { AmbientComponent, ControlPlane, IstioVersion } from "../../inventory/facts.ts";
import { atLeast } from "../../inventory/version.ts";
import { nextRelease } from "../data/releases.ts";
import { type CouldNotTell, defineCheck, type Problem, type Remedy } from "../define.ts";
import {
  containerOf,
  unknownAgentVersion,
  unknownVersion,
  versionEvidence,
} from "../support/evidence.ts";
import { plainVersion, upgradeTo } from "../support/install.ts";
import { type ControlPlaneUse, controlPlaneUses } from "../support/mesh.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed } from "../support/words.ts";

type Subject =
  | { readonly is: "istiod"; readonly use: ControlPlaneUse }
  | { readonly is: "ztunnel"; readonly ztunnel: AmbientComponent };

export const istioVersionMinimum = defineCheck({
  id: "istio-version-minimum",
  title: "Every istiod and ztunnel in use is Istio 1.25 or newer",
  finds: "Istio is too old for ambient mode",
  group: "platform",
  severity: "blocker",
  reads: ["controlPlanes", "ambientComponents", "candidates", "meshNamespaces"],
  sources: [SOURCES.ambientGa, SOURCES.migrateBefore, SOURCES.release124, SOURCES.canaryUpgrade],

  subjects: (slices): Subject[] => [
    ...controlPlaneUses(slices).map((use) => ({ is: "istiod", use }) as const),
    ...slices.ambientComponents
      .filter(({ component }) => component === "ztunnel")
      .map((ztunnel) => ({ is: "ztunnel", ztunnel }) as const),
  ],

  inspect: (subject, { controlPlanes }) =>
    subject.is === "istiod"
      ? inspectIstiod(subject.use, controlPlanes.length > 1)
      : inspectZtunnel(subject.ztunnel),
});

/** One revision of several holds back only the namespaces it serves; the only one holds back the cluster. */
function inspectIstiod(
  { controlPlane, namespaces }: ControlPlaneUse,
  oneOfSeveral: boolean,
): (Problem | CouldNotTell)[] {
  const { ref, version } = controlPlane;
  if (version === null) return [unknownVersion(controlPlane)];

  const age = ageOf(version);
  if (age === "recent") return [];

  const used = namespaces.length > 0;
  const serves = used ? `serves ${listed(namespaces)}` : "serves no namespace that would move";
  const held = oneOfSeveral && used && age === "too-old" ? namespaces : [null];
  return held.map((namespace) => ({
    severity: age === "too-old" && used ? "blocker" : "warning",
    facet: age,
    object: ref,
    namespace,
    problem: `istiod ${placed(ref)} is Istio ${plainVersion(version)} and ${serves}.`,
    why: WHY[age],
    remedy: used ? upgrade(controlPlane, version) : REMOVE,
    evidence: [versionEvidence(controlPlane, "discovery")],
  }));
}

function inspectZtunnel(ztunnel: AmbientComponent): (Problem | CouldNotTell)[] {
  const { ref, version } = ztunnel;
  if (version === null) return [unknownAgentVersion(ztunnel)];

  const age = ageOf(version);
  if (age === "recent") return [];

  return [
    {
      severity: age === "too-old" ? "blocker" : "warning",
      facet: age,
      object: ref,
      namespace: null,
      problem: `ztunnel ${placed(ref)} is Istio ${plainVersion(version)}.`,
      why: WHY[age],
      remedy: {
        text: "Upgrade istiod first, one minor at a time, then istio-cni, then ztunnel, and watch the rollout.",
        command: kubectl(["rollout", "status"], ref),
      },
      evidence: [versionEvidence(ztunnel, containerOf(ztunnel))],
    },
  ];
}

/** Pre-releases of 1.24.0 still count as older: ambient mode was declared stable with the release. */
function ageOf(version: IstioVersion): "too-old" | "first-stable" | "recent" {
  if (!atLeast(version, "1.24.0")) return "too-old";
  return atLeast(version, "1.25.0-alpha") ? "recent" : "first-stable";
}

function upgrade(plane: ControlPlane, version: IstioVersion): Remedy {
  const then =
    "Upgrade one minor at a time until a supported release runs, then start the migration.";
  const next = nextRelease(version);
  if (next === null) return { text: then };
  const remedy = upgradeTo(plane, next);
  return { ...remedy, text: `${remedy.text} ${then}` };
}

const REMOVE: Remedy = {
  text: "Remove this revision once no namespace and no gateway points to it, or upgrade it one minor at a time.",
};

const WHY = {
  "too-old":
    "Ambient mode is stable from Istio 1.24 on; before, it was a preview with gaps, and the migration guide asks for a supported release.",
  "first-stable":
    "Istio 1.24 has no policies that target a GatewayClass, no DNS capture by default, no ingress through waypoints for a whole namespace, and its ztunnel ignores serviceAccounts in policies.",
} as const;
