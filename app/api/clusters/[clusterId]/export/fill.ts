import "server-only";
import { compareAddress } from "@/components/compare/address.ts";
import type { ExportSubject } from "@/components/export/subjects.ts";
import { beginningOf, RANGES, rangeOf } from "@/components/history/ranges.ts";
import { defaultView, parityAddress } from "@/components/parity/address.ts";
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
  snapshotAt,
  trend,
} from "@/lib/db/questions.ts";
import type { ClusterRow, StoredSnapshot } from "@/lib/db/shapes.ts";
import { COMPARE, compareRows } from "@/lib/export/compare.ts";
import { FINDINGS, findingRows } from "@/lib/export/findings.ts";
import { HISTORY, historyRows } from "@/lib/export/history.ts";
import { NAMESPACES, namespaceRows } from "@/lib/export/namespaces.ts";
import { PARITY, parityExportRows } from "@/lib/export/parity.ts";
import {
  type ExportedSnapshot,
  type ExportHead,
  type FilledSheet,
  fillSheet,
  type Sheet,
} from "@/lib/export/sheet.ts";
import { filterParityRows, parityRows } from "@/lib/parity/rows.ts";
import { compareSnapshots } from "@/lib/snapshot/compare.ts";
import { filterComparison } from "@/lib/snapshot/compare-filter.ts";
import { sideNames } from "@/lib/snapshot/compare-words.ts";
import { loadSides } from "../../../../(product)/clusters/[clusterId]/compare/load.ts";
import { Refusal } from "../../../answer.ts";

/** The sheets by what they are of, for their schemas. */
export const SHEETS: Readonly<Record<ExportSubject, Sheet>> = {
  namespaces: NAMESPACES,
  findings: FINDINGS,
  parity: PARITY,
  history: HISTORY,
  compare: COMPARE,
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
    const kept = filterRows(
      packRows(namespaces).map(unpackRow),
      namespaceFilter(asked.parameters),
    ).flatMap(({ name }) => byName.get(name) ?? []);
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
    const { cluster, parameters } = asked;
    const range = parameters.get("range") ?? DEFAULT_RANGE;
    const known = RANGES.find((candidate) => candidate === range);
    if (!known) throw new Refusal(`"range" must be one of ${RANGES.join(", ")}.`);
    const now = parameters.has("at")
      ? (await snapshotOf(asked)).document.takenAt
      : new Date().toISOString();
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
};

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

function namespaceFilter(parameters: URLSearchParams): NamespaceFilter {
  const asked = parameters.get("sort") ?? "urgency";
  const sort = NAMESPACE_SORTS.find((candidate) => candidate === asked);
  if (!sort) throw new Refusal(`"sort" must be one of ${NAMESPACE_SORTS.join(", ")}.`);
  const down = parameters.get("down") ?? "false";
  if (down !== "true" && down !== "false") throw new Refusal('"down" must be true or false.');
  return {
    q: parameters.get("q") ?? "",
    verdict: parameters.get("verdict"),
    phase: parameters.get("phase"),
    need: parameters.get("need"),
    sort,
    descending: down === "true",
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
