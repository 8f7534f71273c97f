import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backlogSeries,
  coverageSeries,
  DAY,
  dailyPoints,
  fleetPoints,
  flowSeries,
  flowWidth,
  joined,
  phaseSeries,
  podSeries,
  progressOf,
  runsOf,
  STACKED_PHASES,
  thin,
  thinRuns,
} from "./history.ts";
import { day, point } from "./testing/points.ts";

const found = (blockers: number, warnings = 0) => ({ blockers, warnings });

describe("columns of a chart", () => {
  test("phases stack from the end of the journey, without what lies outside of it", () => {
    expect(STACKED_PHASES[0]).toBe("done");
    expect(STACKED_PHASES.at(-1)).toBe("could-not-tell");
    expect(STACKED_PHASES).not.toContain("excluded");

    const { times, values } = phaseSeries([
      point(day(1), { phases: { sidecar: 3, done: 1, excluded: 9 } }),
    ]);
    expect(times).toEqual([Date.parse(day(1))]);
    expect(values.sidecar).toEqual([3]);
    expect(values.done).toEqual([1]);
    expect(values["could-not-tell"]).toEqual([0]);
  });

  test("a namespace whose phase is unknown is counted as unknown, and unread pods make a gap", () => {
    const partly = point(day(1), { phases: { sidecar: 3, excluded: 4 }, judged: 5 });
    const unread = point(day(2), { phases: {}, judged: 5, pods: null });
    const { values } = phaseSeries([partly, unread]);
    expect(values["could-not-tell"]).toEqual([2, null]);
    expect(values.sidecar).toEqual([3, null]);
    expect(podSeries([unread]).values.ambient).toEqual([null]);
  });

  test("a namespace that only holds gateways is not unknown", () => {
    const { values } = phaseSeries([
      point(day(1), { phases: { sidecar: 3 }, judged: 3, namespaces: 4 }),
    ]);
    expect(values["could-not-tell"]).toEqual([0]);
  });

  test("the backlog and the coverage are read as they are", () => {
    const points = [point(day(1), { open: found(4, 9), kindsAsked: 34, kindsRead: 30 })];
    expect(backlogSeries(points).values).toEqual({ blockers: [4], warnings: [9] });
    expect(coverageSeries(points).values).toEqual({ read: [30], unread: [4] });
  });
});

describe("what was found and resolved", () => {
  const points = [
    point(day(2, 1), { found: found(50, 20) }),
    point(day(2, 9), { found: found(2), resolved: found(0, 1) }),
    point(day(4), { found: found(1), resolved: found(3) }),
  ];

  test("is summed by day, and a day without a snapshot is a gap", () => {
    const { times, values } = flowSeries(points, DAY, points[0]?.takenAt);
    expect(times.map((time) => new Date(time).toISOString())).toEqual([
      day(2, 0),
      day(3, 0),
      day(4, 0),
    ]);
    expect(values.foundBlockers).toEqual([2, null, 1]);
    expect(values.resolvedBlockers).toEqual([0, null, 3]);
    expect(values.resolvedWarnings).toEqual([1, null, 0]);
  });

  test("does not count what was there when the cluster was first read, and only then", () => {
    expect(flowSeries(points, DAY, day(1)).values.foundBlockers).toEqual([52, null, 1]);
  });

  test("weeks begin on Monday", () => {
    const { times } = flowSeries(points, 7 * DAY, undefined);
    expect(times.map((time) => new Date(time).toUTCString().slice(0, 3))).toEqual(["Mon"]);
    expect(flowWidth(30 * DAY)).toBe(DAY);
    expect(flowWidth(365 * DAY)).toBe(7 * DAY);
  });

  test("days are days of UTC, also where clocks change", () => {
    const hours = Array.from({ length: 24 * 4 }, (_, hour) =>
      point(new Date(Date.UTC(2026, 9, 24, hour)).toISOString(), { found: found(1) }),
    );
    expect(flowSeries(hours, DAY, undefined).values.foundBlockers).toEqual([24, 24, 24, 24]);
  });
});

describe("gaps", () => {
  const read = (...days: number[]) =>
    days.map((number) => point(day(number), { open: found(number) }));
  const drawn = (points: Parameters<typeof runsOf>[0]) =>
    joined(runsOf(points).map(backlogSeries)) ?? backlogSeries([]);

  test("no line crosses a missing stretch", () => {
    const { times, values } = drawn(read(1, 2, 3, 9, 10));
    expect(values.blockers).toEqual([1, 2, 3, null, 9, 10]);
    expect(times).toHaveLength(6);
    expect(times[3]).toBe(Date.parse(day(6)));
  });

  test("a cluster that is read every week has none from week to week", () => {
    expect(runsOf(read(1, 8, 15, 22))).toHaveLength(1);
  });

  test("ten scans within one minute do not make a night a gap", () => {
    const burst = [0, 1, 2, 3].map((minute) => point(`2026-11-01T10:0${minute}:00.000Z`));
    expect(runsOf([...burst, point(day(2)), point(day(3))])).toHaveLength(1);
  });

  test("nothing and one reading have no gap", () => {
    expect(runsOf([])).toEqual([]);
    expect(joined([])).toBeNull();
    expect(drawn(read(1)).values.blockers).toEqual([1]);
  });

  test("leaving readings out makes no gap, and both ends of a gap stay", () => {
    const daily = read(...Array.from({ length: 730 }, (_, at) => (at < 400 ? at : at + 20)));
    const runs = thinRuns(runsOf(daily), 60);
    expect(runs).toHaveLength(2);
    expect(runs.map((run) => [run[0]?.takenAt, run.at(-1)?.takenAt])).toEqual([
      [day(0), day(399)],
      [day(420), day(749)],
    ]);
    const { values } = joined(runs.map(backlogSeries)) ?? backlogSeries([]);
    expect(values.blockers.filter((value) => value === null)).toHaveLength(1);
    expect(values.blockers.length).toBeLessThan(140);
  });

  test("every reading stays, in order, and none is invented", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(1000), { maxLength: 60 }), (days) => {
        const plain = read(...days.toSorted((a, b) => a - b));
        const { times, values } = drawn(plain);
        expect(values.blockers.filter((value) => value !== null)).toEqual(
          plain.map(({ open }) => open.blockers),
        );
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times).toHaveLength(values.blockers.length);
        for (const [at, value] of values.blockers.entries())
          if (value === null) {
            expect(values.blockers[at - 1]).not.toBeNull();
            expect(values.blockers[at + 1]).not.toBeNull();
          }
      }),
    );
  });
});

describe("fewer points", () => {
  test("keep the highest and the lowest, the first and the last, and every sum", () => {
    const points = Array.from({ length: 5000 }, (_, at) =>
      point(new Date(Date.UTC(2026, 0, 1) + at * 3_600_000).toISOString(), {
        open: found(at === 2345 ? 900 : at === 3456 ? 0 : 20 + (at % 3)),
        found: found(at % 2),
        resolved: found(0, 1),
      }),
    );
    const fewer = thin(points, 400);
    expect(fewer.length).toBeLessThanOrEqual(800);
    expect(fewer[0]?.takenAt).toBe(points[0]?.takenAt);
    expect(fewer.at(-1)?.takenAt).toBe(points.at(-1)?.takenAt);
    const blockers = fewer.map(({ open }) => open.blockers);
    expect([Math.min(...blockers), Math.max(...blockers)]).toEqual([0, 900]);
    const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
    expect(sum(fewer.map((each) => each.found.blockers))).toBe(2500);
    expect(sum(fewer.map((each) => each.resolved.warnings))).toBe(5000);
  });

  test("few points stay as they are", () => {
    const points = [point(day(1)), point(day(2))];
    expect(thin(points, 400)).toBe(points);
    expect(thin([], 400)).toEqual([]);
  });

  test("a day keeps its last point and all that it found", () => {
    const points = [
      point(day(1, 1), { open: found(7), found: found(7) }),
      point(day(1, 23), { open: found(9), found: found(2) }),
      point(day(2, 0), { open: found(8), resolved: found(1) }),
    ];
    expect(dailyPoints(points)).toEqual([{ ...points[1], found: found(9) }, points[2]]);
  });
});

describe("a fleet", () => {
  test("carries each cluster's last point forward from its first one on", () => {
    const one = [
      point(day(1), { verdicts: { ready: 3 }, open: found(5), found: found(5) }),
      point(day(4), { verdicts: { done: 3 }, open: found(1), resolved: found(4) }),
    ];
    const other = [point(day(2), { verdicts: { ready: 2 }, open: found(2), found: found(2) })];
    const fleet = fleetPoints([one, other, []]);
    expect(fleet.map(({ takenAt }) => takenAt)).toEqual([day(1), day(2), day(4)]);
    expect(fleet.map(({ open }) => open.blockers)).toEqual([5, 7, 3]);
    expect(fleet.map((each) => each.found.blockers)).toEqual([5, 2, 0]);
    expect(fleet.map(progressOf)).toEqual([
      { done: 0, canMove: 3, untold: 0 },
      { done: 0, canMove: 5, untold: 0 },
      { done: 3, canMove: 5, untold: 0 },
    ]);
  });

  test("does not know its pods where those of one cluster are unread", () => {
    const one = [point(day(1), { pods: { sidecar: 2, ambient: 1, none: 0 } })];
    expect(fleetPoints([one, [point(day(1), { pods: null })]])[0]?.pods).toBeNull();
    expect(fleetPoints([one])[0]?.pods).toEqual({ sidecar: 2, ambient: 1, none: 0 });
  });

  test("of one cluster is that cluster, day by day", () => {
    const points = [1, 2, 5].map((at) => point(day(at), { open: found(at), namespaces: at }));
    expect(backlogSeries(fleetPoints([points]))).toEqual(backlogSeries(points));
  });

  test("without clusters has no points", () => {
    expect(fleetPoints([])).toEqual([]);
  });
});

test("staying on sidecars and not knowing are not counted among what can move", () => {
  const verdicts = { done: 6, ready: 3, "ready-with-work": 2, blocked: 1 } as const;
  expect(
    progressOf(
      point(day(1), { verdicts: { ...verdicts, "stay-on-sidecar": 4, "could-not-tell": 5 } }),
    ),
  ).toEqual({ done: 6, canMove: 12, untold: 5 });
  expect(progressOf(point(day(1), { pods: null }))).toMatchObject({ canMove: 0, untold: null });
  const outside = point(day(1), { pods: null, phases: { "not-in-mesh": 2 } });
  expect(progressOf(outside)).toMatchObject({ canMove: 0, untold: 0 });
});
