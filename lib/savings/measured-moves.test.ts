import { expect, test } from "vitest";
import { compareMove, type MoveComparison } from "../snapshot/moves.ts";
import { type HourFigures, hoursOf, LATER, MOVE, samplesOf } from "../snapshot/testing/moves.ts";
import { measuredMoves } from "./measured-moves.ts";

const MIB = 1024 ** 2;

function moved(
  after: Partial<HourFigures>,
  namespace = "shop",
  enrolledAt = MOVE.enrolledAt,
): MoveComparison {
  const comparison = compareMove(
    samplesOf(
      hoursOf("before", () => ({})),
      hoursOf("after", () => after),
    ),
    LATER,
  );
  return { ...comparison, move: { ...MOVE, namespace, enrolledAt } };
}

test("what was saved by use is the sum of the moves that could be compared, losses included", () => {
  const { memory, cpu } = measuredMoves([
    moved({ memory: 100 * MIB, cpu: 50 }),
    moved({ memory: 900 * MIB, cpu: 500 }, "cart"),
  ]);
  expect(memory).toEqual({ namespaces: 2, before: 1200 * MIB, after: 1000 * MIB });
  expect(cpu).toEqual({ namespaces: 2, before: 800, after: 550 });
});

test("a move under another load, or without figures, is in no sum and is not taken for a saving", () => {
  const { namespaces, memory, cpu } = measuredMoves([
    moved({ memory: 100 * MIB, cpu: null }),
    moved({ memory: 0, cpu: 0, requests: 90_000 }, "cart"),
    moved({ memory: null, cpu: null }, "bus"),
  ]);
  expect(memory).toEqual({ namespaces: 1, before: 600 * MIB, after: 100 * MIB });
  expect(cpu).toBeNull();
  expect(namespaces.map((each) => each.memory)).toEqual([
    { before: 600 * MIB, after: 100 * MIB },
    null,
    null,
  ]);
  expect(measuredMoves([])).toEqual({ namespaces: [], memory: null, cpu: null });
});

test("a namespace that moved twice is counted once, by its latest move", () => {
  const moves = [
    moved({ memory: 100 * MIB }, "shop", "2026-10-01T10:00:00.000Z"),
    moved({ memory: 200 * MIB }, "shop", "2026-11-02T10:20:00.000Z"),
  ];
  for (const order of [moves, moves.toReversed()]) {
    const { namespaces, memory } = measuredMoves(order);
    expect(namespaces).toMatchObject([{ enrolledAt: "2026-11-02T10:20:00.000Z" }]);
    expect(memory).toEqual({ namespaces: 1, before: 600 * MIB, after: 200 * MIB });
  }
});
