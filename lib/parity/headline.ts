import { printable } from "../format.ts";
import { KNOWN_MINORS } from "./features.ts";
import { type FleetParityRow, notStable, type ParityRow } from "./rows.ts";
import { ambientRelease, standingOf } from "./status.ts";

export interface ParityHeadline {
  /** Which used features are not Stable in ambient mode here, in one sentence. */
  readonly sentence: string;
  /** What limits the sentence, one sentence each. */
  readonly limits: readonly string[];
}

/**
 * @param istioVersion the oldest istiod, which decides what the rows show
 * @param istiods versions of every istiod as text; null for one whose version could not be read
 */
export function parityHeadline(
  rows: readonly ParityRow[],
  istioVersion: string | null,
  istiods: readonly (string | null)[],
): ParityHeadline {
  return {
    sentence: sentenceOf(rows, istioVersion),
    limits: [...ofVersion(istioVersion), ...ofSeveral(istiods), ...ofReading(rows)],
  };
}

function sentenceOf(rows: readonly ParityRow[], istioVersion: string | null): string {
  const used = rows.filter(({ use }) => use?.used === "used").length;
  if (rows.every(({ use }) => use === null))
    return "This snapshot does not say which features are in use.";
  if (used === 0) return "None of the features we know was found in use here.";

  const { state, column } = standingOf(istioVersion);
  if (state !== "known")
    return `${features(used)} in use; what ${used === 1 ? "it is" : "they are"} worth in ambient mode at this version of Istio is not known.`;

  const short = notStable(rows).length;
  if (short === 0)
    return `${used === 1 ? "The one feature" : `All ${used} features`} you use ${used === 1 ? "is" : "are"} Stable in ambient mode at Istio ${column}.`;
  return `${short} of the ${features(used)} you use ${short === 1 ? "is" : "are"} not Stable in ambient mode at Istio ${column}.`;
}

function ofVersion(istioVersion: string | null): string[] {
  const { state, column } = standingOf(istioVersion);
  const newest = KNOWN_MINORS.at(-1);
  const oldest = KNOWN_MINORS[0];
  switch (state) {
    case "unknown":
      return ["No istiod whose version could be read was found, so no version is framed."];
    case "newer":
      return [
        `Istio ${column} is newer than what we know, which ends with ${newest}: every status here is unknown until this product is updated.`,
      ];
    case "older":
      return [
        `Istio ${column} is older than ${oldest}, the first release with ambient mode in Beta: upgrade before you compare.`,
      ];
    case "known":
      return ambientRelease(column)?.ambient === "Beta"
        ? [
            `Ambient mode as a whole is Beta in ${column} and GA from 1.24, as the Istio project counts.`,
          ]
        : [];
  }
}

function ofSeveral(istiods: readonly (string | null)[]): string[] {
  const versions = [...new Set(istiods.map((version) => version ?? "one of unknown version"))];
  return versions.length > 1
    ? [`Several versions of istiod run here: ${versions.join(", ")}. The oldest one decides.`]
    : [];
}

function ofReading(rows: readonly ParityRow[]): string[] {
  const unclear = rows.filter(({ use }) => use?.used === "could-not-tell").length;
  return unclear > 0
    ? [
        `Of ${features(unclear)} it could not be told whether ${unclear === 1 ? "it is" : "they are"} in use.`,
      ]
    : [];
}

function features(count: number): string {
  return `${count} feature${count === 1 ? "" : "s"}`;
}

/** The same over several clusters, each at the version that it runs. */
export function fleetHeadline(
  rows: readonly FleetParityRow[],
  clusters: readonly {
    readonly name: string;
    readonly istioVersion: string | null;
    readonly evaluated: boolean;
  }[],
): ParityHeadline {
  const used = rows.filter(({ use }) => use?.used === "used");
  const short = used.filter(({ clusters: here }) =>
    here.some(({ row }) => row.use?.used === "used" && row.ambient !== "Stable"),
  );
  const silent = clusters.filter(({ evaluated }) => !evaluated);
  const unplaced = clusters.filter(
    ({ istioVersion }) => standingOf(istioVersion).state !== "known",
  );
  return {
    sentence:
      clusters.length === 0
        ? "No cluster was scanned yet; this is what we know of every feature."
        : used.length === 0
          ? "None of the features we know was found in use in any cluster."
          : short.length === 0
            ? `${features(used.length)} in use, all of them Stable in ambient mode where they are used.`
            : `${short.length} of the ${features(used.length)} in use ${short.length === 1 ? "is" : "are"} not Stable in ambient mode somewhere they are used.`,
    limits: [
      ...(silent.length > 0 ? [`Scan again to see what is in use: ${names(silent)}.`] : []),
      ...(unplaced.length > 0
        ? [`Every status is unknown where we do not know the version of Istio: ${names(unplaced)}.`]
        : []),
    ],
  };
}

/** Clusters named one by one in a sentence. */
const NAMED = 10;

function names(clusters: readonly { readonly name: string }[]): string {
  const named = clusters.slice(0, NAMED).map(({ name }) => printable(name, 60));
  const more = clusters.length - named.length;
  return `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
