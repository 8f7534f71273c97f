/** The fleet's estimate in words. */
import { counted } from "@/lib/format.ts";
import type { FleetEstimate, FleetSavings } from "@/lib/savings/fleet.ts";
import { figureText, moneyText, type Resource, rangeText, shareText } from "./words.ts";

export interface FleetAnswer {
  readonly sentence: string;
  /** The sentence says what it is worth. */
  readonly priced: boolean;
  /** What is in no sum or in one of its own, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The answer by request; null when no cluster can be estimated.
 * @param refused why values of the address were not taken
 */
export function fleetAnswer(
  { requests: [sum, ...others], unread }: FleetSavings,
  refused: readonly string[],
  locale: string,
): FleetAnswer | null {
  const [low, likely, high] = sum?.estimates ?? [];
  if (!sum || !low || !likely || !high) return null;
  const amount = (resource: Resource) =>
    figureText(likely.sidecars[resource], resource, locale) ?? "an unknown amount";
  const range = rangeText(low.saved.memory, high.saved.memory, "memory", locale);
  const freed =
    range === null ? "frees an unknown amount of memory" : `would free ${range} of memory`;
  const money = likely.usdPerMonth && moneyText(likely.usdPerMonth, locale);
  return {
    sentence: `Sidecars that can leave request ${amount("memory")} and ${amount("cpu")} in ${counted(sum.clusters.length, "cluster", "clusters", locale)}. Moving them ${freed}${money ? `, likely ${money} a month` : ""}.`,
    priced: money !== null,
    notes: [
      ...refused.map((because) => `Not taken from the address: ${because}`),
      ...unread.map(({ name }) => `Pods of ${name} could not be read: it is in no sum.`),
      ...others
        .flatMap(({ clusters }) => clusters)
        .map(
          ({ name }) =>
            `The snapshot of ${name} does not know what each sidecar requests: it has a sum of its own, with the assumed request.`,
        ),
    ],
  };
}

/** "84 %, 12–15 GiB": the likely share of what sidecars take, and from low to high. */
export function savedNote(
  [low, likely, high]: readonly FleetEstimate[],
  resource: Resource,
  locale: string,
): string {
  if (!low || !likely || !high) return "";
  return [
    shareText(likely.savedShare[resource], locale),
    rangeText(low.saved[resource], high.saved[resource], resource, locale),
  ]
    .filter((text) => text !== null)
    .join(", ");
}
