import type { Finding } from "../checks/define.ts";
import type { Inventory, SliceName } from "../inventory/facts.ts";
import type { Advice, NamespaceAssessment, Recommendation, RecommendationRule } from "./model.ts";
import { itemsOf } from "./policies.ts";

/** Thresholds of the rules below: product choices, shares between 0 and 1. */
export const THRESHOLDS = {
  /** B: share of meshed namespaces that need no waypoint. */
  mostlyL4: 0.8,
  /** C: share of namespaces with Wasm. */
  wasmNamespaces: 0.2,
  /** F: share of requested memory or CPU that is sidecars. */
  sidecarShare: 0.2,
  /** G: share of meshed namespaces whose waypoint is required by L7 authorization or JWTs. */
  l7Authorization: 0.5,
} as const;

/** What `recommend` looks at besides the inventory. */
export interface Judged {
  readonly namespaces: readonly NamespaceAssessment[];
  readonly findings: readonly Finding[];
  /** Ids of checks that could not be decided. */
  readonly undecided: ReadonlySet<string>;
}

const STARTED = new Set<string | null>([
  "waypoint-active",
  "enrolled",
  "drift-no-waypoint",
  "sidecars-removed",
  "done",
]);

/** Rules that hold a whole cluster back, the first one first. */
const HOLDING_BACK: readonly string[] = ["A", "I", "E", "M"];

/** Rules that can decide for a whole cluster, the first one first; the others concern some namespaces of it. */
export const DECIDING: readonly string[] = [...HOLDING_BACK, "N", "F", "G", "B", "L"];

/**
 * Should this cluster migrate now, and which fact decided. First the rules that hold a cluster back, then the
 * positive ones; one Wasm or VM namespace caps itself, not the cluster.
 */
export function recommend(inventory: Inventory, judged: Judged): Recommendation {
  const rules = evaluate(inventory, judged);
  const holds = (id: string) => rules.find(({ rule, holds }) => rule === id && holds === true);

  const first = DECIDING.map(holds).find((rule) => rule !== undefined);
  const isHeldBack = first !== undefined && HOLDING_BACK.includes(first.rule);
  const decided = isHeldBack ? first : (allDone(judged) ?? first);
  const meshed = judged.namespaces.filter(({ verdict }) => verdict !== null);
  const advice = decided?.advice ?? fallback(meshed);

  return {
    advice,
    sentence: sentence(advice, judged, meshed),
    decidedBy: decided?.rule || null,
    rules,
  };
}

function evaluate(
  inventory: Inventory,
  { namespaces, findings, undecided }: Judged,
): RecommendationRule[] {
  const meshed = namespaces.filter(({ verdict }) => verdict !== null);
  const of = (id: string) => findings.filter(({ check }) => check === id);
  const namespacesWith = (ids: readonly string[]) =>
    new Set(
      findings.flatMap(({ check, namespace, severity }) =>
        ids.includes(check) && severity !== "info" && namespace ? [namespace] : [],
      ),
    );
  const decidable = (ids: readonly string[], found: boolean) =>
    unlessUnread(found, !ids.some((id) => undecided.has(id)));
  const inFull = (...names: readonly SliceName[]) =>
    names.every((name) => inventory.slices[name].read === "complete");

  const planes = itemsOf(inventory, "controlPlanes");
  const inMesh = namespaces.some(({ pods, ambient }) => ambient || (pods?.sidecar ?? 0) > 0);
  const istio = unlessUnread(
    planes.length > 0 || inMesh,
    inFull("controlPlanes", "meshNamespaces"),
  );
  const noIstio = istio === "could-not-tell" ? istio : !istio;

  const unsure = meshed.filter(({ need }) => need === "could-not-tell");
  const l4 = meshed.filter(({ need }) => need === "none");
  const allSeen = inFull("meshNamespaces");
  const mostlyL4 =
    unsure.length > 0 || !allSeen
      ? ("could-not-tell" as const)
      : meshed.length > 0 && l4.length / meshed.length >= THRESHOLDS.mostlyL4;

  const wasm = namespacesWith(["wasmplugin-waypoint"]);
  const heavyWasm =
    of("wasmplugin-waypoint").some(({ severity }) => severity === "blocker") ||
    (meshed.length > 0 && wasm.size / meshed.length > THRESHOLDS.wasmNamespaces);

  const filters = namespacesWith(["envoyfilter-unsupported"]);
  const heavyFilters =
    filters.size > 1 ||
    of("envoyfilter-unsupported").some(
      ({ facet }) => facet === "rate-limit" || facet === "ext-authz",
    );

  const multicluster = of("multicluster-mesh");
  const multiclusterBlocked = multicluster.some(({ severity }) => severity === "blocker");
  const share = sidecarShare(inventory);
  const authorization = meshed.filter(({ needReasons }) =>
    needReasons.some(({ rule }) => rule === "R1" || rule === "R2"),
  );
  const l7 = allSeen
    ? unlessUnread(
        authorization.length / Math.max(1, meshed.length) > THRESHOLDS.l7Authorization,
        unsure.length === 0,
      )
    : ("could-not-tell" as const);
  const anyL7 = unlessUnread(authorization.length > 0, unsure.length === 0 && allSeen);
  const stops = namespacesWith(["vm-workloads", "unsupported-node"]);
  const old = [...of("istio-version-minimum"), ...of("version-support-window")].filter(
    ({ severity }) => severity !== "info",
  );
  const tooOld = of("istio-version-minimum").some(({ severity }) => severity === "blocker");
  const managed = planes.filter(({ installMethod }) => installMethod === "managed");
  const windows = itemsOf(inventory, "nodeCoverage").filter(
    ({ unsupportedBecause }) => unsupportedBecause === "windows",
  );
  const grpc = grpcShare(inventory);
  const egress = egressControl(inventory);
  const started = namespaces.filter(({ phase }) => STARTED.has(phase));

  const hasWasm = decidable(["wasmplugin-waypoint"], heavyWasm);
  const hasFilters = decidable(["envoyfilter-unsupported"], heavyFilters);
  const isMulticluster = decidable(["multicluster-mesh"], multicluster.length > 0);
  const hasStops = decidable(["vm-workloads", "unsupported-node"], stops.size > 0);
  const isOld = decidable(
    ["istio-version-minimum", "version-support-window"],
    tooOld || old.length > 0,
  );
  const hasWindows = unlessUnread(
    windows.length > 0,
    inFull("nodes") && inventory.slices.nodeCoverage.read !== "unread",
  );
  const isManaged = unlessUnread(managed.length > 0, inFull("controlPlanes"));
  const isStarted = unlessUnread(
    started.length > 0,
    namespaces.length > 0 &&
      namespaces.every(({ phase }) => phase !== null) &&
      inFull("meshNamespaces", "services", "gateways", "workloads"),
  );

  return [
    rule(
      "A",
      "New cluster, no Istio",
      noIstio,
      told(
        noIstio,
        noIstio === true
          ? "No istiod and no sidecar was found."
          : planes.length > 0
            ? `${count(planes.length, "control plane")} found.`
            : "Sidecars or namespaces in ambient mode were found.",
        "None was found, but Deployments, namespaces or pods could not be read in full.",
      ),
      "start-ambient",
    ),
    rule(
      "B",
      "Istio with mostly L4 policy",
      mostlyL4,
      told(
        mostlyL4,
        `${l4.length} of ${meshed.length} namespaces in the mesh need no waypoint.`,
        unsure.length > 0
          ? `Whether a waypoint is needed could not be told for ${unsure.length} of ${meshed.length} namespaces.`
          : NOT_ALL_SEEN,
      ),
      "migrate-namespace-by-namespace",
    ),
    rule(
      "C",
      "Heavy Wasm use",
      hasWasm,
      told(hasWasm, `Wasm extensions in ${count(wasm.size, "namespace")}.`, UNREAD_INPUT),
      "wait",
    ),
    rule(
      "D",
      "Heavy EnvoyFilter use",
      hasFilters,
      told(
        hasFilters,
        `EnvoyFilters on workloads of ${count(filters.size, "namespace")}.`,
        UNREAD_INPUT,
      ),
      "stay-on-sidecar",
    ),
    rule(
      "E",
      "Multi-cluster mesh",
      isMulticluster,
      told(
        isMulticluster,
        multicluster[0]?.problem ?? "No sign of a mesh that spans clusters.",
        UNREAD_INPUT,
      ),
      multiclusterBlocked ? "wait" : "prepare",
    ),
    rule(
      "F",
      "Sidecars take a large share of resources",
      largeShare(share, hasStops),
      share === null
        ? "Requests could not be read."
        : `Sidecars are ${Math.round(share * 100)} % of the memory that meshed pods request.${share >= THRESHOLDS.sidecarShare && hasStops === "could-not-tell" ? " Whether something cannot move at all could not be told." : ""}`,
      "migrate-now",
    ),
    rule(
      "G",
      "L7 authorization in many namespaces",
      l7,
      told(
        l7,
        `L7 authorization or JWT rules decide in ${authorization.length} of ${meshed.length} namespaces.`,
        `L7 authorization or JWT rules were found in ${authorization.length} of ${meshed.length} namespaces, and not all could be read.`,
      ),
      "migrate-namespace-by-namespace",
    ),
    rule(
      "H",
      "VMs or nodes without agents",
      hasStops,
      told(
        hasStops,
        `${count(stops.size, "namespace")} with virtual machines or pods on nodes that cannot run ztunnel.`,
        UNREAD_INPUT,
      ),
      "stay-on-sidecar",
    ),
    rule(
      "I",
      "Istio too old or out of support",
      isOld,
      told(isOld, old[0]?.problem ?? "Istio and Kubernetes versions are supported.", UNREAD_INPUT),
      "prepare",
    ),
    rule(
      "J",
      "Control of what leaves the mesh",
      unlessUnread(egress.found.length > 0, !egress.unread),
      egress.found[0] ?? "Nothing restricts what leaves the mesh, as far as could be read.",
      "prepare",
    ),
    rule(
      "K",
      "Windows nodes",
      hasWindows,
      told(
        hasWindows,
        `${count(windows.length, "Windows node")}.`,
        "None was found, but nodes or pods could not be read in full.",
      ),
      "wait",
    ),
    rule(
      "L",
      "gRPC-heavy without L7 policy",
      grpcWithoutL7(grpc, anyL7),
      grpc === null
        ? "Services could not be read."
        : `${Math.round(grpc * 100)} % of Service ports are gRPC.`,
      "migrate-namespace-by-namespace",
    ),
    rule(
      "M",
      "Managed mesh",
      isManaged,
      told(
        isManaged,
        managed.length > 0
          ? `Revision ${managed[0]?.revision} is run by the vendor, who decides about ambient.`
          : "Istio is not run by a cloud vendor.",
        "Deployments could not be read in full, so who runs Istio could not be told.",
      ),
      "wait",
    ),
    rule(
      "N",
      "Already partly ambient",
      isStarted,
      told(
        isStarted,
        `${count(started.length, "namespace")} already on the way.`,
        "Namespaces, pods or what binds them to waypoints could not be read, so how far they are could not be told.",
      ),
      "finish",
    ),
  ];
}

const NOT_ALL_SEEN =
  "Namespaces or pods could not be read in full, so a share of them could not be told.";
const UNREAD_INPUT = "A check that it rests on could not read its input.";

type Holds = RecommendationRule["holds"];

/** What was found holds, however little was read; that nothing is there takes everything. */
function unlessUnread(found: boolean, known: boolean): Holds {
  if (found) return true;
  return known ? false : "could-not-tell";
}

function told(holds: Holds, evidence: string, unknown: string): string {
  return holds === "could-not-tell" ? unknown : evidence;
}

/** Something that cannot move at all speaks against it, so not knowing of it does too. */
function largeShare(share: number | null, hasStops: Holds): Holds {
  if (share === null) return "could-not-tell";
  if (share < THRESHOLDS.sidecarShare || hasStops === true) return false;
  return hasStops === "could-not-tell" ? hasStops : true;
}

function grpcWithoutL7(share: number | null, anyL7: Holds): Holds {
  if (share === null) return "could-not-tell";
  if (share <= 0.5 || anyL7 === true) return false;
  return anyL7 === "could-not-tell" ? anyL7 : true;
}

function rule(
  id: string,
  situation: string,
  holds: Holds,
  evidence: string,
  advice: Advice,
): RecommendationRule {
  return { rule: id, situation, holds, evidence, advice };
}

/** Nothing left to move: the only advice that no rule gives. */
function allDone({ namespaces }: Judged): { advice: Advice; rule: string } | undefined {
  const meshed = namespaces.filter(({ verdict }) => verdict !== null);
  return meshed.length > 0 && meshed.every(({ verdict }) => verdict === "done")
    ? { advice: "finish", rule: "N" }
    : undefined;
}

function fallback(meshed: readonly NamespaceAssessment[]): Advice {
  if (meshed.some(({ verdict }) => verdict === "ready" || verdict === "ready-with-work"))
    return "migrate-namespace-by-namespace";
  if (meshed.some(({ verdict }) => verdict === "blocked")) return "prepare";
  return meshed.some(({ verdict }) => verdict === "could-not-tell") || meshed.length === 0
    ? "could-not-tell"
    : "stay-on-sidecar";
}

function sentence(
  advice: Advice,
  { namespaces }: Judged,
  meshed: readonly NamespaceAssessment[],
): string {
  const verdicts = (verdict: NamespaceAssessment["verdict"]) =>
    meshed.filter((namespace) => namespace.verdict === verdict).length;
  const done = verdicts("done");
  const ready = verdicts("ready");
  const withWork = verdicts("ready-with-work");
  const blocked = verdicts("blocked");
  const noWaypoint = meshed.filter(
    ({ verdict, need }) => verdict === "ready" && need === "none",
  ).length;
  const of = `of ${count(meshed.length, "namespace")}`;
  const unknown = verdicts("could-not-tell");
  const rest = [
    ...(blocked > 0 ? [` ${blocked} ${blocked === 1 ? "is" : "are"} blocked.`] : []),
    ...(unknown > 0 ? [` ${unknown} could not be told.`] : []),
  ].join("");

  if (meshed.length === 0 && advice !== "start-ambient") {
    return namespaces.length === 0
      ? "Could not tell: no namespace could be read."
      : "No namespace takes part in a mesh as far as could be read.";
  }
  switch (advice) {
    case "start-ambient":
      return "Start with ambient mode: there is no sidecar here to migrate.";
    case "finish":
      return done === meshed.length
        ? `All ${count(meshed.length, "namespace")} in the mesh run in ambient mode.`
        : `Finish what has begun: ${done} ${of} ${done === 1 ? "is" : "are"} done, ${meshed.length - done} still to go.${rest}`;
    case "migrate-now":
    case "migrate-namespace-by-namespace":
      return ready > 0
        ? `Migrate namespace by namespace. ${ready} ${of} ${ready === 1 ? "is" : "are"} ready${noWaypoint > 0 ? `; start with the ${noWaypoint} that need no waypoint` : ""}.${rest}`
        : withWork > 0
          ? `Migrate namespace by namespace. ${withWork} ${of} can move after some work.${rest}`
          : `None ${of} can move yet.${rest}`;
    case "prepare":
      return ready > 0
        ? `Prepare the cluster first. Then ${ready} ${of} ${ready === 1 ? "is" : "are"} ready, and ${withWork} more can move after some work.${rest}`
        : `Prepare the cluster first.${withWork > 0 ? ` Then ${withWork} ${of} can move.` : ""}${done > 0 ? ` ${done} ${of} ${done === 1 ? "is" : "are"} done.` : ""}${rest}`;
    case "wait":
      return `Wait: what this mesh relies on is not ready in ambient at its version.${rest}`;
    case "stay-on-sidecar":
      return "Stay on sidecars: every namespace here relies on something that ambient does not support.";
    case "could-not-tell":
      return `Could not tell for ${verdicts("could-not-tell")} ${of}; see what could not be read.`;
  }
}

/** Share of requested memory that sidecars take, over live pods in the mesh; null when nothing could be read. */
function sidecarShare(inventory: Inventory): number | null {
  if (inventory.slices.candidates.read === "unread") return null;
  let proxies = 0;
  let all = 0;
  for (const { sidecar, shape, pods } of itemsOf(inventory, "candidates")) {
    if (!sidecar) continue;
    for (const { name, requests, init, restartAlways } of shape.containers) {
      if (requests.memory === null || (init && !restartAlways)) continue;
      all += requests.memory * pods.length;
      if (name === "istio-proxy") proxies += requests.memory * pods.length;
    }
  }
  return all === 0 ? null : proxies / all;
}

function grpcShare(inventory: Inventory): number | null {
  if (inventory.slices.services.read === "unread") return null;
  const ports = itemsOf(inventory, "services").flatMap(({ ports }) => ports);
  if (ports.length === 0) return null;
  const grpc = ports.filter(({ name, appProtocol }) =>
    (appProtocol ?? name.split("-")[0] ?? "").toLowerCase().startsWith("grpc"),
  );
  return grpc.length / ports.length;
}

/**
 * What is meant to control egress: https://istio.io/latest/docs/tasks/traffic-management/egress/. Each as one sentence.
 */
function egressControl(inventory: Inventory): { found: readonly string[]; unread: boolean } {
  const { meshConfigs, sidecars, virtualServices, istioGateways } = inventory.slices;
  const strictMeshes = itemsOf(inventory, "meshConfigs").filter(
    ({ known, outboundMode }) => known && outboundMode === "REGISTRY_ONLY",
  );
  const strictSidecars = itemsOf(inventory, "sidecars").filter(
    ({ outboundMode }) => outboundMode === "REGISTRY_ONLY",
  );
  const egressGateways = new Set(
    itemsOf(inventory, "istioGateways")
      .filter(({ selector }) => selector["istio"]?.includes("egress"))
      .flatMap(({ ref }) => [ref.name, `${ref.namespace}/${ref.name}`]),
  );
  const redirects = itemsOf(inventory, "virtualServices").filter(
    ({ gateways }) =>
      gateways.includes("mesh") && gateways.some((gateway) => egressGateways.has(gateway)),
  );

  const found = [
    ...(strictMeshes.length > 0
      ? ["The mesh lets workloads reach only what its registry knows (REGISTRY_ONLY)."]
      : []),
    ...(strictSidecars.length > 0
      ? [`REGISTRY_ONLY in ${count(strictSidecars.length, "Sidecar")}.`]
      : []),
    ...(redirects.length > 0
      ? [`${count(redirects.length, "VirtualService")} sent to an egress gateway.`]
      : []),
  ];
  const anyIstiod = itemsOf(inventory, "controlPlanes").length > 0;
  const unread =
    [meshConfigs, sidecars, virtualServices, istioGateways].some(
      ({ read }) => read !== "complete",
    ) ||
    (anyIstiod && itemsOf(inventory, "meshConfigs").some(({ known }) => !known));
  return { found, unread };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
