import { expect, it } from "vitest";
import { readFixture } from "./fixtures.ts";

it.each([
  ["# expected: one blocker", [{ count: 1, severity: "blocker", facet: null }], false],
  [
    "# expected: two warnings (missing), one info: because it is so",
    [
      { count: 2, severity: "warning", facet: "missing" },
      { count: 1, severity: "info", facet: null },
    ],
    false,
  ],
  [
    "# expected: one blocker and could not tell",
    [{ count: 1, severity: "blocker", facet: null }],
    true,
  ],
])("a fixture asks for findings: %s", (line, findings, doubt) => {
  expect(readFixture("broken.yaml", line).expectation).toEqual({
    outcome: "failed",
    findings,
    doubt,
  });
});

it.each([
  ["# expected: nothing to check", "not-applicable"],
  ["# expected: could not tell: nodes were not read", "undetermined"],
])("a fixture may expect %s", (line, outcome) => {
  expect(readFixture("some.yaml", line).expectation).toEqual({ outcome });
});

it("says how the cluster was read", () => {
  const yaml = [
    "# expected: one blocker",
    "# kubernetes: v1.31.5",
    "# today: 2026-10-01",
    "# input: dump",
    "# unread: remoteSecrets, nodes",
    "kind: Node",
    "# unread: pods",
  ].join("\n");
  expect(readFixture("broken.yaml", yaml).options).toEqual({
    kubernetesVersion: "v1.31.5",
    takenAt: "2026-10-01T12:00:00Z",
    input: "dump",
    unread: { remoteSecrets: "not-permitted", nodes: "not-permitted" },
  });
});

it("a clean fixture expects that the check passes, without saying so", () => {
  expect(readFixture("clean-a.yaml", "kind: Node").expectation).toEqual({ outcome: "passed" });
});

it.each([
  ["broken.yaml", "kind: Node", "does not say"],
  ["broken.yaml", "# why\n# expected: one blocker", "does not say"],
  ["broken.yaml", "# expected: nothing", "call it clean-"],
  ["broken.yaml", "# expected: some trouble", "no number of findings"],
  ["broken.yaml", "# expected: one blocker\n# unread: everything", "no slice has that name"],
  ["clean-a.yaml", "# expected: one info", "is called clean"],
])("a careless header of %s is refused: %j", (file, yaml, reason) => {
  expect(() => readFixture(file, yaml)).toThrow(reason);
});
