/** Days before the first scan, as the source still remembers them: one point for each day of UTC. */
import type {
  MESH_PARTS,
  MeasuredPoint,
  MeshPart,
  NamespaceMeasurement,
  Usage,
} from "../snapshot/measurement.ts";
import { askGrid, type Grid, type Pieces, valueAt } from "./grid.ts";
import type { MeasureOptions } from "./measure.ts";
import { countParts, millicores, NO_PROXIES, partTeller } from "./parts.ts";
import {
  askUsageGrids,
  DAY,
  HOUR,
  isUsageAnswered,
  type Moment,
  moments,
  type PastSource,
  withPast,
} from "./past.ts";
import {
  controlCount,
  controlCpu,
  controlMemory,
  errorRate,
  latency,
  presence,
  QUANTILES,
  type Query,
  requestRate,
} from "./queries.ts";
import { isKnown, type TrafficTable, trafficTable } from "./traffic.ts";

/** A source rarely remembers more, and nobody waits for more. */
export const MOST_DAYS = 366;

const HOURLY: Pieces = { piece: 5 * DAY, least: DAY };
const DAILY: Pieces = { piece: 5 * DAY, least: DAY };
/** Hours of a day that must have been measured for an average of memory and CPU to stand for it. */
const LEAST_HOURS = 12;
/** Hours of a day that must have been counted for a rate of requests to stand for it. */
const RATED_HOURS = 23;

/** What a source remembers of some days. */
export interface PastDays {
  readonly points: readonly MeasuredPoint[];
  /** Days without a point of which the source did not answer everything, so that it may remember them. */
  readonly untold: number;
}

/**
 * Days that lie wholly between the two moments and are over, the last MOST_DAYS of them; `at` is the noon of each.
 * Memory, CPU and counts are averages over the day's hours, rates and quantiles cover the day. A day of which the source
 * knows nothing has no point, and one that it does not know from beginning to end has no rate of requests.
 * @throws only the signal's reason.
 */
export async function measureDays(
  options: MeasureOptions,
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<PastDays> {
  const last = Math.min(to.getTime(), options.at.getTime());
  const end = Math.floor(last / 1000 / DAY) * DAY;
  const start = Math.max(Math.ceil(from.getTime() / 1000 / DAY) * DAY, end - MOST_DAYS * DAY);
  if (start >= end) return { points: [], untold: 0 };

  const days = Array.from({ length: (end - start) / DAY }, (_, at) => start + at * DAY);
  const past = await withPast(options, async (source) => {
    const [usage, traffic] = await Promise.all([
      askUsage(source, options, { from: start, to: end }),
      askTraffic(source, { from: start, to: end }),
    ]);
    const told = days.map((day) => ({
      point: pointOf(day, usage, traffic.of(day + DAY)),
      isAnswered: hoursOf(day).every(usage.isAnswered) && traffic.isAnswered(day + DAY),
    }));
    return {
      points: told.flatMap(({ point }) => point ?? []),
      untold: told.filter(({ point, isAnswered }) => point === null && !isAnswered).length,
    };
  });
  return past ?? { points: [], untold: days.length };
}

interface Stretch {
  /** Beginning of the first day and end of the last, seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

interface HourlyUsage {
  readonly moments: ReadonlyMap<number, Moment | null>;
  /** Whether the source answered what a moment takes. */
  readonly isAnswered: (at: number) => boolean;
  readonly control: { readonly memory: Grid; readonly cpu: Grid; readonly count: Grid };
  /** Parts that the cluster has now; null: not known. */
  readonly expected: ReadonlyMap<MeshPart, number> | null;
}

async function askUsage(
  source: PastSource,
  { facts }: MeasureOptions,
  { from, to }: Stretch,
): Promise<HourlyUsage> {
  const scope = { window: HOUR, cluster: source.cluster, namespaces: null, helped: facts.helped };
  const range = { from: from + HOUR, to, step: HOUR };
  const ask = (query: Query) => askGrid(source.prometheus, query, range, HOURLY);
  const [grids, memory, cpu, count] = await Promise.all([
    askUsageGrids(source, scope, range, HOURLY),
    ask(controlMemory(scope)),
    ask(controlCpu(scope)),
    ask(controlCount(scope)),
  ]);
  const times = Array.from({ length: (to - from) / HOUR }, (_, at) => from + (at + 1) * HOUR);
  return {
    moments: moments(grids, times, partTeller(facts)),
    isAnswered: (at) => isUsageAnswered(grids, at),
    control: { memory, cpu, count },
    expected: countParts(facts),
  };
}

/** Traffic of the day that ends at a moment. */
interface DailyTraffic {
  of(end: number): TrafficTable;
  isAnswered(end: number): boolean;
}

async function askTraffic(
  { prometheus, cluster, form }: PastSource,
  { from, to }: Stretch,
): Promise<DailyTraffic> {
  const scope = { window: DAY, cluster, namespaces: null };
  const range = { from: from + DAY, to, step: DAY };
  const ask = (query: Query) => askGrid(prometheus, query, range, DAILY);
  const hourly = { from: from + HOUR, to, step: HOUR };
  const [series, requests, errors, p50, p90, p99] = await Promise.all([
    askGrid(prometheus, presence.requests(scope), hourly, HOURLY),
    ask(requestRate(scope, "namespace")),
    ask(errorRate(scope, "namespace")),
    ...(form ? QUANTILES.map((quantile) => ask(latency(scope, "namespace", quantile, form))) : []),
  ]);
  return {
    of(end) {
      const at = (grid: Grid | undefined) => (grid?.isAnswered(end) ? samplesAt(grid, end) : null);
      const answers = {
        requests: at(requests),
        errors: at(errors),
        p50: at(p50),
        p90: at(p90),
        p99: at(p99),
      };
      return trafficTable(answers, isWhole(series, end));
    },
    isAnswered: (end) => [requests, p50, p90, p99].every((grid) => grid?.isAnswered(end) !== false),
  };
}

/** A rate is spread over the day, also over hours in which nobody counted. */
function isWhole(series: Grid, end: number): boolean {
  const known = Array.from({ length: 24 }, (_, at) => valueAt(series, [], end - at * HOUR) ?? 0);
  return known.filter((count) => count > 0).length >= RATED_HOURS;
}

function samplesAt({ series }: Grid, at: number) {
  return [...series].flatMap(([key, points]) => {
    const value = points.get(at);
    return value === undefined ? [] : [{ labels: key.split("\n"), value }];
  });
}

/** null: nothing is known of the day. */
function pointOf(day: number, usage: HourlyUsage, traffic: TrafficTable): MeasuredPoint | null {
  const hours = hoursOf(day).flatMap((at) => {
    const moment = usage.moments.get(at);
    return moment ? [{ at, moment }] : [];
  });
  const isEnough = hours.length >= LEAST_HOURS;
  const measured = isEnough ? hours : [];
  if (!isEnough && traffic.size === 0) return null;

  const parts = partsOf(measured, usage);
  return {
    at: new Date((day + DAY / 2) * 1000).toISOString(),
    source: "prometheus",
    window: DAY,
    parts,
    namespaces: namespacesOf(measured, traffic),
  };
}

/** Ends of the hours of a day. */
function hoursOf(day: number): number[] {
  return Array.from({ length: 24 }, (_, at) => day + (at + 1) * HOUR);
}

type Hours = readonly { readonly at: number; readonly moment: Moment }[];

function partsOf(hours: Hours, { control, expected }: HourlyUsage): Record<MeshPart, Usage | null> {
  const ofPart = (part: MeshPart) => average(hours.map(({ moment }) => moment.totalOf(part)));
  const ofContainer = (part: MeshPart, container: string) => {
    const isExpected = expected?.has(part) !== false && !control.count.series.has(container);
    return average(hours.map(({ at }) => controlAt(control, container, at, isExpected)));
  };
  return {
    sidecar: ofPart("sidecar"),
    ztunnel: ofPart("ztunnel"),
    waypoint: ofPart("waypoint"),
    gateway: ofPart("gateway"),
    istiod: ofContainer("istiod", "discovery"),
    "istio-cni": ofContainer("istio-cni", "install-cni"),
  } satisfies Record<(typeof MESH_PARTS)[number], Usage | null>;
}

/**
 * Not found beside other containers is none, unless the cluster has some now and the source never had any: then they
 * have other names.
 */
function controlAt(
  { memory, cpu, count }: HourlyUsage["control"],
  container: string,
  at: number,
  isExpected: boolean,
): Usage {
  const value = (grid: Grid) => grid.series.get(container)?.get(at) ?? null;
  const isThere = count.series.get(container)?.has(at) === true;
  if (count.isAnswered(at) && !isThere && !isExpected) return NO_PROXIES;
  const cores = value(cpu);
  return {
    proxies: value(count),
    memory: value(memory),
    cpu: cores === null ? null : millicores(cores),
  };
}

function namespacesOf(hours: Hours, traffic: TrafficTable): NamespaceMeasurement[] {
  const names = new Set([...traffic.keys()].filter(isKnown));
  for (const { moment } of hours) for (const name of moment.withProxies) names.add(name);
  return [...names].sort().map((namespace) => ({
    namespace,
    sidecar: averageIn(hours, namespace, "sidecar"),
    waypoint: averageIn(hours, namespace, "waypoint"),
    traffic: traffic.get(namespace) ?? [],
  }));
}

function averageIn(hours: Hours, namespace: string, part: MeshPart): Usage | null {
  return average(hours.map(({ moment }) => moment.usageOf(namespace, part)));
}

/** null: of no hours. An hour of which a figure is unknown leaves the average of that figure unknown. */
function average(usages: readonly Usage[]): Usage | null {
  if (usages.length === 0) return null;
  const mean = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null);
    return known.length < values.length
      ? null
      : known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return {
    proxies: rounded(mean(usages.map(({ proxies }) => proxies)), 1),
    memory: rounded(mean(usages.map(({ memory }) => memory)), 1),
    cpu: rounded(mean(usages.map(({ cpu }) => cpu)), 1000),
  };
}

function rounded(value: number | null, perUnit: number): number | null {
  return value === null ? null : Math.round(value * perUnit) / perUnit;
}
