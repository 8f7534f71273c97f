import type { ObjectRef } from "./model.ts";

/** One text per object, to be used as a map key. No part of a Kubernetes name can contain the separator. */
export function refKey(ref: ObjectRef): string {
  return `${ref.group}|${ref.kind}|${ref.namespace === null ? "" : ref.namespace}|${ref.name}`;
}

export function sameRef(a: ObjectRef, b: ObjectRef): boolean {
  return (
    a.name === b.name && a.namespace === b.namespace && a.kind === b.kind && a.group === b.group
  );
}

/** "Deployment shop/cart", or "Node worker-1" for cluster scope. */
export function refText(ref: ObjectRef): string {
  return ref.namespace === null
    ? `${ref.kind} ${ref.name}`
    : `${ref.kind} ${ref.namespace}/${ref.name}`;
}
