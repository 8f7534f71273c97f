import { count } from "@/lib/format.ts";
import type { BarPart } from "../ui/stacked-bar.tsx";

/** The words of a bar that has no room for a legend: its three largest parts, and how many are elsewhere. */
export function phaseCaption(parts: readonly BarPart[], locale: string): string {
  const largest = parts
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount)
    .slice(0, 3);
  const named = largest.map(({ amount, word }) => `${count(amount, locale)} ${word}`);
  const rest =
    parts.reduce((sum, { amount }) => sum + amount, 0) -
    largest.reduce((sum, { amount }) => sum + amount, 0);
  return [...named, ...(rest > 0 ? [`${count(rest, locale)} in other phases`] : [])].join(", ");
}
