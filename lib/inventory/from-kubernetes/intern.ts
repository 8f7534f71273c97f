/**
 * Keeps equal things once. A cluster has few pod templates and many pods, so fifty thousand pods stay small when
 * those of one template share their shape.
 */
import type { ObjectRef, PodShape } from "../model.ts";
import { isRaw } from "./raw.ts";

export interface Interner {
  text(value: string): string;
  ref(ref: ObjectRef): ObjectRef;
  shape(shape: PodShape): PodShape;
}

/** How many shapes that look alike at first sight are compared before a new one is kept as it is. */
const COMPARED = 16;

export function createInterner(): Interner {
  const texts = new Map<string, string>();
  const refs = new Map<string, ObjectRef>();
  const shapes = new Map<string, unknown[]>();
  const parts = new Map<string, unknown[]>();

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
    shape(shape) {
      return keepOne(shapes, shapeKey(shape), shape, () => ({
        ...shape,
        // Pods of a StatefulSet differ in a label only: the long part is shared.
        containers: keepOne(parts, containersKey(shape), shape.containers, () => shape.containers),
      }));
    },
  };
}

function keepOne<T>(kept: Map<string, unknown[]>, key: string, value: T, make: () => T): T {
  const bucket = kept.get(key);
  const known = bucket?.find((each): each is T => sameValue(each, value));
  if (known !== undefined) return known;

  const made = make();
  if (!bucket) kept.set(key, [made]);
  else {
    bucket.unshift(made);
    if (bucket.length > COMPARED) bucket.pop();
  }
  return made;
}

function shapeKey(shape: PodShape): string {
  let key = `${shape.class} ${shape.serviceAccount}`;
  for (const label in shape.labels) key += `\n${label}=${shape.labels[label]}`;
  return key;
}

function containersKey(shape: PodShape): string {
  return shape.containers.map(({ name, image }) => `${name}=${image}`).join("\n");
}

/** Structural equality of plain data: lists, maps and primitives. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((each, index) => sameValue(each, b[index]))
    );
  }
  if (!isRaw(a) || !isRaw(b)) return false;

  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}
