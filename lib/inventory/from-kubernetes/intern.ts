/**
 * Keeps equal things once. A cluster has few pod templates and many pods, so fifty thousand pods stay small when
 * those of one template share their shape.
 */
import type { ObjectRef, PodShape, PodStart } from "../model.ts";
import { isRaw, type Raw } from "./raw.ts";

export interface Interner {
  text(value: string): string;
  ref(ref: ObjectRef): ObjectRef;
  start(start: PodStart): PodStart;
  /** The shape itself, or an equal one of the same owner, who has to come from `ref`. */
  shape(shape: PodShape, owner: ObjectRef | null): PodShape;
  /**
   * What `make` makes of these parts, or made the last time when they are the very same: a reader lets the objects of
   * pods that look alike share their parts.
   */
  kin(parts: readonly unknown[], make: () => Kin): Kin;
}

/** What the pods of one template have in common. */
export interface Kin {
  readonly shape: PodShape;
  readonly owner: ObjectRef | null;
}

/** No start takes so many. */
const MORE_THAN_SECONDS = 1_000_000;

/** How many shapes of one owner are compared before a new one is kept as it is. */
const COMPARED = 16;

export function createInterner(): Interner {
  const texts = new Map<string, string>();
  const refs = new Map<string, ObjectRef>();
  const starts = new Map<number, PodStart>();
  const shapes = new Map<ObjectRef | null, PodShape[]>();
  let last: { readonly parts: readonly unknown[]; readonly kin: Kin } | null = null;

  return {
    text(value) {
      const known = texts.get(value);
      if (known !== undefined) return known;
      texts.set(value, value);
      return value;
    },
    ref(ref) {
      const key = `${ref.group}/${ref.kind}/${ref.namespace}/${ref.name}`;
      const known = refs.get(key);
      if (known !== undefined) return known;
      refs.set(key, ref);
      return ref;
    },
    start(start) {
      const key = start.ready * MORE_THAN_SECONDS + (start.proxy === null ? -1 : start.proxy);
      const known = starts.get(key);
      if (known !== undefined) return known;
      starts.set(key, start);
      return start;
    },
    shape(shape, owner) {
      const bucket = shapes.get(owner);
      if (bucket === undefined) {
        shapes.set(owner, [shape]);
        return shape;
      }
      for (const known of bucket) if (sameShape(known, shape)) return known;

      // Pods of a StatefulSet differ in a label only: the long part is shared.
      const alike = bucket.find(({ containers }) => sameValue(containers, shape.containers));
      const kept = alike ? { ...shape, containers: alike.containers } : shape;
      bucket.unshift(kept);
      if (bucket.length > COMPARED) bucket.pop();
      return kept;
    },
    kin(parts, make) {
      if (last?.parts.every((part, index) => part === parts[index])) return last.kin;
      last = { parts, kin: make() };
      return last.kin;
    },
  };
}

/** Compares the cheapest and most telling parts first. */
function sameShape(a: PodShape, b: PodShape): boolean {
  return (
    a.class === b.class &&
    a.serviceAccount === b.serviceAccount &&
    a.hostNetwork === b.hostNetwork &&
    a.priorityClass === b.priorityClass &&
    sameValue(a.labels, b.labels) &&
    sameValue(a.containers, b.containers) &&
    sameValue(a.annotations, b.annotations) &&
    sameValue(a.nodeSelector, b.nodeSelector) &&
    sameValue(a.csiDrivers, b.csiDrivers) &&
    sameValue(a.hostPaths, b.hostPaths)
  );
}

/** Structural equality of plain data: lists, maps and primitives. Loops, because it runs for every field of every pod. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && sameList(a, b);
  return isRaw(a) && isRaw(b) && sameMap(a, b);
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) {
    if (!sameValue(a[index], b[index])) return false;
  }
  return true;
}

function sameMap(a: Raw, b: Raw): boolean {
  let entries = 0;
  for (const key in a) {
    entries += 1;
    if (!sameValue(a[key], b[key]) || !Object.hasOwn(b, key)) return false;
  }
  for (const _ in b) entries -= 1;
  return entries === 0;
}
