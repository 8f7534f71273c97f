import { expect, it } from "vitest";
import { isOn, labelOf, matchesLabels, matchesSelector, parseBool } from "./labels.ts";
import type { LabelSelector } from "./model.ts";

const where = (
  key: string,
  operator: LabelSelector["matchExpressions"][number]["operator"],
  ...values: string[]
): LabelSelector => ({ matchLabels: {}, matchExpressions: [{ key, operator, values }] });

it.each([
  ["In", ["a", "b"], { k: "a" }, true],
  ["In", ["a"], {}, false],
  ["NotIn", ["a"], { k: "a" }, false],
  ["NotIn", ["a"], {}, true],
  ["Exists", [], { k: "" }, true],
  ["DoesNotExist", [], { k: "" }, false],
  ["DoesNotExist", [], {}, true],
] as const)("%s %j on %j is %s", (operator, values, labels, expected) => {
  expect(matchesSelector(where("k", operator, ...values), labels)).toBe(expected);
});

it("lets an empty selector select everything", () => {
  expect(matchesSelector({ matchLabels: {}, matchExpressions: [] }, { any: "thing" })).toBe(true);
  expect(matchesLabels({}, {})).toBe(true);
});

it("asks for both parts of a selector", () => {
  const selector = {
    matchLabels: { app: "cart" },
    matchExpressions: where("v", "Exists").matchExpressions,
  };
  expect(matchesSelector(selector, { app: "cart" })).toBe(false);
  expect(matchesSelector(selector, { app: "cart", v: "1" })).toBe(true);
});

it("never finds a label on Object.prototype", () => {
  expect(labelOf({}, "constructor")).toBeUndefined();
  expect(labelOf({}, "__proto__")).toBeUndefined();
  expect(matchesSelector(where("toString", "Exists"), {})).toBe(false);
  const hostile: unknown = JSON.parse('{"__proto__": "x"}');
  expect(matchesLabels({ app: "x" }, Object(hostile))).toBe(false);
});

it("reads flags as Go does", () => {
  for (const text of ["1", "t", "T", "TRUE", "true", "True"]) expect(parseBool(text)).toBe(true);
  for (const text of ["0", "f", "F", "FALSE", "false", "False"])
    expect(parseBool(text)).toBe(false);
  for (const text of ["yes", "on", "tRUE", "", " true"]) expect(parseBool(text)).toBeNull();
  expect(isOn({ PILOT_ENABLE_AMBIENT: "T" }, "PILOT_ENABLE_AMBIENT")).toBe(true);
  expect(isOn({}, "PILOT_ENABLE_AMBIENT")).toBe(false);
});
