import { expect, test } from "vitest";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { readLine, stageSteps } from "./stages.ts";

const reading: ScanProgress = {
  scanId: "s1",
  clusterId: "c1",
  status: "running",
  stage: "read",
  kindsDone: 23,
  kindsTotal: 34,
  objects: 12_408,
  slow: ["pods", "services"],
  startedAt: "2026-11-22T10:00:00Z",
  finishedAt: null,
  message: "",
  snapshotId: null,
};

const states = (progress: ScanProgress) =>
  stageSteps(progress, "en").map(({ label, state }) => `${label}: ${state}`);

test("a reading scan shows what is past, its count, and what is ahead", () => {
  expect(states(reading)).toEqual([
    "connect: past",
    "discover: past",
    "read 23/34 kinds: current",
    "judge: ahead",
    "measure: ahead",
    "store: ahead",
  ]);
});

test("a scan that failed is marked where it stopped", () => {
  expect(states({ ...reading, status: "failed" })[2]).toBe("read 23/34 kinds: stopped");
});

test("a finished scan has every step behind it", () => {
  expect(
    new Set(stageSteps({ ...reading, status: "done" }, "en").map(({ state }) => state)),
  ).toEqual(new Set(["past"]));
});

test("of a scan that ended before this page was drawn no step is known, so none is shown", () => {
  expect(stageSteps({ ...reading, status: "interrupted", kindsTotal: 0 }, "en")).toEqual([]);
});

test("slow kinds are named only while it runs", () => {
  expect(readLine(reading, "en")).toBe("12,408 objects, still reading pods, services");
  expect(readLine({ ...reading, status: "done" }, "en")).toBe("12,408 objects");
});

test("a first scan of a demo cluster says how far its sample history is, with every stage ahead", () => {
  const making = { ...reading, stage: "connect", history: { day: 14, days: 60 } } as const;
  expect(readLine(making, "en")).toBe("Making sample history: day 14 of 60");
  expect(states(making)).toEqual([
    "history: current",
    ...["connect", "discover", "read", "judge", "measure", "store"].map(
      (stage) => `${stage}: ahead`,
    ),
  ]);
  expect(readLine({ ...making, status: "cancelled" }, "en")).toBe("12,408 objects");
});

test("a scan that has not counted its kinds yet claims no counts", () => {
  const labels = stageSteps({ ...reading, kindsDone: 0, kindsTotal: 0 }, "en").map(
    ({ label }) => label,
  );
  expect(labels).toContain("read");
});
