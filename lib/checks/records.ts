import type { Meta, ObjectRef } from "../inventory/model.ts";
import { refKey } from "../inventory/refs.ts";
import { oncePer } from "./once.ts";

/** The record of an object. undefined when there is none, or none could be read. */
export function recordOf<T extends Meta>(
  records: readonly T[] | null,
  ref: ObjectRef,
): T | undefined {
  if (records === null) return undefined;
  const at = positions(records).get(refKey(ref));
  return at === undefined ? undefined : records[at];
}

const positions = oncePer(
  (records: readonly Meta[]) => new Map(records.map(({ ref }, at) => [refKey(ref), at])),
);
