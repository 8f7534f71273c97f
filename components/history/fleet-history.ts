/** The histories of several clusters as one. */
import { eventsOf, type Remembered } from "@/lib/snapshot/events.ts";
import { fleetPoints } from "@/lib/snapshot/history.ts";
import type { Note, TrendPoint } from "@/lib/snapshot/history-model.ts";
import type { PlacedEvent } from "./event-words.ts";

export interface ClusterHistory extends Omit<Remembered, "notes"> {
  readonly name: string;
}

/** Points of all clusters together, and what happened to each of them and to the fleet, oldest first. */
export function fleetHistory(
  clusters: readonly ClusterHistory[],
  notes: readonly Note[],
): { readonly points: readonly TrendPoint[]; readonly events: readonly PlacedEvent[] } {
  const events: readonly PlacedEvent[] = [
    ...clusters.flatMap(({ name, ...remembered }) =>
      eventsOf({ ...remembered, notes: [] }).map((event) => ({ ...event, cluster: name })),
    ),
    ...eventsOf({ points: [], changes: [], lost: [], notes }),
  ];
  return {
    points: fleetPoints(clusters.map(({ points }) => points)),
    events: events.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)),
  };
}
