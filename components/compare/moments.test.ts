import { expect, test } from "vitest";
import { pickable, usualFrom } from "./moments.ts";

const at = (takenAt: string) => ({ id: takenAt, takenAt });

test("now is compared with the last snapshot that is a week old or older", () => {
  const now = at("2026-11-23T10:00:00.000Z");
  const moments = [
    now,
    at("2026-11-17T10:00:00.000Z"),
    at("2026-11-16T10:00:00.000Z"),
    at("2026-11-16T09:00:00.000Z"),
  ];
  expect(usualFrom(moments, now)).toEqual({
    moment: at("2026-11-16T10:00:00.000Z"),
    shorter: false,
  });
});

test("a history of less than a week gives its oldest snapshot and says so", () => {
  const now = at("2026-11-23T10:00:00.000Z");
  const moments = [now, at("2026-11-22T10:00:00.000Z"), at("2026-11-21T10:00:00.000Z")];
  expect(usualFrom(moments, now)).toEqual({
    moment: at("2026-11-21T10:00:00.000Z"),
    shorter: true,
  });
});

test("the oldest snapshot has nothing to be compared with", () => {
  const only = at("2026-11-23T10:00:00.000Z");
  expect(usualFrom([only], only)).toBeNull();
  expect(usualFrom([at("2026-11-24T10:00:00.000Z"), only], only)).toBeNull();
});

test("two years of hourly snapshots stay a short list with the chosen one in it", () => {
  const hour = (index: number) =>
    at(new Date(Date.UTC(2026, 10, 23, 10) - index * 3_600_000).toISOString());
  const moments = Array.from({ length: 2 * 365 * 24 }, (_, index) => hour(index));
  const chosen = hour(5003);
  const list = pickable(moments, chosen.id);
  expect(list.length).toBeLessThan(220);
  expect(list).toContain(moments.find(({ id }) => id === chosen.id));
  expect(list.slice(0, 24)).toEqual(moments.slice(0, 24));
  expect(list.toSorted((a, b) => (a.takenAt < b.takenAt ? 1 : -1))).toEqual(list);
  const days = new Set(list.map(({ takenAt }) => takenAt.slice(0, 10)));
  expect(days.size).toBeGreaterThan(90 + 80);
});

test("no snapshot, nothing to pick", () => {
  expect(pickable([], "a")).toEqual([]);
});
