import * as z from "zod";
import type { MoveComparison, MoveSide } from "../snapshot/moves.ts";
import { defineSheet, numberOrNull, oneOf, text, textOrNull, wholeOrNull, yesNo } from "./sheet.ts";

const OUTCOMES = ["worse", "better", "same", "not-comparable", "waiting"] as const;
const VERDICTS = ["better", "same", "worse", "not-comparable"] as const;

const COMPARED = "null when it was not measured in hours that both sides have";
const MEDIAN = `The median of the hours; ${COMPARED}.`;
const OWN = `Of its sidecars and waypoints. ${MEDIAN}`;

/** What each side had, in two columns each. */
const FIGURES: readonly {
  readonly name: string;
  readonly title: string;
  readonly meaning: string;
  readonly of: (side: MoveSide) => number | null;
}[] = [
  {
    name: "requests",
    title: "Requests",
    meaning: COMPARED,
    of: ({ requests }) => requests,
  },
  {
    name: "requestsPerSecond",
    title: "Requests per second",
    meaning: COMPARED,
    of: ({ requestsPerSecond }) => requestsPerSecond,
  },
  {
    name: "errorRatio",
    title: "Share of failed requests",
    meaning: `From 0 to 1; ${COMPARED}.`,
    of: ({ errorRatio }) => errorRatio,
  },
  {
    name: "p50Milliseconds",
    title: "p50, milliseconds",
    meaning: MEDIAN,
    of: ({ p50 }) => p50?.median ?? null,
  },
  {
    name: "p90Milliseconds",
    title: "p90, milliseconds",
    meaning: MEDIAN,
    of: ({ p90 }) => p90?.median ?? null,
  },
  {
    name: "p99Milliseconds",
    title: "p99, milliseconds",
    meaning: MEDIAN,
    of: ({ p99 }) => p99?.median ?? null,
  },
  {
    name: "memoryBytes",
    title: "Memory of its proxies, bytes",
    meaning: OWN,
    of: ({ memory }) => memory?.median ?? null,
  },
  {
    name: "cpuMillicores",
    title: "CPU of its proxies, millicores",
    meaning: OWN,
    of: ({ cpu }) => cpu?.median ?? null,
  },
];

/** Namespaces that moved into ambient mode, one move per row: what became of each figure, and why it is called that. */
export const MOVES = defineSheet({
  what: "moves",
  title: "Before and after",
  version: 1,
  row: z.object({
    namespace: text("Namespace"),
    sidecarsSeenAt: text("Last seen with sidecars", "UTC."),
    enrolledSeenAt: text("First seen enrolled", "UTC."),
    outcome: oneOf("Outcome", OUTCOMES, "Worse as soon as one of its figures is."),
    final: yesNo("Final", "No while hours after the move are still to come."),
    latencyVerdict: oneOf("Latency", VERDICTS),
    latencyReason: text("Why latency is called that"),
    errorsVerdict: oneOf("Errors", VERDICTS),
    errorsReason: text("Why errors are called that"),
    memoryVerdict: oneOf("Memory", VERDICTS),
    memoryReason: text("Why memory is called that"),
    cpuVerdict: oneOf("CPU", VERDICTS),
    cpuReason: text("Why CPU is called that"),
    reporter: textOrNull("Seen by", "null when no place saw requests both before and after"),
    gateway: textOrNull("Gateway", "Whose own reports were taken; null: every reporter's."),
    hoursCompared: wholeOrNull("Hours of the week compared", "null when there was none"),
    ...Object.fromEntries(
      FIGURES.flatMap(({ name, title, meaning }) => [
        [`${name}Before`, numberOrNull(`${title}, before`, meaning)],
        [`${name}After`, numberOrNull(`${title}, after`, meaning)],
      ]),
    ),
  }),
});

type MoveRow = z.infer<(typeof MOVES)["row"]> & Record<string, string | number | boolean | null>;

/** Rows in the order of the page's list, each with its outcome as the page tells it. */
export function moveRows(
  moves: readonly {
    readonly comparison: MoveComparison;
    readonly outcome: (typeof OUTCOMES)[number];
  }[],
): MoveRow[] {
  return moves.map(({ comparison, outcome }) => {
    const { move, vantage, before, after, latency, errors, memory, cpu, final } = comparison;
    return {
      namespace: move.namespace,
      sidecarsSeenAt: move.before,
      enrolledSeenAt: move.enrolledAt,
      outcome,
      final,
      latencyVerdict: latency.verdict,
      latencyReason: latency.because,
      errorsVerdict: errors.verdict,
      errorsReason: errors.because,
      memoryVerdict: memory.verdict,
      memoryReason: memory.because,
      cpuVerdict: cpu.verdict,
      cpuReason: cpu.because,
      reporter: vantage?.reporter ?? null,
      gateway: vantage?.through ?? null,
      hoursCompared: after?.hours ?? null,
      ...Object.fromEntries(
        FIGURES.flatMap(({ name, of }) => [
          [`${name}Before`, before && of(before)],
          [`${name}After`, after && of(after)],
        ]),
      ),
    };
  });
}
