/** A cluster of many namespaces as the product reads it, and a database that remembers it over a long time. */
import { createCluster, savePrepared, startScanRow } from "../lib/db/questions.ts";
import { prepareSnapshot } from "../lib/db/snapshot-rows.ts";
import { scanInThread } from "../lib/scan/scan-thread.ts";
import { readDocument } from "../lib/snapshot/codec.ts";
import type { SnapshotDocument } from "../lib/snapshot/document.ts";
import { serveCluster } from "./child.ts";
import { STREAMS } from "./pages.ts";

/** The document of a demo cluster of that size, made by the product's own scan. */
export async function scannedDocument(namespaces: number, pods: number): Promise<SnapshotDocument> {
  const cluster = await serveCluster(namespaces, pods);
  try {
    const { bytes, head } = await scanInThread({
      order: {
        source: { kind: "demo", cluster: "bench" },
        demoAddress: cluster.address,
        credential: null,
        records: null,
        metrics: null,
        kubeconfigFiles: [],
        ownListener: { host: "127.0.0.1", port: 1 },
        listStreams: STREAMS,
        timeLimit: 600_000,
      },
      signal: new AbortController().signal,
      hardLimit: 600_000,
      onTold: () => undefined,
    });
    const { document } = await readDocument(bytes, head.version);
    return document;
  } finally {
    await cluster.stop();
  }
}

export async function newCluster(): Promise<string> {
  return (await createCluster({ name: "bench", source: { kind: "in-cluster" } })).id;
}

/** Stores a document as the next snapshot of a cluster; returns its id and how long storing took, milliseconds. */
export async function store(
  clusterId: string,
  document: SnapshotDocument,
): Promise<{ readonly id: string; readonly milliseconds: number }> {
  const begun = await startScanRow(clusterId, "bench");
  if (!begun?.started) throw new Error("The cluster of the bench is gone, or scanned by others.");
  const prepared = prepareSnapshot(document);
  const started = performance.now();
  const id = await savePrepared(clusterId, begun.scan.id, prepared);
  return { id, milliseconds: performance.now() - started };
}

/** The same cluster at another moment; every so many namespaces has one pod more, and stands elsewhere. */
export function later(
  document: SnapshotDocument,
  takenAt: string,
  changeEvery = Number.POSITIVE_INFINITY,
): SnapshotDocument {
  return {
    ...document,
    takenAt,
    namespaces: document.namespaces.map((row, index) =>
      (index + 1) % changeEvery === 0
        ? {
            ...row,
            phase: row.phase === "ready" ? "sidecar" : "ready",
            because: `${row.because} Since ${takenAt}.`,
            workloads: row.workloads.map((each) => ({ ...each, pods: each.pods + 1 })),
          }
        : row,
    ),
  };
}
