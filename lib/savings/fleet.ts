/** Estimates of several clusters together. What rests on different sources is never added up: each has its own sum. */
import { type Figure, minus, shareOf, sum } from "./figure.ts";
import type { RequestSource, SavingsInput } from "./input.ts";
import {
  type Amounts,
  type Basis,
  type Estimate,
  estimate,
  money,
  SCENARIOS,
  type Scenario,
} from "./model.ts";
import { assume, type GivenAssumptions, PARAMETERS, type ParameterName } from "./parameters.ts";

export interface FleetCluster {
  readonly id: string;
  readonly name: string;
  readonly input: SavingsInput;
}

/** Where the sidecars' side of an estimate comes from. */
export type EstimateSource = RequestSource | NonNullable<SavingsInput["usageSource"]> | "published";

export interface ClusterEstimate {
  readonly id: string;
  readonly name: string;
  readonly takenAt: string;
  readonly source: EstimateSource;
  /** Low, likely and high, in this order. */
  readonly estimates: readonly Estimate[];
}

/** As `Estimate`, of several clusters. */
export type FleetEstimate = Pick<
  Estimate,
  "scenario" | "waypoints" | "sidecars" | "ambient" | "saved" | "savedShare" | "usdPerMonth"
>;

/** Clusters whose figures come from one source. */
export interface FleetSum {
  readonly source: EstimateSource;
  readonly clusters: readonly ClusterEstimate[];
  /** Low, likely and high, in this order. */
  readonly estimates: readonly FleetEstimate[];
}

/** A namespace that would take more memory in ambient mode than it frees, by request and by the likely estimate. */
export interface CostlyNamespace {
  readonly clusterId: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly pods: number;
  /** Bytes more. */
  readonly more: number;
}

export interface FleetSavings {
  readonly requests: readonly FleetSum[];
  readonly usage: readonly FleetSum[];
  /** The costliest first. */
  readonly costly: readonly CostlyNamespace[];
  /** Clusters whose pods could not be read. */
  readonly unread: readonly Pick<FleetCluster, "id" | "name">[];
}

/** Assumptions that are told for each cluster on its own page: one number for all of them would be wrong for most. */
export const OWN_ASSUMPTIONS = ["nodes"] as const satisfies readonly ParameterName[];

/** What is given, without what differs by cluster. */
export function fleetAssumptions(given: GivenAssumptions): {
  readonly given: GivenAssumptions;
  /** Why some was not taken, one sentence each. */
  readonly refused: readonly string[];
} {
  const own = OWN_ASSUMPTIONS.filter((name) => given[name] !== undefined);
  const shared = Object.entries(given).filter(([name]) => !own.some((each) => each === name));
  return {
    given: Object.fromEntries(shared),
    refused: own.map(
      (name) => `${PARAMETERS[name].label} differ by cluster: give them on the cluster's own page.`,
    ),
  };
}

/** Sums over clusters, each estimated with what was given and else with what it tells itself. */
export function fleetSavings(
  clusters: readonly FleetCluster[],
  given: GivenAssumptions = {},
): FleetSavings {
  const read = clusters.filter(({ input }) => input.requestSource !== null);
  // Where no sidecar runs and nobody measured, published figures have nothing to be multiplied with.
  const used = read.filter(
    ({ input }) => input.usageSource !== null || input.namespaces.length > 0,
  );
  const requests = read.map((cluster) => clusterEstimate(cluster, given, "requests"));
  return {
    requests: summed(requests, given),
    usage: summed(
      used.map((cluster) => clusterEstimate(cluster, given, "usage")),
      given,
    ),
    costly: requests.flatMap(costlyOf).toSorted((a, b) => b.more - a.more),
    unread: clusters.filter(({ input }) => input.requestSource === null),
  };
}

/** Best known first. */
const SOURCES = [
  "pod-specs",
  "assumed",
  "prometheus",
  "metrics-api",
  "bug-report",
  "published",
] as const satisfies readonly EstimateSource[];

function clusterEstimate(
  { id, name, input }: FleetCluster,
  given: GivenAssumptions,
  basis: Basis,
): ClusterEstimate {
  const assumptions = assume(given, input.cluster);
  return {
    id,
    name,
    takenAt: input.takenAt,
    source:
      basis === "requests"
        ? (input.requestSource ?? "assumed")
        : (input.usageSource ?? "published"),
    estimates: SCENARIOS.map((scenario) => estimate(input, assumptions, basis, scenario)),
  };
}

function summed(clusters: readonly ClusterEstimate[], given: GivenAssumptions): FleetSum[] {
  const bySource = Map.groupBy(clusters, ({ source }) => source);
  return SOURCES.flatMap((source): FleetSum[] => {
    const own = bySource.get(source);
    if (!own) return [];
    const estimates = SCENARIOS.map((scenario) => fleetEstimate(own, given, scenario));
    return [{ source, clusters: own, estimates }];
  });
}

function fleetEstimate(
  clusters: readonly ClusterEstimate[],
  given: GivenAssumptions,
  scenario: Scenario,
): FleetEstimate {
  const own = clusters.flatMap(({ estimates }) =>
    estimates.filter((each) => each.scenario === scenario),
  );
  const sidecars = together(own.map((each) => each.sidecars));
  const ambient = together(own.map((each) => each.ambient));
  const saved = {
    memory: minus(sidecars.memory, ambient.memory),
    cpu: minus(sidecars.cpu, ambient.cpu),
  };
  const priced = own.some(({ usdPerMonth }) => usdPerMonth !== null);
  return {
    scenario,
    waypoints: own.reduce((all, { waypoints }) => all + waypoints, 0),
    sidecars,
    ambient,
    saved,
    savedShare: {
      memory: shareOf(saved.memory, sidecars.memory),
      cpu: shareOf(saved.cpu, sidecars.cpu),
    },
    usdPerMonth: priced ? money(saved, assume(given)) : null,
  };
}

function together(amounts: readonly Amounts[]): Amounts {
  const of = (resource: keyof Amounts): Figure => sum(amounts.map((amount) => amount[resource]));
  return { memory: of("memory"), cpu: of("cpu") };
}

function costlyOf({ id, name, estimates }: ClusterEstimate): CostlyNamespace[] {
  const likely = estimates.find(({ scenario }) => scenario === "likely");
  return (likely?.namespaces ?? []).flatMap(({ name: namespace, pods, saved }) =>
    saved.memory.value !== null && saved.memory.value < 0
      ? [{ clusterId: id, cluster: name, namespace, pods, more: -saved.memory.value }]
      : [],
  );
}
