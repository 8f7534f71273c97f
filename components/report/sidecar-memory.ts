/** Memory of sidecars at the moment of a snapshot: what was measured to be used, and what pod specs request. */
import type { SavingsInput } from "@/lib/savings/input.ts";
import type { MeasuredTotals } from "@/lib/snapshot/measurement.ts";

export type UsedSource = NonNullable<SavingsInput["usageSource"]>;

export interface UsedMemory {
  /** Bytes. */
  readonly memory: number;
  readonly source: UsedSource;
}

/** Hours that a measurement may lie away from a snapshot and still be told as its own. */
export const CLOSE_HOURS = 24;

/** What sidecars used when a snapshot was taken; null when nobody measured it within a day. */
export function usedMemory(takenAt: string, totals: MeasuredTotals | undefined): UsedMemory | null {
  const memory = totals?.parts.sidecar?.memory ?? null;
  if (!totals || memory === null) return null;
  const apart = Math.abs(Date.parse(totals.at) - Date.parse(takenAt));
  const { source } = totals;
  if (apart > CLOSE_HOURS * 3_600_000 || source === "requested" || source === "published") {
    return null;
  }
  return { memory, source };
}
