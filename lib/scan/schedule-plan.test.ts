import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  backOff,
  checkPlan,
  dueAt,
  nextTick,
  PlanError,
  type SchedulePlan,
  tickAfter,
} from "./schedule-plan.ts";

const MINUTE = 60_000;
const NOW = Date.parse("2026-11-23T10:07:00Z");

function plan(changes: Partial<SchedulePlan>): SchedulePlan {
  return { everyMinutes: null, cron: null, timeZone: "UTC", jitterSeconds: 0, ...changes };
}

const intervals = fc.integer({ min: 5, max: 43_200 });
const instants = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2040, 0) });

describe("an interval", () => {
  test("has its moments on one grid, each the first after the last", () => {
    fc.assert(
      fc.property(intervals, instants, (everyMinutes, after) => {
        const next = nextTick(plan({ everyMinutes }), after) ?? Number.NaN;
        expect(next % (everyMinutes * MINUTE)).toBe(0);
        expect(next).toBeGreaterThan(after);
        expect(next - after).toBeLessThanOrEqual(everyMinutes * MINUTE);
        expect(nextTick(plan({ everyMinutes }), next)).toBe(next + everyMinutes * MINUTE);
      }),
    );
  });
});

describe("jitter", () => {
  test("is within its bounds, and the same for everybody who asks", () => {
    fc.assert(
      fc.property(fc.uuid(), instants, fc.integer({ min: 0, max: 3600 }), (id, tick, jitter) => {
        const due = dueAt(id, tick, jitter);
        expect(due).toBeGreaterThanOrEqual(tick);
        expect(due).toBeLessThanOrEqual(tick + jitter * 1000);
        expect(dueAt(id, tick, jitter)).toBe(due);
      }),
    );
  });

  test("spreads clusters over its whole width", () => {
    const delays = Array.from({ length: 400 }, (_, index) => dueAt(`cluster-${index}`, 0, 100));
    const quarters = [0, 1, 2, 3].map(
      (quarter) => delays.filter((delay) => Math.floor(delay / 25_000) === quarter).length,
    );
    for (const clusters of quarters) expect(clusters).toBeGreaterThan(60);
  });
});

describe("after a moment", () => {
  test("the next one is in the future: a week without a server is caught up with once", () => {
    const tick = NOW - 7 * 24 * 60 * MINUTE;
    const next = tickAfter(plan({ everyMinutes: 60 }), { tick, now: NOW, failures: 0 });
    expect(next).toBe(Date.parse("2026-11-23T11:00:00Z"));
  });

  test("it is never the same moment again, whatever the clock says", () => {
    fc.assert(
      fc.property(intervals, instants, fc.integer({ min: -1e9, max: 1e9 }), (every, at, shift) => {
        const tick = nextTick(plan({ everyMinutes: every }), at) ?? Number.NaN;
        const next = tickAfter(plan({ everyMinutes: every }), {
          tick,
          now: tick + shift,
          failures: 0,
        });
        expect(next).toBeGreaterThan(Math.max(tick, tick + shift));
      }),
    );
  });

  test("failures leave moments out, twice as long each time, up to six hours", () => {
    expect([0, 1, 2, 3, 6, 7, 50].map((failures) => backOff(failures) / MINUTE)).toEqual([
      0, 10, 20, 40, 320, 360, 360,
    ]);
    const tick = Date.parse("2026-11-23T10:00:00Z");
    const next = (failures: number) =>
      tickAfter(plan({ everyMinutes: 15 }), { tick, now: NOW, failures });
    expect(next(0)).toBe(Date.parse("2026-11-23T10:15:00Z"));
    expect(next(1)).toBe(Date.parse("2026-11-23T10:30:00Z"));
    expect(next(4)).toBe(Date.parse("2026-11-23T11:30:00Z"));
  });
});

describe("a plan is refused with one sentence", () => {
  test.each<[string, Partial<SchedulePlan>, PlanError["field"], RegExp]>([
    ["every second minute", { cron: "*/2 * * * *" }, "cron", /more often than every 5 minutes/],
    ["in bursts", { cron: "0,1 12 * * *" }, "cron", /more often/],
    ["every minute", { everyMinutes: 1 }, "everyMinutes", /more often/],
    ["on 30 February", { cron: "0 0 30 2 *" }, "cron", /never runs/],
    ["every second", { cron: "* * * * * *" }, "cron", /five fields/],
    ["on Mars", { cron: "0 1 * * *", timeZone: "Mars/Phobos" }, "timeZone", /no time zone/],
    ["with more delay than gap", { everyMinutes: 5, jitterSeconds: 151 }, "jitterSeconds", /half/],
  ])("%s", (_, changes, field, sentence) => {
    const refused = () => checkPlan(plan(changes), NOW);
    expect(refused).toThrow(PlanError);
    expect(refused).toThrow(sentence);
    expect(refused).toThrow(expect.objectContaining({ field }));
  });

  test("and what can be followed is not", () => {
    checkPlan(plan({ everyMinutes: 5, jitterSeconds: 150 }), NOW);
    checkPlan(plan({ cron: "0 0 29 2 *", timeZone: "Europe/Berlin", jitterSeconds: 3600 }), NOW);
    checkPlan(plan({ cron: "*/5 * * * mon-fri" }), NOW);
  });
});
