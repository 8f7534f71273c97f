import { expect, test } from "vitest";
import type { Phase } from "../migration/model.ts";
import type { NamespaceSpan } from "./history-model.ts";
import { movesSeen } from "./moves-seen.ts";

const DAYS = ["01", "02", "03", "04", "05", "06"].map((day) => `2026-03-${day}T12:00:00.000Z`);
const [first = "", second = "", third = "", fourth = "", fifth = ""] = DAYS;

const span = (name: string, fromAt: string, phase: Phase | null): NamespaceSpan => ({
  name,
  fromAt,
  untilAt: null,
  phase,
  verdict: null,
  need: "none",
  blockers: 0,
  warnings: 0,
  infos: 0,
  hard: 0,
  evidence: [],
});

test("a namespace moves between the last snapshot that saw it outside and the first that saw it enrolled", () => {
  const changes = [
    span("shop", first, "sidecar"),
    span("shop", second, "ready"),
    span("shop", fourth, "enrolled"),
    span("shop", fifth, "done"),
  ];
  expect(movesSeen(changes, DAYS)).toEqual([
    { namespace: "shop", before: third, enrolledAt: fourth },
  ]);
});

test("a namespace that was ambient when it was first seen did not move", () => {
  expect(movesSeen([span("shop", first, "enrolled")], DAYS)).toEqual([]);
  expect(movesSeen([span("shop", third, "done"), span("shop", fourth, "enrolled")], DAYS)).toEqual(
    [],
  );
  const lateTold = [span("shop", first, null), span("shop", second, "enrolled")];
  expect(movesSeen(lateTold, DAYS)).toEqual([]);
});

test("a namespace that had no sidecars left none behind", () => {
  const from = (...phases: readonly Phase[]) =>
    movesSeen(
      phases.map((phase, index) => span("shop", DAYS[index] ?? "", phase)),
      DAYS,
    );
  expect(from("not-in-mesh", "enrolled")).toEqual([]);
  expect(from("excluded", "not-in-mesh", "enrolled")).toEqual([]);
  expect(from("sidecar", "not-in-mesh", "enrolled")).toEqual([
    { namespace: "shop", before: second, enrolledAt: third },
  ]);
});

test("a stretch in which the phase could not be told lies between before and after", () => {
  const changes = [
    span("shop", first, "sidecar"),
    span("shop", third, null),
    span("shop", fifth, "enrolled"),
  ];
  expect(movesSeen(changes, DAYS)).toEqual([
    { namespace: "shop", before: second, enrolledAt: fifth },
  ]);
});

test("a namespace that went back and came again moved twice, and neither move counts the other's time", () => {
  const changes = [
    span("shop", first, "sidecar"),
    span("shop", second, "enrolled"),
    span("shop", third, "sidecar"),
    span("shop", fourth, "enrolled"),
  ];
  expect(movesSeen(changes, DAYS)).toEqual([
    { namespace: "shop", before: third, enrolledAt: fourth, since: third },
    { namespace: "shop", before: first, enrolledAt: second, until: second },
  ]);
});

test("one that left the mesh and came again without sidecars did not move again", () => {
  const changes = [
    span("shop", first, "sidecar"),
    span("shop", second, "enrolled"),
    span("shop", third, "done"),
    span("shop", fourth, "not-in-mesh"),
    span("shop", fifth, "enrolled"),
  ];
  expect(movesSeen(changes, DAYS)).toEqual([
    { namespace: "shop", before: first, enrolledAt: second, until: third },
  ]);
});

test("the newest moves come first", () => {
  const changes = [
    span("a", first, "sidecar"),
    span("b", first, "sidecar"),
    span("a", second, "enrolled"),
    span("b", third, "enrolled"),
  ];
  expect(movesSeen(changes, DAYS).map(({ namespace }) => namespace)).toEqual(["b", "a"]);
});
