import { expect, test } from "vitest";
import { compareMove } from "../snapshot/moves.ts";
import { hoursOf, LATER, MOVE, samplesOf } from "../snapshot/testing/moves.ts";
import { csvLines } from "./csv.ts";
import { MOVES, moveRows } from "./moves.ts";
import { fillSheet } from "./sheet.ts";

const HEAD = {
  generatedAt: LATER,
  cluster: { id: "a", name: "prod" },
  snapshots: [],
  filters: [],
};

const MIB = 1024 ** 2;
const lighter = compareMove(
  samplesOf(
    hoursOf("before", () => ({})),
    hoursOf("after", () => ({ memory: 120 * MIB })),
  ),
  LATER,
);

test("a move is a row with each verdict, its reason and both sides, in the units of the columns", () => {
  expect(moveRows([{ comparison: lighter, outcome: "better" }])).toEqual([
    {
      namespace: "shop",
      sidecarsSeenAt: "2026-11-02T09:20:00.000Z",
      enrolledSeenAt: "2026-11-02T10:20:00.000Z",
      outcome: "better",
      final: true,
      latencyVerdict: "same",
      latencyReason: lighter.latency.because,
      errorsVerdict: "same",
      errorsReason: lighter.errors.because,
      memoryVerdict: "better",
      memoryReason: lighter.memory.because,
      cpuVerdict: "same",
      cpuReason: lighter.cpu.because,
      reporter: "source",
      gateway: "ingress",
      hoursCompared: 168,
      requestsBefore: 6_048_000,
      requestsAfter: 6_048_000,
      requestsPerSecondBefore: 10,
      requestsPerSecondAfter: 10,
      errorRatioBefore: expect.closeTo(0.001, 10),
      errorRatioAfter: expect.closeTo(0.001, 10),
      p50MillisecondsBefore: 8,
      p50MillisecondsAfter: 8,
      p90MillisecondsBefore: 20,
      p90MillisecondsAfter: 20,
      p99MillisecondsBefore: 80,
      p99MillisecondsAfter: 80,
      memoryBytesBefore: 600 * MIB,
      memoryBytesAfter: 120 * MIB,
      cpuMillicoresBefore: 400,
      cpuMillicoresAfter: 400,
    },
  ]);
});

test("what was not measured is an empty cell, and its reason stands beside it", () => {
  const [row] = moveRows([
    { comparison: compareMove({ move: MOVE, seen: [] }, LATER), outcome: "not-comparable" },
  ]);
  expect(row).toMatchObject({
    memoryVerdict: "not-comparable",
    reporter: null,
    hoursCompared: null,
    p99MillisecondsBefore: null,
    memoryBytesAfter: null,
  });
  expect(row?.memoryReason).not.toBe("");
});

test("no name and no reason of a move is a formula in its CSV", () => {
  const named = {
    ...lighter,
    move: { ...lighter.move, namespace: "=1+1" },
    vantage: { reporter: "source" as const, through: '@SUM(A1)",=2' },
    latency: { verdict: "same" as const, because: "-3 ms\n+4 ms" },
  };
  const rows = moveRows([{ comparison: named, outcome: "better" }]);
  const [head, line] = [...csvLines(fillSheet(MOVES, HEAD, rows))];
  expect(head).toContain('"p99MillisecondsBefore","p99MillisecondsAfter","memoryBytesBefore"');
  expect(line?.startsWith(`"'=1+1",`)).toBe(true);
  expect(line).toContain(`"'-3 ms\n'+4 ms"`);
  expect(line).toContain(`"'@SUM(A1)"",'=2"`);
});
