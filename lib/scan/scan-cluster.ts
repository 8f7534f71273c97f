/** The whole walk of a scan: collect, understand, judge, assess, remember. Storing what comes out is the caller's. */
import { catalogue } from "../checks/catalogue.ts";
import { type BrokenCheck, runCatalogue } from "../checks/run.ts";
import { applyCompleteness } from "../cluster/archive/completeness.ts";
import { collect } from "../cluster/collect.ts";
import { connect } from "../cluster/connect.ts";
import { rbacRuleFor } from "../cluster/rbac.ts";
import type { ReadingState } from "../cluster/read-resource.ts";
import type { ClusterSource, UploadedCredential } from "../cluster/source.ts";
import { decodeRecords, RecordsError } from "../db/records-codec.ts";
import type { StoredRecords } from "../db/shapes.ts";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import type { Collected, ResourceCoverage } from "../inventory/model.ts";
import { understand } from "../inventory/understand.ts";
import { assess } from "../migration/assess.ts";
import { FEATURE_WITNESSES } from "../parity/rules.ts";
import { featureUses } from "../parity/uses.ts";
import type { InputKind, SnapshotDocument } from "../snapshot/document.ts";
import { takeSnapshot } from "../snapshot/take.ts";
import type { ScanStage } from "./progress.ts";

/** What to scan and how: plain data, so that it can cross into the thread that scans. */
export interface ScanOrder {
  readonly source: ClusterSource;
  readonly credential: UploadedCredential | null;
  /** The stored records of a dump. */
  readonly records: StoredRecords | null;
  /** Where the demo fleet serves this cluster. */
  readonly demoAddress: string | null;
  readonly kubeconfigFiles: readonly string[];
  /** Our own address, which is never connected to. */
  readonly ownListener: { readonly host: string; readonly port: number };
  readonly listStreams: number;
  /** Milliseconds for reading; what is not read by then is missing from the snapshot, and says so. */
  readonly timeLimit: number;
  /** The moment that the scan is of, ISO 8601 UTC; absent: when it has read. Sample history is made of earlier ones. */
  readonly now?: string;
}

export interface ScanWatch {
  readonly signal: AbortSignal;
  readonly onStage: (stage: ScanStage) => void;
  readonly onReading: (state: ReadingState) => void;
  readonly onBroken: (broken: BrokenCheck) => void;
}

/**
 * Scans one cluster. What could not be read is in the document as coverage and doubt.
 * @throws ConnectionError when the cluster cannot be reached at all; RecordsError; the signal's reason when it aborts.
 */
export async function scanCluster(order: ScanOrder, watch: ScanWatch): Promise<SnapshotDocument> {
  const collected = await read(order, watch);
  watch.onStage("judge");
  const inventory = understand(collected, order.now ?? new Date().toISOString());
  const results = runCatalogue(inventory, catalogue, watch.onBroken);
  const assessment = assess(inventory, results);
  const input = inputOf(order.source);
  const features = featureUses(collected, inventory);
  return takeSnapshot({ inventory, results, assessment, features, input, rbacFor });
}

async function read(order: ScanOrder, watch: ScanWatch): Promise<Collected> {
  const { source, records } = order;
  if (source.kind === "dump") {
    if (!records)
      throw new RecordsError("The imported files are no longer stored. Import them again.");
    watch.onStage("read");
    const dump = applyCompleteness(decodeRecords(records.bytes, records.version), source.complete);
    for (const row of dump.coverage) watch.onReading(readingOf(row));
    return dump;
  }

  watch.onStage("connect");
  const { credential, demoAddress, kubeconfigFiles, ownListener } = order;
  const connection = await connect(source, {
    kubeconfigFiles,
    ownListener,
    ...(credential ? { credential } : {}),
    ...(demoAddress ? { demoAddress } : {}),
  });
  try {
    return await collect(connection, {
      witnesses: FEATURE_WITNESSES,
      signal: watch.signal,
      streams: order.listStreams,
      timeLimit: order.timeLimit,
      onStage: watch.onStage,
      onProgress: watch.onReading,
    });
  } finally {
    connection.close();
  }
}

/** A dump was read when it was imported; this tells how that went. */
function readingOf({ resource, outcome, objects }: ResourceCoverage): ReadingState {
  const absent = outcome === "taken-as-absent" || outcome === "not-in-dump";
  const state = absent ? "not-installed" : outcome === "read" ? "read" : "failed";
  return { resource, objects, state };
}

function inputOf({ kind }: ClusterSource): InputKind {
  return kind === "dump" || kind === "demo" ? kind : "live";
}

function rbacFor(name: string): string {
  const resource = RESOURCES.find((each) => each.resource === name);
  return resource ? rbacRuleFor(resource) : "";
}
