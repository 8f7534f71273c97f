/** Measured moments as the rows of a chart: broken where nothing was measured and where another source told, and thinned. */
import type { Told } from "@/components/charts/chart-data.ts";
import { drawnRows } from "@/components/charts/thin.ts";
import { dayText } from "@/lib/format.ts";
import { gapLimit } from "@/lib/snapshot/history.ts";
import type { Column, FigureSource } from "@/lib/snapshot/measurement.ts";
import { SOURCE_WORDS, sourceText } from "./words.ts";

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
      words: sources.map(sourceText),
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
export function sourceChanges({ at, sources }: Pick<MeasuredColumns, "at" | "sources">): string[] {
  const runs: { source: FigureSource; from: string; to: string; rows: number }[] = [];
  at.forEach((moment, row) => {
    const source = sources[row];
    const last = runs.at(-1);
    if (!source) return;
    if (last?.source === source) {
      last.to = moment;
      last.rows += 1;
    } else runs.push({ source, from: moment, to: moment, rows: 1 });
  });
  const [first, second] = runs;
  if (!first || !second) return [];
  if (runs.length === 2)
    return [
      `Until ${dayText(first.to)} ${SOURCE_WORDS[first.source]} told, from ${dayText(second.from)} on ${SOURCE_WORDS[second.source]}; ${BROKEN}`,
    ];

  const usual = usualOf(runs);
  const others = runs.filter(({ source }) => source !== usual);
  if (others.length > NAMED)
    return [
      `The source changed ${runs.length - 1} times, and each moment names its own; ${BROKEN}`,
    ];
  return others.map(({ source, from, to }) => {
    const [begin, end] = [dayText(from), dayText(to)];
    const when = begin === end ? `On ${begin}` : `From ${begin} to ${end}`;
    return `${when} ${SOURCE_WORDS[source]} told instead of ${SOURCE_WORDS[usual]}; ${BROKEN}`;
  });
}

const BROKEN = "they measure differently, so lines are broken there.";

/** Stretches that are named one by one. */
const NAMED = 3;

/** The source that told most moments. */
function usualOf(
  runs: readonly { readonly source: FigureSource; readonly rows: number }[],
): FigureSource {
  const rows = new Map<FigureSource, number>();
  for (const run of runs) rows.set(run.source, (rows.get(run.source) ?? 0) + run.rows);
  const [most] = [...rows].sort(([, one], [, other]) => other - one);
  return most?.[0] ?? "prometheus";
}
