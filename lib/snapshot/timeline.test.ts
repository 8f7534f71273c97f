import { expect, test } from "vitest";
import { day, span } from "./testing/points.ts";
import { type Life, timelineOf } from "./timeline.ts";

const life = (firstSeen: string, resolvedAt: string | null = null): Life => ({
  severity: "blocker",
  firstSeen,
  resolvedAt,
});

test("stretches of one phase are one, with the evidence of their beginning", () => {
  const { stretches } = timelineOf(
    [
      { ...span("shop", "sidecar", day(1), day(3)), blockers: 2, evidence: ["first"] },
      { ...span("shop", "sidecar", day(3), day(5)), blockers: 1, evidence: ["later"] },
      span("shop", "ready", day(5)),
    ],
    [],
    day(9),
  );
  expect(stretches).toMatchObject([
    { phase: "sidecar", fromAt: day(1), untilAt: day(5), evidence: ["first"] },
    { phase: "ready", fromAt: day(5), untilAt: null },
  ]);
});

test("a namespace that was away begins another stretch", () => {
  const { stretches } = timelineOf(
    [span("shop", "ready", day(1), day(2)), span("shop", "ready", day(6))],
    [],
    day(9),
  );
  expect(stretches.map(({ fromAt }) => fromAt)).toEqual([day(1), day(6)]);
});

test("steps back are marked, and the furthest phase is remembered", () => {
  const timeline = timelineOf(
    [
      span("shop", "ready", day(1), day(2)),
      span("shop", "enrolled", day(2), day(3)),
      span("shop", null, day(3), day(4)),
      span("shop", "sidecar", day(4)),
    ],
    [],
    day(9),
  );
  expect(timeline.stretches.map(({ steppedBack }) => steppedBack)).toEqual([
    false,
    false,
    false,
    true,
  ]);
  expect(timeline).toMatchObject({ furthest: "enrolled", stepsBack: 1 });
});

test("the error state is a step back, and counts no further than the enrollment it follows", () => {
  const { furthest, stepsBack } = timelineOf(
    [span("shop", "waypoint-active", day(1), day(2)), span("shop", "drift-no-waypoint", day(2))],
    [],
    day(9),
  );
  expect([furthest, stepsBack]).toEqual(["enrolled", 1]);
});

test("what was found and resolved lies in its stretch, without what was there from the first", () => {
  const { stretches } = timelineOf(
    [span("shop", "sidecar", day(1), day(4)), span("shop", "ready", day(4))],
    [life(day(1), day(4)), life(day(2), day(3)), life(day(5))],
    day(9),
  );
  expect(stretches.map(({ found, resolved }) => [found, resolved])).toEqual([
    [1, 1],
    [1, 1],
  ]);
});

test("as of a day in the past, what came later has not happened", () => {
  const { stretches } = timelineOf(
    [span("shop", "sidecar", day(1), day(4)), span("shop", "ready", day(4))],
    [life(day(2), day(4))],
    day(3),
  );
  expect(stretches).toMatchObject([{ phase: "sidecar", untilAt: null, found: 1, resolved: 0 }]);
});

test("a namespace that was never seen has no story", () => {
  expect(timelineOf([], [], day(9))).toEqual({ stretches: [], furthest: null, stepsBack: 0 });
});
