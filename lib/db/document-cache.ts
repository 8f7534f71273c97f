/** Documents that pages asked for lately, and the bases they are stored against. None ever changes, so none goes stale. */
import type { OpenBase } from "../snapshot/codec.ts";
import type { SnapshotDocument } from "../snapshot/document.ts";

export interface Weighed<T> {
  readonly value: T;
  /** Bytes of its JSON. */
  readonly weight: number;
}

interface Cache<T> {
  /** What is kept weighs no more together. */
  readonly room: number;
  /** Least used first: a map keeps its order of insertion, and every use inserts again. */
  readonly loaded: Map<string, Weighed<T>>;
  readonly loading: Map<string, Promise<Weighed<T>>>;
}

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessDocuments:
    | { readonly documents: Cache<SnapshotDocument>; readonly bases: Cache<OpenBase> }
    | undefined;
}

/** Sixteen documents of 1,000 namespaces, which share most of their memory when they are of one cluster. */
const DOCUMENTS_ROOM = 160_000_000;
const BASES_ROOM = 40_000_000;

/** The document of a snapshot, loaded once by however many readers ask at the same time. */
export function rememberedDocument(
  snapshotId: string,
  load: () => Promise<Weighed<SnapshotDocument>>,
): Promise<SnapshotDocument> {
  return remembered(caches().documents, snapshotId, load);
}

/** The same for a base. */
export function rememberedBase(
  baseId: string,
  load: () => Promise<Weighed<OpenBase>>,
): Promise<OpenBase> {
  return remembered(caches().bases, baseId, load);
}

function caches() {
  globalThis.meshReadinessDocuments ??= {
    documents: { room: DOCUMENTS_ROOM, loaded: new Map(), loading: new Map() },
    bases: { room: BASES_ROOM, loaded: new Map(), loading: new Map() },
  };
  return globalThis.meshReadinessDocuments;
}

async function remembered<T>(
  { room, loaded, loading }: Cache<T>,
  id: string,
  load: () => Promise<Weighed<T>>,
): Promise<T> {
  const known = loaded.get(id);
  if (known) {
    loaded.delete(id);
    loaded.set(id, known);
    return known.value;
  }

  const pending = loading.get(id) ?? load();
  loading.set(id, pending);
  try {
    const fresh = await pending;
    loaded.set(id, fresh);
    forgetLeastUsed(loaded, room);
    return fresh.value;
  } finally {
    loading.delete(id);
  }
}

function forgetLeastUsed(loaded: Map<string, Weighed<unknown>>, room: number): void {
  let weight = [...loaded.values()].reduce((sum, entry) => sum + entry.weight, 0);
  for (const [id, entry] of loaded) {
    if (weight <= room || loaded.size === 1) return;
    loaded.delete(id);
    weight -= entry.weight;
  }
}
