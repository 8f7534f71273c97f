/** Pages of a large cluster that has been watched for two years, from the built product. */
import { z } from "zod";
import { closeDatabase, openDatabase } from "../lib/db/connection.ts";
import { median, percentile } from "./child.ts";
import { later, newCluster, scannedDocument, store } from "./history-data.ts";
import { lighthouseScore } from "./lighthouse.ts";
import { startProduct } from "./product.ts";
import { closeConnections, request } from "./request.ts";

const NAMESPACES = 1000;
const DAYS = 730;
/** Snapshots whose documents are kept, some days apart; the others are points only. */
const STORED = 18;
const WARM_UP = 10;
const REQUESTS = 60;
const AT_ONCE = 16;
const SHARED_REQUESTS = 3000;
const DAY = 86_400_000;

export interface HistoryPagesResult {
  readonly namespaces: number;
  /** Milliseconds from request to last byte over loopback. */
  readonly history: { readonly p50: number; readonly p95: number };
  /** `fresh`: the median of pairs of which neither document was read before. */
  readonly compare: { readonly p50: number; readonly p95: number; readonly fresh: number };
  /** Of the history page on an emulated phone, 0 to 100. */
  readonly lighthouse: number;
  readonly shared: {
    /** Answers per second, whole ones, to clients on the same machine. */
    readonly perSecond: number;
    /** Share of repeated reads of a frozen page that were answered with 304. */
    readonly unchanged: number;
  };
}

export async function benchHistoryPages(say: (line: string) => void): Promise<HistoryPagesResult> {
  let clusterId = "";
  let snapshotIds: readonly string[] = [];
  const product = await startProduct({}, async (dataFolder) => {
    globalThis.meshReadinessDatabase = openDatabase({ databaseUrl: null, dataFolder });
    clusterId = await newCluster();
    snapshotIds = await fill(clusterId);
    await closeDatabase();
  });
  try {
    const cluster = `${product.url}/clusters/${clusterId}`;
    const compare = await timesOf(`${cluster}/compare`);
    const fresh = await freshComparison(cluster, snapshotIds);
    say(
      `  the comparison: median ${Math.round(compare.p50)} ms, of fresh ones ${Math.round(fresh)}`,
    );
    const history = await timesOf(`${cluster}/history`);
    say(`  the history page: median ${Math.round(history.p50)} ms`);
    const shared = await measureShared(product.url, clusterId, snapshotIds.at(-1) ?? "");
    say(`  a shared page: ${Math.round(shared.perSecond)} answers a second`);
    const lighthouse = await lighthouseScore(`${cluster}/history`);
    return { namespaces: NAMESPACES, history, compare: { ...compare, fresh }, lighthouse, shared };
  } finally {
    closeConnections();
    await product.stop();
  }
}

/** Snapshots up to now, a tenth of the namespaces standing elsewhere in each, and a point for every day before. */
async function fill(clusterId: string): Promise<readonly string[]> {
  const document = await scannedDocument(NAMESPACES, NAMESPACES * 5);
  const now = Date.now();
  const ids: string[] = [];
  for (let index = 0; index < STORED; index += 1) {
    // The last two are a week apart, as the comparison has it by default.
    const age = index === STORED - 1 ? 0 : (STORED - 1 - index) * 7 * DAY;
    const changed = later(document, new Date(now - age).toISOString(), 10 + index);
    ids.push((await store(clusterId, changed)).id);
  }
  const { prisma } = (await globalThis.meshReadinessDatabase) ?? raise();
  await prisma.$executeRaw`
    INSERT INTO "TrendPoint"
    SELECT point."clusterId", point."takenAt" - day * interval '1 day', point."version", point."input",
      point."istioVersion", point."kubernetesVersion", point."catalogue", point."phases", point."verdicts",
      point."namespaceCount", point."judged", point."sidecarPods" + day, point."ambientPods", point."plainPods",
      point."openBlockers" + day, point."openWarnings", day % 5, day % 3, day % 5, day % 3,
      point."kindsAsked", point."kindsRead", point."undeterminedChecks", point."sidecarMemoryRequested"
    FROM (SELECT * FROM "TrendPoint" WHERE "clusterId" = ${clusterId} ORDER BY "takenAt" LIMIT 1) AS point,
      generate_series(1, ${DAYS}::int) AS day`;
  return ids;
}

async function timesOf(url: string): Promise<{ readonly p50: number; readonly p95: number }> {
  for (let count = 0; count < WARM_UP; count += 1) await request(url);
  const taken: number[] = [];
  for (let count = 0; count < REQUESTS; count += 1) taken.push((await request(url)).milliseconds);
  return { p50: median(taken), p95: percentile(taken, 0.95) };
}

/** Each pair once, so that neither of its documents was ever read. */
async function freshComparison(cluster: string, snapshotIds: readonly string[]): Promise<number> {
  const taken: number[] = [];
  // The last two are those that the comparison has by default.
  for (let index = 0; index + 1 < snapshotIds.length - 2; index += 2) {
    const [from, to] = snapshotIds.slice(index);
    taken.push((await request(`${cluster}/compare?from=${from}&to=${to}`)).milliseconds);
  }
  return median(taken);
}

/** A link to the frozen report of the whole cluster, asked for by some clients at once. */
async function measureShared(
  url: string,
  clusterId: string,
  at: string,
): Promise<HistoryPagesResult["shared"]> {
  const page = `${url}${await sharedPath(url, clusterId, at)}`;
  const first = await request(page);
  for (let count = 0; count < WARM_UP; count += 1) await request(page);

  const started = performance.now();
  await atOnce(SHARED_REQUESTS, () => request(page));
  const perSecond = SHARED_REQUESTS / ((performance.now() - started) / 1000);

  let unchanged = 0;
  const headers = { "if-none-match": first.etag ?? "" };
  for (let count = 0; count < REQUESTS; count += 1) {
    await request(page, { status: 304, headers }).then(
      () => {
        unchanged += 1;
      },
      () => undefined,
    );
  }
  return { perSecond, unchanged: unchanged / REQUESTS };
}

async function sharedPath(url: string, clusterId: string, at: string): Promise<string> {
  const answer = await fetch(`${url}/api/share-links`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({
      clusterId,
      at,
      namespaces: null,
      sections: [{ section: "report" }],
      days: 1,
      passphrase: null,
      redacted: false,
      embed: false,
      note: "",
    }),
  });
  return Made.parse(await answer.json()).path;
}

const Made = z.object({ path: z.string() });

async function atOnce(count: number, work: () => Promise<unknown>): Promise<void> {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await work();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function raise(): never {
  throw new Error("The database of the bench is not open.");
}
