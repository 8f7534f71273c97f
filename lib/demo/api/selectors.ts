import { field, type KubeObject, text } from "../json.ts";

export type Matches = (object: KubeObject) => boolean;

/** A selector that cannot be parsed or names a field the server does not index: answered with 400. */
export class BadSelector extends Error {
  override readonly name = "BadSelector";
}

/**
 * Parses `labelSelector`: "app=cart,tier!=db,env in (a,b),track notin (canary),owned,!legacy".
 * Source: kubernetes/apimachinery pkg/labels/selector.go.
 * @throws BadSelector
 */
export function labelSelector(selector: string): Matches {
  const requirements = splitOutsideParentheses(selector).map(labelRequirement);
  return (object) => requirements.every((matches) => matches(object));
}

/**
 * Parses `fieldSelector`: "metadata.name=istio,metadata.namespace!=default". Kinds index few fields; pods some more.
 * @throws BadSelector
 */
export function fieldSelector(selector: string, plural: string): Matches {
  const requirements = selector
    .split(",")
    .filter((part) => part !== "")
    .map((part) => fieldRequirement(part, plural));
  return (object) => requirements.every((matches) => matches(object));
}

function splitOutsideParentheses(selector: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const character of selector) {
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character === "," && depth === 0) {
      parts.push(part);
      part = "";
    } else {
      part += character;
    }
  }
  return [...parts, part].map((piece) => piece.trim()).filter((piece) => piece !== "");
}

const KEY = "([A-Za-z0-9][-A-Za-z0-9_./]*)";
const SET = new RegExp(`^${KEY} +(in|notin) *\\(([^()]*)\\)$`);
const EQUALITY = new RegExp(`^${KEY} *(==?|!=) *([-A-Za-z0-9_.]*)$`);
const EXISTENCE = new RegExp(`^(!?) *${KEY}$`);

function labelRequirement(requirement: string): Matches {
  const set = SET.exec(requirement);
  if (set) {
    const [, key = "", operator, list = ""] = set;
    const values = list.split(",").map((value) => value.trim());
    return (object) => {
      const value = label(object, key);
      return operator === "in"
        ? value !== undefined && values.includes(value)
        : value === undefined || !values.includes(value);
    };
  }

  const equality = EQUALITY.exec(requirement);
  if (equality) {
    const [, key = "", operator, wanted] = equality;
    return (object) => (label(object, key) === wanted) === (operator !== "!=");
  }

  const existence = EXISTENCE.exec(requirement);
  if (existence) {
    const [, not, key = ""] = existence;
    return (object) => (label(object, key) === undefined) === (not === "!");
  }
  throw new BadSelector(
    `unable to parse requirement: found '${requirement}', expected: an operator`,
  );
}

function label({ metadata }: KubeObject, key: string): string | undefined {
  return metadata.labels && Object.hasOwn(metadata.labels, key) ? metadata.labels[key] : undefined;
}

const INDEXED: Readonly<Record<string, readonly string[]>> = {
  pods: ["spec.nodeName", "spec.serviceAccountName", "status.phase"],
  secrets: ["type"],
  nodes: ["spec.unschedulable"],
};

function fieldRequirement(requirement: string, plural: string): Matches {
  const [, path = "", operator, wanted] = /^([\w.]+)(==?|!=)(.*)$/.exec(requirement) ?? [];
  const known = ["metadata.name", "metadata.namespace", ...(INDEXED[plural] ?? [])];
  if (!known.includes(path)) {
    throw new BadSelector(`field label not supported: ${path}`);
  }
  return (object) => (text(field(object, ...path.split("."))) === wanted) === (operator !== "!=");
}
