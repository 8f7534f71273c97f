import { LayoutGrid, ListChecks, type LucideIcon, ScanSearch, TriangleAlert } from "lucide-react";
import { clusterPath } from "./cluster-path.ts";

export interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
}

export const FLEET: Destination = { href: "/", label: "Fleet", icon: LayoutGrid };
export const CHECKS: Destination = { href: "/checks", label: "Checks", icon: ListChecks };

/** The pages of one cluster, in the order of the rail. */
export function clusterDestinations(clusterId: string): Destination[] {
  const base = clusterPath(clusterId);
  return [
    { href: base, label: "Report", icon: ScanSearch },
    { href: `${base}/findings`, label: "Findings", icon: TriangleAlert },
  ];
}

/** The destination that a page belongs to: the longest address that it lies under. */
export function currentDestination(
  pathname: string,
  destinations: readonly Destination[],
): Destination | null {
  const under = destinations.filter(({ href }) =>
    href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`),
  );
  return under.toSorted((a, b) => b.href.length - a.href.length)[0] ?? null;
}
