import { PARITY_VIEWS, type ParityFilter, type ParityView } from "@/lib/parity/rows.ts";

/** What the address of a parity page says besides the cluster. */
export interface ParityAddress extends ParityFilter {
  /** Id of the feature that is open. */
  readonly feature?: string | undefined;
}

const LONGEST = 100;

/** Parameters that a parity page knows, each once and not longer than any real value. */
export function parityAddress(
  search: Readonly<Record<string, string | string[] | undefined>>,
): ParityAddress {
  const one = (name: string) => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? value.slice(0, LONGEST) : undefined;
  };
  return {
    view: PARITY_VIEWS.find((view) => view === one("view")),
    layer: one("layer"),
    status: one("status"),
    impact: one("impact"),
    waypoint: one("waypoint"),
    q: one("q"),
    feature: one("feature"),
  };
}

/** @param page address of the page, which may already have a query: a point in time */
export function parityHref(page: string, address: ParityAddress): string {
  const [path = "", query] = page.split("?");
  const search = new URLSearchParams(query);
  for (const [name, value] of Object.entries(address))
    if (typeof value === "string" && value !== "") search.set(name, value);
  const text = search.toString();
  const anchor = address.feature ? `#${anchorOf(address.feature)}` : "";
  return `${path}${text === "" ? "" : `?${text}`}${anchor}`;
}

/** Where the row of a feature stands in the page. */
export function anchorOf(feature: string): string {
  return `feature-${feature}`;
}

/** What a page shows when its address does not say. */
export function defaultView(evaluated: boolean): ParityView {
  return evaluated ? "matters" : "all";
}
