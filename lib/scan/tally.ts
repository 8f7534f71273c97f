/** Adds up how far reading has come, resource by resource. */
import type { ReadingState } from "../cluster/read-resource.ts";
import type { ScanProgress } from "./progress.ts";

/** The part of a scan's progress that reading tells. */
export type Told = Pick<ScanProgress, "kindsDone" | "kindsTotal" | "objects" | "slow">;

const MOST_SLOW = 5;

export interface Tally {
  note(state: ReadingState): void;
  told(): Told;
}

export function createTally(): Tally {
  const states = new Map<string, ReadingState>();
  /** In the order they began, so that the one that takes longest comes first. */
  const reading = new Set<string>();

  return {
    note(state) {
      states.set(state.resource, state);
      if (state.state === "reading") reading.add(state.resource);
      else reading.delete(state.resource);
    },
    told() {
      const all = [...states.values()];
      return {
        kindsDone: all.filter(({ state }) => state !== "waiting" && state !== "reading").length,
        kindsTotal: all.length,
        objects: all.reduce((sum, { objects }) => sum + objects, 0),
        slow: [...reading].slice(0, MOST_SLOW),
      };
    },
  };
}
