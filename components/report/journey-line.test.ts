import { expect, test } from "vitest";
import { journeyOf } from "./journey-line.ts";

test("a namespace without L7 needs passes no waypoint stops", () => {
  const stops = journeyOf({ phase: "ready", need: "none" });
  expect(stops.map(({ phase }) => phase)).toEqual([
    "sidecar",
    "ready",
    "enrolled",
    "sidecars-removed",
    "done",
  ]);
  expect(stops.map(({ place }) => place)).toEqual(["behind", "here", "ahead", "ahead", "ahead"]);
});

test("a missing waypoint after enrollment stands in the line where it breaks it", () => {
  const stops = journeyOf({ phase: "drift-no-waypoint", need: "required" });
  expect(stops.at(6)).toEqual({ phase: "drift-no-waypoint", place: "here" });
  expect(stops.at(-1)).toEqual({ phase: "done", place: "ahead" });
});

test("outside the mesh there is no journey, and an unread phase has no place", () => {
  expect(journeyOf({ phase: "not-in-mesh", need: "none" })).toHaveLength(1);
  expect(journeyOf({ phase: null, need: "could-not-tell" })).toEqual([]);
});
