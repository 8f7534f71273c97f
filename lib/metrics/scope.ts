/** Which series of a Prometheus are this cluster's, and what kind they are. */
import type { Sample, Told } from "./answer.ts";
import type { Prometheus } from "./client.ts";
import type { MeshFacts } from "./facts.ts";
import { type Failure, failure } from "./failure.ts";
import {
  clusterOfPods,
  clusters,
  type HistogramForm,
  presence,
  type Query,
  type Scope,
} from "./queries.ts";

/** Names of pods that are asked about to tell clusters apart. */
const MOST_WITNESSES = 30;

/**
 * The value of the label `cluster` that this cluster's series have, in a store that several Prometheus write to; null
 * when there is nothing to tell apart. Figures of several clusters must never be added up, so not knowing is a failure.
 */
export async function clusterLabel(
  prometheus: Prometheus,
  facts: MeshFacts,
  at: Date,
): Promise<{ readonly ok: true; readonly cluster: string | null } | Failure> {
  const told = await prometheus.instant(clusters(), at);
  if (!told.ok) return told;
  // Some jobs of one cluster may label their series and others not.
  const named = told.series.filter(({ labels: [label] }) => label !== "");
  if (named.length < 2) return { ok: true, cluster: null };

  const witnesses = witnessesOf(facts);
  if (witnesses.length > 0) {
    const found = await prometheus.instant(clusterOfPods(witnesses), at);
    if (!found.ok) return found;
    const here = found.series.filter(({ labels: [label] }) => label !== "");
    const [best, second] = here.sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
    const label = best?.labels[0];
    if (label && best.value && best.value > (second?.value ?? 0)) {
      return { ok: true, cluster: label };
    }
  }
  return failure(
    "source",
    `${prometheus.server} holds series of ${named.length} clusters (label cluster), and none could be told to be this one by the names of its pods.`,
  );
}

/** Deployments' and DaemonSets' own first: the pods of a StatefulSet have the same names in every cluster. */
function witnessesOf({ pods }: MeshFacts): readonly string[] {
  const all = Object.entries(pods ?? {}).map(([key, part]) => ({
    pod: key.slice(key.indexOf("/") + 1),
    own: part === "istiod" || part === "ztunnel" || part === "gateway" || part === "waypoint",
  }));
  return [...all.filter(({ own }) => own), ...all.filter(({ own }) => !own)]
    .slice(0, MOST_WITNESSES)
    .map(({ pod }) => pod);
}

/** Which histograms there are; null: none at all. Classic ones are taken where both are or it could not be told. */
export async function histogramForm(
  ask: (query: Query) => Promise<Told<Sample> | Failure>,
  scope: Scope,
): Promise<HistogramForm | null> {
  const [classic, native] = await Promise.all([
    ask(presence.classicHistograms(scope)).then(countIn),
    ask(presence.nativeHistograms(scope)).then(countIn),
  ]);
  if (classic === 0 && native === 0) return null;
  return classic === 0 && native !== null ? "native" : "classic";
}

/** The one number of a presence test; null: could not tell. */
export function countIn(told: Told<Sample> | Failure): number | null {
  return told.ok ? (told.series[0]?.value ?? null) : null;
}

/** The series of an answer; null with a gap. */
export type Ask = (what: string, query: Query) => Promise<readonly Sample[] | null>;

/** Whether a source has series from the beginning of the window, so that rates can be trusted. */
export function isOld(seriesBefore: number | null): boolean {
  return seriesBefore !== null && seriesBefore > 0;
}

/** Why there are no rates from a source of which nobody knows when it began. */
export const UNKNOWN_AGE =
  "Whether the source had such series an hour before could not be told, and without them a rate would be too small.";

/** Why there are no rates from a source that began within the window. */
export const TOO_YOUNG =
  "The source had no such series an hour before, and a rate is spread over the hour, so it would be too small.";
