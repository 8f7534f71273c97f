import { describe, expect, it } from "vitest";
import { defineCheck, type Problem } from "./define.ts";
import { type BrokenCheck, findingsOf, fingerprint, runCatalogue } from "./run.ts";
import { handMade } from "./support/hand-made.ts";

const object = { group: "", kind: "Namespace", namespace: null, name: "shop" };
const problem: Problem = {
  severity: "warning",
  object,
  namespace: "shop",
  problem: "Is wrong.",
  why: "It matters.",
  remedy: { text: "Repair it." },
  evidence: [{ object, field: "metadata.name", value: "shop" }],
};

describe("runCatalogue", () => {
  it("judges by every check, in their order", () => {
    const judgements = runCatalogue(handMade(), [finds("b", [problem]), finds("a", [])]);
    expect(judgements.map(({ check, verdict }) => [check.id, verdict.outcome])).toEqual([
      ["b", "failed"],
      ["a", "passed"],
    ]);
  });

  it("keeps going when a check throws: that check could not tell, and the log gets the error", () => {
    const broken: BrokenCheck[] = [];
    const bug = new Error("bug");
    const throwing = defineCheck({
      ...outline("throws"),
      subjects: () => {
        throw bug;
      },
      inspect: () => [],
    });

    const judgements = runCatalogue(handMade(), [throwing, finds("other", [])], (one) =>
      broken.push(one),
    );

    expect(judgements.map(({ verdict }) => verdict.outcome)).toEqual(["undetermined", "passed"]);
    const reference = expect.stringMatching(/^[0-9a-f]{8}$/);
    expect(judgements[0]?.verdict).toEqual({ outcome: "undetermined", unread: [], reference });
    expect(broken).toEqual([{ check: "throws", reference, error: bug }]);
  });

  it("lists the findings of all checks, security blockers first", () => {
    const judgements = runCatalogue(handMade(), [
      finds("first", [problem]),
      finds("second", [{ ...problem, severity: "blocker" }]),
      finds("third", [{ ...problem, severity: "blocker", security: true }]),
    ]);
    expect(findingsOf(judgements).map(({ check }) => check)).toEqual(["third", "second", "first"]);
  });
});

describe("fingerprint", () => {
  const identity = { check: "sample", facet: "a", namespace: "shop", object };

  it("is the same for the same finding, whatever it says", () => {
    expect(fingerprint({ ...problem, ...identity })).toBe(fingerprint(identity));
    expect(fingerprint(identity)).toBe("578ae179b5c11777");
  });

  it.each([
    { check: "other" },
    { facet: "b" },
    { facet: undefined },
    { namespace: null },
    { object: { ...object, group: "apps" } },
    { object: { ...object, kind: "Pod" } },
    { object: { ...object, namespace: "shop" } },
    { object: { ...object, name: "pay" } },
  ])("differs when %o does", (change) => {
    expect(fingerprint({ ...identity, ...change })).not.toBe(fingerprint(identity));
  });

  it("keeps names apart that would read the same when joined", () => {
    const a = { ...identity, object: { ...object, namespace: "a/b", name: "c" } };
    const b = { ...identity, object: { ...object, namespace: "a", name: "b/c" } };
    expect(fingerprint(a)).not.toBe(fingerprint(b));
  });
});

function outline(id: string) {
  return {
    id,
    title: "A sample holds",
    finds: "A sample fails",
    group: "topology",
    severity: "warning",
    reads: ["namespaces"],
    sources: [],
  } as const;
}

function finds(id: string, problems: readonly Problem[]) {
  return defineCheck({ ...outline(id), subjects: () => [id], inspect: () => problems });
}
