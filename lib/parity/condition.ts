/** Conditions on one object, as the rules of features write them, compiled to functions. */
import { compilePath, isMap, type Reach, TooLarge } from "./path.ts";
import type { Condition } from "./schema.ts";

/** Whether an object satisfies a condition. @throws TooLarge */
export type Holds = (object: unknown) => boolean;

/**
 * @param compile what makes a path walkable: `compilePath`, or what shares its walks with other conditions.
 * @throws Error for a path or a pattern that does not compile, or a value of the wrong kind.
 */
export function compileCondition(
  condition: Condition,
  compile: (path: string) => Reach = compilePath,
): Holds {
  const { op, whenAbsent = false } = condition;
  if (condition.path === undefined) {
    if (op !== "exists") throw new Error(`"${op}" needs a path.`);
    return () => true;
  }
  const reach = compile(condition.path);
  const satisfies = satisfier(condition);
  const trueOfNothing = whenAbsent || TRUE_OF_NOTHING.has(op);

  return (object) => {
    const values = reach(object);
    return values.length === 0 ? trueOfNothing : values.some(satisfies);
  };
}

const TRUE_OF_NOTHING = new Set(["absent", "empty", "absentOrContains"]);

function satisfier({ op, value }: Condition): (reached: unknown) => boolean {
  switch (op) {
    case "exists":
      return () => true;
    case "absent":
      return () => false;
    case "notEmpty":
      return (reached) => !isEmpty(reached);
    case "empty":
      return isEmpty;
    case "equals":
      return (reached) => reached === value;
    case "notEquals":
      return (reached) => reached !== value;
    case "in": {
      const wanted = new Set<unknown>(listOf(value));
      return (reached) => wanted.has(reached);
    }
    case "notIn": {
      const known = new Set<unknown>(listOf(value));
      return (reached) => !known.has(reached);
    }
    case "contains":
      return (reached) => contains(reached, value);
    case "notContains":
      return (reached) => !contains(reached, value);
    case "absentOrContains":
      // A repeated field that is empty is one that was left out.
      return (reached) => isEmpty(reached) || contains(reached, value);
    case "regex": {
      const pattern = new RegExp(textValue(value));
      return (reached) => pattern.test(textOf(reached));
    }
    case "keyRegex": {
      const pattern = new RegExp(textValue(value));
      return (reached) => isMap(reached) && Object.keys(reached).some((key) => pattern.test(key));
    }
    case "countDistinctAbove":
      throw new Error("countDistinctAbove is not a condition on one object.");
  }
}

function listOf(value: Condition["value"]): readonly unknown[] {
  if (typeof value !== "object") throw new Error("A list of values is missing.");
  return value;
}

function textValue(value: Condition["value"]): string {
  if (typeof value !== "string") throw new Error("A pattern is missing.");
  return value;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === "" || (isMap(value) && Object.keys(value).length === 0);
}

/** Membership of a list, equality with anything else. */
function contains(reached: unknown, value: unknown): boolean {
  return Array.isArray(reached) ? reached.includes(value) : reached === value;
}

/** The longest text that a pattern is tried on, in UTF-16 units. */
const LONGEST = 1024 * 1024;
const DEEPEST = 100;

/** A text as it is, anything else as its JSON, within limits that hold for objects nested or shared without end. */
function textOf(value: unknown): string {
  if (typeof value === "string") {
    if (value.length > LONGEST) throw new TooLarge();
    return value;
  }
  let text = "";
  const write = (piece: string) => {
    text += piece;
    if (text.length > LONGEST) throw new TooLarge();
  };
  const walk = (part: unknown, depth: number): void => {
    if (depth > DEEPEST) throw new TooLarge();
    if (Array.isArray(part)) {
      write("[");
      for (const [index, element] of part.entries()) {
        if (index > 0) write(",");
        walk(element, depth + 1);
      }
      write("]");
    } else if (isMap(part)) {
      let between = "{";
      for (const key of Object.keys(part)) {
        write(`${between}${JSON.stringify(key)}:`);
        walk(part[key], depth + 1);
        between = ",";
      }
      write(between === "{" ? "{}" : "}");
    } else write(JSON.stringify(part) ?? "null");
  };
  walk(value, 0);
  return text;
}
