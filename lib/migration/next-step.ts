import { quoted } from "../checks/support/shell.ts";
import type { MeshNamespace } from "../inventory/facts.ts";
import type { ObjectRef } from "../inventory/model.ts";
import type { NextStep, Phase } from "./model.ts";

export interface StepFacts {
  readonly namespace: MeshNamespace;
  readonly phase: Phase;
  readonly need: "none" | "recommended" | "required" | "could-not-tell";
  readonly trafficType: "service" | "workload" | "all";
  /** Commands that enable ambient in the cluster, from the findings that ask for it; null when it is enabled. */
  readonly installFirst: readonly string[] | null;
  /** Findings that must be cleared before the procedure may begin. */
  readonly hard: number;
  /** Workloads with sidecar pods, to restart by name: gateways and waypoints must not be restarted along. */
  readonly sidecarWorkloads: readonly ObjectRef[];
  /** Objects that require a waypoint are only some of the Services: label those instead of the namespace. */
  readonly waypointName: string;
  /** The install injects namespaces without labels (enableNamespacesByDefault). */
  readonly injectsByDefault: boolean;
  /** Policies to delete once the sidecars are gone. */
  readonly leftovers: readonly ObjectRef[];
}

/**
 * The next step of the procedure for one namespace, with names filled in: what to run, how to verify, how to undo
 * and what is unsafe meanwhile. null when there is none to take.
 * Procedure: https://istio.io/latest/docs/ambient/migrate/enable-ambient-mode/
 */
export function nextStep(facts: StepFacts): NextStep | null {
  switch (facts.phase) {
    case "excluded":
    case "not-in-mesh":
    case "done":
      return null;
    case "sidecar":
      if (facts.hard > 0) return clearBlockers(facts);
      return facts.installFirst ? enableAmbient(facts.installFirst) : restartForHbone(facts);
    case "ready":
      if (facts.need === "could-not-tell") return readFirst();
      return facts.need === "required" ? deployWaypoint(facts) : enrol(facts);
    case "waypoint-deployed":
      return facts.hard > 0 ? clearBlockers(facts) : translatePolicies(facts);
    case "policies-translated":
    case "drift-no-waypoint":
      return bindWaypoint(facts);
    case "waypoint-active":
      return enrol(facts);
    case "enrolled":
      return facts.need === "could-not-tell" ? readFirst() : removeSidecars(facts);
    case "sidecars-removed":
      return removeLeftovers(facts);
  }
}

function clearBlockers({ hard }: StepFacts): NextStep {
  return {
    title: `Clear ${hard} blocker${hard === 1 ? "" : "s"} first`,
    why: "The migration itself does not remove them; each finding below says what to do.",
    commands: [],
    verify: ["Scan again: the phase turns to ready when none is left."],
    undo: [],
    meanwhile: "",
  };
}

/** Without its waypoint a namespace would lose its L7 rules in silence. */
function readFirst(): NextStep {
  return {
    title: "Let the scan read what is missing first",
    why: "Whether something here requires a waypoint could not be told. Without one, L7 rules are no longer enforced once the sidecars are gone.",
    commands: [],
    verify: ["Grant what the coverage of the report names, and scan again."],
    undo: [],
    meanwhile: "",
  };
}

function enableAmbient(commands: readonly string[]): NextStep {
  return {
    title: "Enable ambient in the cluster",
    why: "istiod, istio-cni and ztunnel must run in ambient mode before any namespace can move. Running sidecars keep working.",
    commands,
    verify: [
      "kubectl -n istio-system rollout status ds/istio-cni-node",
      "kubectl -n istio-system rollout status ds/ztunnel",
    ],
    undo: ["Install again without the ambient profile; only before any namespace is enrolled."],
    meanwhile: "",
  };
}

function restartForHbone({ namespace, sidecarWorkloads }: StepFacts): NextStep {
  return {
    title: "Restart the sidecars once",
    why: "Sidecars that started before ambient was enabled cannot accept HBONE, so ambient clients would reach them in plaintext or not at all.",
    commands: restarts(namespace.name, sidecarWorkloads),
    verify: [`kubectl -n ${quoted(namespace.name)} get pods -L networking.istio.io/tunnel`],
    undo: [],
    meanwhile: "",
  };
}

function deployWaypoint({ namespace, trafficType, waypointName }: StepFacts): NextStep {
  const revision = namespace.labels["istio.io/rev"];
  return {
    title: "Deploy the waypoint",
    why: "Something here needs L7 processing. A waypoint that nothing is bound to changes no traffic.",
    commands: [
      `istioctl waypoint apply -n ${quoted(namespace.name)} --name ${quoted(waypointName)} --for ${trafficType}${revision ? ` --revision ${quoted(revision)}` : ""} --wait`,
    ],
    verify: [
      `istioctl waypoint status -n ${quoted(namespace.name)}`,
      `kubectl -n ${quoted(namespace.name)} get gateway ${quoted(waypointName)}`,
    ],
    undo: [`istioctl waypoint delete ${quoted(waypointName)} -n ${quoted(namespace.name)}`],
    meanwhile: "",
  };
}

function translatePolicies({ namespace }: StepFacts): NextStep {
  return {
    title: "Give every L7 policy its copy for the waypoint",
    why: "Waypoints read only policies with targetRefs; sidecars ignore those, so the copies can be applied ahead of time. Leave the originals in place.",
    commands: [
      `kubectl -n ${quoted(namespace.name)} get authorizationpolicies,requestauthentications,wasmplugins,telemetries -o yaml > ${quoted(namespace.name)}-before.yaml`,
      "# then apply the copies that the findings of this page show",
    ],
    verify: [
      `kubectl -n ${quoted(namespace.name)} get authorizationpolicies,requestauthentications`,
    ],
    undo: ["Delete the copies; the originals were not touched."],
    meanwhile:
      "An HTTPRoute with a Service parent steers sidecar clients at once: swap VirtualService and HTTPRoute in one change.",
  };
}

function bindWaypoint({ namespace, waypointName, phase }: StepFacts): NextStep {
  return {
    title: "Bind the waypoint",
    why:
      phase === "drift-no-waypoint"
        ? "The sidecars are gone and the waypoint is not bound, so L7 rules are not enforced now."
        : "From here on ambient clients and opted-in ingress go through the waypoint.",
    commands: [
      `kubectl label namespace ${quoted(namespace.name)} istio.io/use-waypoint=${quoted(waypointName)}`,
    ],
    verify: [
      `kubectl -n ${quoted(namespace.name)} get services -o custom-columns=NAME:.metadata.name,BOUND:.status.conditions`,
      `istioctl ztunnel-config service --service-namespace ${quoted(namespace.name)}`,
    ],
    undo: [`kubectl label namespace ${quoted(namespace.name)} istio.io/use-waypoint-`],
    meanwhile:
      "Sidecars now see the waypoint's identity instead of the client's; sidecar clients still bypass the waypoint.",
  };
}

function enrol({ namespace }: StepFacts): NextStep {
  return {
    title: "Enrol the namespace",
    why: "Pods with a sidecar do not change yet; pods without one join ambient at once.",
    commands: [`kubectl label namespace ${quoted(namespace.name)} istio.io/dataplane-mode=ambient`],
    verify: [`kubectl get namespace ${quoted(namespace.name)} -L istio.io/dataplane-mode`],
    undo: [`kubectl label namespace ${quoted(namespace.name)} istio.io/dataplane-mode-`],
    meanwhile: "",
  };
}

function removeSidecars({ namespace, sidecarWorkloads, injectsByDefault }: StepFacts): NextStep {
  const { labels, injection } = namespace;
  const name = quoted(namespace.name);
  const removed = ["istio-injection", "istio.io/rev"].filter(
    (label) => labels[label] !== undefined,
  );
  const stop = injectsByDefault
    ? `kubectl label namespace ${name} istio.io/rev- istio-injection=disabled --overwrite`
    : `kubectl label namespace ${name} ${removed.map((label) => `${label}-`).join(" ")}`;
  const restore = removed.map((label) => quoted(`${label}=${labels[label]}`)).join(" ");

  return {
    title: injection.injected
      ? "Stop injection and restart the workloads"
      : "Restart the workloads",
    why: "Pods leave sidecar mode when they are recreated without injection.",
    commands: [
      ...(injection.injected ? [stop] : []),
      ...restarts(namespace.name, sidecarWorkloads),
    ],
    verify: [
      `kubectl -n ${name} get pods -o custom-columns=NAME:.metadata.name,AMBIENT:.metadata.annotations.ambient\\.istio\\.io/redirection`,
    ],
    undo: [
      ...(restore ? [`kubectl label namespace ${name} ${restore} --overwrite`] : []),
      `kubectl label namespace ${name} istio.io/dataplane-mode-`,
      ...restarts(namespace.name, sidecarWorkloads),
    ],
    meanwhile:
      "Until the restart ends, some traffic is judged by sidecars with the waypoint's identity and some by ztunnel and the waypoint alone.",
  };
}

function removeLeftovers({ namespace, leftovers }: StepFacts): NextStep {
  return {
    title: "Remove what the sidecar era left behind",
    why: "Selector-based L7 policies still act on ztunnel: ALLOW denies, DENY does nothing. Their waypoint copies take over.",
    commands: leftovers.map(
      ({ kind, namespace: home, name }) =>
        `kubectl -n ${quoted(home ?? namespace.name)} delete ${quoted(`${kind.toLowerCase()}/${name}`)}`,
    ),
    verify: [
      `istioctl ztunnel-config workload --workload-namespace ${quoted(namespace.name)}`,
      `istioctl ztunnel-config policy --policy-namespace ${quoted(namespace.name)}`,
    ],
    undo: ["Apply the backup of these policies again."],
    meanwhile:
      leftovers.length > 0
        ? "Requests that only a leftover ALLOW policy permitted are denied."
        : "",
  };
}

const RESTARTABLE = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

function restarts(namespace: string, workloads: readonly ObjectRef[]): string[] {
  return [
    ...workloads
      .filter(({ kind }) => RESTARTABLE.has(kind))
      .map(
        ({ kind, name }) =>
          `kubectl -n ${quoted(namespace)} rollout restart ${quoted(`${kind.toLowerCase()}/${name}`)}`,
      ),
    ...workloads
      .filter(({ kind }) => kind === "Pod")
      .map(
        ({ name }) =>
          `kubectl -n ${quoted(namespace)} delete pod ${quoted(name)}   # nothing recreates it: apply its manifest again`,
      ),
  ];
}
