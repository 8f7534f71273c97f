import { describe, expect, test } from "vitest";
import type { Forecast } from "@/lib/snapshot/forecast.ts";
import { day, point, span } from "@/lib/snapshot/testing/points.ts";
import { eventLines, type PlacedEvent } from "./event-words.ts";
import { fleetHistory } from "./fleet-history.ts";
import { headline } from "./headline.ts";
import { historyCharts } from "./history-charts.ts";
import { beginningOf, rangeOf } from "./ranges.ts";

const DAY = 86_400_000;
const NO_FORECAST: Forecast = { kind: "not-enough-history", weeks: 1, enoughAt: day(30) };

describe("the first sentence", () => {
  const said = (forecast: Forecast, done = 61, canMove = 92, untold: number | null = 0) => {
    const { far, pace } = headline({ done, canMove, untold }, forecast, "en");
    return `${far} ${pace}`.trim();
  };
  const range = { kind: "range", weeks: 6, completed: 30, left: 31, band: [] } as const;

  test("says how far, at which pace and when", () => {
    expect(said({ ...range, p50: "2027-03-12T10:00:00Z", p85: "2027-04-09T10:00:00Z" })).toBe(
      "61 of 92 namespaces that can move are done. At the pace of the last 6 weeks the last one is done between 12 Mar 2027 and 9 Apr 2027.",
    );
    expect(said({ ...range, p50: "2027-03-12T10:00:00Z", p85: "2027-03-12T10:00:00Z" })).toContain(
      "the last one is done by 12 Mar 2027.",
    );
  });

  test("admits what is not known", () => {
    expect(said(NO_FORECAST)).toContain(
      "not enough history for a forecast: 1 whole week of the 4 that it needs. There will be on 30 Nov 2026, if scans go on until then.",
    );
    expect(said({ kind: "no-progress", weeks: 12, left: 3 })).toContain(
      "No namespace became done in the last 12 weeks",
    );
    expect(said({ kind: "too-far", weeks: 12, left: 3, years: 10 })).toContain(
      "more than 10 years",
    );
  });

  test("says when nothing is left, and when nothing can move", () => {
    expect(said({ kind: "nothing-left", done: 4 }, 4, 4)).toBe(
      "Every namespace that can move is done: 4 of 4.",
    );
    expect(said(NO_FORECAST, 0, 0)).toBe("No namespace that can move to ambient mode was found.");
    expect(said({ kind: "nothing-left", done: 4 }, 4, 4, 3)).toBe(
      "Every namespace that can move is done: 4 of 4. Of 3 more it could not be told whether they can move.",
    );
    expect(said(NO_FORECAST, 0, 0, 3)).toBe(
      "Which namespaces can move to ambient mode could not be told.",
    );
    expect(said(NO_FORECAST, 0, 0, null)).toMatch(/could not be told/);
    expect(said(NO_FORECAST, 1, 2)).toMatch(/^1 of 2 namespaces that can move is done\./);
  });
});

describe("what happened, in words", () => {
  const enrolled = (namespace: string, at: string, cluster?: string): PlacedEvent => ({
    kind: "enrolled",
    phase: "enrolled",
    namespace,
    at,
    ...(cluster ? { cluster } : {}),
  });

  test("folds the namespaces that one cluster enrolled on one day", () => {
    const names = ["a", "b", "c", "d", "e", "f", "g"];
    const lines = eventLines(
      [
        ...names.map((name, at) => enrolled(name, day(3, at))),
        enrolled("h", day(4)),
        enrolled("i", day(4), "prod"),
      ],
      "en",
    );
    expect(lines.map(({ text, names, more, cluster }) => [text, names, more, cluster])).toEqual([
      ["7 namespaces entered ambient mode for the first time:", names.slice(0, 5), 2, null],
      ["Entered ambient mode for the first time:", ["h"], 0, null],
      ["Entered ambient mode for the first time:", ["i"], 0, "prod"],
    ]);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(3);
  });

  test("shows hidden characters of a note and of a failure", () => {
    const [note, failure] = eventLines(
      [
        { kind: "note", id: "n1", at: day(1), text: "a\u202eb" },
        { kind: "scan-failed", at: day(2), until: day(4), scans: 3, message: "no\u0000" },
      ],
      "en",
    );
    expect(note).toMatchObject({ text: "a\\u202eb", note: "n1" });
    expect(failure?.text).toBe(
      "3 scans until 4 Nov 2026, 10:00 UTC ended without a snapshot. The last one: no\\u0000",
    );
  });

  test("names both ends of a fall", () => {
    const [fall] = eventLines(
      [{ kind: "regressed", namespace: "shop", from: "done", to: "drift-no-waypoint", at: day(1) }],
      "en",
    );
    expect(fall?.text).toBe("Fell back from done to waypoint missing:");
  });
});

describe("charts", () => {
  const points = Array.from({ length: 730 }, (_, at) =>
    point(day(at - 730), {
      phases: { sidecar: 100 - Math.floor(at / 10), done: Math.floor(at / 10), excluded: 3 },
      open: { blockers: at === 400 ? 99 : 5, warnings: 7 },
      found: { blockers: 1, warnings: 0 },
    }),
  );
  const now = Date.parse(day(0));
  const charts = historyCharts({
    points,
    forecast: {
      kind: "range",
      weeks: 6,
      completed: 6,
      left: 30,
      p50: day(50),
      p85: day(60),
      band: [
        { at: now, low: 72, middle: 72, high: 72 },
        { at: now + 60 * DAY, low: 90, middle: 100, high: 100 },
      ],
    },
    from: now - 730 * DAY,
    now,
    marks: [],
  });

  test("two years are few columns without those of nothing, and the worst day is among them", () => {
    expect(charts.phases.layers.map(({ key }) => key)).toEqual(["done", "sidecar"]);
    expect(charts.phases.times.length).toBeLessThan(250);
    expect(charts.phases.values["done"]).not.toContain(null);
    expect(Math.max(...(charts.backlog.values["blockers"] ?? []).map(Number))).toBe(99);
    expect(JSON.stringify(charts).length).toBeLessThan(60_000);
  });

  test("lie on one time axis that has room for the forecast", () => {
    const axes = Object.values(charts).map(({ from, to }) => [from, to]);
    expect(new Set(axes.map(String)).size).toBe(1);
    expect(charts.phases.to).toBe(now + 60 * DAY);
    expect(charts.phases.band?.points).toHaveLength(2);
  });

  test("what was found is summed by week, the beginning left out", () => {
    const found = charts.flow.values["foundBlockers"] ?? [];
    expect(found.reduce<number>((sum, each) => sum + (each ?? 0), 0)).toBe(729);
    expect(charts.flow.stretch).toBe(7 * DAY);
  });
});

test("a fleet tells what happened to each cluster by its name, and its own notes", () => {
  const { points, events } = fleetHistory(
    [
      {
        name: "one",
        points: [point(day(1)), point(day(3), { catalogue: "2" })],
        changes: [span("shop", "ready", day(1)), span("shop", "enrolled", day(2))],
        lost: [],
      },
      { name: "other", points: [point(day(2))], changes: [], lost: [] },
    ],
    [{ id: "n", clusterId: null, at: day(2, 12), text: "freeze", createdAt: day(2, 12) }],
  );
  expect(points).toHaveLength(3);
  expect(events.map(({ kind, cluster }) => [kind, cluster])).toEqual([
    ["enrolled", "one"],
    ["note", undefined],
    ["catalogue", "one"],
  ]);
});

describe("ranges", () => {
  test("come from the address, and an unknown one is the default", () => {
    expect(rangeOf("1y")).toBe("1y");
    expect(rangeOf("constructor")).toBe("90d");
    expect(rangeOf(["1y", "2y"])).toBe("90d");
    expect(rangeOf(undefined)).toBe("90d");
  });

  test("do not begin long before the first reading", () => {
    const now = Date.parse(day(20));
    expect(beginningOf("30d", now, now - 100 * DAY)).toBe(now - 30 * DAY);
    expect(beginningOf("30d", now, now - 9 * DAY)).toBe(now - 9 * DAY);
    expect(beginningOf("all", now, now - 900 * DAY)).toBe(now - 900 * DAY);
    expect(beginningOf("2y", now, now)).toBe(now - DAY);
  });
});
