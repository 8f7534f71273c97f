/** Hours before and after namespaces moved into ambient mode. What became better or worse is `compareMove`'s to say. */
import type { Reporter } from "../snapshot/measurement.ts";
import type { Move, MoveHour, MoveSamples, Vantage } from "../snapshot/moves.ts";
import { askGrid, type Grid, type Pieces, valueAt } from "./grid.ts";
import type { MeasureOptions } from "./measure.ts";
import { addUsage, partTeller } from "./parts.ts";
import {
  askUsageGrids,
  DAY,
  HOUR,
  type Moment,
  moments,
  namespacesToAsk,
  type PastSource,
  withPast,
} from "./past.ts";
import {
  errorRate,
  gatewayErrorRate,
  gatewayLatency,
  gatewayRequestRate,
  latency,
  QUANTILES,
  type Query,
  requestRate,
} from "./queries.ts";
import { errorRatio } from "./traffic.ts";

/** How much is asked for around a move. */
export interface MoveWindow {
  /** Days before the move, and as many after it. */
  readonly days: number;
  /** Minutes after the first snapshot that saw it enrolled which are left out. */
  readonly settling: number;
}

const PIECES: Pieces = { piece: 7 * DAY, least: DAY };

/**
 * Asks for all moves together: the number of questions grows with the stretches of time that they cover, not with
 * namespaces or pods. A move of which nothing is known comes back with nothing seen. Hours are whole hours of UTC.
 * @throws only the signal's reason.
 */
export async function measureMoves(
  options: MeasureOptions,
  moves: readonly Move[],
  window: MoveWindow,
): Promise<readonly MoveSamples[]> {
  const nothing = moves.map((move) => ({ move, seen: [] }));
  if (moves.length === 0) return [];

  const planned = moves.map((move) => ({ move, hours: hoursOf(move, window, options.at) }));
  const told = await withPast(options, async (source) => {
    const samples = new Map<Move, MoveSamples["seen"]>();
    for (const stretch of stretches(planned.map(({ hours }) => hours))) {
      const within = planned.filter(({ hours }) => hours.some((hour) => covers(stretch, hour)));
      const names = [...new Set(within.map(({ move }) => move.namespace))].sort();
      const answers = await askStretch(source, options, names, stretch);
      for (const { move, hours } of within) {
        const here = hours.filter((hour) => covers(stretch, hour));
        samples.set(move, joined(samples.get(move) ?? [], seenIn(answers, move.namespace, here)));
      }
    }
    return moves.map((move) => ({ move, seen: (samples.get(move) ?? []).filter(tellsSomething) }));
  });
  return told ?? nothing;
}

interface Stretch {
  /** Ends of the first and the last hour, seconds since 1970. */
  readonly from: number;
  readonly to: number;
}

/** Ends of the hours on both sides of a move, ascending; seconds since 1970. */
function hoursOf(
  { before, enrolledAt }: Move,
  { days, settling }: MoveWindow,
  now: Date,
): number[] {
  const count = days * 24;
  const last = Math.floor(seconds(before) / HOUR) * HOUR;
  const first = (Math.ceil((seconds(enrolledAt) + settling * 60) / HOUR) + 1) * HOUR;
  const ends = (start: number) => Array.from({ length: count }, (_, at) => start + at * HOUR);
  return [...ends(last - (count - 1) * HOUR), ...ends(first)].filter(
    (end) => end <= now.getTime() / 1000,
  );
}

/** The hours of all moves as stretches without holes. */
function stretches(hours: readonly (readonly number[])[]): Stretch[] {
  const all = [...new Set(hours.flat())].sort((a, b) => a - b);
  const found: { from: number; to: number }[] = [];
  for (const hour of all) {
    const last = found.at(-1);
    if (last && hour === last.to + HOUR) last.to = hour;
    else found.push({ from: hour, to: hour });
  }
  return found;
}

function covers({ from, to }: Stretch, hour: number): boolean {
  return from <= hour && hour <= to;
}

/** Rates and quantiles by the labels of their subject. */
interface TrafficGrids {
  readonly requests: Grid;
  readonly errors: Grid;
  /** In the order of QUANTILES; empty when there are no durations. */
  readonly quantiles: readonly Grid[];
}

interface Answers {
  readonly proxies: TrafficGrids;
  /** null: no gateway is known. */
  readonly gateways: TrafficGrids | null;
  readonly gatewayNames: readonly string[];
  readonly usage: ReadonlyMap<number, Moment | null>;
}

async function askStretch(
  source: PastSource,
  { facts }: MeasureOptions,
  names: readonly string[],
  { from, to }: Stretch,
): Promise<Answers> {
  const { prometheus, cluster, form } = source;
  const scope = { window: HOUR, cluster, namespaces: namespacesToAsk(names), helped: facts.helped };
  const range = { from, to, step: HOUR };
  const ask = (query: Query) => askGrid(prometheus, query, range, PIECES);
  const traffic = async (requests: Query, errors: Query, quantiles: readonly Query[]) => {
    const [of, failed, ...durations] = await Promise.all([requests, errors, ...quantiles].map(ask));
    return of && failed ? { requests: of, errors: failed, quantiles: durations } : null;
  };

  const { gateways } = facts;
  const through = { ...scope, gateways };
  const [proxies, gatewayTraffic, usage] = await Promise.all([
    traffic(
      requestRate(scope, "namespace"),
      errorRate(scope, "namespace"),
      form ? QUANTILES.map((quantile) => latency(scope, "namespace", quantile, form)) : [],
    ),
    gateways.length === 0
      ? null
      : traffic(
          gatewayRequestRate(through),
          gatewayErrorRate(through),
          form ? QUANTILES.map((quantile) => gatewayLatency(through, quantile, form)) : [],
        ),
    askUsageGrids(source, scope, range, PIECES),
  ]);
  if (!proxies) throw new Error("Each question has a grid.");
  const times = Array.from({ length: (to - from) / HOUR + 1 }, (_, at) => from + at * HOUR);
  return {
    proxies,
    gateways: gatewayTraffic,
    gatewayNames: gateways,
    usage: moments(usage, times, partTeller(facts)),
  };
}

/** The same vantages in the same order, whatever was seen from them. */
function seenIn(answers: Answers, namespace: string, ends: readonly number[]): MoveSamples["seen"] {
  const { proxies, gateways, gatewayNames, usage } = answers;
  const reporters: readonly Reporter[] = ["destination", "waypoint"];
  const views: { vantage: Vantage; grids: TrafficGrids; labels: readonly string[] }[] = [
    ...reporters.map((reporter) => ({
      vantage: { reporter, through: null },
      grids: proxies,
      labels: [namespace, reporter],
    })),
    ...(gateways === null
      ? []
      : gatewayNames.map((through) => ({
          vantage: { reporter: "source" as const, through },
          grids: gateways,
          labels: [namespace, through],
        }))),
  ];
  return views.map(({ vantage, grids, labels }) => ({
    vantage,
    hours: ends.map((end) => ({
      at: new Date((end - HOUR) * 1000).toISOString(),
      ...trafficAt(grids, labels, end),
      ...usageAt(usage.get(end) ?? null, namespace),
    })),
  }));
}

function trafficAt(
  { requests, errors, quantiles }: TrafficGrids,
  labels: readonly string[],
  end: number,
): Pick<MoveHour, "requests" | "errorRatio" | "p50" | "p90" | "p99"> {
  const rate = valueAt(requests, labels, end) ?? null;
  const failed = errors.isAnswered(end) ? valueAt(errors, labels, end) : null;
  const [p50 = null, p90 = null, p99 = null] = quantiles.map(
    (grid) => valueAt(grid, labels, end) ?? null,
  );
  return {
    requests: rate === null ? null : Math.round(rate * HOUR),
    errorRatio: errorRatio(rate, failed),
    p50,
    p90,
    p99,
  };
}

/** A namespace without a proxy uses nothing only where some other container of it was measured. */
function usageAt(moment: Moment | null, namespace: string): Pick<MoveHour, "memory" | "cpu"> {
  if (!moment?.measured.has(namespace)) return { memory: null, cpu: null };
  const sidecar = moment.usageOf(namespace, "sidecar");
  const waypoint = moment.usageOf(namespace, "waypoint");
  const { memory, cpu } = addUsage(sidecar, waypoint);
  return { memory, cpu };
}

function joined(one: MoveSamples["seen"], other: MoveSamples["seen"]): MoveSamples["seen"] {
  if (one.length === 0) return other;
  return one.map(({ vantage, hours }, at) => ({
    vantage,
    hours: [...hours, ...(other[at]?.hours ?? [])],
  }));
}

/** The first view stays when it tells of memory or CPU alone. */
function tellsSomething({ hours }: MoveSamples["seen"][number], at: number): boolean {
  return hours.some(
    ({ requests, p50, memory, cpu }) =>
      requests !== null || p50 !== null || (at === 0 && (memory !== null || cpu !== null)),
  );
}

function seconds(iso: string): number {
  return Date.parse(iso) / 1000;
}
