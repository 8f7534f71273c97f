/**
 * What was measured as rows, ready to be stored. Worked out where it is measured, in a thread that needs no database.
 */
import {
  MESH_PARTS,
  type MeasuredPoint,
  type MeasuredTotals,
  type Measurement,
  type MeshPart,
} from "../snapshot/measurement.ts";
import type { MoveComparison } from "../snapshot/moves.ts";
import { kept, type PackedNamespaces, packNamespaces } from "./measured-columns.ts";
import { encodeMeasurement } from "./measurement-codec.ts";
import { storable, storableJson } from "./text.ts";

/** A measurement on its way into the database: plain data that may cross a thread. */
export interface PreparedMeasurement {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly point: PreparedPoint;
}

export interface PreparedPoint extends Omit<MeasuredTotals, "parts"> {
  readonly parts: StoredParts;
  readonly namespaces: PackedNamespaces;
}

/** Proxies, memory and CPU by part. A part that was not measured is absent. */
type StoredParts = Partial<Record<MeshPart, readonly (number | null)[]>>;

/** Comparisons on their way into the database: plain data that may cross a thread. */
export type PreparedMoves = string;

export const NO_MOVES: PreparedMoves = "[]";

export function prepareMeasurement(measurement: Measurement): PreparedMeasurement {
  return { bytes: encodeMeasurement(measurement), point: preparePoint(measurement) };
}

export function preparePoint({
  at,
  source,
  trafficSource,
  window,
  parts,
  namespaces,
}: MeasuredPoint): PreparedPoint {
  const stored = MESH_PARTS.flatMap((part) => {
    const usage = parts[part];
    return usage ? [[part, [usage.proxies, usage.memory, usage.cpu].map(kept)] as const] : [];
  });
  return {
    at,
    source,
    ...(trafficSource ? { trafficSource } : {}),
    window: window === null ? null : Math.round(window),
    parts: Object.fromEntries(stored),
    namespaces: packNamespaces(namespaces, storable),
  };
}

export function prepareMoves(comparisons: readonly MoveComparison[]): PreparedMoves {
  return JSON.stringify(
    comparisons.map((comparison) => ({
      namespace: storable(comparison.move.namespace),
      enrolledAt: comparison.move.enrolledAt,
      final: comparison.final,
      comparison: storableJson(comparison),
    })),
  );
}
