import * as z from "zod";
import {
  type Measurement,
  type NamespaceSeries,
  REPORTERS,
  type Reporter,
} from "../snapshot/measurement.ts";
import { defineSheet, numberOrNull, oneOf, text, textOrNull } from "./sheet.ts";

const MEASURED = "null when it was not measured";
const REPORTER = "Who saw the requests. The three see different stretches of their way.";

const FIGURES = {
  requestsPerSecond: numberOrNull("Requests per second", MEASURED),
  errorRatio: numberOrNull("Share of failed requests", `From 0 to 1; ${MEASURED}.`),
  p50: numberOrNull("p50, milliseconds", MEASURED),
  p90: numberOrNull("p90, milliseconds", MEASURED),
  p99: numberOrNull("p99, milliseconds", MEASURED),
};

/** Latency of namespaces, workloads or services as one reporter saw it. */
export const LATENCY = defineSheet({
  what: "latency",
  title: "Latency",
  version: 1,
  row: z.object({
    namespace: text("Namespace"),
    name: text("Name", "Of the workload or the service; of the namespace itself in its own rows."),
    mode: oneOf("Mode of the namespace", ["sidecar", "ambient", "both", "none", "could-not-tell"]),
    reporter: oneOf("Seen by", REPORTERS, REPORTER),
    measuredAt: text("Measured at", "UTC."),
    ...FIGURES,
  }),
});

/** Rows as the page's table has them. */
export function latencyRows(
  rows: readonly {
    readonly namespace: string;
    readonly name: string;
    readonly mode: "sidecar" | "ambient" | "both" | "none" | null;
    readonly rps: number | null;
    readonly errors: number | null;
    readonly p50: number | null;
    readonly p90: number | null;
    readonly p99: number | null;
  }[],
  reporter: Reporter,
  { at }: Pick<Measurement, "at">,
): z.infer<(typeof LATENCY)["row"]>[] {
  return rows.map(({ namespace, name, mode, rps, errors, p50, p90, p99 }) => ({
    namespace,
    name,
    mode: mode ?? "could-not-tell",
    reporter,
    measuredAt: at,
    requestsPerSecond: rps,
    errorRatio: errors,
    p50,
    p90,
    p99,
  }));
}

/** Latency of one namespace over time, a row per moment and reporter, oldest first. */
export const LATENCY_HISTORY = defineSheet({
  what: "latency-history",
  title: "Latency over time",
  version: 1,
  row: z.object({
    at: text("Measured at", "UTC."),
    source: textOrNull("Measured by", "null when it is not known"),
    namespace: text("Namespace"),
    reporter: oneOf("Seen by", REPORTERS, REPORTER),
    ...FIGURES,
  }),
});

export function latencyHistoryRows(
  { namespace, at, traffic }: NamespaceSeries,
  sourceAt: ReadonlyMap<string, string>,
): z.infer<(typeof LATENCY_HISTORY)["row"]>[] {
  return at.flatMap((moment, row) =>
    REPORTERS.flatMap((reporter) => {
      const columns = traffic[reporter];
      const figures = {
        requestsPerSecond: columns.requestsPerSecond[row] ?? null,
        errorRatio: columns.errorRatio[row] ?? null,
        p50: columns.p50[row] ?? null,
        p90: columns.p90[row] ?? null,
        p99: columns.p99[row] ?? null,
      };
      if (Object.values(figures).every((figure) => figure === null)) return [];
      return [
        { at: moment, source: sourceAt.get(moment) ?? null, namespace, reporter, ...figures },
      ];
    }),
  );
}
