import type { MeshNamespace, WaypointNeed, WaypointReason } from "../../inventory/facts.ts";
import type { ObjectRef } from "../../inventory/model.ts";
import { refKey, refText } from "../../inventory/refs.ts";
import { defineCheck, type Problem, type Remedy } from "../define.ts";
import { MOST_EVIDENCE } from "../policy-reach.ts";
import { command, kubectl } from "../support/shell.ts";
import { SOURCES } from "../support/sources.ts";
import { counted, listed, sorted } from "../support/words.ts";

export const waypointRequiredMissing = defineCheck({
  id: "waypoint-required-missing",
  title: "Every namespace that needs a waypoint uses one",
  finds: "A required waypoint is missing",
  group: "waypoints",
  severity: "blocker",
  reads: ["waypointNeeds", "meshNamespaces"],
  consults: ["waypoints"],
  sources: [SOURCES.waypoints, SOURCES.l7Features, SOURCES.migrateEnable, SOURCES.codeWaypoints],

  subjects: ({ waypointNeeds, meshNamespaces }) =>
    waypointNeeds.flatMap((need) => {
      const namespace = meshNamespaces.find(({ name }) => name === need.namespace);
      return need.level === "required" && namespace?.candidate === true
        ? [{ need, namespace }]
        : [];
    }),

  inspect({ need, namespace }, { waypoints }) {
    const missing = need.reasons.filter(({ rule, bound }) => !bound && rule.startsWith("R"));
    if (missing.length === 0) return [];

    const decisive = missing.filter((reason) => reason.decisive);
    const existing =
      waypoints?.flatMap(({ ref }) => (ref.namespace === need.namespace ? [ref] : [])) ?? [];
    const problem: Problem = {
      severity: decisive.length > 0 ? "blocker" : "warning",
      object: namespaceRef(need.namespace),
      namespace: need.namespace,
      problem: `${subjectsText(missing)} ${plural(missing) ? "need" : "needs"} a waypoint and none serves ${plural(missing) ? "them" : "it"}: ${listed(causes(missing))} ${causes(missing).length === 1 ? "asks" : "ask"} for one.`,
      why:
        decisive.length > 0
          ? "ztunnel reads no HTTP. Without a waypoint these rules end without an error: requests reach other backends, or a control no longer applies."
          : "ztunnel reads no HTTP. Without a waypoint, timeouts, retries and connection settings for these destinations end.",
      remedy: existing.length === 0 ? deploy(need, namespace) : bind(need, existing),
      evidence: missing.slice(0, MOST_EVIDENCE).map(({ rule, object, subject, detail }) => ({
        object,
        field: `waypoint for ${refText(subject)} (${rule})`,
        value: detail,
      })),
      removedByMigration: true,
    };
    return [problem];
  },
});

/** Enrolling the namespace in the same step would activate the waypoint before its policies are there. */
function deploy({ namespace, trafficType }: WaypointNeed, { injection }: MeshNamespace): Remedy {
  const revision =
    injection.revision === null || injection.revision === "default"
      ? []
      : [`--revision=${injection.revision}`];
  return {
    text: "Deploy a waypoint, and do not enrol the namespace with it yet: its policies and routes come first.",
    command: command(
      "istioctl",
      "waypoint",
      "apply",
      `--namespace=${namespace}`,
      `--for=${trafficType}`,
      ...revision,
      "--wait",
    ),
  };
}

function bind({ namespace }: WaypointNeed, existing: readonly ObjectRef[]): Remedy {
  const names = sorted(existing.map(({ name }) => name));
  const [name = "waypoint"] = names;
  const stands =
    names.length === 1
      ? `The waypoint ${name} stands in the namespace and does not serve these objects.`
      : `The waypoints ${listed(names)} stand in the namespace and none serves these objects; choose the one that should.`;
  return {
    text: `${stands} Apply the copies of policies that target it, then let the namespace use it; label single Services instead if only they need it.`,
    command: kubectl(["label"], namespaceRef(namespace), `istio.io/use-waypoint=${name}`),
  };
}

function subjectsText(reasons: readonly WaypointReason[]): string {
  const names = subjects(reasons);
  return names.length === 1
    ? listed(names)
    : `${counted(names.length, "destination")} (${listed(names)})`;
}

function plural(reasons: readonly WaypointReason[]): boolean {
  return subjects(reasons).length > 1;
}

function subjects(reasons: readonly WaypointReason[]): string[] {
  return sorted(reasons.map(({ subject }) => `${subject.kind} ${subject.name}`));
}

function causes(reasons: readonly WaypointReason[]): string[] {
  const byKey = new Map(reasons.map(({ object }) => [refKey(object), object]));
  return sorted([...byKey.values()].map(({ kind, name }) => `${kind} ${name}`));
}

function namespaceRef(name: string): ObjectRef {
  return { group: "", kind: "Namespace", namespace: null, name };
}
