import type { Meta, ObjectRef } from "../inventory/model.ts";
import { refKey } from "../inventory/refs.ts";

/** The record of an object, by an index made once per list. undefined when there is none, or none could be read. */
export function recordOf<T extends Meta>(
  records: readonly T[] | null,
  ref: ObjectRef,
): T | undefined {
  if (records === null) return undefined;
  const at = indexOf(records).get(refKey(ref));
  return at === undefined ? undefined : records[at];
}

function indexOf(records: readonly Meta[]): ReadonlyMap<string, number> {
  const known = indexes.get(records);
  if (known) return known;
  const made = new Map(records.map(({ ref }, at) => [refKey(ref), at]));
  indexes.set(records, made);
  return made;
}

const indexes = new WeakMap<readonly Meta[], ReadonlyMap<string, number>>();
