/** What the address of the performance tab says: which figures, of what, and since when. */
import { type Range, rangeOf } from "@/components/history/ranges.ts";
import type { PerformanceLink } from "@/components/report/paths.ts";
import { REPORTERS, type Reporter } from "@/lib/snapshot/measurement.ts";

export const RESOURCES = ["memory", "cpu"] as const;
export type Resource = (typeof RESOURCES)[number];

export const LEVELS = ["namespace", "workload", "service"] as const;
/** Of what the latency is shown. */
export type Level = (typeof LEVELS)[number];

export interface PerformanceAddress {
  readonly resource: Resource;
  readonly range: Range;
  /** Charts show it alone; null: all of the cluster. */
  readonly namespace: string | null;
  readonly by: Level;
  /** null: the one that saw most. */
  readonly reporter: Reporter | null;
}

/** What cannot be read is the default. */
export function performanceAddress(
  search: Readonly<Record<string, string | string[] | undefined>>,
): PerformanceAddress {
  const { namespace } = search;
  return {
    resource: RESOURCES.find((each) => each === search["resource"]) ?? "memory",
    range: rangeOf(search["range"]),
    namespace:
      typeof namespace === "string" && namespace !== "" && namespace.length <= LONGEST_NAME
        ? namespace
        : null,
    by: LEVELS.find((each) => each === search["by"]) ?? "namespace",
    reporter: REPORTERS.find((each) => each === search["reporter"]) ?? null,
  };
}

/** What of an address stays when something else is chosen; defaults are left out. */
export function linkOf(address: PerformanceAddress): PerformanceLink {
  return {
    resource: address.resource === "memory" ? undefined : address.resource,
    range: address.range === "90d" ? undefined : address.range,
    namespace: address.namespace ?? undefined,
  };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-label-names */
const LONGEST_NAME = 63;
