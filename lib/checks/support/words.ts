import type { ObjectRef } from "../../inventory/model.ts";

/** "1 pod", "3 pods". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** "a", "a and b", "a, b and c", "a, b, c and 7 more": what a sentence can carry. */
export function listed(names: readonly string[], most = 3): string {
  if (names.length <= most) {
    const last = names.at(-1);
    if (last === undefined) return "none";
    return names.length === 1 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
  }
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** Each once, in code point order, so that a sentence reads the same at every scan. */
export function sorted(names: Iterable<string>): string[] {
  return [...new Set(names)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** "shop/cart", or "worker-1" for cluster scope. */
export function placed({ namespace, name }: Pick<ObjectRef, "namespace" | "name">): string {
  return namespace === null ? name : `${namespace}/${name}`;
}
