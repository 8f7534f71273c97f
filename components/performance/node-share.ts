/** How much of what nodes can give the mesh takes, by part. Used and requested are two answers and never one. */
import {
  MESH_PARTS,
  type MeasuredTotals,
  type MeshPart,
  type Usage,
} from "@/lib/snapshot/measurement.ts";
import type { Resource } from "./address.ts";

export interface NodeShare {
  /** Of all that nodes can give, 0 to 1. */
  readonly share: number;
  /** Bytes or millicores. */
  readonly taken: number;
  /** Parts that take something, as shares of all that nodes can give. */
  readonly parts: readonly {
    readonly part: MeshPart;
    readonly taken: number;
    readonly share: number;
  }[];
  /** Some parts are not known, so the share is at least this. */
  readonly atLeast: boolean;
}

/** null when nodes or all parts are unknown. */
export function nodeShare(
  parts: MeasuredTotals["parts"] | Readonly<Record<MeshPart, Usage>>,
  allocatable: number | null,
  resource: Resource,
): NodeShare | null {
  if (!allocatable) return null;
  const known = MESH_PARTS.flatMap((part) => {
    const taken = parts[part]?.[resource] ?? null;
    return taken === null ? [] : [{ part, taken, share: taken / allocatable }];
  });
  if (known.length === 0) return null;
  const taken = known.reduce((sum, each) => sum + each.taken, 0);
  return {
    share: taken / allocatable,
    taken,
    parts: known.filter((each) => each.taken > 0),
    atLeast: (parts.sidecar?.[resource] ?? null) === null,
  };
}
