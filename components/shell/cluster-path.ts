/** The cluster that an address is about, or null: "/clusters/abc/findings" is about "abc". */
export function clusterOf(pathname: string): string | null {
  const [, root, id] = pathname.split("/");
  return root === "clusters" && id ? decoded(id) : null;
}

/** Pages that every cluster has. */
const TABS = new Set(["findings", "parity", "recommendation", "history", "compare"]);

/** The page of another cluster that shows the same thing, as of its own latest snapshot; else its report. */
export function samePageOf(pathname: string, clusterId: string): string {
  const [, root, , tab] = pathname.split("/");
  const base = clusterPath(clusterId);
  return root === "clusters" && tab !== undefined && TABS.has(tab) ? `${base}/${tab}` : base;
}

export function clusterPath(clusterId: string): string {
  return `/clusters/${encodeURIComponent(clusterId)}`;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
