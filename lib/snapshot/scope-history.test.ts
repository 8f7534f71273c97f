import { expect, test } from "vitest";
import type { Phase } from "../migration/model.ts";
import type { NamespaceSpan } from "./history-model.ts";
import { phaseSteps, phaseStretches, spansUntil } from "./scope-history.ts";

const day = (number: number) => `2026-11-${String(number).padStart(2, "0")}T00:00:00.000Z`;

function span(
  name: string,
  from: number,
  until: number | null,
  phase: Phase | null,
): NamespaceSpan {
  return {
    name,
    fromAt: day(from),
    untilAt: until === null ? null : day(until),
    phase,
    verdict: null,
    need: "none",
    blockers: 0,
    warnings: 0,
    infos: 0,
    hard: 0,
    evidence: [],
  };
}

const SPANS = [
  span("shop", 1, 5, "sidecar"),
  span("shop", 5, 9, "sidecar"),
  span("shop", 9, null, "done"),
  span("cart", 1, 9, "sidecar"),
  span("cart", 9, 12, null),
];

test("a step is a moment at which the counts change, and nothing else", () => {
  const steps = phaseSteps(SPANS).map(({ at, phases }) => [at, Object.fromEntries(phases)]);
  expect(steps).toEqual([
    [day(1), { sidecar: 2 }],
    [day(9), { done: 1 }],
  ]);
  expect(phaseSteps([])).toEqual([]);
});

test("a page of a past snapshot does not know what came later", () => {
  const known = spansUntil(SPANS, day(6));
  expect(known.map(({ name, untilAt }) => [name, untilAt])).toEqual([
    ["shop", day(5)],
    ["shop", null],
    ["cart", null],
  ]);
});

test("stretches of one phase are told as one", () => {
  const stretches = phaseStretches(SPANS.filter(({ name }) => name === "shop"));
  expect(stretches.map(({ phase, fromAt, untilAt }) => [phase, fromAt, untilAt])).toEqual([
    ["sidecar", day(1), day(9)],
    ["done", day(9), null],
  ]);
});
