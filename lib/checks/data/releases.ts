import type { IstioVersion } from "../../inventory/facts.ts";
import { atLeast, minorText } from "../../inventory/version.ts";
import data from "./istio-releases.json" with { type: "json" };

/** One row of Istio's support table. Dates are days, such as "2026-07-01"; versions are minors, such as "1.28". */
export interface IstioRelease {
  readonly minor: string;
  readonly released: string;
  readonly endOfSupport: string;
  readonly endOfSupportKind: "actual" | "expected";
  readonly kubernetes: { readonly min: string; readonly max: string };
  readonly latestPatch: string;
}

/** The month in which the table was compiled, such as "2026-10". */
export const RELEASES_AS_OF = data.asOf;

/** Oldest first. Source: https://istio.io/latest/docs/releases/supported-releases/ */
export const RELEASES: readonly IstioRelease[] = data.releases.map((release) => ({
  ...release,
  endOfSupportKind: release.endOfSupportKind === "actual" ? "actual" : "expected",
}));

export function releaseOf(version: IstioVersion): IstioRelease | null {
  return RELEASES.find(({ minor }) => minor === minorText(version)) ?? null;
}

/** The minor to upgrade to next: Istio asks for one minor at a time. Null for the newest one known. */
export function nextRelease(version: IstioVersion): IstioRelease | null {
  const next = `${version.major}.${version.minor + 1}`;
  return RELEASES.find(({ minor }) => minor === next) ?? null;
}

/** Released and still supported on that day, oldest first. */
export function supportedReleases(day: string): IstioRelease[] {
  return RELEASES.filter(({ released, endOfSupport }) => released <= day && day <= endOfSupport);
}

/** Compares minors such as "1.9" and "1.31" as numbers. */
export function compareMinors(a: string, b: string): number {
  return minorRank(a) - minorRank(b);
}

/** The oldest Kubernetes that istioctl of this version accepts without a warning, or null where it is not known. */
export function istioctlMinimumKubernetes(version: IstioVersion): string | null {
  return (
    data.istioctlMinimumKubernetes.findLast(({ fromIstio }) => atLeast(version, fromIstio))
      ?.kubernetes ?? null
  );
}

/** "1.31" of "v1.31.5-gke.100"; null when the text is no Kubernetes version. */
export function kubernetesMinor(text: string): string | null {
  const found = KUBERNETES.exec(text.slice(0, 64));
  return found ? `${found[1]}.${found[2]}` : null;
}

function minorRank(minor: string): number {
  const [major, rest] = minor.split(".").map(Number);
  return major === undefined || rest === undefined ? Number.NaN : major * 10_000 + rest;
}

const KUBERNETES = /^v?(\d{1,3})\.(\d{1,3})(?:\D|$)/;
