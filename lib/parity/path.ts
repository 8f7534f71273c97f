/**
 * Paths into Kubernetes objects, as the rules of features write them: dotted fields, `['key']` for a key with dots,
 * `[]` for any element, `[name=x]` for elements with that field value, `*` for any key and `{a,b}` for alternatives.
 */

/** The values a path leads to in one object; null counts as absent. @throws TooLarge */
export type Reach = (object: unknown) => readonly unknown[];

/** An object of a size or depth that no rule is asked of. Whether it satisfies one stays unknown. */
export class TooLarge extends Error {
  override readonly name = "TooLarge";
}

/** @throws Error for a text that is no path. */
export function compilePath(path: string): Reach {
  const steps = stepsOf(path);
  const fork = steps.findIndex((step) => nameOf(step) === null);
  const names = steps
    .slice(0, fork < 0 ? steps.length : fork)
    .flatMap((step) => nameOf(step) ?? []);
  const rest = steps.slice(names.length);

  return (object) => {
    // Most rules end before their path forks, and they are asked of every object.
    let value = object;
    for (const name of names) {
      value = fieldOf(value, name);
      if (value === undefined || value === null) return NOWHERE;
    }
    let values: readonly unknown[] = [value];
    for (const step of rest) {
      if (values.length === 0) return NOWHERE;
      values = advance(values, step);
    }
    return values;
  };
}

const NOWHERE: readonly unknown[] = [];

/** Compiles paths for rules that are asked of one object after the other. */
export interface SharedPaths {
  /** `compilePath`, but walked once for an object, by however many rules. */
  readonly compile: (path: string) => Reach;
  /** To be called after every object: nothing of it is kept. */
  readonly forget: () => void;
}

export function sharedPaths(): SharedPaths {
  const walks = new Map<string, Walk>();
  return {
    compile(path) {
      const walk = walks.get(path) ?? { reach: compilePath(path), object: null, values: NOWHERE };
      walks.set(path, walk);
      return (object) => {
        if (walk.object === object) return walk.values;
        walk.values = walk.reach(object);
        walk.object = object;
        return walk.values;
      };
    },
    forget() {
      for (const walk of walks.values()) {
        walk.object = null;
        walk.values = NOWHERE;
      }
    },
  };
}

/** A path and the object that it was last walked in; null: none. */
interface Walk {
  readonly reach: Reach;
  object: unknown;
  values: readonly unknown[];
}

/** The name of a step to one field; null when it may lead to several values. */
function nameOf(step: Step): string | null {
  return step.to === "fields" && step.names.length === 1 ? (step.names[0] ?? null) : null;
}

type Step =
  | { readonly to: "fields"; readonly names: readonly string[] }
  | { readonly to: "any-key" }
  | { readonly to: "elements"; readonly where: readonly [field: string, value: string] | null };

/** Values that one step may lead to; the largest object that etcd takes stays below it. */
const MOST_VALUES = 100_000;

function advance(values: readonly unknown[], step: Step): readonly unknown[] {
  const reached: unknown[] = [];
  const add = (value: unknown) => {
    if (value === undefined || value === null) return;
    if (reached.length >= MOST_VALUES) throw new TooLarge();
    reached.push(value);
  };
  for (const value of values) {
    switch (step.to) {
      case "fields":
        for (const name of step.names) add(fieldOf(value, name));
        break;
      case "any-key":
        if (isMap(value)) for (const key of Object.keys(value)) add(value[key]);
        break;
      case "elements":
        if (!Array.isArray(value)) break;
        for (const element of value) {
          if (step.where === null || fieldOf(element, step.where[0]) === step.where[1])
            add(element);
        }
    }
  }
  return reached;
}

/** Own fields only, so that a label called "constructor" is nothing but a label. */
function fieldOf(value: unknown, name: string): unknown {
  return isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const STEP =
  /\.?(?:(?<field>[\w-]+)|(?<any>\*)|\{(?<names>[\w,-]+)\}|\['(?<key>[^']+)'\]|\[(?:(?<where>\w+)=(?<value>[\w.-]+))?\])/y;

function stepsOf(path: string): readonly Step[] {
  const steps: Step[] = [];
  for (let at = 0; at < path.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const found = STEP.exec(path)?.groups;
    if (!found)
      throw new Error(`"${path}" is no path: nothing is understood from character ${at}.`);
    const { field, any, names, key, where, value } = found;
    if (any !== undefined) steps.push({ to: "any-key" });
    else if (names !== undefined) steps.push({ to: "fields", names: names.split(",") });
    else if (field !== undefined || key !== undefined)
      steps.push({ to: "fields", names: [field ?? key ?? ""] });
    else
      steps.push({
        to: "elements",
        where: where === undefined || value === undefined ? null : [where, value],
      });
  }
  if (steps.length === 0) throw new Error("A path is empty.");
  return steps;
}
