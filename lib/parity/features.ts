/**
 * What is known of Istio's features in sidecar mode and in ambient mode. Sources: the feature status file of
 * https://github.com/istio/enhancements at each release branch, and the pages that every row links.
 */
import discrepancies from "./data/discrepancies.json" with { type: "json" };
import data from "./data/features.json" with { type: "json" };
import releases from "./data/releases.json" with { type: "json" };
import { Discrepancies, type Discrepancy, type Feature, Knowledge, Releases } from "./schema.ts";

const knowledge = Knowledge.parse(data);

/** In the order of the table: L4, L7 and operations mixed. */
export const FEATURES: readonly Feature[] = knowledge.features;

/** The month in which the table was compiled, such as "2026-10". */
export const KNOWN_AS_OF = knowledge.asOf;

/** Istio minors that the table knows, oldest first: a column each. */
export const KNOWN_MINORS: readonly string[] = knowledge.versions;

/** Where the article that this product began from, or Istio's own pages, say something else than Istio's project data. */
export const DISCREPANCIES: readonly Discrepancy[] = Discrepancies.parse(discrepancies);

/** Status of ambient mode as such by minor, with the announcement. */
export const AMBIENT_RELEASES = Releases.parse(releases);

const BY_ID = new Map(FEATURES.map((feature) => [feature.id, feature]));

export function featureById(id: string): Feature | null {
  return BY_ID.get(id) ?? null;
}
