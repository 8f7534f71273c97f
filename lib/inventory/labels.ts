import type { LabelSelector, Labels } from "./model.ts";

/** A label or annotation by a key that came from outside: never answers from Object.prototype. */
export function labelOf(labels: Labels, key: string): string | undefined {
  return Object.hasOwn(labels, key) ? labels[key] : undefined;
}

/** True when every wanted label is there with that value; no wanted label matches everything. */
export function matchesLabels(wanted: Labels, labels: Labels): boolean {
  return Object.keys(wanted).every((key) => labelOf(labels, key) === labelOf(wanted, key));
}

/**
 * Kubernetes' LabelSelector: both parts must hold, and NotIn also matches where the key is absent.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  return (
    matchesLabels(selector.matchLabels, labels) &&
    selector.matchExpressions.every((expression) => matchesExpression(expression, labels))
  );
}

export function selectsEverything(selector: LabelSelector): boolean {
  return Object.keys(selector.matchLabels).length === 0 && selector.matchExpressions.length === 0;
}

/** Go's strconv.ParseBool, which istiod uses for its flags; null for every other text. https://pkg.go.dev/strconv#ParseBool */
export function parseBool(text: string): boolean | null {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : null;
}

/** A flag of a component: true only when it is set to something that Go reads as true. */
export function isOn(flags: Labels, name: string): boolean {
  const text = labelOf(flags, name);
  return text !== undefined && parseBool(text) === true;
}

/** The labels that namespace selectors see: the API server always adds the name, a manifest does not carry it. */
export function namespaceLabels(name: string, labels: Labels): Labels {
  return { ...labels, "kubernetes.io/metadata.name": name };
}

function matchesExpression(
  { key, operator, values }: LabelSelector["matchExpressions"][number],
  labels: Labels,
): boolean {
  const value = labelOf(labels, key);
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
  }
}

const TRUE = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const FALSE = new Set(["0", "f", "F", "FALSE", "false", "False"]);
