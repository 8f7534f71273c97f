import { describe, expect, test } from "vitest";
import { compareMove, type MoveComparison } from "@/lib/snapshot/moves.ts";
import {
  GATEWAY,
  type HourFigures,
  hoursOf,
  LATER,
  MOVE,
  samplesOf,
} from "@/lib/snapshot/testing/moves.ts";
import { moveCharts } from "./move-charts.ts";
import {
  matchingMoves,
  movesAddress,
  movesOfNamespace,
  type Outcome,
  outcomeOf,
  seenUntil,
  tally,
  verdictsOf,
} from "./moves.ts";
import {
  earlierText,
  movedText,
  moveLine,
  outcomeNote,
  sampleText,
  sideRows,
  usedText,
  vantageWords,
  windowEnds,
} from "./words.ts";

const MIB = 1024 ** 2;

function moved(after: Partial<HourFigures>, now = LATER): MoveComparison {
  return compareMove(
    samplesOf(
      hoursOf("before", () => ({})),
      hoursOf("after", () => after),
    ),
    now,
  );
}

/** The same move under another name and date. */
function named(comparison: MoveComparison, namespace: string, enrolledAt = MOVE.enrolledAt) {
  return { ...comparison, move: { ...comparison.move, namespace, enrolledAt } };
}

const better = moved({ memory: 120 * MIB });
const worse = moved({ memory: 120 * MIB, p99: 400 });
const plain = (text: string | undefined) => text?.replaceAll("\u00a0", " ");

describe("the outcome of a move", () => {
  test("is worse as soon as one figure is, whatever the others gained", () => {
    expect(outcomeOf(better)).toBe("better");
    expect(outcomeOf(worse)).toBe("worse");
    expect(outcomeOf(moved({}))).toBe("same");
    expect(outcomeOf(moved({ requests: 90_000 }))).toBe("not-comparable");
  });

  test("waits while hours are still to come and nothing can be said", () => {
    expect(outcomeOf(moved({}, "2026-11-02T15:00:00.000Z"))).toBe("waiting");
    expect(outcomeOf(moved({ memory: 120 * MIB }, "2026-11-05T15:00:00.000Z"))).toBe("better");
  });

  test("orders and counts moves", () => {
    const moves = [
      named(better, "b"),
      named(better, "a"),
      named(better, "new", "2026-11-09T10:00:00.000Z"),
      named(worse, "w"),
    ];
    const names = (outcome: Outcome | null) =>
      matchingMoves(moves, outcome).map(({ move }) => move.namespace);
    expect(names(null)).toEqual(["w", "new", "a", "b"]);
    expect(names("better")).toEqual(["new", "a", "b"]);
    expect(names("waiting")).toEqual([]);
    expect([...tally(moves.map(outcomeOf))]).toEqual([
      ["better", 3],
      ["worse", 1],
    ]);
    expect(verdictsOf(moves, "latency").get("worse")).toBe(1);
  });
});

test("the past knows no later moves, and a namespace that moved twice is told by its last", () => {
  const [first, second] = [
    named(worse, "shop", "2026-10-01T10:00:00.000Z"),
    named(better, "shop", "2026-11-02T10:20:00.000Z"),
  ];
  expect(seenUntil([first, second], "2026-10-15T00:00:00.000Z")).toEqual([first]);
  const both = { latest: second, earlier: [first] };
  expect(movesOfNamespace([first, second], "shop")).toEqual(both);
  expect(movesOfNamespace([second, first], "shop")).toEqual(both);
  expect(movesOfNamespace([first], "cart")).toBeNull();
  expect(earlierText([], "en")).toBeNull();
  expect(earlierText([first], "en")).toContain("moved before, seen on 1 Oct 2026");
  expect(earlierText([second, first], "en")).toContain("2 times before, last seen on 2 Nov 2026");
});

test("the address is taken as far as it makes sense", () => {
  expect(movesAddress({ move: "shop", outcome: "worse", all: "1" })).toEqual({
    move: "shop",
    outcome: "worse",
    all: true,
  });
  expect(movesAddress({ move: ["a", "b"], outcome: "splendid", all: "yes" })).toEqual({
    move: null,
    outcome: null,
    all: false,
  });
});

describe("the charts of a move", () => {
  test("break at the move, leave gaps as gaps and draw only what was measured", () => {
    const gone = hoursOf("after", (hour) =>
      hour < 6 ? { p50: null, p99: null } : { p50: 4, p99: 40, cpu: null },
    );
    const comparison = compareMove(
      samplesOf(
        hoursOf("before", () => ({ cpu: null })),
        gone,
      ),
      LATER,
    );
    const charts = moveCharts(comparison);
    expect(charts.map(({ title }) => title)).toEqual([
      "Latency of requests",
      "Memory of its proxies",
      "CPU of its proxies",
      "Requests per second",
    ]);
    const [latency] = charts;
    expect(latency?.marks).toEqual([Date.parse(MOVE.enrolledAt)]);
    const at = latency?.times.indexOf(Date.parse(MOVE.enrolledAt)) ?? -1;
    expect(at).toBe(28);
    expect(latency?.values["p99"]?.slice(at - 1, at + 3)).toEqual([80, null, null, 40]);
    expect(latency?.times.length).toBe(latency?.values["p50"]?.length);
    expect(
      latency?.times.every((time, row, times) => row === 0 || time > (times[row - 1] ?? 0)),
    ).toBe(true);
    expect(moveCharts(compareMove({ move: MOVE, seen: [] }, LATER))).toEqual([]);
  });
});

describe("the words of a move", () => {
  test("give every figure with its spread, its hours and its sample", () => {
    const rows = sideRows(better, "en");
    expect(rows.map(({ label }) => label)).toEqual([
      "p50",
      "p90",
      "p99",
      "Requests",
      "Requests that failed",
      "Memory of sidecars and waypoints",
      "CPU of sidecars and waypoints",
    ]);
    expect(rows[5]?.after).toEqual({
      quantity: { value: "120", unit: "MiB" },
      spread: "120–120\u00a0MiB in 168 hours",
    });
    expect(better.before && sampleText(better.before, "en")).toBe("168 hours, 6,048,000 requests");
  });

  test("say what became of all together, and of which proxies the sums are", () => {
    const nothing = compareMove({ move: MOVE, seen: [] }, LATER);
    expect(movedText([better, worse, better, nothing], "en")).toBe(
      "4 namespaces have moved: 1 got worse in something, 2 got better and in nothing worse, 1 cannot be compared.",
    );
    expect(plain(usedText([named(better, "a"), named(worse, "b"), nothing], "en"))).toBe(
      "Their own proxies used 1.17 GiB of memory before and 240 MiB after, measured in 2 of 3. CPU went from 800 mCPU to 800 mCPU in 2. ztunnel is not in these sums: it serves all pods of a node.",
    );
    expect(usedText([nothing], "en")).toBe(
      "Memory could not be compared for any of them. ztunnel is not in these sums: it serves all pods of a node.",
    );
  });

  test("name the figures that made the outcome, and say while it may still change", () => {
    expect(outcomeNote(worse)).toBe("latency");
    expect(outcomeNote(moved({ memory: 120 * MIB, cpu: 40 }))).toBe("memory, CPU");
    expect(outcomeNote(moved({}))).toBe("");
    const early = "2026-11-05T15:00:00.000Z";
    expect(outcomeNote(moved({ memory: 120 * MIB }, early))).toBe("memory, so far");
    expect(outcomeNote(moved({}, early))).toBe("so far");
    expect(outcomeNote(moved({}, "2026-11-02T15:00:00.000Z"))).toBe("");
  });

  test("say in one line what became of a namespace", () => {
    expect(plain(moveLine(worse, "en"))).toBe(
      "Worse in something than before the move: p99 80 ms → 400 ms, memory of its proxies 600 MiB → 120 MiB.",
    );
    expect(moveLine(compareMove({ move: MOVE, seen: [] }, LATER), "en")).toBe(
      "What the move changed cannot be compared.",
    );
  });

  test("say where requests were seen from and until when hours come in", () => {
    expect(vantageWords(GATEWAY)).toBe(
      "Seen from ingress, which sent the requests, before and after (reporter “source”).",
    );
    expect(vantageWords(null)).toBe("No place saw its requests both before and after.");
    expect(windowEnds(better)).toBe("2026-11-09T11:00:00.000Z");
  });
});
