import type { Choice } from "./parity-filters.tsx";
import { IMPACTS, LAYERS, STATUSES, WAYPOINTS } from "./words.ts";

/** What each filter of a parity page offers. */
export const FILTER_CHOICES = {
  layer: choices(LAYERS, (text) => text),
  status: choices(STATUSES, (text) => text),
  impact: choices(IMPACTS, ({ word }) => word),
  waypoint: choices(WAYPOINTS, ({ word }) => word),
};

function choices<T>(words: Readonly<Record<string, T>>, textOf: (word: T) => string): Choice[] {
  return Object.entries(words).map(([value, word]) => ({ value, text: textOf(word) }));
}
