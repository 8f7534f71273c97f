import type { Finding } from "../checks/define.ts";
import { unreadIn } from "../inventory/doubt.ts";
import type { Inventory, MeshNamespace, WaypointNeed } from "../inventory/facts.ts";
import type { ObjectRef } from "../inventory/model.ts";
import type { Assessment, NamespaceAssessment } from "./model.ts";
import { nextStep } from "./next-step.ts";
import { type PhaseFacts, phaseOf } from "./phase.ts";
import { itemsOf, sourcePolicies } from "./policies.ts";
import { recommend } from "./recommend.ts";
import { CLEARED_BY_INSTALL, type JudgedCheck, verdictOf } from "./verdict.ts";

const WAYPOINT_NAME = "waypoint";

/** Judges every namespace of an inventory: phase, verdict, waypoint need, next step; and the cluster's recommendation. */
export function assess(inventory: Inventory, results: readonly JudgedCheck[]): Assessment {
  const findings = results.flatMap(({ verdict }) =>
    verdict.outcome === "failed" ? verdict.findings : [],
  );
  const undecided = results.filter(
    ({ verdict }) =>
      verdict.outcome === "undetermined" ||
      (verdict.outcome === "failed" && verdict.unread.length > 0),
  );
  const shared = {
    inventory,
    cluster: findings.filter(({ namespace }) => namespace === null),
    own: groupBy(findings, ({ namespace }) => namespace),
    undecided,
    needs: new Map(itemsOf(inventory, "waypointNeeds").map((need) => [need.namespace, need])),
    candidates: groupBy(itemsOf(inventory, "candidates"), ({ namespace }) => namespace),
    bindings: groupBy(itemsOf(inventory, "serviceBindings"), ({ service }) => service.namespace),
    classified: itemsOf(inventory, "classifiedPolicies"),
  };

  const meshNamespaces = inventory.slices.meshNamespaces;
  const namespaces =
    meshNamespaces.read === "unread"
      ? itemsOf(inventory, "namespaces").map(({ ref }) => unreadNamespace(ref.name, undecided))
      : meshNamespaces.items.map((namespace) => assessNamespace(namespace, shared));

  const recommendation = recommend(inventory, {
    namespaces,
    findings,
    undecided: new Set(undecided.map(({ check }) => check.id)),
  });

  return { namespaces, findings, recommendation };
}

interface Shared {
  readonly inventory: Inventory;
  readonly cluster: readonly Finding[];
  readonly own: ReadonlyMap<string | null, readonly Finding[]>;
  readonly undecided: readonly JudgedCheck[];
  readonly needs: ReadonlyMap<string, WaypointNeed>;
  readonly candidates: ReadonlyMap<string | null, ReturnType<typeof itemsOf<"candidates">>>;
  readonly bindings: ReadonlyMap<string | null, ReturnType<typeof itemsOf<"serviceBindings">>>;
  readonly classified: ReturnType<typeof itemsOf<"classifiedPolicies">>;
}

function assessNamespace(namespace: MeshNamespace, shared: Shared): NamespaceAssessment {
  const { inventory } = shared;
  const name = namespace.name;
  const own = shared.own.get(name) ?? [];
  const need = shared.needs.get(name) ?? null;
  const bindings = shared.bindings.get(name) ?? [];
  const candidates = shared.candidates.get(name) ?? [];

  const hard = [...own, ...shared.cluster].filter(
    ({ severity, removedByMigration }) => severity === "blocker" && !removedByMigration,
  );
  const policies = sourcePolicies(inventory, name, candidates);
  const leftovers =
    namespace.pods.sidecar === 0 && namespace.ambient ? leftoverPolicies(name, shared) : [];
  const waypoints = waypointsOf(namespace, shared);
  const required = need?.reasons.filter(({ rule }) => rule.startsWith("R")) ?? [];

  const needSlice = inventory.slices.waypointNeeds;
  const needKnown = needSlice.read === "complete" || need?.level === "required";
  const level = need?.level ?? "none";
  const told = needKnown ? level : "could-not-tell";

  const podsKnown = unreadIn(name, inventory.slices.meshNamespaces).length === 0;

  const facts: PhaseFacts = {
    excluded: namespace.excluded,
    ambient: namespace.ambient,
    injected: namespace.injection.injected,
    pods: namespace.pods,
    podsKnown,
    need: level,
    waypointReady: waypoints.length > 0 && waypoints.every(({ ready }) => ready),
    waypointBound: required.length > 0 && required.every(({ bound }) => bound),
    anyBound: bindings.some(
      ({ binding, candidates, service }) =>
        binding.state === "bound" && candidates.length > 0 && service.kind === "Service",
    ),
    translated: policies.every(({ twin }) => twin !== null),
    securityTranslated: policies.every(({ twin, security }) => !security || twin !== null),
    policiesKnown:
      needSlice.read === "complete" &&
      POLICY_SLICES.every((name) => inventory.slices[name].read === "complete"),
    hard: hard.length,
    left: leftovers.length,
  };
  const phase = phaseOf(facts);
  const verdict = verdictOf({
    namespace,
    phase: phase.phase,
    podsKnown,
    own,
    cluster: shared.cluster,
    undecided: shared.undecided,
    need,
    needKnown,
  });

  return {
    name,
    phase: phase.phase,
    phaseEvidence: phase.evidence,
    verdict: verdict.verdict,
    because: verdict.because,
    advice: verdict.advice,
    excluded: namespace.excluded,
    gatewayOnly: namespace.gatewayOnly,
    ambient: namespace.ambient,
    injection: namespace.injection,
    pods: namespace.pods,
    need: told,
    needTrafficType: need?.trafficType ?? "service",
    needReasons: need?.reasons ?? [],
    waypoints: waypoints.map(({ ref }) => ref),
    counts: {
      blockers: own.filter(({ severity }) => severity === "blocker").length,
      warnings: own.filter(({ severity }) => severity === "warning").length,
      infos: own.filter(({ severity }) => severity === "info").length,
    },
    hard: hard.length,
    undecided: verdict.undecided,
    nextStep:
      phase.phase === null || verdict.verdict === null || verdict.verdict === "stay-on-sidecar"
        ? null
        : nextStep({
            namespace,
            phase: phase.phase,
            need: told,
            trafficType: need?.trafficType ?? "service",
            installFirst: installCommands([...own, ...shared.cluster]),
            hard: own.filter(
              ({ severity, check, removedByMigration }) =>
                severity === "blocker" && !removedByMigration && !CLEARED_BY_INSTALL.has(check),
            ).length,
            sidecarWorkloads: distinct(
              candidates.filter(({ sidecar }) => sidecar).map(({ owner }) => owner),
            ),
            waypointName: waypoints[0]?.ref.name ?? WAYPOINT_NAME,
            injectsByDefault: injectsByDefault(inventory),
            leftovers,
          }),
  };
}

/** Commands of the findings that enabling ambient clears, each once; null when there is none. */
function installCommands(open: readonly Finding[]): string[] | null {
  const findings = open.filter(
    ({ severity, check }) => severity === "blocker" && CLEARED_BY_INSTALL.has(check),
  );
  if (findings.length === 0) return null;
  return [...new Set(findings.flatMap(({ remedy }) => remedy.command ?? []))];
}

/** Kinds whose policies need a copy for the waypoint. */
const POLICY_SLICES = [
  "classifiedPolicies",
  "requestAuthentications",
  "wasmPlugins",
  "trafficExtensions",
] as const;

/** Pods could not be read: labels may be known, but no phase can be computed from them. */
function unreadNamespace(name: string, undecided: readonly JudgedCheck[]): NamespaceAssessment {
  return {
    name,
    phase: null,
    phaseEvidence: ["Pods could not be read, so no phase could be computed."],
    verdict: "could-not-tell",
    because: "Pods could not be read, so nothing can be said about this namespace.",
    advice: "could-not-tell",
    excluded: null,
    gatewayOnly: false,
    ambient: false,
    injection: null,
    pods: null,
    need: "could-not-tell",
    needTrafficType: "service",
    needReasons: [],
    waypoints: [],
    counts: { blockers: 0, warnings: 0, infos: 0 },
    hard: 0,
    undecided: undecided.map(({ check }) => check.id),
    nextStep: null,
  };
}

/** L7 policies without targetRefs that ztunnel still half-enforces once the sidecars are gone. */
function leftoverPolicies(namespace: string, { classified }: Shared): ObjectRef[] {
  return classified
    .filter(
      ({ verdict, covers }) =>
        verdict.startsWith("l7-") && covers.some((cover) => cover.namespace === namespace),
    )
    .map(({ policy }) => policy.ref);
}

/** Waypoints that live in the namespace or that its labels name; a named one that is missing is not ready. */
function waypointsOf(
  namespace: MeshNamespace,
  { inventory, bindings }: Shared,
): { ref: ObjectRef; ready: boolean }[] {
  const all = itemsOf(inventory, "waypoints");
  const wanted = new Set<string>();
  const label = namespace.labels["istio.io/use-waypoint"];
  if (label && label !== "none")
    wanted.add(`${namespace.labels["istio.io/use-waypoint-namespace"] ?? namespace.name}/${label}`);
  for (const { binding } of bindings.get(namespace.name) ?? []) {
    if (binding.state === "bound")
      wanted.add(`${binding.waypoint.namespace}/${binding.waypoint.name}`);
    if (binding.state === "rejected")
      wanted.add(`${binding.wanted.namespace}/${binding.wanted.name}`);
  }

  const known = all.filter(
    ({ ref }) => ref.namespace === namespace.name || wanted.has(`${ref.namespace}/${ref.name}`),
  );
  const missing = [...wanted].filter(
    (key) => !known.some(({ ref }) => `${ref.namespace}/${ref.name}` === key),
  );
  return [
    ...known.map(({ ref, programmed, addresses }) => ({
      ref,
      ready: programmed && addresses.length > 0,
    })),
    ...missing.map((key) => {
      const [home, name] = key.split("/");
      return {
        ref: {
          group: "gateway.networking.k8s.io",
          kind: "Gateway",
          namespace: home ?? namespace.name,
          name: name ?? key,
        },
        ready: false,
      };
    }),
  ];
}

/** Webhooks named auto.* inject every namespace without labels. Source: istio/istio manifests/charts/istio-control/istio-discovery/templates/mutatingwebhook.yaml. */
function injectsByDefault(inventory: Inventory): boolean {
  return itemsOf(inventory, "mutatingWebhooks").some(({ webhooks }) =>
    webhooks.some(({ name }) => name.startsWith("auto.")),
  );
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): ReadonlyMap<K, readonly T[]> {
  return Map.groupBy(items, key);
}

function distinct(refs: readonly ObjectRef[]): ObjectRef[] {
  return [
    ...new Map(refs.map((ref) => [`${ref.kind}/${ref.namespace}/${ref.name}`, ref])).values(),
  ];
}
