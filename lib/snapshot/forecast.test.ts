import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FUTURES, forecastOf, WEEK, WEEKS_NEEDED, weeklyCompletions } from "./forecast.ts";
import { DAY } from "./history.ts";
import { point } from "./testing/points.ts";

const NOW = "2026-11-22T10:00:00.000Z";
const ago = (days: number) => new Date(Date.parse(NOW) - days * DAY).toISOString();

/** A team of 100 namespaces that has `done` of them done so many days ago. */
const at = (days: number, done: number) =>
  point(ago(days), { verdicts: { done, ready: 100 - done } });

/** Read every day for so many weeks, with so many done in each; the last entry is the week before now. */
function history(...weeks: number[]) {
  const before = weeks.map((_, week) => weeks.slice(0, week).reduce((sum, each) => sum + each, 0));
  const days = weeks.flatMap((_, week) =>
    Array.from({ length: 7 }, (_, day) => at((weeks.length - week) * 7 - day, before[week] ?? 0)),
  );
  return [
    ...days,
    at(
      0,
      weeks.reduce((sum, each) => sum + each, 0),
    ),
  ];
}

describe("the pace", () => {
  test("is what became done in each whole week before now", () => {
    expect(weeklyCompletions(history(3, 0, 5, 2), NOW)).toEqual([3, 0, 5, 2]);
  });

  test("counts what fell back against what was done", () => {
    expect(weeklyCompletions([at(14, 5), at(7, 9), at(0, 7)], NOW)).toEqual([4, -2]);
  });

  test("spreads what a snapshot reveals after silent weeks over those weeks", () => {
    expect(weeklyCompletions([at(28, 0), at(21, 1), at(0, 8)], NOW)).toEqual([1, 2, 2, 3]);
  });

  test("does not take weeks that nobody looked at for weeks without progress", () => {
    expect(weeklyCompletions([at(28, 0), at(21, 1)], NOW)).toEqual([1]);
  });

  test("keeps every completion of its weeks, wherever the readings lie", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(83), { minLength: 1, maxLength: 40 }), (days) => {
        const points = days
          .toSorted((a, b) => b - a)
          .map((day, index) => at(day + 1, Math.min(100, index)));
        const total = weeklyCompletions([at(84, 0), ...points, at(0, 60)], NOW).reduce(
          (sum, week) => sum + week,
          0,
        );
        expect(total).toBe(60);
      }),
    );
  });
});

describe("the forecast", () => {
  test("is a range whose early end is as likely as not and whose late end is safer", () => {
    const forecast = forecastOf(history(4, 6, 5, 3, 7, 5), NOW);
    if (forecast.kind !== "range") throw new Error(forecast.kind);
    expect(forecast).toMatchObject({ weeks: 6, completed: 30, left: 70 });
    expect(forecast.p50 <= forecast.p85).toBe(true);
    const weeks = (Date.parse(forecast.p50) - Date.parse(NOW)) / WEEK;
    expect(weeks).toBeGreaterThanOrEqual(13);
    expect(weeks).toBeLessThanOrEqual(16);
  });

  test("of a steady team is one date", () => {
    expect(forecastOf(history(10, 10, 10, 10), NOW)).toMatchObject({
      p50: ago(-42),
      p85: ago(-42),
    });
  });

  test("has a band from what is done today to all that can move", () => {
    const forecast = forecastOf(history(4, 6, 5, 3, 7, 5), NOW);
    if (forecast.kind !== "range") throw new Error(forecast.kind);
    const [today, ...ahead] = forecast.band;
    expect(today).toEqual({ at: Date.parse(NOW), low: 30, middle: 30, high: 30 });
    expect(ahead.at(-1)).toMatchObject({ at: Date.parse(forecast.p85), low: 100, high: 100 });
    for (const { low, middle, high } of forecast.band) {
      expect(low).toBeLessThanOrEqual(middle);
      expect(middle).toBeLessThanOrEqual(high);
    }
  });

  test("is the same for the same day, and for the same history only", () => {
    const weeks = [4, 0, 9, 3, 1, 5];
    expect(forecastOf(history(...weeks), NOW)).toEqual(forecastOf(history(...weeks), NOW));
  });

  test("says how many weeks are missing and when there will be enough", () => {
    expect(forecastOf(history(3, 2), NOW)).toEqual({
      kind: "not-enough-history",
      weeks: 2,
      enoughAt: ago(-14),
    });
    expect(forecastOf([], NOW)).toEqual({ kind: "not-enough-history", weeks: 0, enoughAt: null });
    expect(WEEKS_NEEDED).toBe(4);
  });

  test("says when nothing is left, and when nothing moves", () => {
    expect(forecastOf(history(50, 50), NOW)).toEqual({ kind: "nothing-left", done: 100 });
    expect(forecastOf(history(0, 0, 0, 0, 0), NOW)).toEqual({
      kind: "no-progress",
      weeks: 5,
      left: 100,
    });
    expect(forecastOf([at(28, 9), at(21, 8), at(14, 8), at(7, 8), at(0, 7)], NOW).kind).toBe(
      "no-progress",
    );
  });

  test("rests on readings that could tell of progress only", () => {
    const readings = history(4, 6, 5, 3, 7, 5);
    const blind = { verdicts: { "could-not-tell": 100 }, pods: null } as const;
    const seen = readings.toSpliced(15, 0, point(ago(27.5), blind)).concat(point(NOW, blind));
    expect(forecastOf(seen, NOW)).toEqual(forecastOf(readings, NOW));
    expect(forecastOf([point(NOW, blind)], NOW).kind).toBe("not-enough-history");
  });

  test("does not name a date ten years ahead", () => {
    const slow = [at(84, 0), ...[70, 56, 42, 28, 14].map((days) => at(days, 0)), at(0, 1)];
    const many = slow.map((each) => ({
      ...each,
      verdicts: each.verdicts.map((row) =>
        row.verdict === "ready" ? { ...row, namespaces: 900 } : row,
      ),
    }));
    expect(forecastOf(many, NOW)).toMatchObject({ kind: "too-far", years: 10 });
  });

  test("ignores what was read after the moment it is asked for", () => {
    const points = history(4, 6, 5, 3, 7, 5);
    expect(forecastOf([...points, at(-3, 100)], NOW)).toEqual(forecastOf(points, NOW));
  });

  test("plays a thousand futures of a thousand namespaces in well under a second", () => {
    const points = history(1, 0, 2, 1, 0, 3, 0, 0, 1, 2, 1, 2);
    const started = performance.now();
    forecastOf(points, NOW);
    expect(performance.now() - started).toBeLessThan(500);
    expect(FUTURES).toBe(1000);
  });
});
