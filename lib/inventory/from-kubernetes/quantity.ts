/**
 * Kubernetes quantities ("128Mi", "1.5", "100m") as numbers.
 * Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */

/** Bytes, rounded up to a whole one; null for text that is no quantity. */
export function toBytes(quantity: unknown): number | null {
  const value = parse(quantity);
  return value === null ? null : Math.ceil(value);
}

/** Millicores, rounded up to a whole one; null for text that is no quantity. */
export function toMillicores(quantity: unknown): number | null {
  const value = parse(quantity);
  return value === null ? null : Math.ceil(value * 1000 - 1e-6);
}

/** The exact value, for measured quantities: rounding each up would add up. null for text that is no quantity. */
export function toExact(quantity: unknown): number | null {
  return parse(quantity);
}

const FACTORS: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

const QUANTITY =
  /^(\d{1,20}(?:\.\d{0,20})?|\.\d{1,20})(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d{1,2}))?$/;

/** A cluster writes the same few quantities again and again. */
const KNOWN = new Map<string, number | null>();
const MOST_KNOWN = 1000;

function parse(quantity: unknown): number | null {
  if (typeof quantity !== "string") return parseNew(quantity);
  const known = KNOWN.get(quantity);
  if (known !== undefined) return known;
  const value = parseNew(quantity);
  if (KNOWN.size < MOST_KNOWN && quantity.length < 48) KNOWN.set(quantity, value);
  return value;
}

function parseNew(quantity: unknown): number | null {
  if (typeof quantity === "number")
    return Number.isFinite(quantity) && quantity >= 0 ? quantity : null;
  if (typeof quantity !== "string" || quantity.length > 48) return null;

  const match = QUANTITY.exec(quantity);
  if (!match) return null;
  const [, number = "", suffix = "", exponent] = match;
  const factor = exponent === undefined ? FACTORS[suffix] : 10 ** Number(exponent);
  return factor === undefined ? null : Number(number) * factor;
}
