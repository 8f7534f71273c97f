/** Doing the same for every slice of records. */
import type { Collected, RecordName, Slice } from "../model.ts";
import { PARSERS } from "./parsers.ts";

export const RECORD_NAMES: readonly RecordName[] = Object.keys(PARSERS).filter(
  (name): name is RecordName => Object.hasOwn(PARSERS, name),
);

/**
 * The slices of a collection. The cast is safe while `make` puts only records of a slice's own parser into it:
 * PARSERS does not compile unless it has every slice with the right type of record.
 */
export function bySlice(make: (name: RecordName) => Slice<unknown>): Collected["slices"] {
  return Object.fromEntries(RECORD_NAMES.map((name) => [name, make(name)])) as Collected["slices"];
}
