import "server-only";
import { compareAddress } from "@/components/compare/address.ts";
import type { ExportSubject } from "@/components/export/subjects.ts";
import { beginningOf, RANGES, rangeOf } from "@/components/history/ranges.ts";
import { matchingMoves, OUTCOMES, outcomeOf, seenUntil } from "@/components/moves/moves.ts";
import { defaultView, parityAddress } from "@/components/parity/address.ts";
import { LEVELS } from "@/components/performance/address.ts";
import {
  filterTraffic,
  firstReporter,
  reporterCounts,
  TRAFFIC_SORTS,
  trafficRows,
} from "@/components/performance/traffic-rows.ts";
import { filterUsage, USAGE_SORTS, usageRows } from "@/components/performance/usage-rows.ts";
import { byUrgency, filterFindings } from "@/components/report/finding-groups.ts";
import {
  filterRows,
  NAMESPACE_SORTS,
  type NamespaceFilter,
  packRows,
  unpackRow,
} from "@/components/report/namespace-rows.ts";
import {
  clusterById,
  findingLives,
  latestSnapshot,
  measuredNamespaces,
  measuredTotals,
  measurementOf,
  movesOf,
  snapshotAt,
  trend,
} from "@/lib/db/questions.ts";
import type { ClusterRow, StoredSnapshot } from "@/lib/db/shapes.ts";
import { COMPARE, compareRows } from "@/lib/export/compare.ts";
import { FINDINGS, findingRows } from "@/lib/export/findings.ts";
import { HISTORY, historyRows } from "@/lib/export/history.ts";
import { LATENCY, LATENCY_HISTORY, latencyHistoryRows, latencyRows } from "@/lib/export/latency.ts";
import { MOVES, moveRows } from "@/lib/export/moves.ts";
import { NAMESPACES, namespaceRows } from "@/lib/export/namespaces.ts";
import { PARITY, parityExportRows } from "@/lib/export/parity.ts";
import {
  type ExportedSnapshot,
  type ExportHead,
  type FilledSheet,
  fillSheet,
  type Sheet,
} from "@/lib/export/sheet.ts";
import {
  namespaceUsageHistoryRows,
  USAGE,
  USAGE_HISTORY,
  usageExportRows,
  usageHistoryRows,
} from "@/lib/export/usage.ts";
import { filterParityRows, parityRows } from "@/lib/parity/rows.ts";
import { compareSnapshots } from "@/lib/snapshot/compare.ts";
import { filterComparison } from "@/lib/snapshot/compare-filter.ts";
import { sideNames } from "@/lib/snapshot/compare-words.ts";
import { type MeasuredTotals, REPORTERS } from "@/lib/snapshot/measurement.ts";
import { loadSides } from "../../../../(product)/clusters/[clusterId]/compare/load.ts";
import { Refusal } from "../../../answer.ts";

/** The sheets by what they are of, for their schemas. */
export const SHEETS: Readonly<Record<ExportSubject, Sheet>> = {
  namespaces: NAMESPACES,
  findings: FINDINGS,
  parity: PARITY,
  history: HISTORY,
  compare: COMPARE,
  usage: USAGE,
  "usage-history": USAGE_HISTORY,
  latency: LATENCY,
  "latency-history": LATENCY_HISTORY,
  moves: MOVES,
};

/**
 * Everything of one kind that the parameters keep, by the same code as the page's own table.
 * @throws Refusal in one sentence for an unknown cluster or snapshot, and for a parameter that cannot be.
 */
export async function fill(
  clusterId: string,
  subject: ExportSubject,
  parameters: URLSearchParams,
): Promise<FilledSheet> {
  const cluster = await clusterById(clusterId);
  if (!cluster) throw new Refusal("This cluster is not known here.", { status: 404 });
  return FILL[subject]({ cluster, parameters });
}

interface Asked {
  readonly cluster: ClusterRow;
  readonly parameters: URLSearchParams;
}

const FILL: Readonly<Record<ExportSubject, (asked: Asked) => Promise<FilledSheet>>> = {
  async namespaces(asked) {
    const snapshot = await snapshotOf(asked);
    const { namespaces } = snapshot.document;
    const byName = new Map(namespaces.map((namespace) => [namespace.name, namespace]));
    const kept = filterRows(packRows(namespaces).map(unpackRow), namespaceFilter(asked)).flatMap(
      ({ name }) => byName.get(name) ?? [],
    );
    return fillSheet(NAMESPACES, headOf(asked, [snapshot]), namespaceRows(kept));
  },

  async findings(asked) {
    const { cluster, parameters } = asked;
    const snapshot = await snapshotOf(asked);
    const kept = filterFindings(snapshot.document.findings, {
      q: parameters.get("q") ?? "",
      severity: parameters.get("severity"),
      check: parameters.get("check"),
      namespace: parameters.get("namespace"),
    }).toSorted(byUrgency);
    const { takenAt } = snapshot.document;
    // A finding that came back has several lives, oldest first; what counts is the one it lived then.
    const firstSeen = new Map(
      (await findingLives(cluster.id))
        .filter((life) => life.firstSeen <= takenAt)
        .map((life) => [life.fingerprint, life.firstSeen]),
    );
    return fillSheet(FINDINGS, headOf(asked, [snapshot]), findingRows(kept, firstSeen));
  },

  async parity(asked) {
    const snapshot = await snapshotOf(asked);
    const { document } = snapshot;
    const filter = parityAddress(Object.fromEntries(asked.parameters));
    const kept = filterParityRows(parityRows(document), {
      ...filter,
      view: filter.view ?? defaultView(document.features !== null),
    });
    return fillSheet(PARITY, headOf(asked, [snapshot]), parityExportRows(kept));
  },

  async history(asked) {
    const { cluster } = asked;
    const known = oneOf(asked, "range", RANGES, DEFAULT_RANGE);
    const now = await endOf(asked);
    const points = await trend(cluster.id, { to: now });
    const first = points[0] ? Date.parse(points[0].takenAt) : Date.parse(now);
    const since = new Date(beginningOf(known, Date.parse(now), first)).toISOString();
    const kept = points.filter(({ takenAt }) => takenAt >= since);
    return fillSheet(
      HISTORY,
      { ...headOf(asked, []), filters: [["range", known]] },
      historyRows(kept),
    );
  },

  async compare(asked) {
    const { cluster, parameters } = asked;
    const address = compareAddress(parameters);
    if ("sentence" in address) throw new Refusal(address.sentence);
    const at = parameters.get("at") ?? undefined;
    const sides = await loadSides(cluster.id, address, at);
    if (!sides) throw new Refusal(UNKNOWN_SNAPSHOT, { status: 404 });
    const [from, to] = [sides.from.snapshot, sides.to.snapshot];
    if (!from || !to)
      throw new Refusal("A comparison needs two snapshots, and there are not two yet.", {
        status: 404,
      });

    const sameCluster = from.clusterId === to.clusterId;
    const side = ({ cluster: { id, name } }: typeof sides.from, { document }: StoredSnapshot) => ({
      clusterId: id,
      clusterName: name,
      takenAt: document.takenAt,
    });
    const comparison = compareSnapshots(from.document, to.document, {
      threshold: address.threshold,
      sameCluster,
      names: sideNames(side(sides.from, from), side(sides.to, to)),
    });
    const head = {
      ...headOf(asked, []),
      snapshots: [
        exportedSnapshot(sides.from.cluster, from),
        exportedSnapshot(sides.to.cluster, to),
      ],
    };
    return fillSheet(COMPARE, head, compareRows(filterComparison(comparison, address.filter)));
  },

  async usage(asked) {
    const snapshot = await snapshotOf(asked);
    const measurement = await measurementOf(snapshot.id);
    const kept = filterUsage(usageRows(snapshot.document, measurement), {
      q: asked.parameters.get("q") ?? "",
      sort: oneOf(asked, "sort", USAGE_SORTS, "memory"),
      descending: oneOf(asked, "down", ["true", "false"], "true") === "true",
    });
    return fillSheet(USAGE, headOf(asked, [snapshot]), usageExportRows(kept, measurement));
  },

  async "usage-history"(asked) {
    const { cluster, parameters } = asked;
    const period = await periodOf(asked);
    const totals = await measuredTotals(cluster.id, period);
    const namespace = parameters.get("namespace");
    if (namespace === null)
      return fillSheet(USAGE_HISTORY, headOf(asked, []), usageHistoryRows(totals));

    const series = await measuredNamespaces(cluster.id, period, [namespace]);
    const rows = series.flatMap((each) => namespaceUsageHistoryRows(each, sourcesOf(totals)));
    return fillSheet(USAGE_HISTORY, headOf(asked, []), rows);
  },

  async latency(asked) {
    const { parameters } = asked;
    const snapshot = await snapshotOf(asked);
    const measurement = await measurementOf(snapshot.id);
    if (!measurement)
      throw new Refusal("Nothing was measured with this snapshot, so there is no latency.", {
        status: 404,
      });

    const level = oneOf(asked, "by", LEVELS, "namespace");
    const reporter = oneOf(
      asked,
      "reporter",
      REPORTERS,
      firstReporter(reporterCounts(measurement, level)),
    );
    const kept = filterTraffic(trafficRows(snapshot.document, measurement, level, reporter), {
      q: parameters.get("q") ?? "",
      sort: oneOf(asked, "sort", TRAFFIC_SORTS, "p99"),
      descending: oneOf(asked, "down", ["true", "false"], "true") === "true",
      namespace: level === "namespace" ? null : parameters.get("namespace"),
    });
    return fillSheet(LATENCY, headOf(asked, [snapshot]), latencyRows(kept, reporter, measurement));
  },

  async "latency-history"(asked) {
    const { cluster, parameters } = asked;
    const namespace = parameters.get("namespace");
    if (namespace === null)
      throw new Refusal('Latency over time is of one namespace: name it as "namespace".');
    const period = await periodOf(asked);
    const [totals, series] = await Promise.all([
      measuredTotals(cluster.id, period),
      measuredNamespaces(cluster.id, period, [namespace]),
    ]);
    const rows = series.flatMap((each) => latencyHistoryRows(each, sourcesOf(totals)));
    return fillSheet(LATENCY_HISTORY, headOf(asked, []), rows);
  },

  async moves(asked) {
    const snapshot = await snapshotOf(asked);
    const seen = seenUntil(await movesOf(asked.cluster.id), snapshot.document.takenAt);
    const kept = matchingMoves(seen, oneOf(asked, "outcome", OUTCOMES, null)).map((comparison) => ({
      comparison,
      outcome: outcomeOf(comparison),
    }));
    return fillSheet(MOVES, headOf(asked, [snapshot]), moveRows(kept));
  },
};

/** A parameter that is one of a few words, or the fallback where it is not there. */
function oneOf<const Word extends string, const Fallback extends Word | null>(
  { parameters }: Asked,
  name: string,
  words: readonly Word[],
  fallback: Fallback,
): Word | Fallback {
  const asked = parameters.get(name);
  if (asked === null) return fallback;
  const known = words.find((word) => word === asked);
  if (!known) throw new Refusal(`"${name}" must be one of ${words.join(", ")}.`);
  return known;
}

/** Where a history ends: now, or at the snapshot that was asked for. */
async function endOf(asked: Asked): Promise<string> {
  return asked.parameters.has("at")
    ? (await snapshotOf(asked)).document.takenAt
    : new Date().toISOString();
}

/** The stretch of time that a range means. */
async function periodOf(asked: Asked): Promise<{ readonly from?: string; readonly to: string }> {
  const to = await endOf(asked);
  const range = oneOf(asked, "range", RANGES, DEFAULT_RANGE);
  if (range === "all") return { to };
  const from = beginningOf(range, Date.parse(to), Number.NEGATIVE_INFINITY);
  return { to, from: new Date(from).toISOString() };
}

function sourcesOf(totals: readonly MeasuredTotals[]): ReadonlyMap<string, string> {
  return new Map(totals.map(({ at, source }) => [at, source]));
}

const DEFAULT_RANGE = rangeOf(undefined);

const UNKNOWN_SNAPSHOT = "This cluster has no such snapshot; it may have been deleted.";

async function snapshotOf({ cluster, parameters }: Asked): Promise<StoredSnapshot> {
  const at = parameters.get("at");
  if (at !== null) {
    const snapshot = await snapshotAt(cluster.id, at);
    if (!snapshot) throw new Refusal(UNKNOWN_SNAPSHOT, { status: 404 });
    return snapshot;
  }
  const latest = await latestSnapshot(cluster.id);
  if (!latest)
    throw new Refusal("No scan of this cluster has finished yet, so there is nothing to export.", {
      status: 404,
    });
  return latest;
}

function namespaceFilter(asked: Asked): NamespaceFilter {
  const { parameters } = asked;
  return {
    q: parameters.get("q") ?? "",
    verdict: parameters.get("verdict"),
    phase: parameters.get("phase"),
    need: parameters.get("need"),
    sort: oneOf(asked, "sort", NAMESPACE_SORTS, "urgency"),
    descending: oneOf(asked, "down", ["true", "false"], "false") === "true",
  };
}

/** Which snapshot is said apart, and the order of rows narrows nothing. */
const NO_FILTERS: ReadonlySet<string> = new Set(["at", "from", "to", "sort", "down"]);

function headOf({ cluster, parameters }: Asked, snapshots: readonly StoredSnapshot[]): ExportHead {
  return {
    generatedAt: new Date().toISOString(),
    cluster: { id: cluster.id, name: cluster.name },
    snapshots: snapshots.map((snapshot) => exportedSnapshot(cluster, snapshot)),
    filters: [...parameters].filter(([name]) => !NO_FILTERS.has(name)),
  };
}

function exportedSnapshot(
  { name }: ClusterRow,
  { id, document: { takenAt, input, istioVersion } }: StoredSnapshot,
): ExportedSnapshot {
  return { id, cluster: name, takenAt, input, istioVersion };
}
