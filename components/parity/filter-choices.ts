import type { FilterChoice } from "../ui/filter-form.tsx";
import { IMPACTS, LAYERS, STATUSES, WAYPOINTS } from "./words.ts";

/** What each filter of a parity page offers. */
export const FILTER_CHOICES: readonly FilterChoice[] = [
  choice("layer", "Layer", LAYERS, (text) => text),
  choice("status", "Ambient", STATUSES, (text) => text),
  choice("impact", "Effect", IMPACTS, ({ word }) => word),
  choice("waypoint", "Waypoint", WAYPOINTS, ({ word }) => word),
];

function choice<T>(
  name: string,
  label: string,
  words: Readonly<Record<string, T>>,
  textOf: (word: T) => string,
): FilterChoice {
  const options = Object.entries(words).map(([value, word]) => ({ value, text: textOf(word) }));
  return { name, label, options };
}
