import fc from "fast-check";
import { expect, test } from "vitest";
import { drawnRows } from "./thin.ts";

test("few rows are all drawn", () => {
  expect(drawnRows({ times: [1, 2, 3], columns: [[1, null, 3]] }, 3)).toEqual([0, 1, 2]);
  expect(drawnRows({ times: [], columns: [] }, 10)).toEqual([]);
});

test("a spike of one minute in a year of minutes is drawn", () => {
  const times = Array.from({ length: 50_000 }, (_, at) => at * 60_000);
  const spike = times.map((_, at) => (at === 31_415 ? 9 : 1));
  const rows = drawnRows({ times, columns: [spike, spike.map(() => 0)] }, 400);
  expect(rows).toContain(31_415);
  expect(rows.length).toBeLessThanOrEqual(400);
});

test("a gap of one row breaks the line also when rows around it are left out", () => {
  const times = Array.from({ length: 10_000 }, (_, at) => at);
  const column = times.map((at) => (at === 5_555 ? null : 1));
  expect(drawnRows({ times, columns: [column] }, 100)).toContain(5_555);
});

test("whatever the columns, the bound holds, both ends and every column's extremes stay, and order is kept", () => {
  const column = fc.array(fc.option(fc.double({ noNaN: true }), { nil: null }), {
    minLength: 300,
    maxLength: 300,
  });
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 4 }), (columns) => {
      const times = Array.from({ length: 300 }, (_, at) => at * at);
      const rows = drawnRows({ times, columns }, 120);
      expect(rows.length).toBeLessThanOrEqual(120);
      expect(rows).toEqual([...new Set(rows)].sort((a, b) => a - b));
      expect([rows[0], rows.at(-1)]).toEqual([0, 299]);
      for (const each of columns) {
        const known = each.flatMap((value) => value ?? []);
        const drawn = rows.flatMap((row) => each[row] ?? []);
        expect(Math.max(...drawn)).toBe(Math.max(...known));
        expect(Math.min(...drawn)).toBe(Math.min(...known));
        if (known.length < each.length) expect(rows.some((row) => each[row] === null)).toBe(true);
      }
    }),
  );
});
