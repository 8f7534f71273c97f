/**
 * Words of feature parity: what a feature of Istio is worth in sidecar mode and in ambient mode, by version of Istio,
 * and whether a cluster uses it.
 */
import type { ObjectRef, Unread } from "../inventory/model.ts";

/** Istio's own words for maturity, and "Unsupported" where a mode does not have the feature. */
export type FeatureStatus = "Stable" | "Beta" | "Alpha" | "Experimental" | "Unsupported";

/** How a status is known; "unverified" is shown as unknown, never as good. */
export type Basis = "official" | "docs" | "derived" | "unverified";

/** A status that holds from one Istio minor to another, both included; `to` null is "until the newest we know". */
export interface StatusRange {
  readonly from: string;
  readonly to: string | null;
  readonly status: FeatureStatus;
  readonly basis: Basis;
}

/**
 * The status at one Istio minor. "absent": the feature did not exist there yet. "unknown": nobody confirmed it, the
 * version could not be read, or it is newer than what we know.
 */
export type StatusAt = FeatureStatus | "absent" | "unknown";

export type Impact = "none" | "change" | "warn" | "blocker";

/** Whether a cluster uses one feature, with the objects that prove it. Part of a stored snapshot. */
export interface FeatureUse {
  /** Id of the feature: "retries". */
  readonly feature: string;
  readonly used: "used" | "not-used" | "could-not-tell";
  /** Objects that prove it, at most OBJECTS_KEPT of them, in the order of namespace and name. */
  readonly objects: readonly ObjectRef[];
  /** How many objects prove it in all. */
  readonly objectCount: number;
  /** Namespaces that use it, sorted; empty for a use of the whole cluster. */
  readonly namespaces: readonly string[];
  /** True when one of the objects stands in Istio's root namespace and so counts for every namespace. */
  readonly meshWide?: boolean;
  /** What could not be read and might have shown a use, or more of it. */
  readonly unread: readonly Unread[];
}

export const OBJECTS_KEPT = 50;
