import { describe, expect, it } from "vitest";
import { catalogue } from "../checks/catalogue.ts";
import { runCatalogue } from "../checks/run.ts";
import { type Fixture, fixturesOf } from "../checks/support/fixtures.ts";
import { collectedFrom } from "../inventory/fixture.ts";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import type { Collected, RecordName } from "../inventory/model.ts";
import { understand } from "../inventory/understand.ts";
import { assess } from "./assess.ts";
import type { NamespaceAssessment } from "./model.ts";

const RECORDS = [...new Set(RESOURCES.map(({ slice }) => slice))];

/** The better, the more it allows. A namespace that nobody judges is shown as having nothing to do. */
const HOPE: Record<string, number> = {
  "could-not-tell": 0,
  "stay-on-sidecar": 0,
  blocked: 1,
  "ready-with-work": 2,
  ready: 3,
  done: 4,
  none: 5,
};

describe.each(catalogue)("the fixtures of $id", ({ id }) => {
  it("no resource that could not be read makes a namespace look better, or need less", () => {
    const better = fixturesOf(id)
      .filter(({ expectation }) => expectation.outcome === "failed")
      .flatMap((fixture) => {
        const collected = collectedFrom(fixture.yaml, fixture.options);
        const whole = assessed(collected, fixture);
        const ways = RECORDS.flatMap((name) => [
          { name, read: "unread" as const },
          { name, read: "partial" as const },
        ]);
        return ways.flatMap(({ name, read }) => {
          const blind = assessed(without(name, read, collected), fixture);
          return whole.flatMap((before) => {
            const after = blind.find((one) => one.name === before.name);
            if (after === undefined) return [];
            const said = `${fixture.file} with ${name} ${read}: ${before.name}`;
            return [
              ...(hope(after) > hope(before)
                ? [`${said} is ${verdict(after)}, not ${verdict(before)}`]
                : []),
              ...(needs(before) >= 0 && needs(after) >= 0 && needs(after) < needs(before)
                ? [`${said} needs a waypoint: ${after.need}, not ${before.need}`]
                : []),
            ];
          });
        });
      });
    expect(better).toEqual([]);
  });
});

function assessed(collected: Collected, { options }: Fixture): readonly NamespaceAssessment[] {
  const inventory = understand(collected, options.takenAt ?? "2026-08-22T12:00:00Z");
  return assess(inventory, runCatalogue(inventory)).namespaces;
}

/** Nothing of a kind was read, or it was read in part and what matters is missing. */
function without(name: RecordName, read: "unread" | "partial", collected: Collected): Collected {
  const refused = { resource: name, reason: "not-permitted", detail: "Not permitted." } as const;
  const slices = { ...collected.slices, [name]: { read, items: [], unread: [refused] } };
  return { ...collected, slices };
}

function verdict({ verdict }: NamespaceAssessment): string {
  return verdict ?? "none";
}

function hope(one: NamespaceAssessment): number {
  return HOPE[verdict(one)] ?? Number.NaN;
}

/** Below 0 where it could not be told. */
function needs({ need }: NamespaceAssessment): number {
  return ["none", "recommended", "required"].indexOf(need);
}
