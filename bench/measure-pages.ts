/** The performance page of a large cluster that was measured every day for a year, from the built product. */
import { closeDatabase, openDatabase } from "../lib/db/connection.ts";
import { preparePoint } from "../lib/db/measured-rows.ts";
import {
  fillDays,
  measuredNamespaces,
  measuredTotals,
  savePrepared,
  startScanRow,
} from "../lib/db/questions.ts";
import { prepareSnapshot } from "../lib/db/snapshot-rows.ts";
import type { SnapshotDocument } from "../lib/snapshot/document.ts";
import type {
  MeasuredPoint,
  Measurement,
  NamespaceMeasurement,
  Usage,
} from "../lib/snapshot/measurement.ts";
import { median, percentile } from "./child.ts";
import { newCluster, scannedDocument } from "./history-data.ts";
import { lighthouseMetrics, type PageMetrics } from "./lighthouse.ts";
import { startProduct } from "./product.ts";
import { closeConnections, request } from "./request.ts";

const NAMESPACES = 500;
const DAYS = 365;
const WARM_UP = 10;
const REQUESTS = 60;
const ROUNDS = 7;
const DAY = 86_400_000;

export interface MeasuredPageResult {
  readonly namespaces: number;
  readonly days: number;
  /** Milliseconds that the database takes for the year: totals of the cluster, and the series of one namespace. */
  readonly totals: number;
  readonly series: number;
  /** Bytes on disk of a namespace's figures at one moment, indexes and free room included. */
  readonly bytesPerFigure: number;
  /** Milliseconds from request to last byte over loopback. */
  readonly page: { readonly p50: number; readonly p95: number };
  readonly lighthouse: PageMetrics;
}

export async function benchMeasuredPage(say: (line: string) => void): Promise<MeasuredPageResult> {
  const filled = Promise.withResolvers<Stored>();
  const product = await startProduct({}, async (dataFolder) => {
    globalThis.meshReadinessDatabase = openDatabase({ databaseUrl: null, dataFolder });
    filled.resolve(await fill());
    await closeDatabase();
  });
  try {
    const { clusterId, ...database } = await filled.promise;
    const url = `${product.url}/clusters/${clusterId}/performance?range=1y`;
    for (let count = 0; count < WARM_UP; count += 1) await request(url);
    const taken: number[] = [];
    for (let count = 0; count < REQUESTS; count += 1) taken.push((await request(url)).milliseconds);
    const page = { p50: median(taken), p95: percentile(taken, 0.95) };
    say(`  the performance page: median ${Math.round(page.p50)} ms`);
    const lighthouse = await lighthouseMetrics(url);
    return { namespaces: NAMESPACES, days: DAYS, ...database, page, lighthouse };
  } finally {
    closeConnections();
    await product.stop();
  }
}

interface Stored {
  readonly clusterId: string;
  readonly totals: number;
  readonly series: number;
  readonly bytesPerFigure: number;
}

/** A scan of now with its measurement, and a point for each day of the year before, through the product's own doors. */
async function fill(): Promise<Stored> {
  const clusterId = await newCluster();
  const now = Date.now();
  const scanned = await scannedDocument(NAMESPACES, NAMESPACES * 20);
  const document = { ...scanned, takenAt: new Date(now).toISOString() };
  const names = document.namespaces.map(({ name }) => name).slice(0, NAMESPACES);
  const points = Array.from({ length: DAYS - 1 }, (_, day) =>
    preparePoint(pointOf(names, new Date(now - (day + 1) * DAY))),
  );
  await fillDays(clusterId, points);
  await storeScan(clusterId, document, names);

  const figures = names.length * DAYS;
  return {
    clusterId,
    totals: await medianOf(() => measuredTotals(clusterId)),
    series: await medianOf(() => measuredNamespaces(clusterId, {}, names.slice(7, 8))),
    bytesPerFigure: (await bytesOfPoints()) / figures,
  };
}

async function storeScan(
  clusterId: string,
  document: SnapshotDocument,
  names: readonly string[],
): Promise<void> {
  const begun = await startScanRow(clusterId, "bench");
  if (!begun?.started) throw new Error("The cluster of the bench is gone, or scanned by others.");
  const point = pointOf(names, new Date(document.takenAt));
  const measurement: Measurement = {
    ...point,
    sidecarMemory: {
      buckets: Array.from({ length: 20 }, (_, step) => ({
        upTo: (step + 1) * 16 * 1024 * 1024,
        proxies: 1000 - Math.abs(10 - step) * 90,
      })),
      p50: 70_000_000,
      p90: 120_000_000,
      p99: 180_000_000,
    },
    workloads: point.namespaces.map(({ namespace, traffic }) => ({
      namespace,
      name: "app",
      traffic,
    })),
    services: point.namespaces.map(({ namespace, traffic }) => ({
      namespace,
      name: "app",
      traffic,
    })),
    top: names.slice(0, 20).map((namespace, place) => ({
      namespace,
      pod: `app-${place}`,
      part: "sidecar",
      memory: 200_000_000 - place * 1_000_000,
      cpu: 100,
    })),
    gaps: [],
  };
  await savePrepared(clusterId, begun.scan.id, prepareSnapshot(document, { measurement }));
}

/** Figures that no two days and namespaces share, so that nothing is saved by their being alike. */
function pointOf(names: readonly string[], at: Date): MeasuredPoint {
  const day = Math.floor(at.getTime() / DAY);
  const namespaces = names.map((name, place) => namespaceOf(name, place, day));
  const usage = (proxies: number, seed: number): Usage => ({
    proxies,
    memory: proxies * 60_000_000 * vary(seed, day),
    cpu: proxies * 12 * vary(seed + 1, day),
  });
  return {
    at: at.toISOString(),
    source: "prometheus",
    window: 86_400,
    parts: {
      sidecar: usage(10_000, 1),
      ztunnel: usage(100, 3),
      waypoint: usage(40, 5),
      gateway: usage(6, 7),
      istiod: usage(3, 9),
      "istio-cni": usage(100, 11),
    },
    namespaces,
  };
}

function namespaceOf(namespace: string, place: number, day: number): NamespaceMeasurement {
  const traffic = (["source", "destination"] as const).map((reporter, side) => ({
    reporter,
    requestsPerSecond: 20 * vary(place + side, day),
    errorRatio: 0.01 * vary(place + 2, day),
    p50: 4 * vary(place + 3 + side, day),
    p90: 15 * vary(place + 5 + side, day),
    p99: 60 * vary(place + 7 + side, day),
  }));
  return {
    namespace,
    sidecar: {
      proxies: 20,
      memory: 20 * 60_000_000 * vary(place + 11, day),
      cpu: 20 * 12 * vary(place + 13, day),
    },
    waypoint: place % 5 === 0 ? { proxies: 2, memory: 1e8 * vary(place, day), cpu: 30 } : null,
    traffic,
  };
}

/** From 0.5 to 1.5, the same for the same seeds. */
function vary(seed: number, day: number): number {
  const wave = Math.sin(seed * 12.9898 + day * 78.233) * 43_758.5453;
  return 0.5 + (wave - Math.floor(wave));
}

async function bytesOfPoints(): Promise<number> {
  const { prisma } = (await globalThis.meshReadinessDatabase) ?? raise();
  const [row] = await prisma.$queryRaw<{ bytes: bigint }[]>`
    SELECT pg_total_relation_size('"MeasuredPoint"')::int8 + pg_total_relation_size('"NamespaceRoster"')::int8 AS "bytes"`;
  return Number(row?.bytes);
}

async function medianOf(work: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = performance.now();
    await work();
    taken.push(performance.now() - started);
  }
  return median(taken);
}

function raise(): never {
  throw new Error("Nothing was filled for the bench to look at.");
}
