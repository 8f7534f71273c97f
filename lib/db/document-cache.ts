/** Documents that pages asked for lately, decoded. A snapshot never changes, so nothing here goes stale. */
import type { SnapshotDocument } from "../snapshot/document.ts";

export interface LoadedDocument {
  readonly document: SnapshotDocument;
  /** Bytes of the document when compressed alone, or nearly so; decoded it takes roughly twenty times as much. */
  readonly weight: number;
}

interface Cache {
  /** Least used first: a map keeps its order of insertion, and every use inserts again. */
  readonly loaded: Map<string, LoadedDocument>;
  readonly loading: Map<string, Promise<LoadedDocument>>;
}

const MAX_WEIGHT = 8_000_000;

/** Shared by all copies that Next makes of this module in one process. */
declare global {
  var meshReadinessDocuments: Cache | undefined;
}

/** The document of a snapshot, loaded once by however many readers ask at the same time. */
export async function rememberedDocument(
  snapshotId: string,
  load: () => Promise<LoadedDocument>,
): Promise<SnapshotDocument> {
  globalThis.meshReadinessDocuments ??= { loaded: new Map(), loading: new Map() };
  const { loaded, loading } = globalThis.meshReadinessDocuments;

  const known = loaded.get(snapshotId);
  if (known) {
    loaded.delete(snapshotId);
    loaded.set(snapshotId, known);
    return known.document;
  }

  const pending = loading.get(snapshotId) ?? load();
  loading.set(snapshotId, pending);
  try {
    const fresh = await pending;
    loaded.set(snapshotId, fresh);
    forgetLeastUsed(loaded);
    return fresh.document;
  } finally {
    loading.delete(snapshotId);
  }
}

function forgetLeastUsed(loaded: Map<string, LoadedDocument>): void {
  let weight = [...loaded.values()].reduce((sum, entry) => sum + entry.weight, 0);
  for (const [id, entry] of loaded) {
    if (weight <= MAX_WEIGHT || loaded.size === 1) return;
    loaded.delete(id);
    weight -= entry.weight;
  }
}
