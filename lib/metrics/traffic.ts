/** Requests, errors and latency joined by destination and reporter. Pure. */
import {
  MOST_NAMED,
  type NamedTraffic,
  type Reporter,
  type Traffic,
} from "../snapshot/measurement.ts";
import type { Sample } from "./answer.ts";

/** Answers about one subject; null: the question was not answered. The last label is the reporter. */
export interface TrafficAnswers {
  readonly requests: readonly Sample[] | null;
  readonly errors: readonly Sample[] | null;
  readonly p50: readonly Sample[] | null;
  readonly p90: readonly Sample[] | null;
  readonly p99: readonly Sample[] | null;
}

/** By the destination's labels, as `destinationKey` joins them. */
export type TrafficTable = ReadonlyMap<string, readonly Traffic[]>;

/** @param trusted false: each request may have been counted more than once, so rates are refused and ratios stay. */
export function trafficTable(
  { requests, errors, ...quantiles }: TrafficAnswers,
  trusted: boolean,
): TrafficTable {
  const rates = byKey(requests);
  const failed = byKey(errors);
  const p50 = byKey(quantiles.p50);
  const p90 = byKey(quantiles.p90);
  const p99 = byKey(quantiles.p99);

  const table = new Map<string, Traffic[]>();
  for (const key of new Set([...rates.keys(), ...p50.keys(), ...p90.keys(), ...p99.keys()])) {
    const [destination, reporter] = splitKey(key);
    if (reporter === null) continue;
    const rate = rates.get(key) ?? null;
    const row = table.get(destination) ?? [];
    table.set(destination, row);
    row.push({
      reporter,
      requestsPerSecond: trusted ? rate : null,
      errorRatio: errors === null ? null : errorRatio(rate, failed.get(key)),
      p50: p50.get(key) ?? null,
      p90: p90.get(key) ?? null,
      p99: p99.get(key) ?? null,
    });
  }
  for (const row of table.values()) {
    row.sort((a, b) => REPORTERS.indexOf(a.reporter) - REPORTERS.indexOf(b.reporter));
  }
  return table;
}

/** Workloads or Services by name, the busiest first. Those whose name or namespace a proxy did not know are left out. */
export function namedTraffic(table: TrafficTable): readonly NamedTraffic[] {
  return [...table]
    .flatMap(([key, traffic]): NamedTraffic[] => {
      const [namespace = "", name = ""] = key.split("\n");
      return isKnown(namespace) && isKnown(name) ? [{ namespace, name, traffic }] : [];
    })
    .sort((a, b) => busiest(b) - busiest(a) || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_NAMED);
}

/** Proxies write "unknown" for what they do not know. */
export function isKnown(label: string): boolean {
  return label !== "" && label !== "unknown";
}

/**
 * No series of failures beside one of requests means that none failed.
 *
 * @param failed undefined: no series; null: refused.
 */
export function errorRatio(rate: number | null, failed: number | null | undefined): number | null {
  if (rate === null || rate === 0 || failed === null) return null;
  const ratio = (failed ?? 0) / rate;
  // The two come from one scrape, so more failures than requests are an artefact of rounding or a broken source.
  return ratio > 1.01 ? null : Math.min(1, ratio);
}

const REPORTERS: readonly Reporter[] = ["destination", "waypoint", "source"];

function busiest({ traffic }: NamedTraffic): number {
  return Math.max(0, ...traffic.map(({ requestsPerSecond }) => requestsPerSecond ?? 0));
}

function byKey(samples: readonly Sample[] | null): ReadonlyMap<string, number | null> {
  return new Map((samples ?? []).map(({ labels, value }) => [labels.join("\n"), value]));
}

function splitKey(key: string): [string, Reporter | null] {
  const end = key.lastIndexOf("\n");
  const last = key.slice(end + 1);
  return [key.slice(0, Math.max(0, end)), REPORTERS.find((each) => each === last) ?? null];
}
