import type { MeasuredPageResult } from "./measure-pages.ts";
import type { QueriesResult } from "./measure-queries.ts";
import { aim } from "./print.ts";

export function printQueries(results: readonly QueriesResult[]): string {
  const [small, large] = results;
  if (!small || !large) return "";
  const row = ({ pods, namespaces, queries, bytes, milliseconds }: QueriesResult) =>
    `  ${`${pods} pods in ${namespaces} namespaces`.padEnd(40)} ${`${queries}`.padStart(9)} requests ${`${Math.round(bytes / 1024)} KiB`.padStart(10)} ${`${Math.round(milliseconds)} ms`.padStart(9)}\n`;
  return [
    "\nMeasuring with a Prometheus\n",
    ...results.map(row),
    aim("requests, more than for a tenth of the cluster", large.queries - small.queries, 0, ""),
  ].join("");
}

/** Good, as https://web.dev/articles/lcp, https://web.dev/articles/cls and Lighthouse's own scale of blocking say. */
const GOOD = { largestPaint: 2500, shift: 0.1, blocking: 200 };

export function printMeasuredPage(result: MeasuredPageResult): string {
  const { namespaces, days, totals, series, bytesPerFigure, page, lighthouse } = result;
  const figure = (name: string, value: number, digits = 0) =>
    `  ${name.padEnd(52)} ${value.toFixed(digits).padStart(9)}\n`;
  return [
    `\nThe performance page of ${namespaces} namespaces over ${days} days\n`,
    figure("totals of the year from the database (ms)", totals, 1),
    figure("series of one namespace from the database (ms)", series, 1),
    figure("bytes per namespace and moment", bytesPerFigure),
    figure("p95 (ms)", page.p95),
    aim("p50 at the server", page.p50, 150, "ms"),
    figure("Lighthouse mobile performance", lighthouse.score),
    aim("largest contentful paint", lighthouse.largestPaint, GOOD.largestPaint, "ms"),
    aim("cumulative layout shift", lighthouse.shift, GOOD.shift, ""),
    aim("total blocking time", lighthouse.blocking, GOOD.blocking, "ms"),
  ].join("");
}
