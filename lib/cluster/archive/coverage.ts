import type { Collected, ResourceCoverage } from "../../inventory/model.ts";

/** The same collection with another outcome for one resource. */
export function withCoverage(
  collected: Collected,
  resource: string,
  change: Pick<ResourceCoverage, "outcome" | "detail">,
): Collected {
  return {
    ...collected,
    coverage: collected.coverage.map((each) =>
      each.resource === resource ? { ...each, ...change } : each,
    ),
  };
}
