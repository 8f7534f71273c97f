import { AMBIENT_RELEASES, KNOWN_MINORS } from "./features.ts";
import type { Basis, StatusAt, StatusRange } from "./model.ts";
import type { Release } from "./schema.ts";

/** How a cluster's Istio version stands to what we know. `column` is the minor, such as "1.27", when it has one. */
export interface Standing {
  readonly state: "known" | "newer" | "older" | "unknown";
  readonly column: string | null;
}

/** @param istioVersion such as "1.27.3-distroless"; null when it could not be read. */
export function standingOf(istioVersion: string | null): Standing {
  const column = minorOf(istioVersion);
  if (column === null) return { state: "unknown", column };
  if (KNOWN_MINORS.includes(column)) return { state: "known", column };
  const newest = KNOWN_MINORS.at(-1);
  return { state: newest && rankOf(column) > rankOf(newest) ? "newer" : "older", column };
}

/**
 * The status of a feature at one version of Istio. A version that cannot be read, is newer than what we know or older
 * than the first release with ambient in Beta is "unknown", and so is a status that nobody confirmed.
 */
export function statusAt(ranges: readonly StatusRange[], istioVersion: string | null): StatusAt {
  const { state, column } = standingOf(istioVersion);
  if (state !== "known" || column === null) return "unknown";
  const range = rangeAt(ranges, column);
  if (range === null) return "absent";
  return range.basis === "unverified" ? "unknown" : range.status;
}

/** How the status at this version is known; null where there is none. */
export function basisAt(ranges: readonly StatusRange[], istioVersion: string | null): Basis | null {
  const { state, column } = standingOf(istioVersion);
  return state === "known" && column !== null ? (rangeAt(ranges, column)?.basis ?? null) : null;
}

/** What the project said of ambient mode as such in that minor; null outside of what we know. */
export function ambientRelease(column: string | null): Release | null {
  return AMBIENT_RELEASES.find(({ minor }) => minor === column) ?? null;
}

/** "1.9" comes before "1.31". */
export function compareMinors(a: string, b: string): number {
  return rankOf(a) - rankOf(b);
}

function rangeAt(ranges: readonly StatusRange[], column: string): StatusRange | null {
  const at = rankOf(column);
  return (
    ranges.find(({ from, to }) => rankOf(from) <= at && (to === null || at <= rankOf(to))) ?? null
  );
}

const MINOR = /^v?(\d{1,4})\.(\d{1,4})(?![\d])/;

function minorOf(version: string | null): string | null {
  const found = MINOR.exec(version?.slice(0, 64) ?? "");
  return found ? `${found[1]}.${found[2]}` : null;
}

function rankOf(minor: string): number {
  const [major, rest] = minor.split(".").map(Number);
  return major === undefined || rest === undefined ? Number.NaN : major * 10_000 + rest;
}
