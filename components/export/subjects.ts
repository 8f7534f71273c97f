/** What can be exported, from which page, and which parameters of its address narrow it. */

export const EXPORTS = [
  "namespaces",
  "findings",
  "parity",
  "history",
  "compare",
  "usage",
  "usage-history",
  "latency",
  "latency-history",
  "moves",
] as const;

export type ExportSubject = (typeof EXPORTS)[number];

/** Parameters of a page that its export understands; the others say how the page looks. */
export const EXPORT_PARAMETERS: Readonly<Record<ExportSubject, readonly string[]>> = {
  namespaces: ["at", "q", "verdict", "phase", "need", "sort", "down"],
  findings: ["at", "q", "severity", "check", "namespace"],
  parity: ["at", "view", "layer", "status", "impact", "waypoint", "q"],
  history: ["at", "range"],
  compare: [
    "at",
    "from",
    "to",
    "fromCluster",
    "toCluster",
    "threshold",
    "q",
    "direction",
    "severity",
  ],
  usage: ["at", "q", "sort", "down"],
  "usage-history": ["at", "range", "namespace"],
  latency: ["at", "q", "sort", "down", "by", "reporter", "namespace"],
  "latency-history": ["at", "range", "namespace"],
  moves: ["at", "outcome"],
};

/**
 * What the page at an address of the product exports; null where there is nothing but the page itself.
 * @param view the parameter of that name, where a page has several
 */
export function subjectOf(pathname: string, view: string | null = null): ExportSubject | null {
  const [, , , page, ...deeper] = pathname.split("/");
  if (deeper.length > 0) return null;
  if (page === undefined || page === "") return "namespaces";
  if (page === "performance")
    return view === null ? "usage" : (VIEWS.find((subject) => subject === view) ?? null);
  return PAGES.find((subject) => subject === page) ?? null;
}

/** Exports that are called as their page is. */
const PAGES = ["findings", "parity", "history", "compare"] as const satisfies ExportSubject[];

/** Exports that are called as their view of the performance tab is. */
const VIEWS = ["latency", "moves"] as const satisfies ExportSubject[];

/** The address of an export with what narrows it taken from the page's own parameters. */
export function exportHref(
  clusterId: string,
  subject: ExportSubject,
  format: "csv" | "json" | "md" | "count",
  parameters: URLSearchParams,
): string {
  const search = new URLSearchParams({ format });
  for (const name of EXPORT_PARAMETERS[subject]) {
    const value = parameters.get(name);
    if (value) search.set(name, value);
  }
  return `/api/clusters/${encodeURIComponent(clusterId)}/export/${subject}?${search}`;
}
