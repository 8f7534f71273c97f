/** The list of the time picker: which moments it shows, by day, and where each leads. */

/** What the picker can choose: `at` for the address, and when it was. */
export interface Moment {
  readonly at: string;
  readonly takenAt: string;
}

export interface MomentDay {
  /** "2026-11-03", in UTC. */
  readonly day: string;
  readonly moments: readonly Moment[];
}

/**
 * Days with their moments, newest first, from `upTo` backwards, whole days until at least `atLeast` moments are listed:
 * a cluster may have been read thousands of times.
 * @param moments newest first
 * @param upTo the last day to list, "" for the newest
 */
export function momentDays(
  moments: readonly Moment[],
  upTo: string,
  atLeast: number,
): { readonly days: readonly MomentDay[]; readonly more: boolean } {
  const wanted = upTo === "" ? moments : moments.filter(({ takenAt }) => dayOf(takenAt) <= upTo);
  const days: { day: string; moments: Moment[] }[] = [];
  let listed = 0;
  for (const moment of wanted) {
    const day = dayOf(moment.takenAt);
    const current = days.at(-1);
    if (current?.day === day) current.moments.push(moment);
    else if (listed >= atLeast) return { days, more: true };
    else days.push({ day, moments: [moment] });
    listed += 1;
  }
  return { days, more: false };
}

/** The page at hand as of another moment; null is the latest. The other parts of its address stay. */
export function addressAsOf(
  pathname: string,
  search: { toString(): string },
  at: string | null,
): string {
  const parameters = new URLSearchParams(search.toString());
  if (at === null) parameters.delete("at");
  else parameters.set("at", at);
  const text = parameters.toString();
  return text === "" ? pathname : `${pathname}?${text}`;
}

const FLEET_PAGES: ReadonlySet<string> = new Set(["/", "/parity", "/savings", "/history"]);

/** Whose moments a page can be shown as of: those of a cluster, of the fleet, or none (null). */
export function scopeOf(pathname: string): { readonly clusterId: string | null } | null {
  if (FLEET_PAGES.has(pathname)) return { clusterId: null };
  const [, root, id, tab] = pathname.split("/");
  if (root !== "clusters" || !id || tab === "compare") return null;
  return { clusterId: decoded(id) };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function dayOf(takenAt: string): string {
  return takenAt.slice(0, 10);
}
