/** Figures over a time, asked for in pieces that a server can answer. */
import type { Prometheus, Range } from "./client.ts";
import type { Query } from "./queries.ts";

/** The answers of one question. Times are seconds since 1970, whole steps. */
export interface Grid {
  /** Series by the values of their labels, as `seriesKey` joins them. */
  readonly series: ReadonlyMap<string, ReadonlyMap<number, number | null>>;
  /**
   * Whether this moment was answered, also with nothing. A piece of the time that the source could not answer, or of
   * which it says that its answer is not whole, was not.
   */
  isAnswered(at: number): boolean;
}

/** How a range is cut up. */
export interface Pieces {
  /** Seconds that are asked for at once, at first. */
  readonly piece: number;
  /** Seconds that are asked for at once, at least: a piece that is too much is halved down to this. */
  readonly least: number;
}

/** Asks one question about a range, in pieces. */
export async function askGrid(
  prometheus: Prometheus,
  query: Query,
  range: Range,
  { piece, least }: Pieces,
): Promise<Grid> {
  const series = new Map<string, Map<number, number | null>>();
  const answered = new Set<number>();
  const { step } = range;

  const ask = async (from: number, to: number): Promise<void> => {
    const told = await prometheus.range(query, { from, to, step });
    if (!told.ok) {
      const steps = Math.floor((to - from) / step) + 1;
      const isTooMuch = told.kind === "slow" || told.kind === "too-large";
      if (!isTooMuch || steps < 2 || steps * step <= least) return;
      const middle = from + (Math.ceil(steps / 2) - 1) * step;
      await ask(from, middle);
      await ask(middle + step, to);
      return;
    }
    if (told.warnings.length > 0) return;
    for (let at = from; at <= to; at += step) answered.add(at);
    for (const { labels, points } of told.series) {
      const key = seriesKey(labels);
      const known = series.get(key) ?? new Map<number, number | null>();
      series.set(key, known);
      for (const { at, value } of points) known.set(Math.round(at), value);
    }
  };

  const starts: number[] = [];
  for (let from = range.from; from <= range.to; from += piece) starts.push(from);
  await Promise.all(starts.map((from) => ask(from, Math.min(range.to, from + piece - step))));
  return { series, isAnswered: (at) => answered.has(at) };
}

/** How a grid names a series. */
export function seriesKey(labels: readonly string[]): string {
  return labels.join("\n");
}

/** undefined: no sample; null: refused. */
export function valueAt(
  grid: Grid,
  labels: readonly string[],
  at: number,
): number | null | undefined {
  return grid.series.get(seriesKey(labels))?.get(at);
}
