import { expect, test } from "vitest";
import { createTally } from "./tally.ts";

test("resources are added up, those that take longest first", () => {
  const tally = createTally();
  const resources = ["a", "b", "c", "d", "e", "f", "g", "h"];
  for (const resource of resources) tally.note({ resource, state: "waiting", objects: 0 });
  expect(tally.told()).toEqual({ kindsDone: 0, kindsTotal: 8, objects: 0, slow: [] });

  for (const resource of resources) tally.note({ resource, state: "reading", objects: 0 });
  tally.note({ resource: "a", state: "reading", objects: 500 });
  tally.note({ resource: "b", state: "read", objects: 20 });
  tally.note({ resource: "c", state: "not-installed", objects: 0 });
  tally.note({ resource: "d", state: "failed", objects: 3 });
  expect(tally.told()).toEqual({
    kindsDone: 3,
    kindsTotal: 8,
    objects: 523,
    slow: ["a", "e", "f", "g", "h"],
  });
});
