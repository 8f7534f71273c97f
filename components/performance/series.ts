/** Measured moments as the rows of a chart: broken where nothing was measured and where another source told, and thinned. */
import type { Told } from "@/components/charts/chart-data.ts";
import { drawnRows } from "@/components/charts/thin.ts";
import { gapLimit } from "@/lib/snapshot/history.ts";
import type { Column, FigureSource } from "@/lib/snapshot/measurement.ts";
import { SOURCE_WORDS } from "./words.ts";

export interface MeasuredColumns {
  /** ISO 8601, oldest first. */
  readonly at: readonly string[];
  /** null: not known. */
  readonly sources: readonly (FigureSource | null)[];
  readonly columns: Readonly<Record<string, Column>>;
}

export interface ChartRows {
  readonly times: readonly number[];
  readonly values: Readonly<Record<string, Column>>;
  readonly told: Told;
}

/** Rows that a chart is sent at most: about as many as a wide screen has pixels for it. */
const DRAWN = 480;

/** Columns without a single value are left out. */
export function chartRows(measured: MeasuredColumns): ChartRows {
  const known = Object.entries(measured.columns).filter(([, column]) =>
    column.some((value) => value !== null),
  );
  const moments = measured.at.map((at) => Date.parse(at));
  const rows = withBreaks(moments, measured.sources);
  const times = rows.map(({ time }) => time);
  const columns = known.map(([, column]) => rows.map(({ from }) => column[from] ?? null));
  const drawn = drawnRows({ times, columns }, DRAWN);

  const sources = [...new Set(measured.sources.flatMap((source) => source ?? []))];
  return {
    times: drawn.map((row) => times[row] ?? 0),
    values: Object.fromEntries(
      known.map(([key], at) => [key, drawn.map((row) => columns[at]?.[row] ?? null)]),
    ),
    told: {
      words: sources.map((source) => SOURCE_WORDS[source]),
      by: drawn.map((row) => {
        const source = measured.sources[rows[row]?.from ?? -1];
        return source ? sources.indexOf(source) : -1;
      }),
    },
  };
}

/** Where each row comes from; -1 is a row of nothing that no line crosses. */
function withBreaks(
  moments: readonly number[],
  sources: MeasuredColumns["sources"],
): { readonly time: number; readonly from: number }[] {
  const limit = gapLimit(moments);
  return moments.flatMap((time, from) => {
    const before = moments[from - 1];
    if (before === undefined) return [{ time, from }];
    const broken = time - before > limit || sources[from] !== sources[from - 1];
    const row = { time, from };
    return broken ? [{ time: before + (time - before) / 2, from: -1 }, row] : [row];
  });
}

/** Where one source gave way to another, in a sentence each. */
export function sourceChanges(
  { at, sources }: Pick<MeasuredColumns, "at" | "sources">,
  dayText: (iso: string) => string,
): string[] {
  return at.flatMap((moment, row) => {
    const [before, now] = [sources[row - 1], sources[row]];
    if (!before || !now || before === now) return [];
    return [
      `Until ${dayText(at[row - 1] ?? moment)} ${SOURCE_WORDS[before]} told, from ${dayText(moment)} on ${SOURCE_WORDS[now]}; they measure differently, so the line is broken there.`,
    ];
  });
}
