/**
 * The measuring stage of a scan: what the mesh uses and answers now, and what became of namespaces that moved. A source
 * that fails, or takes longer than it may, is a gap; the scan goes on.
 */
import type { Listener } from "../cluster/address.ts";
import type { Connection } from "../cluster/connection.ts";
import type { Measured } from "../db/snapshot-rows.ts";
import type { Inventory } from "../inventory/facts.ts";
import { meshFacts } from "../metrics/facts.ts";
import { metricsServices } from "../metrics/find.ts";
import { type MeasureOptions, measureCluster } from "../metrics/measure.ts";
import { measureMoves } from "../metrics/measure-moves.ts";
import type { MetricsCredential, MetricsSource } from "../metrics/source.ts";
import type { Measurement } from "../snapshot/measurement.ts";
import { compareMove, MOVE_WINDOW, type Move, type MoveComparison } from "../snapshot/moves.ts";

/** What a scan asks of the source that is configured for its cluster: plain data, so that it can cross into a thread. */
export interface MetricsOrder {
  /** null: it cannot be asked, and `problem` says why. */
  readonly source: MetricsSource | null;
  readonly credential: MetricsCredential | null;
  readonly problem: string | null;
  /** Moves to compare. */
  readonly moves: readonly Move[];
  /** Days to fill, as instants at midnight UTC; null: none. */
  readonly days: DayRange | null;
}

export interface DayRange {
  /** The first day. */
  readonly from: string;
  /** The day after the last one. */
  readonly to: string;
}

export interface MeasuredCluster {
  readonly connection: Connection;
  readonly inventory: Inventory;
  /** The moment that the scan is of. */
  readonly at: Date;
  readonly ownListener: Listener;
}

export interface MeasureWatch {
  readonly signal: AbortSignal;
  readonly onUnmeasured: (what: string, error: unknown) => void;
}

/** Milliseconds that the source gets for each part of measuring. */
const LIMITS = { now: 60_000, moves: 60_000 } as const;

/** Milliseconds after which a part is given up that should have ended by itself. */
const GRACE = 5000;

/** Milliseconds that measuring may take. */
export const MEASURE_LIMIT = LIMITS.now + LIMITS.moves + 2 * GRACE;

/** Days after which a move of which nothing is known is not asked about again. */
const GIVE_UP = 30;

const DAY = 24 * 60 * 60 * 1000;

/**
 * Measures a cluster that was read. Without an order only what the cluster itself says of now (metrics.k8s.io).
 * @throws the signal's reason when it aborts, and nothing else.
 */
export async function measure(
  { connection, inventory, at, ownListener }: MeasuredCluster,
  order: MetricsOrder | null,
  watch: MeasureWatch,
  limits: Readonly<Record<keyof typeof LIMITS, number>> = LIMITS,
): Promise<Measured> {
  const facts = meshFacts(inventory);
  const options = {
    connection,
    source: order?.source ?? null,
    credential: order?.credential ?? null,
    facts,
    at,
    ownListener,
  };
  const measurement = await unlessSlow("The cluster", limits.now, watch, (signal) =>
    measureCluster({ ...options, signal, limits: { total: limits.now } }),
  );
  // A source that was not told from, or could not be asked, knows of no past either.
  const moves = knowsThePast(measurement)
    ? await unlessSlow("Its moves", limits.moves, watch, (signal) =>
        compared({ ...options, signal, limits: { total: limits.moves } }, order?.moves ?? []),
      )
    : null;
  return {
    measurement: measurement && explained(measurement, order?.problem ?? null),
    moves: moves ?? [],
    metricsFound: metricsServices(inventory),
    facts: order?.source && order.days ? facts : null,
  };
}

function knowsThePast(measurement: Measurement | null): boolean {
  return measurement?.source === "prometheus" || measurement?.trafficSource === "prometheus";
}

/**
 * A source that knows nothing of a move may have been away just now, and a comparison that is final never changes: so it
 * is asked again for a while.
 */
async function compared(
  options: MeasureOptions,
  moves: readonly Move[],
): Promise<readonly MoveComparison[]> {
  const samples = await measureMoves(options, moves, MOVE_WINDOW);
  return samples.map((each) => {
    const comparison = compareMove(each, options.at.toISOString());
    const old = options.at.getTime() - Date.parse(each.move.enrolledAt) > GIVE_UP * DAY;
    return { ...comparison, final: comparison.final && (each.seen.length > 0 || old) };
  });
}

/** A source that could not even be asked is not the fault of what was asked instead. */
function explained(measurement: Measurement, problem: string | null): Measurement {
  if (problem === null) return measurement;
  return { ...measurement, gaps: [{ what: "Prometheus", because: problem }, ...measurement.gaps] };
}

/** The result of the work, null when it breaks or takes longer than it may. */
async function unlessSlow<Result>(
  what: string,
  limit: number,
  { signal, onUnmeasured }: MeasureWatch,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result | null> {
  signal.throwIfAborted();
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new Error(`It took longer than ${limit / 1000} s.`)),
    limit + GRACE,
  );
  const either = AbortSignal.any([signal, late.signal]);
  const stopped = Promise.withResolvers<never>();
  const stop = () => stopped.reject(either.reason);
  either.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work(either), stopped.promise]);
  } catch (error) {
    signal.throwIfAborted();
    onUnmeasured(what, error);
    return null;
  } finally {
    clearTimeout(timer);
    either.removeEventListener("abort", stop);
  }
}
