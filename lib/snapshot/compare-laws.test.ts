import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkThat, coverage, document, finding, namespace } from "../db/testing/compared.ts";
import { NAMESPACE_VERDICTS, PHASES } from "../migration/model.ts";
import { type CompareOptions, compareSnapshots } from "./compare.ts";
import { filterComparison } from "./compare-filter.ts";
import type { Comparison, Direction } from "./compare-model.ts";
import type { SnapshotDocument } from "./document.ts";

const OPTIONS: CompareOptions = {
  threshold: 5,
  sameCluster: true,
  names: { from: "16 Nov", to: "23 Nov" },
};

const ALL = { q: "", direction: null, severity: null };

const someNamespace = fc
  .record({
    phase: fc.option(fc.constantFrom(...PHASES)),
    verdict: fc.option(fc.constantFrom(...NAMESPACE_VERDICTS)),
    need: fc.constantFrom("none", "required", "could-not-tell"),
    sidecars: fc.nat(40),
    blind: fc.boolean(),
  })
  .map(
    ({ sidecars, blind, ...wishes }) =>
      (name: string) =>
        namespace(name, { ...wishes, ...(blind ? { pods: null } : {}) }, sidecars),
  );

const someFinding = fc.record({
  check: fc.constantFrom("a", "b", "c"),
  severity: fc.constantFrom("blocker", "warning", "info"),
  name: fc.constantFrom("one", "two"),
  problem: fc.constantFrom("Concerns 40 pods.", "Concerns 43 pods.", "Concerns nobody."),
});

const documents: fc.Arbitrary<SnapshotDocument> = fc
  .record({
    namespaces: fc.uniqueArray(fc.tuple(fc.constantFrom("a", "b", "c", "d"), someNamespace), {
      selector: ([name]) => name,
    }),
    findings: fc.array(someFinding, { maxLength: 8 }),
    outcomes: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom("a", "b", "c"),
        fc.constantFrom("passed", "undetermined", "read-in-part"),
      ),
      { selector: ([id]) => id },
    ),
    blind: fc.constantFrom(null, "namespaces", "pods"),
    catalogue: fc.constantFrom("1", "2"),
  })
  .map(({ namespaces, findings, outcomes, blind, catalogue }) =>
    document(
      namespaces.map(([name, make]) => make(name)),
      {
        findings: findings.map(({ check, ...wishes }) => finding(check, wishes)),
        checks: outcomes.map(([id, outcome]) => checkThat(id, outcome)),
        coverage: blind === null ? [] : [coverage(blind, "not-permitted")],
        catalogue,
      },
    ),
  );

describe("whatever the two snapshots hold", () => {
  test("a snapshot compared with itself differs in nothing", () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 20 }), (one, threshold) => {
        const same = compareSnapshots(one, one, { ...OPTIONS, threshold });
        expect(same.namespaces.unchanged).toHaveLength(one.namespaces.length);
        expect(same.findings.unchanged).toHaveLength(fingerprints(one).size);
        expect(filterComparison(same, ALL).all).toBe(0);
        expect(same.coverage).toEqual([]);
        expect(same.findings.hidden + same.namespaces.hidden.length).toBe(0);
      }),
    );
  });

  test("the other way round it is its own mirror", () => {
    fc.assert(
      fc.property(documents, documents, fc.integer({ min: 1, max: 20 }), (one, two, threshold) => {
        const names = { from: "one", to: "two" };
        const mirror = { from: "two", to: "one" };
        const there = compareSnapshots(one, two, { ...OPTIONS, threshold, names });
        const back = compareSnapshots(two, one, { ...OPTIONS, threshold, names: mirror });
        expect(outline(there)).toEqual(mirrored(outline(back)));
        expect(back.caveats.map(({ kind }) => kind)).toEqual(there.caveats.map(({ kind }) => kind));
      }),
    );
  });

  test("every namespace and every finding is counted exactly once", () => {
    fc.assert(
      fc.property(documents, documents, (one, two) => {
        const { namespaces, findings } = compareSnapshots(one, two, OPTIONS);
        const names = new Set([...one.namespaces, ...two.namespaces].map(({ name }) => name));
        expect(
          namespaces.changed.length +
            namespaces.appeared.length +
            namespaces.vanished.length +
            namespaces.open.length +
            namespaces.unmatched.length +
            namespaces.unchanged.length +
            namespaces.hidden.length,
        ).toBe(names.size);
        expect(
          findings.new.length +
            findings.resolved.length +
            findings.changed.length +
            findings.notReevaluated.length +
            findings.notEvaluatedBefore.length +
            findings.unchanged.length +
            findings.hidden,
        ).toBe(new Set([...fingerprints(one), ...fingerprints(two)]).size);
      }),
    );
  });

  test("a finding is never called resolved when its check did not decide", () => {
    fc.assert(
      fc.property(documents, documents, (one, two) => {
        const decided = new Set(
          two.checks
            .filter(({ outcome, unread }) => outcome !== "undetermined" && unread.length === 0)
            .map(({ id }) => id),
        );
        for (const { from } of compareSnapshots(one, two, OPTIONS).findings.resolved)
          expect(decided.has(from?.check ?? "")).toBe(true);
      }),
    );
  });

  test("a filter keeps some of what there is, and the empty one keeps all", () => {
    fc.assert(
      fc.property(documents, documents, fc.constantFrom("", "a", "team-1"), (one, two, q) => {
        const comparison = compareSnapshots(one, two, OPTIONS);
        const all = filterComparison(comparison, ALL);
        expect(all.kept).toBe(all.all);
        const some = filterComparison(comparison, { ...ALL, q, direction: "worse" });
        expect(some.kept).toBeLessThanOrEqual(some.all);
        expect(some.namespaces.every(({ direction }) => direction === "worse")).toBe(true);
      }),
    );
  });
});

function fingerprints({ findings }: SnapshotDocument): Set<string> {
  return new Set(findings.map(({ fingerprint }) => fingerprint));
}

/** What a mirror must show: every change by its name, its kind and its direction. */
function outline({ namespaces, findings }: Comparison) {
  const byName = (changes: Comparison["namespaces"]["changed"]) =>
    changes.map(({ name, direction, parts }) => `${name} ${direction} ${parts}`).sort();
  const byFingerprint = (changes: Comparison["findings"]["new"]) =>
    changes
      .map(({ from, to, direction, parts }) =>
        [(to ?? from)?.fingerprint, direction, parts].join(" "),
      )
      .sort();
  return {
    changed: byName(namespaces.changed),
    appeared: byName(namespaces.appeared),
    vanished: byName(namespaces.vanished),
    open: byName(namespaces.open),
    unmatched: namespaces.unmatched,
    unchanged: namespaces.unchanged,
    hidden: namespaces.hidden,
    found: byFingerprint(findings.new),
    resolved: byFingerprint(findings.resolved),
    different: byFingerprint(findings.changed),
    later: byFingerprint(findings.notReevaluated),
    earlier: byFingerprint(findings.notEvaluatedBefore),
    same: findings.unchanged.map(({ fingerprint }) => fingerprint).sort(),
    noise: findings.hidden,
  };
}

const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  better: "worse",
  worse: "better",
  neutral: "neutral",
  unknown: "unknown",
};

function mirrored(there: ReturnType<typeof outline>): ReturnType<typeof outline> {
  const turn = (changes: readonly string[]) =>
    changes
      .map((change) =>
        change.replace(/ (better|worse)/, (_, word: "better" | "worse") => ` ${OPPOSITE[word]}`),
      )
      .sort();
  return {
    ...there,
    changed: turn(there.changed),
    appeared: there.vanished,
    vanished: there.appeared,
    found: turn(there.resolved),
    resolved: turn(there.found),
    different: turn(there.different),
    later: there.earlier,
    earlier: there.later,
  };
}
