/** What the address of a comparison says. Used by the page, by its links and by its export. */
import type { CompareFilter } from "@/lib/snapshot/compare-filter.ts";

/** Hides the daily coming and going of pods, and shows what a rollout moves. */
export const DEFAULT_THRESHOLD = 5;

export const THRESHOLDS = [1, 2, 5, 10, 25, 100] as const;

export interface CompareAddress {
  /** Ids of snapshots; undefined for the usual ones. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** A cluster whose snapshot stands on that side as long as no snapshot is named. */
  readonly fromCluster: string | undefined;
  readonly toCluster: string | undefined;
  readonly threshold: number;
  readonly filter: CompareFilter;
}

/** What was wrong with an address, one sentence. */
export interface BadAddress {
  readonly sentence: string;
}

const LONGEST = 300;
const ID = /^[0-9a-z]{16}$/;
const SEVERITIES = ["blocker", "warning", "info", "security"];

/** Reads the parameters that a comparison knows; each may stand there once. */
export function compareAddress(parameters: URLSearchParams): CompareAddress | BadAddress {
  const one = (name: string) => {
    const value = parameters.get(name);
    return value === null || value === "" ? undefined : value.slice(0, LONGEST);
  };
  for (const name of ["from", "to", "fromCluster", "toCluster"]) {
    const value = one(name);
    if (value !== undefined && !ID.test(value))
      return { sentence: `"${name}" does not name a ${NAMES[name] ?? "snapshot"}.` };
  }

  const threshold = one("threshold") ?? String(DEFAULT_THRESHOLD);
  if (!/^[1-9][0-9]{0,4}$/.test(threshold))
    return { sentence: "The threshold must be a whole number from 1 to 99999." };
  const direction = one("direction") ?? null;
  if (direction !== null && direction !== "better" && direction !== "worse")
    return { sentence: 'The direction must be "better" or "worse".' };
  const severity = one("severity") ?? null;
  if (severity !== null && !SEVERITIES.includes(severity))
    return { sentence: `The severity must be one of ${SEVERITIES.join(", ")}.` };

  return {
    from: one("from"),
    to: one("to"),
    fromCluster: one("fromCluster"),
    toCluster: one("toCluster"),
    threshold: Number(threshold),
    filter: { q: one("q") ?? "", direction, severity },
  };
}

/** The address of a comparison on the pages of a cluster; what is usual is left out. */
export function compareHref(clusterId: string, address: Partial<CompareAddress>): string {
  const { from, to, fromCluster, toCluster, threshold, filter } = address;
  const search = new URLSearchParams();
  const set = (name: string, value: string | null | undefined) => {
    if (value) search.set(name, value);
  };
  set("from", from);
  set("to", to);
  set("fromCluster", from ? null : fromCluster);
  set("toCluster", to ? null : toCluster);
  if (threshold !== undefined && threshold !== DEFAULT_THRESHOLD)
    set("threshold", String(threshold));
  set("q", filter?.q);
  set("direction", filter?.direction);
  set("severity", filter?.severity);
  const query = search.toString();
  return `/clusters/${encodeURIComponent(clusterId)}/compare${query === "" ? "" : `?${query}`}`;
}

const NAMES: Readonly<Record<string, string>> = { fromCluster: "cluster", toCluster: "cluster" };
