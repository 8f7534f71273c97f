import {
  ChartLine,
  Coins,
  Gauge,
  GitCompareArrows,
  LayoutGrid,
  Link2,
  ListChecks,
  type LucideIcon,
  ScanSearch,
  Settings,
  TableProperties,
  TriangleAlert,
} from "lucide-react";
import { clusterPath } from "./cluster-path.ts";

export interface Destination {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Which point in time of the page at hand its link keeps: a snapshot of the cluster, or an instant of the fleet. */
  readonly keeps?: "snapshot" | "instant";
}

export const FLEET: Destination = {
  href: "/",
  label: "Fleet",
  icon: LayoutGrid,
  keeps: "instant",
};

/** What lies below the clusters in the rail. */
export const EVERYWHERE: readonly Destination[] = [
  { href: "/parity", label: "Parity", icon: TableProperties, keeps: "instant" },
  { href: "/savings", label: "Savings", icon: Coins, keeps: "instant" },
  { href: "/history", label: "History", icon: ChartLine, keeps: "instant" },
  { href: "/checks", label: "Checks", icon: ListChecks },
  { href: "/shared-links", label: "Shared links", icon: Link2 },
  { href: "/settings", label: "Settings", icon: Settings },
];

/** The pages of one cluster, in the order of the rail. */
export function clusterDestinations(clusterId: string): Destination[] {
  const base = clusterPath(clusterId);
  return [
    { href: base, label: "Report", icon: ScanSearch, keeps: "snapshot" },
    { href: `${base}/findings`, label: "Findings", icon: TriangleAlert, keeps: "snapshot" },
    { href: `${base}/parity`, label: "Parity", icon: TableProperties, keeps: "snapshot" },
    { href: `${base}/performance`, label: "Performance", icon: Gauge, keeps: "snapshot" },
    { href: `${base}/history`, label: "History", icon: ChartLine, keeps: "snapshot" },
    { href: `${base}/compare`, label: "Compare", icon: GitCompareArrows },
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

/** The address of a destination as of the point in time that the page at hand shows; `at` null is the latest. */
export function addressAt(
  { href, keeps }: Destination,
  shown: { readonly pathname: string; readonly at: string | null },
): string {
  const here = shown.pathname.startsWith("/clusters/") ? "snapshot" : "instant";
  return shown.at === null || keeps !== here ? href : `${href}?at=${encodeURIComponent(shown.at)}`;
}
