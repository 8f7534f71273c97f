import type { ClusterRow, SnapshotHead } from "@/lib/db/shapes.ts";
import { bytes, count, counted, percent, quantityText } from "@/lib/format.ts";
import { NAMESPACE_VERDICTS, type NamespaceVerdict } from "@/lib/migration/model.ts";
import { exactly, type Figure, sum as sumOf } from "@/lib/savings/figure.ts";
import type { VerdictCount } from "@/lib/snapshot/document.ts";
import type { MeasuredTotals } from "@/lib/snapshot/measurement.ts";
import { type UsedMemory, usedMemory } from "../report/sidecar-memory.ts";
import { USAGE_SOURCES } from "../savings/words.ts";
import { inputOf } from "../shell/shell-data.ts";

/** The fleet in one look. Sample clusters are left out as soon as there is a real one. */
export interface FleetSummary {
  /** Clusters in the figures, scanned at least once. */
  readonly clusters: number;
  readonly namespaces: number;
  readonly verdicts: readonly VerdictCount[];
  /** True when everything counted is sample data. */
  readonly sample: boolean;
  /** Sample clusters that were left out because real ones are counted. */
  readonly sampleLeftOut: number;
  readonly neverScanned: number;
  /** True when a cluster in the figures has kinds that could not be read. */
  readonly incomplete: boolean;
  /** Bytes that sidecars were measured to use, for each source apart; clusters without a measurement are in none. */
  readonly used: readonly (UsedMemory & { readonly clusters: number })[];
  /** Bytes that sidecars request. */
  readonly sidecarMemory: Figure;
  /** Bytes that moving would free, by the likely estimate of each snapshot. */
  readonly plannedSaving: Figure;
  /** Bytes that namespaces request less since they moved; null when none is known to have moved. */
  readonly realisedSaving: number | null;
  /** When the newest snapshot in the figures was taken; null without any. */
  readonly newest: string | null;
}

/** @param measured what was measured last, by cluster */
export function fleetSummary(
  clusters: readonly ClusterRow[],
  measured: ReadonlyMap<string, MeasuredTotals> = new Map(),
): FleetSummary {
  const scanned = clusters.flatMap((cluster) =>
    cluster.latest ? [{ cluster, latest: cluster.latest }] : [],
  );
  const real = scanned.filter(({ cluster }) => inputOf(cluster) !== "demo");
  const sample = real.length === 0;
  const own = sample ? scanned : real;
  const counted = own.map(({ latest }) => latest);
  const realised = counted.flatMap(({ realisedSaving }) => realisedSaving ?? []);

  return {
    clusters: counted.length,
    namespaces: sum(counted.map(({ summary }) => summary.namespaces)),
    verdicts: NAMESPACE_VERDICTS.map((verdict) => ({
      verdict,
      namespaces: sum(counted.map((head) => amount(head.summary.verdicts, verdict))),
    })),
    sample: sample && counted.length > 0,
    sampleLeftOut: sample ? 0 : scanned.length - real.length,
    neverScanned: clusters.length - scanned.length,
    incomplete: counted.some(({ summary }) => summary.kindsRead < summary.kindsAsked),
    used: usedBySource(
      own.flatMap(
        ({ cluster, latest }) => usedMemory(latest.takenAt, measured.get(cluster.id)) ?? [],
      ),
    ),
    sidecarMemory: sumOf(counted.map(({ summary }) => exactly(summary.sidecarMemoryRequested))),
    plannedSaving: sumOf(counted.map((head) => exactly(head.plannedSaving))),
    realisedSaving: realised.length === 0 ? null : sum(realised),
    newest: newest(counted),
  };
}

export interface Headline {
  readonly sentence: string;
  readonly rest: string;
}

/** What the fleet says first: how many can move, of those that have not moved yet, and what becomes of the others. */
export function fleetHeadline(
  { verdicts, clusters, incomplete }: FleetSummary,
  locale: string,
): Headline {
  const judged = sum(verdicts.map(({ namespaces }) => namespaces));
  const of = (verdict: NamespaceVerdict) => amount(verdicts, verdict);
  const left = judged - of("done");

  if (clusters === 0) return { sentence: "No cluster has been scanned yet.", rest: "" };
  if (judged === 0) {
    return incomplete
      ? {
          sentence: "No meshed namespace was seen, and not everything could be read.",
          rest: "The coverage of a cluster says what was missing.",
        }
      : { sentence: "No namespace takes part in a mesh.", rest: "" };
  }
  if (left === 0) {
    return {
      sentence: `Every meshed namespace has moved: ${count(judged, locale)} of ${count(judged, locale)} are done.`,
      rest: "",
    };
  }

  const share = quantityText(percent(of("ready") / left, locale));
  const rest = [
    part(of("done"), "is done already", "are done already", locale),
    part(of("ready-with-work"), "needs work first", "need work first", locale),
    part(of("blocked"), "is blocked", "are blocked", locale),
    part(of("stay-on-sidecar"), "should stay on sidecars", "should stay on sidecars", locale),
    part(of("could-not-tell"), "could not be judged", "could not be judged", locale),
  ].filter((said) => said !== "");
  return {
    sentence: `${share} of the meshed namespaces still to move can move today: ${count(of("ready"), locale)} of ${count(left, locale)}.`,
    rest: rest.length > 0 ? `${rest.join(", ")}.` : "",
  };
}

/** What sidecars take in all clusters, what moving would free and what it has freed; null where no sidecar costs anything. */
export function fleetCost(
  {
    clusters,
    used,
    sidecarMemory,
    plannedSaving,
    realisedSaving,
  }: Pick<FleetSummary, "clusters" | "used" | "sidecarMemory" | "plannedSaving" | "realisedSaving">,
  locale: string,
): string | null {
  if (!sidecarMemory.value && used.length === 0 && realisedSaving === null) return null;
  const measured = used.map(({ memory, source, clusters: of }) => {
    const where =
      of === clusters ? "" : ` in ${count(of, locale)} of ${count(clusters, locale)} clusters`;
    return `use ${quantityText(bytes(memory, locale))} of memory${where}, measured by ${USAGE_SOURCES[source]}`;
  });
  const requested =
    sidecarMemory.value === null
      ? []
      : [
          `request ${atLeastText(sidecarMemory.value, sidecarMemory.bound, locale)}${measured.length > 0 ? "" : " of memory"}, from pod specs`,
        ];
  const sentences = [
    `Sidecars ${[...measured, ...requested].join("; they ")}; ${savingText(plannedSaving, locale)}.`,
    ...(realisedSaving === null ? [] : [realisedText(realisedSaving, locale)]),
  ];
  return sentences.join(" ");
}

function realisedText(saving: number, locale: string): string {
  const amount = quantityText(bytes(Math.abs(saving), locale));
  return saving < 0
    ? `Namespaces that moved request ${amount} more than before.`
    : `Namespaces that moved request ${amount} less than before.`;
}

/** Two sources are never added up. */
function usedBySource(used: readonly UsedMemory[]): FleetSummary["used"] {
  return [...Map.groupBy(used, ({ source }) => source)].map(([source, own]) => ({
    source,
    memory: sum(own.map(({ memory }) => memory)),
    clusters: own.length,
  }));
}

function savingText({ value, bound }: Figure, locale: string): string {
  if (value === null) return "what moving would free is not known yet";
  return value < 0
    ? `ambient would request ${quantityText(bytes(-value, locale))} more, likely`
    : `moving would free ${atLeastText(value, bound, locale)}, likely`;
}

function atLeastText(value: number, bound: Figure["bound"], locale: string): string {
  return `${bound === "exact" ? "" : "at least "}${quantityText(bytes(value, locale))}`;
}

/** "142 namespaces in 3 clusters", or how many wait for their first scan. */
export function fleetSize(
  { clusters, namespaces, neverScanned }: FleetSummary,
  locale: string,
): string {
  if (clusters === 0) {
    return `${counted(neverScanned, "cluster", "clusters", locale)} without a scan yet`;
  }
  return `${counted(namespaces, "namespace", "namespaces", locale)} in ${counted(clusters, "cluster", "clusters", locale)}`;
}

function part(amountOf: number, one: string, many: string, locale: string): string {
  return amountOf === 0 ? "" : `${count(amountOf, locale)} ${amountOf === 1 ? one : many}`;
}

function amount(verdicts: readonly VerdictCount[], wanted: NamespaceVerdict): number {
  return sum(verdicts.filter(({ verdict }) => verdict === wanted).map((row) => row.namespaces));
}

function newest(heads: readonly SnapshotHead[]): string | null {
  return heads.map(({ takenAt }) => takenAt).toSorted((a, b) => b.localeCompare(a))[0] ?? null;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
