/** Every assumption of the estimate, by name: its default, its unit, the range it may have, and where it comes from. */
export type ParameterUnit =
  | "MiB"
  | "MB"
  | "m"
  | "vCPU"
  | "vCPU per 1000 rps"
  | "nodes"
  | "replicas"
  | "hops"
  | "hours"
  | "USD"
  | "share";

/** What an assumption takes part in. The two bases are never mixed. */
export type ParameterBasis = "requests" | "usage" | "both" | "money";

export interface Parameter {
  readonly label: string;
  readonly unit: ParameterUnit;
  /** null: read from the cluster or given by the visitor; there is no default. */
  readonly fallback: number | null;
  readonly min: number;
  readonly max: number;
  readonly whole?: true;
  readonly basis: ParameterBasis;
  /** null: our own assumption. */
  readonly source: { readonly title: string; readonly url: string } | null;
  readonly note: string;
}

const CHARTS = "https://github.com/istio/istio/blob/release-1.31/manifests/charts";
const SIDECAR_CHART = {
  title: "Istio's chart",
  url: `${CHARTS}/istio-control/istio-discovery/values.yaml`,
};
const ZTUNNEL_CHART = { title: "ztunnel's chart", url: `${CHARTS}/ztunnel/values.yaml` };
const CNI_CHART = { title: "istio-cni's chart", url: `${CHARTS}/istio-cni/values.yaml` };
const BENCHMARK = {
  title: "Istio 1.24 performance page",
  url: "https://istio.io/latest/docs/ops/deployment/performance-and-scalability/",
};

/** What ztunnel requests in Istio 1.22.0 and older, MiB and m; the change came with 1.22.1. */
export const OLD_ZTUNNEL_REQUESTS = { memory: 2048, cpu: 500 } as const;

const GIB_IN_MIB = 1024;

export const PARAMETERS = {
  nodes: {
    label: "Nodes that run ztunnel",
    unit: "nodes",
    fallback: null,
    min: 0,
    max: 20_000,
    whole: true,
    basis: "both",
    source: null,
    note: "Linux nodes that are not virtual, counted in the cluster.",
  },
  ztunnelMem: {
    label: "Memory that ztunnel requests on a node",
    unit: "MiB",
    fallback: 512,
    min: 0,
    max: 64 * GIB_IN_MIB,
    basis: "requests",
    source: ZTUNNEL_CHART,
    note: "What the cluster's own ztunnel requests, where it has one; 2048 MiB up to Istio 1.22.0.",
  },
  ztunnelCpu: {
    label: "CPU that ztunnel requests on a node",
    unit: "m",
    fallback: 200,
    min: 0,
    max: 64_000,
    basis: "requests",
    source: ZTUNNEL_CHART,
    note: "What the cluster's own ztunnel requests, where it has one; 500 m up to Istio 1.22.0.",
  },
  cniMem: {
    label: "Memory that istio-cni requests on a node",
    unit: "MiB",
    fallback: 100,
    min: 0,
    max: 16 * GIB_IN_MIB,
    basis: "requests",
    source: CNI_CHART,
    note: "Counted only where istio-cni is not installed yet.",
  },
  cniCpu: {
    label: "CPU that istio-cni requests on a node",
    unit: "m",
    fallback: 100,
    min: 0,
    max: 16_000,
    basis: "requests",
    source: CNI_CHART,
    note: "Counted only where istio-cni is not installed yet.",
  },
  waypointMem: {
    label: "Memory that a waypoint replica requests",
    unit: "MiB",
    fallback: 128,
    min: 0,
    max: 64 * GIB_IN_MIB,
    basis: "requests",
    source: SIDECAR_CHART,
    note: "global.waypoint.resources of the chart.",
  },
  waypointCpu: {
    label: "CPU that a waypoint replica requests",
    unit: "m",
    fallback: 100,
    min: 0,
    max: 64_000,
    basis: "requests",
    source: SIDECAR_CHART,
    note: "global.waypoint.resources of the chart.",
  },
  sidecarMem: {
    label: "Memory that a sidecar requests, where pod specs do not tell",
    unit: "MiB",
    fallback: 128,
    min: 0,
    max: 64 * GIB_IN_MIB,
    basis: "requests",
    source: SIDECAR_CHART,
    note: "Used for snapshots that are older than the figures per namespace; others have them from pod specs.",
  },
  sidecarCpu: {
    label: "CPU that a sidecar requests, where pod specs do not tell",
    unit: "m",
    fallback: 100,
    min: 0,
    max: 64_000,
    basis: "requests",
    source: SIDECAR_CHART,
    note: "Used for snapshots that are older than the figures per namespace; others have them from pod specs.",
  },
  waypointMinReplicas: {
    label: "Replicas of a waypoint, at least",
    unit: "replicas",
    fallback: 2,
    min: 1,
    max: 100,
    whole: true,
    basis: "both",
    source: null,
    note: "Two, so that one may fail. Istio's template sets no number of replicas.",
  },
  waypointCpuTarget: {
    label: "CPU that one waypoint replica may burn",
    unit: "vCPU",
    fallback: 1,
    min: 0.05,
    max: 64,
    basis: "both",
    source: null,
    note: "More replicas are counted where the measured request rate needs them.",
  },
  waypointCpuPer1k: {
    label: "CPU of a waypoint",
    unit: "vCPU per 1000 rps",
    fallback: 0.25,
    min: 0,
    max: 100,
    basis: "both",
    source: BENCHMARK,
    note: "More than a sidecar's: savings come from fewer proxies.",
  },
  sidecarMemUsage: {
    label: "Memory that a sidecar uses, where nothing was measured",
    unit: "MB",
    fallback: 60,
    min: 0,
    max: 64_000,
    basis: "usage",
    source: BENCHMARK,
    note: "Driven by the size of the configuration, not by traffic. Never added to measured figures.",
  },
  sidecarCpuPer1k: {
    label: "CPU of a sidecar",
    unit: "vCPU per 1000 rps",
    fallback: 0.2,
    min: 0,
    max: 100,
    basis: "usage",
    source: BENCHMARK,
    note: "Used where the request rate was measured and CPU was not.",
  },
  sidecarCpuIdle: {
    label: "CPU of a sidecar without traffic",
    unit: "vCPU",
    fallback: 0,
    min: 0,
    max: 64,
    basis: "usage",
    source: null,
    note: "No published figure is known; nothing is counted until you give one.",
  },
  ztunnelMemUsage: {
    label: "Memory that ztunnel uses on a node",
    unit: "MB",
    fallback: 12,
    min: 0,
    max: 64_000,
    basis: "usage",
    source: BENCHMARK,
    note: "Grows with the number of workloads and open connections. Measured in the cluster, where it runs and was measured.",
  },
  ztunnelCpuPer1k: {
    label: "CPU of ztunnel, for each time that a request passes it",
    unit: "vCPU per 1000 rps",
    fallback: 0.06,
    min: 0,
    max: 100,
    basis: "usage",
    source: BENCHMARK,
    note: "Once at the client's node and once at the server's.",
  },
  hops: {
    label: "Proxies that a request passes, without waypoints",
    unit: "hops",
    fallback: 2,
    min: 1,
    max: 2,
    whole: true,
    basis: "usage",
    source: BENCHMARK,
    note: "2 where both ends are in the mesh, 1 otherwise; the same number for sidecars and for ztunnel.",
  },
  waypointMemUsage: {
    label: "Memory that a waypoint replica uses",
    unit: "MB",
    fallback: 60,
    min: 0,
    max: 64_000,
    basis: "usage",
    source: BENCHMARK,
    note: "Measured in the cluster, where waypoints run and were measured.",
  },
  istiodDeltaMem: {
    label: "Memory that istiod needs more in ambient mode",
    unit: "MiB",
    fallback: 0,
    min: -64 * GIB_IN_MIB,
    max: 64 * GIB_IN_MIB,
    basis: "both",
    source: null,
    note: "No published figure is known: measure it before and after.",
  },
  istiodDeltaCpu: {
    label: "CPU that istiod needs more in ambient mode",
    unit: "m",
    fallback: 0,
    min: -64_000,
    max: 64_000,
    basis: "both",
    source: null,
    note: "No published figure is known: measure it before and after.",
  },
  usdPerVcpuHour: {
    label: "Price of a vCPU-hour",
    unit: "USD",
    fallback: null,
    min: 0,
    max: 100,
    basis: "money",
    source: null,
    note: "Yours, or one of the presets. Without both prices no money is shown.",
  },
  usdPerGibHour: {
    label: "Price of a GiB-hour of memory",
    unit: "USD",
    fallback: null,
    min: 0,
    max: 100,
    basis: "money",
    source: null,
    note: "Yours, or one of the presets. Without both prices no money is shown.",
  },
  hoursPerMonth: {
    label: "Hours in a month",
    unit: "hours",
    fallback: 730,
    min: 1,
    max: 744,
    basis: "money",
    source: null,
    note: "By convention: 8760 hours of a year divided by twelve.",
  },
  realisation: {
    label: "Share of freed requests that removes nodes",
    unit: "share",
    fallback: 1,
    min: 0,
    max: 1,
    basis: "money",
    source: null,
    note: "Freed requests become money only when nodes disappear. 1 is the best case.",
  },
} as const satisfies Readonly<Record<string, Parameter>>;

export type ParameterName = keyof typeof PARAMETERS;

/** Safe: an object literal has no other keys than those of its type. */
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as readonly ParameterName[];

export function parameter(name: ParameterName): Parameter {
  return PARAMETERS[name];
}

/** For what the likely estimate counts a waypoint: each namespace, each service, or all of them together. */
export const WAYPOINT_SCOPES = ["namespace", "service", "shared"] as const;
export type WaypointScope = (typeof WAYPOINT_SCOPES)[number];

/** All assumptions of one estimate; what is null is unknown. */
export type Assumptions = Readonly<Record<ParameterName, number | null>> & {
  readonly waypointScope: WaypointScope;
  /** The likely estimate counts waypoints that are only recommended. */
  readonly optionalWaypoints: boolean;
  /** Namespaces that should stay on sidecars are counted as moved. */
  readonly staying: boolean;
};

/** What somebody asked for: numbers by name, and choices. */
export type GivenAssumptions = Readonly<Partial<Assumptions>>;

/** Why a number cannot be taken, one sentence; null when it can. */
export function refusal(name: ParameterName, value: number): string | null {
  const { label, min, max, unit, whole }: Parameter = PARAMETERS[name];
  if (!Number.isFinite(value)) return `${label} has to be a number.`;
  if (whole && !Number.isInteger(value)) return `${label} has to be a whole number.`;
  if (value >= min && value <= max) return null;
  const kind = unit === "share" ? "" : ` ${unit}`;
  return `${label} has to be between ${plain(min)} and ${plain(max)}${kind}.`;
}

/** The assumptions in force: what was given and can be taken, else what the cluster tells, else the default. */
export function assume(
  given: GivenAssumptions = {},
  cluster: Readonly<Partial<Record<ParameterName, number>>> = {},
): Assumptions {
  const value = (name: ParameterName): number | null => {
    const asked = given[name];
    if (typeof asked === "number" && refusal(name, asked) === null) return asked;
    return cluster[name] ?? PARAMETERS[name].fallback;
  };
  // Safe: one entry for each name of the type.
  const numbers = Object.fromEntries(PARAMETER_NAMES.map((name) => [name, value(name)])) as Record<
    ParameterName,
    number | null
  >;
  return {
    ...numbers,
    waypointScope: given.waypointScope ?? "namespace",
    optionalWaypoints: given.optionalWaypoints ?? true,
    staying: given.staying ?? false,
  };
}

/** The same text in every language: it stands in sentences that are tested. */
function plain(amount: number): string {
  return amount.toLocaleString("en");
}
