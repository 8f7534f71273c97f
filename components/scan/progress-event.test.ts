import { expect, test } from "vitest";
import { parsedProgress } from "./progress-event.ts";

test.each(["", "{", "null", '{"scanId":"s1"}'])("%j is no state of a scan", (data) => {
  expect(parsedProgress(data)).toBeNull();
});

test("a whole state is read, and what it does not know is left out", () => {
  const state = {
    scanId: "s1",
    clusterId: "c1",
    status: "running",
    stage: "read",
    kindsDone: 3,
    kindsTotal: 34,
    objects: 120,
    slow: ["pods"],
    startedAt: "2026-11-22T10:00:00Z",
    finishedAt: null,
    message: "",
    snapshotId: null,
  };
  expect(parsedProgress(JSON.stringify({ ...state, more: true }))).toEqual(state);
});
