/** For tests: the fixtures of a check. What a fixture expects and how it was read stands in its first lines. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FixtureOptions } from "../../inventory/fixture.ts";
import { RESOURCES } from "../../inventory/from-kubernetes/resources.ts";
import type { Severity } from "../define.ts";

/** Findings that a fixture asks for: so many of one severity, and of one facet when it names one. */
export interface ExpectedFindings {
  readonly count: number;
  readonly severity: Severity;
  readonly facet: string | null;
}

export type Expectation =
  | { readonly outcome: "passed" }
  | { readonly outcome: "not-applicable" }
  | { readonly outcome: "undetermined" }
  | {
      readonly outcome: "failed";
      readonly findings: readonly ExpectedFindings[];
      /** Something could not be told besides. */
      readonly doubt: boolean;
    };

export interface Fixture {
  readonly file: string;
  readonly yaml: string;
  readonly expectation: Expectation;
  readonly options: FixtureOptions;
}

/** The folder of every check, from this file: tests may run from anywhere. */
export const CHECKS_FOLDER = join(import.meta.dirname, "..");

/** The fixtures of one check, by file name. @throws Error for a header that says nothing or something unknown. */
export function fixturesOf(id: string): Fixture[] {
  const folder = join(CHECKS_FOLDER, id, "fixtures");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => readFixture(file, readFileSync(join(folder, file), "utf8")));
}

/**
 * Reads the header of a fixture, comments before the first object:
 *
 *     # expected: one blocker (missing), two warnings: free text that says why
 *     # kubernetes: v1.31.5-gke.100
 *     # today: 2026-10-01
 *     # input: dump
 *     # unread: remoteSecrets, nodes
 *
 * Besides findings, "nothing" (it passes), "nothing to check" and "could not tell" can be expected; "and could not
 * tell" may follow findings. A file called clean-... expects nothing unless it says "nothing to check".
 */
export function readFixture(file: string, yaml: string): Fixture {
  const header = headerOf(yaml);
  const clean = file.startsWith("clean-");
  const [first] = yaml.split("\n", 1);
  if (!clean && first?.startsWith("# expected: ") !== true) {
    throw new Error(`The first line of ${file} does not say "# expected: ...".`);
  }

  const expected = header.get("expected");
  const expectation = expected === undefined ? NOTHING : parseExpectation(expected, file);
  if (clean && expectation.outcome !== "passed" && expectation.outcome !== "not-applicable") {
    throw new Error(`${file} is called clean but expects something.`);
  }
  if (!clean && expectation.outcome === "passed") {
    throw new Error(`${file} expects nothing: call it clean-${file}.`);
  }
  return { file, yaml, expectation, options: optionsOf(header, file) };
}

const NOTHING: Expectation = { outcome: "passed" };

function headerOf(yaml: string): Map<string, string> {
  const lines = yaml.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("#"));
  return new Map(
    lines.slice(0, end < 0 ? lines.length : end).flatMap((line) => {
      const found = HEADER.exec(line);
      return found?.[1] === undefined || found[2] === undefined ? [] : [[found[1], found[2]]];
    }),
  );
}

function parseExpectation(text: string, file: string): Expectation {
  const [said = ""] = text.split(":", 1);
  const phrase = said.trim();
  switch (phrase) {
    case "nothing":
      return NOTHING;
    case "nothing to check":
      return { outcome: "not-applicable" };
    case "could not tell":
      return { outcome: "undetermined" };
  }

  const doubt = phrase.endsWith(DOUBT);
  const list = doubt ? phrase.slice(0, -DOUBT.length) : phrase;
  const findings = list.split(/, | and /).map((part) => {
    const found = FINDINGS.exec(part.trim());
    const [, number = "", kind = "", facet] = found ?? [];
    const count = NUMBERS.indexOf(number);
    const severity = SEVERITIES.find((one) => kind === one || kind === `${one}s`);
    if (count < 1 || severity === undefined) {
      throw new Error(`${file} expects "${part}", which is no number of findings.`);
    }
    return { count, severity, facet: facet ?? null };
  });
  return { outcome: "failed", findings, doubt };
}

function optionsOf(header: ReadonlyMap<string, string>, file: string): FixtureOptions {
  const kubernetesVersion = header.get("kubernetes");
  const today = header.get("today");
  const input = header.get("input");
  const unread = header.get("unread")?.split(", ") ?? [];
  const refused = unread.map((slice) => {
    const known = RESOURCES.find((resource) => resource.slice === slice);
    if (known === undefined)
      throw new Error(`${file} leaves ${slice} unread; no slice has that name.`);
    return [known.slice, "not-permitted"] as const;
  });

  return {
    ...(kubernetesVersion === undefined
      ? {}
      : { kubernetesVersion: kubernetesVersion === "unknown" ? null : kubernetesVersion }),
    ...(today === undefined ? {} : { takenAt: `${today}T12:00:00Z` }),
    ...(input === "dump" || input === "live" ? { input } : {}),
    unread: Object.fromEntries(refused),
  };
}

const HEADER = /^# (expected|kubernetes|today|input|unread): (.+)$/;
const FINDINGS = /^([a-z]+) (blockers?|warnings?|infos?)(?: \(([a-z0-9-]+)\))?$/;
const DOUBT = " and could not tell";
const NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const SEVERITIES: readonly Severity[] = ["blocker", "warning", "info"];
