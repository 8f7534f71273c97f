import type { ControlPlane, WaypointNeed } from "../../inventory/facts.ts";
import { labelOf, parseBool } from "../../inventory/labels.ts";
import { type CouldNotTell, defineCheck, type Problem } from "../define.ts";
import { envEvidence } from "../support/evidence.ts";
import { enableAmbient } from "../support/install.ts";
import { type ControlPlaneUse, controlPlaneUses, defaultControlPlane } from "../support/mesh.ts";
import { kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { listed, placed, sorted } from "../support/words.ts";

export const ambientControlPlaneDisabled = defineCheck({
  id: "ambient-control-plane-disabled",
  title: "The istiod of every namespace supports ambient mode",
  finds: "istiod runs without ambient support",
  group: "platform",
  severity: "blocker",
  reads: ["controlPlanes", "ambientComponents", "candidates", "meshNamespaces", "waypointNeeds"],
  sources: [SOURCES.migrateInstall, SOURCES.codeFeatures, SOURCES.sailMigration],

  subjects: (slices) => judgedPlanes(controlPlaneUses(slices)),

  inspect: ({ controlPlane, namespaces }, { waypointNeeds, controlPlanes }) => [
    ...inspectAmbient(controlPlane, namespaces, controlPlanes.length > 1),
    ...inspectWaypoints(controlPlane, namespaces, waypointNeeds),
  ],
});

/** Those that serve somebody; where nobody is served yet, the one that would, unless another one has ambient on. */
function judgedPlanes(uses: readonly ControlPlaneUse[]): readonly ControlPlaneUse[] {
  const serving = uses.filter(({ namespaces }) => namespaces.length > 0);
  if (serving.length > 0) return serving;

  const ambient = uses.filter(({ controlPlane }) => controlPlane.ambient === true);
  if (ambient.length > 0) return ambient;

  const byDefault = defaultControlPlane(uses.map(({ controlPlane }) => controlPlane));
  const chosen = uses.filter(({ controlPlane }) => controlPlane === byDefault);
  return chosen.length > 0 ? chosen : uses.slice(0, 1);
}

/** One revision of several holds back only the namespaces it serves; the only one holds back the cluster. */
function inspectAmbient(
  plane: ControlPlane,
  namespaces: readonly string[],
  oneOfSeveral: boolean,
): (Problem | CouldNotTell)[] {
  const { ref, ambient, env } = plane;
  if (ambient === true) return [];
  if (ambient === null) {
    return [
      {
        couldNotTell: `The control plane of ${whom(namespaces)} runs outside this cluster (its mark here is ${placed(ref)}), so its settings cannot be seen.`,
        resource: "deployments.apps",
      },
    ];
  }

  const held = oneOfSeveral && namespaces.length > 0 ? namespaces : [null];
  return held.map((namespace) => ({
    severity: "blocker",
    facet: "ambient",
    object: ref,
    namespace,
    problem: `istiod ${placed(ref)}, which serves ${whom(namespaces)}, runs without ambient support.`,
    why: "Without it sidecars do not speak HBONE, ztunnel gets no configuration and no waypoint is deployed.",
    remedy: enableAmbient(plane),
    evidence: [envEvidence(ref, "discovery", "PILOT_ENABLE_AMBIENT", env)],
  }));
}

function inspectWaypoints(
  { ref, env, ambient }: ControlPlane,
  namespaces: readonly string[],
  needs: readonly WaypointNeed[],
): Problem[] {
  const setting = labelOf(env, "PILOT_ENABLE_AMBIENT_WAYPOINTS");
  if (ambient === null || setting === undefined || parseBool(setting) !== false) return [];

  const needing = sorted(
    needs
      .filter(({ namespace, level }) => level === "required" && namespaces.includes(namespace))
      .map(({ namespace }) => namespace),
  );
  if (needing.length === 0) return [];

  return [
    {
      severity: "blocker",
      facet: "waypoints",
      object: ref,
      namespace: null,
      problem: `istiod ${placed(ref)} has waypoints switched off, and one is required in ${listed(needing)}.`,
      why: "Policies and routes that need Layer 7 would have nowhere to run once the sidecars are gone.",
      remedy: {
        text: "Remove PILOT_ENABLE_AMBIENT_WAYPOINTS from the settings of istiod, so that its default applies; change it where istiod is installed from, or the next upgrade brings it back.",
        command: kubectl(["set", "env"], ref, "PILOT_ENABLE_AMBIENT_WAYPOINTS-"),
      },
      evidence: [envEvidence(ref, "discovery", "PILOT_ENABLE_AMBIENT_WAYPOINTS", env)],
    },
  ];
}

function whom(namespaces: readonly string[]): string {
  return namespaces.length === 0 ? "new namespaces" : listed(namespaces);
}
