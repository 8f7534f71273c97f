/** The rules of all features, compiled once: asked of every object while a scan or an import reads it. */
import { RESOURCES, type Resource } from "../inventory/from-kubernetes/resources.ts";
import type { Witnesses } from "../inventory/from-kubernetes/witnesses.ts";
import { compileCondition, type Holds } from "./condition.ts";
import { FEATURES } from "./features.ts";
import { compilePath, type SharedPaths, sharedPaths, TooLarge } from "./path.ts";
import type { Condition, Detect, Match } from "./schema.ts";

/** A rule of one kind of object. */
export interface Rule {
  /** Made from what the rule says, so that a changed rule has another name. */
  readonly name: string;
  /** null for a kind that no scan reads. */
  readonly resource: Resource | null;
  readonly kind: string;
  readonly scope: Match["scope"];
  /** The rule holds when more than this many different values were seen; null when one object is enough. */
  readonly moreThan: number | null;
}

/** One way to tell that a feature is in use. */
export interface Entry {
  readonly rule: Rule;
  readonly requires: readonly Rule[];
  readonly requiresAbsent: readonly Rule[];
}

/** Entries of each feature by its id; a feature that no object shows has none. */
export const ENTRIES: ReadonlyMap<string, readonly Entry[]> = new Map(
  FEATURES.map(({ id, detect }) => [id, detect.map(entryOf)]),
);

/** Prefix of the name of a rule that an object was too large for. */
export const DOUBT = "?";
/** Between the name of a rule and the value that was seen. */
export const SEEN = "=";

const COMPILED = compileAll();

/** What lib/parity looks for in every object: hand it to whoever reads. */
export const FEATURE_WITNESSES: Witnesses = {
  rules: [
    ...new Set(
      [...ENTRIES.values()]
        .flat()
        .flatMap(rulesOf)
        .map(({ name }) => name),
    ),
  ],
  see: ({ group, kind, slice }, raw) => {
    const own = satisfied(`${group}/${kind}`, raw);
    if (slice !== "workloads") return own;
    // A template that runs no pod now uses what its pods will use.
    const template = (kind === "CronJob" ? OF_CRON_JOBS : OF_WORKLOADS)(raw);
    return [...own, ...template.flatMap((pod) => satisfied("/Pod", pod))];
  },
};

/** The paths that the rules of one resource walk, so that a reader can be checked to deliver what they need. */
export function pathsOf({ group, kind }: Resource): readonly string[] {
  return matches()
    .filter((match) => match.group === group && match.kind === kind)
    .flatMap((match) => [match, ...(match.where ?? []), ...(match.unless ?? [])])
    .flatMap(({ path }) => path ?? []);
}

const NOTHING: readonly string[] = [];

const OF_WORKLOADS = compilePath("spec.template");
const OF_CRON_JOBS = compilePath("spec.jobTemplate.spec.template");

function satisfied(kind: string, raw: unknown): readonly string[] {
  const compiled = COMPILED.get(kind);
  if (compiled === undefined) return NOTHING;
  const names: string[] = [];
  for (const [name, ask] of compiled.rules) {
    try {
      for (const value of ask(raw)) names.push(`${name}${value}`);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      names.push(`${DOUBT}${name}`);
    }
  }
  compiled.paths.forget();
  return names;
}

/** What to add to the name of a rule that holds: nothing, or the values that were seen. */
type Ask = (raw: unknown) => readonly string[];

/** The rules of one kind, by their names, and the paths that they share. */
interface KindRules {
  readonly rules: Map<string, Ask>;
  readonly paths: SharedPaths;
}

function compileAll(): ReadonlyMap<string, KindRules> {
  const compiled = new Map<string, KindRules>();
  for (const match of matches()) {
    const kind = `${match.group}/${match.kind}`;
    const known = compiled.get(kind) ?? { rules: new Map(), paths: sharedPaths() };
    compiled.set(kind, known);
    const name = nameOf(match);
    if (!known.rules.has(name)) known.rules.set(name, compile(match, known.paths));
  }
  return compiled;
}

function matches(): readonly Match[] {
  return FEATURES.flatMap(({ detect }) =>
    detect.flatMap((entry) => [entry, ...(entry.requires ?? []), ...(entry.requiresAbsent ?? [])]),
  );
}

const HOLDS: readonly string[] = [""];

function compile(match: Match, paths: SharedPaths): Ask {
  const compiled = (condition: Condition) => compileCondition(condition, paths.compile);
  const where = (match.where ?? []).map(compiled);
  const unless = (match.unless ?? []).map(compiled);
  const applies: Holds = (raw) =>
    where.every((holds) => holds(raw)) && !unless.some((holds) => holds(raw));

  if (match.op === "countDistinctAbove") {
    if (match.path === undefined) throw new Error("countDistinctAbove needs a path.");
    const reach = paths.compile(match.path);
    return (raw) => (applies(raw) ? reach(raw).flatMap((value) => asSeen(value)) : NOTHING);
  }
  const holds = compiled(conditionOf(match));
  return (raw) => (holds(raw) && applies(raw) ? HOLDS : NOTHING);
}

function conditionOf({ path, op, value, whenAbsent }: Match): Condition {
  return {
    op,
    ...(path !== undefined && { path }),
    ...(value !== undefined && { value }),
    ...(whenAbsent !== undefined && { whenAbsent }),
  };
}

const LONGEST_VALUE = 100;

function asSeen(value: unknown): readonly string[] {
  return typeof value === "string" ? [`${SEEN}${value.slice(0, LONGEST_VALUE)}`] : [];
}

function entryOf(detect: Detect): Entry {
  return {
    rule: ruleOf(detect),
    requires: (detect.requires ?? []).map(ruleOf),
    requiresAbsent: (detect.requiresAbsent ?? []).map(ruleOf),
  };
}

function rulesOf({ rule, requires, requiresAbsent }: Entry): readonly Rule[] {
  return [rule, ...requires, ...requiresAbsent];
}

function ruleOf(match: Match): Rule {
  const { group, kind, scope, op, value } = match;
  const resource = RESOURCES.find((each) => each.group === group && each.kind === kind) ?? null;
  const distinct = op === "countDistinctAbove";
  if (distinct && typeof value !== "number") throw new Error("countDistinctAbove needs a number.");
  return {
    name: nameOf(match),
    resource,
    kind,
    scope,
    moreThan: distinct && typeof value === "number" ? value : null,
  };
}

function nameOf({ group, kind, where = [], unless = [], ...rest }: Match): string {
  return fingerprint(
    JSON.stringify([group, kind, conditionOf({ group, kind, ...rest }), where, unless]),
  );
}

/** 64 bits of FNV-1a, as two halves with different seeds; a test proves that no two rules share a name. */
function fingerprint(text: string): string {
  let one = 0x811c9dc5;
  let two = 0x01000193;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, 0x01000193);
    two = Math.imul(two ^ code, 0x85ebca6b);
  }
  return [one, two].map((half) => (half >>> 0).toString(36)).join("");
}
