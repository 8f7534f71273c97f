/**
 * The whole walk of a scan: collect, understand, judge, assess, remember, and measure. Storing what comes out is the
 * caller's.
 */
import { catalogue } from "../checks/catalogue.ts";
import { type BrokenCheck, runCatalogue } from "../checks/run.ts";
import { applyCompleteness } from "../cluster/archive/completeness.ts";
import { collect } from "../cluster/collect.ts";
import { connect } from "../cluster/connect.ts";
import type { Connection } from "../cluster/connection.ts";
import { rbacRuleFor } from "../cluster/rbac.ts";
import type { ReadingState } from "../cluster/read-resource.ts";
import type { ClusterSource, UploadedCredential } from "../cluster/source.ts";
import { decodeRecords, RecordsError } from "../db/records-codec.ts";
import type { StoredRecords } from "../db/shapes.ts";
import type { Measured } from "../db/snapshot-rows.ts";
import type { Inventory } from "../inventory/facts.ts";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import type { Collected, ResourceCoverage } from "../inventory/model.ts";
import { understand } from "../inventory/understand.ts";
import { assess } from "../migration/assess.ts";
import { FEATURE_WITNESSES } from "../parity/rules.ts";
import { featureUses } from "../parity/uses.ts";
import type { InputKind, SnapshotDocument } from "../snapshot/document.ts";
import { measurementOfDump } from "../snapshot/dump-measurement.ts";
import { takeSnapshot } from "../snapshot/take.ts";
import { type MetricsOrder, measure } from "./measure-stage.ts";
import type { ScanStage } from "./progress.ts";

/** What to scan and how: plain data, so that it can cross into the thread that scans. */
export interface ScanOrder {
  readonly source: ClusterSource;
  readonly credential: UploadedCredential | null;
  /** The stored records of a dump. */
  readonly records: StoredRecords | null;
  /** Where else than at the cluster itself its metrics are asked for; null: nowhere. */
  readonly metrics: MetricsOrder | null;
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
  /** Something was not measured, and the scan went on. */
  readonly onUnmeasured: (what: string, error: unknown) => void;
}

export interface Scanned extends Measured {
  readonly document: SnapshotDocument;
}

/**
 * Scans one cluster. What could not be read is in the document as coverage and doubt, what could not be measured a gap.
 * @throws ConnectionError when the cluster cannot be reached at all; RecordsError; the signal's reason when it aborts.
 */
export async function scanCluster(order: ScanOrder, watch: ScanWatch): Promise<Scanned> {
  if (order.source.kind === "dump") return scanDump(order, watch);

  watch.onStage("connect");
  const { credential, demoAddress, kubeconfigFiles, ownListener } = order;
  const connection = await connect(order.source, {
    kubeconfigFiles,
    ownListener,
    ...(credential ? { credential } : {}),
    ...(demoAddress === null ? {} : { demoAddress }),
  });
  try {
    const { inventory, document } = judge(await read(connection, order, watch), order, watch);
    watch.onStage("measure");
    const at = new Date(document.takenAt);
    const measured = await measure(
      { connection, inventory, at, ownListener },
      order.metrics,
      watch,
    );
    return { document, ...measured };
  } finally {
    connection.close();
  }
}

/** A dump brings what was measured along, if anything was. */
function scanDump(order: ScanOrder, watch: ScanWatch): Scanned {
  const { source, records } = order;
  if (source.kind !== "dump" || !records)
    throw new RecordsError("The imported files are no longer stored. Import them again.");
  watch.onStage("read");
  const dump = applyCompleteness(decodeRecords(records.bytes, records.version), source.complete);
  for (const row of dump.coverage) watch.onReading(readingOf(row));
  const { document } = judge(dump, order, watch);
  const measurement = measurementOfDump(dump, document.takenAt);
  return { document, measurement, moves: [], metricsFound: null, facts: null };
}

function read(connection: Connection, order: ScanOrder, watch: ScanWatch): Promise<Collected> {
  return collect(connection, {
    signal: watch.signal,
    witnesses: FEATURE_WITNESSES,
    streams: order.listStreams,
    timeLimit: order.timeLimit,
    onStage: watch.onStage,
    onProgress: watch.onReading,
  });
}

function judge(
  collected: Collected,
  order: ScanOrder,
  watch: ScanWatch,
): { readonly inventory: Inventory; readonly document: SnapshotDocument } {
  watch.onStage("judge");
  const inventory = understand(collected, order.now ?? new Date().toISOString());
  const results = runCatalogue(inventory, catalogue, watch.onBroken);
  const assessment = assess(inventory, results);
  const input = inputOf(order.source);
  const features = featureUses(collected, inventory);
  const document = takeSnapshot({ inventory, results, assessment, features, input, rbacFor });
  return { inventory, document };
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
