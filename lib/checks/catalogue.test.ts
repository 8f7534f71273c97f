import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FACT_SOURCES, type Inventory, type SliceName } from "../inventory/facts.ts";
import { collectedFrom, inventoryFrom } from "../inventory/fixture.ts";
import type { Collected, RecordName } from "../inventory/model.ts";
import { understand } from "../inventory/understand.ts";
import { CATALOGUE_VERSION, catalogue, checkById } from "./catalogue.ts";
import type { Finding, Severity } from "./define.ts";
import { readReadme } from "./readmes.ts";
import { CHECKS_FOLDER, type Expectation, type Fixture, fixturesOf } from "./support/fixtures.ts";
import { handMade } from "./support/hand-made.ts";

const ids = catalogue.map(({ id }) => id);

describe("the catalogue", () => {
  it("lists every folder that holds a check, and no check without a folder", () => {
    const folders = readdirSync(CHECKS_FOLDER, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !["data", "support"].includes(entry.name))
      .map(({ name }) => name);
    expect([...ids].sort()).toEqual(folders.sort());
    expect(
      folders.filter((folder) => !existsSync(join(CHECKS_FOLDER, folder, "check.ts"))),
    ).toEqual([]);
  });

  it("names each check once, by a slug", () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !SLUG.test(id))).toEqual([]);
  });

  it("finds a check by its id, and none by another text", () => {
    for (const check of catalogue) expect(checkById(check.id)).toBe(check);
    for (const text of ["", "../etc", "__proto__", "constructor"]) {
      expect(checkById(text)).toBeUndefined();
    }
  });

  it("has a version", () => expect(CATALOGUE_VERSION).toMatch(/^\d+(\.\d+)*$/));

  it("reads no page but those of its checks", async () => {
    await expect(readReadme("../../../package.json")).rejects.toThrow("no check of that id");
  });
});

describe.each(catalogue.map((check) => ({ id: check.id, check })))("$id", ({ id, check }) => {
  const fixtures = fixturesOf(id);

  it("says what holds when it passes, and what it is called when it fails", () => {
    expect(check.title).toMatch(/^[A-Za-z].{10,90}[^.]$/);
    expect(check.finds).toMatch(/^[A-Za-z].{10,70}[^.]$/);
  });

  it("names sources that can be opened", () => {
    expect(check.sources.length).toBeGreaterThan(0);
    for (const { title, url } of check.sources) {
      expect(title.trim()).not.toBe("");
      expect(new URL(url).protocol).toBe("https:");
    }
    expect(new Set(check.sources.map(({ url }) => url)).size).toBe(check.sources.length);
  });

  it("has a page with every section, filled", async () => {
    const sections = sectionsOf(await readReadme(id));
    expect(sections.map(({ heading }) => heading)).toEqual(SECTIONS);
    expect(sections.filter(({ text }) => text.length < 20)).toEqual([]);
    const linked = sections.at(-1)?.text ?? "";
    expect(check.sources.filter(({ url }) => !linked.includes(`(${url})`))).toEqual([]);
  });

  it("has fixtures, at least one clean and one with findings", () => {
    expect(fixtures.some(({ file }) => file.startsWith("clean-"))).toBe(true);
    expect(fixtures.some(({ expectation }) => expectation.outcome === "failed")).toBe(true);
  });

  it("declares the worst severity that it reports, and no worse one is ever reported", () => {
    const rank = (severity: Severity) => ["blocker", "warning", "info"].indexOf(severity);
    const worst = Math.min(...findingsIn(fixtures).map(({ severity }) => rank(severity)));
    expect(worst).toBe(rank(check.severity));
  });

  it("does not pass an inventory of which nothing was read", () => {
    const names = Object.keys(handMade().slices).filter(isSlice);
    const verdict = check.judge(names.reduce(withUnread, handMade()));
    expect(verdict.outcome).toBe("undetermined");
  });

  it.each(fixtures)("$file is judged as it says", (fixture) => {
    expect(summary(fixture)).toEqual(asSummary(fixture.expectation));
  });

  it.each(fixtures)(
    "$file: every finding says what, why and what to do, with evidence",
    (fixture) => {
      for (const finding of findingsIn([fixture])) expectComplete(finding);
    },
  );

  it.each(fixtures)("$file: nothing passes when a slice it reads was not read", (fixture) => {
    const inventory = inventoryFrom(fixture.yaml, fixture.options);
    for (const name of check.reads) {
      const verdict = check.judge(withUnread(inventory, name));
      expect([name, verdict.outcome]).toEqual([name, "undetermined"]);
    }
  });

  it.each(fixtures)("$file: nothing passes when a resource it needs was refused", (fixture) => {
    const collected = collectedFrom(fixture.yaml, fixture.options);
    for (const name of recordsNeeded(check.reads)) {
      const { outcome } = check.judge(understandWithout(name, collected, fixture));
      expect([name, outcome]).toEqual([name, "undetermined"]);
    }
  });

  it.each(fixtures.filter(({ expectation }) => expectation.outcome === "failed"))(
    "$file: no resource that could not be read turns the finding into a pass, or into nothing to check",
    (fixture) => {
      const collected = collectedFrom(fixture.yaml, fixture.options);
      for (const name of RECORDS) {
        for (const read of ["unread", "partial"] as const) {
          const { outcome } = check.judge(understandWithout(name, collected, fixture, read));
          expect([name, read, outcome]).not.toEqual([name, read, "passed"]);
          expect([name, read, outcome]).not.toEqual([name, read, "not-applicable"]);
        }
      }
    },
  );

  function findingsIn(some: readonly Fixture[]): readonly Finding[] {
    return some.flatMap(({ yaml, options }) => {
      const verdict = check.judge(inventoryFrom(yaml, options));
      return verdict.outcome === "failed" ? verdict.findings : [];
    });
  }

  function summary({ yaml, options, expectation }: Fixture) {
    const verdict = check.judge(inventoryFrom(yaml, options));
    if (verdict.outcome !== "failed") return { outcome: verdict.outcome };

    const facetted = expectation.outcome === "failed" ? expectation.findings : [];
    const said = verdict.findings.map(({ severity, facet }) => {
      const named = facetted.some(
        (one) => one.severity === severity && one.facet === (facet ?? null),
      );
      return named && facet !== undefined ? `${severity} (${facet})` : severity;
    });
    return { outcome: "failed", findings: said.sort(), doubt: verdict.unread.length > 0 };
  }
});

function asSummary(expectation: Expectation) {
  if (expectation.outcome !== "failed") return expectation;
  const findings = expectation.findings.flatMap(({ count, severity, facet }) =>
    Array.from({ length: count }, () => (facet === null ? severity : `${severity} (${facet})`)),
  );
  return { outcome: "failed", findings: findings.sort(), doubt: expectation.doubt };
}

function expectComplete({ problem, why, remedy, evidence, object, namespace, facet }: Finding) {
  for (const sentence of [problem, why, remedy.text]) {
    expect(sentence).toMatch(/^\S[\s\S]*[.:]$/);
    expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
  }
  expect(evidence.length).toBeGreaterThan(0);
  for (const { field, value, object: seen } of evidence) {
    expect([field, value, seen.kind, seen.name]).not.toContain("");
  }
  if (facet !== undefined) expect(facet).toMatch(SLUG);

  const names = [object, ...evidence.map((one) => one.object)].flatMap((ref) => [
    ref.name,
    ref.namespace,
  ]);
  for (const text of [remedy.command, remedy.yaml]) {
    if (text === undefined) continue;
    expect(text).not.toMatch(/<[a-z][^>]*>|undefined|null|NaN|\[object|\bTODO\b|\.\.\./);
    const known = [...names, namespace].filter((name) => name !== null);
    const byInstaller = /^istioctl (install|upgrade) |sailoperator\.io/m.test(text);
    expect(byInstaller || known.some((name) => text.includes(name)), text).toBe(true);
  }
}

function sectionsOf(markdown: string): { heading: string; text: string }[] {
  const [, ...parts] = markdown.split(/^## /m);
  return parts.map((part) => {
    const [heading = "", ...lines] = part.split("\n");
    return { heading: heading.trim(), text: lines.join("\n").trim() };
  });
}

function withUnread(inventory: Inventory, name: SliceName): Inventory {
  const refused = { resource: name, reason: "not-permitted", detail: "Not permitted." } as const;
  return {
    ...inventory,
    slices: { ...inventory.slices, [name]: { read: "unread", unread: [refused] } },
  };
}

function understandWithout(
  name: RecordName,
  collected: Collected,
  { options }: Fixture,
  read: "unread" | "partial" = "unread",
): Inventory {
  const refused = { resource: name, reason: "not-permitted", detail: "Not permitted." } as const;
  const slices = { ...collected.slices, [name]: { read, items: [], unread: [refused] } };
  return understand({ ...collected, slices }, options.takenAt ?? "2026-08-22T12:00:00Z");
}

function recordsNeeded(reads: readonly SliceName[]): RecordName[] {
  return [...new Set(reads.flatMap((name) => (isFact(name) ? FACT_SOURCES[name].needs : [name])))];
}

function isFact(name: SliceName): name is keyof typeof FACT_SOURCES {
  return Object.hasOwn(FACT_SOURCES, name);
}

function isSlice(name: string): name is SliceName {
  return Object.hasOwn(handMade().slices, name);
}

const SLUG = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const SECTIONS = ["What it finds", "Why it matters", "What to do", "Versions", "Sources"];
const RECORDS = Object.keys(handMade().slices)
  .filter(isSlice)
  .filter((name) => !isFact(name));
