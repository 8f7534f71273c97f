/**
 * Which rows of a chart are drawn when there are more of them than a screen has pixels. From each of equal stretches of
 * time it keeps the first row and the last, and for every column the rows with its least and its greatest value, as in M4
 * aggregation (Jugel, Jerzak, Hackenbroich, Markl: "M4: A Visualization-Oriented Time Series Data Aggregation", VLDB 2014,
 * https://www.vldb.org/pvldb/vol7/p797-jugel.pdf), and the first row of each gap, so that no line crosses one. Every row
 * that is kept was read as it is: nothing is averaged.
 */

/** Columns over moments, each as long as the times. null is a gap. */
export interface Columns {
  /** Ascending, milliseconds. */
  readonly times: readonly number[];
  readonly columns: readonly (readonly (number | null)[])[];
}

/** Places of the rows to draw, ascending: all of them, or at most `limit` where there are more. */
export function drawnRows({ times, columns }: Columns, limit: number): readonly number[] {
  const all = times.map((_, row) => row);
  const [from, to] = [times[0], times.at(-1)];
  if (from === undefined || to === undefined || times.length <= limit) return all;

  const width = (to - from + 1) / Math.max(1, Math.floor(limit / (2 + 3 * columns.length)));
  const stretches = Map.groupBy(all, (row) => Math.floor(((times[row] ?? from) - from) / width));
  const kept = [...stretches.values()].flatMap((rows) => [
    rows[0],
    rows.at(-1),
    ...columns.flatMap((column) => extremesOf(column, rows)),
  ]);
  return [...new Set(kept.flatMap((row) => row ?? []))].sort((a, b) => a - b);
}

/** Rows with the least and the greatest value, and the first without any. */
function extremesOf(
  column: readonly (number | null)[],
  rows: readonly number[],
): (number | undefined)[] {
  let least: number | undefined;
  let most: number | undefined;
  let gap: number | undefined;
  const value = (row: number | undefined) => (row === undefined ? null : (column[row] ?? null));
  for (const row of rows) {
    const here = value(row);
    if (here === null) {
      gap ??= row;
      continue;
    }
    if (here < (value(least) ?? Number.POSITIVE_INFINITY)) least = row;
    if (here > (value(most) ?? Number.NEGATIVE_INFINITY)) most = row;
  }
  return [least, most, gap];
}
