/** The estimate in words and numbers. */
import { bytes, count, cpu, percent, type Quantity, quantityText } from "@/lib/format.ts";
import { type Bound, exactly, type Figure, sum } from "@/lib/savings/figure.ts";
import type { SavingsInput } from "@/lib/savings/input.ts";
import type { Amounts, Estimate, Scenario } from "@/lib/savings/model.ts";

export type Resource = keyof Amounts;

export const SCENARIO_WORDS: Readonly<Record<Scenario, { word: string; note: string }>> = {
  low: { word: "Low", note: "a waypoint for every service, recommended ones too" },
  likely: { word: "Likely", note: "by the assumptions" },
  high: { word: "High", note: "only required waypoints, one for each namespace" },
};

export const USAGE_SOURCES: Readonly<Record<NonNullable<SavingsInput["usageSource"]>, string>> = {
  prometheus: "Prometheus",
  "metrics-api": "metrics.k8s.io",
  "bug-report": "a bug report",
};

export function quantity(value: number, resource: Resource, locale: string): Quantity {
  return resource === "memory" ? bytes(value, locale) : cpu(value, locale);
}

const SIGNS: Readonly<Record<Bound, string>> = {
  exact: "",
  "at-least": "≥ ",
  "at-most": "≤ ",
  open: "≈ ",
};

export const BOUND_WORDS: Readonly<Record<Bound, string>> = {
  exact: "",
  "at-least": "at least",
  "at-most": "at most",
  open: "may be off in either direction",
};

/** "≥ 6.2 GiB"; null when nothing is known. */
export function figureText(
  { value, bound }: Figure,
  resource: Resource,
  locale: string,
): string | null {
  // "At least nothing" tells nothing.
  if (value === null || (value === 0 && bound === "at-least")) return null;
  return `${SIGNS[bound]}${quantityText(quantity(value, resource, locale))}`;
}

export function shareText({ value, bound }: Figure, locale: string): string | null {
  return value === null ? null : `${SIGNS[bound]}${quantityText(signedPercent(value, locale))}`;
}

/** "USD 251": whole dollars from ten on. */
export function moneyText({ value, bound }: Figure, locale: string): string | null {
  if (value === null) return null;
  const digits = Math.abs(value) < 10 ? 2 : 0;
  const text = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: "USD",
    currencyDisplay: "code",
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value);
  return `${SIGNS[bound]}${text}`;
}

/** "6–13 GiB", "900 MiB–1.2 GiB", "6 GiB" where both ends read the same; null when nothing is known of either. */
export function rangeText(
  one: Figure,
  other: Figure,
  resource: Resource,
  locale: string,
): string | null {
  const ends = [one, other].flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  if (ends.length === 0) return null;
  const [from, to] = [quantity(low, resource, locale), quantity(high, resource, locale)];
  const sign = SIGNS[one.bound === other.bound ? one.bound : "open"];
  if (quantityText(from) === quantityText(to)) return `${sign}${quantityText(to)}`;
  const start = from.unit === to.unit ? from.value : quantityText(from);
  return `${sign}${start}–${quantityText(to)}`;
}

/** What the sidecars of all namespaces request here, those that should stay included. */
export function allSidecars({ namespaces }: SavingsInput): Amounts {
  return {
    memory: sum(namespaces.map(({ requested }) => exactly(requested.memory))),
    cpu: sum(namespaces.map(({ requested }) => exactly(requested.cpu))),
  };
}

/** What limits the estimate, one sentence each. */
export function limits(
  input: SavingsInput,
  { likely, moved }: { readonly likely: Estimate; readonly moved: number },
  locale: string,
): string[] {
  const staying = input.namespaces.length - moved;
  const unrated = input.namespaces.filter(({ rps }) => rps === null).length;
  const undecided = input.namespaces.filter(({ need }) => need === "could-not-tell").length;
  return [
    ...(likely.ztunnel.memory.value === null
      ? [
          "Nodes could not be counted, so ztunnel is missing on the side of ambient: give their number in the assumptions.",
        ]
      : []),
    ...(input.requestSource === "assumed"
      ? [
          "This snapshot does not know what each sidecar requests; the assumed request is used instead. A new scan reads it.",
        ]
      : []),
    ...(input.unset > 0
      ? [
          `${count(input.unset, locale)} ${input.unset === 1 ? "sidecar requests" : "sidecars request"} no memory or no CPU: nothing is reserved for them, and nothing is freed.`,
        ]
      : []),
    ...(staying > 0
      ? [
          `${count(staying, locale)} ${staying === 1 ? "namespace that should stay on sidecars is" : "namespaces that should stay on sidecars are"} left out of the estimate.`,
        ]
      : []),
    ...(undecided > 0
      ? [
          `For ${count(undecided, locale)} ${undecided === 1 ? "namespace" : "namespaces"} it could not be told whether a waypoint is needed: low and likely count one, high does not.`,
        ]
      : []),
    ...(unrated > 0 && likely.waypoints > 0
      ? [
          `Request rates of ${count(unrated, locale)} ${unrated === 1 ? "namespace are" : "namespaces are"} not measured: waypoints are counted there with their smallest number of replicas.`,
        ]
      : []),
    ...(input.ztunnelRuns > 0
      ? [
          `ztunnel runs on ${count(input.ztunnelRuns, locale)} ${input.ztunnelRuns === 1 ? "node" : "nodes"} already: what it takes there is paid now and is not counted again.`,
        ]
      : []),
    ...(input.cniIsNew
      ? ["istio-cni was not found here, so its requests are counted on every node."]
      : []),
    ...input.gaps,
  ];
}

/** Whole percent with its sign; a share of nothing is not asked for. */
function signedPercent(share: number, locale: string): Quantity {
  if (share >= 0) return percent(share, locale);
  return { value: `−${count(Math.round(-share * 100), locale)}`, unit: "%" };
}
