/** A comparison in words: what its sides are called, and the sentence that a visitor reads first. */
import { count, counted, exactTime, printable } from "../format.ts";
import type { Comparison, Direction, NamespaceChange } from "./compare-model.ts";
import { phaseDirection } from "./compare-namespaces.ts";

export interface ComparedSide {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly takenAt: string;
}

/** "16 Nov" and "23 Nov"; with the time on one day, with the year over two years, with the cluster's name for two clusters. */
export function sideNames(
  from: ComparedSide,
  to: ComparedSide,
): { readonly from: string; readonly to: string } {
  const oneDay = day(from) === day(to);
  const oneYear = from.takenAt.slice(0, 4) === to.takenAt.slice(0, 4);
  const time = (side: ComparedSide) =>
    oneDay ? `${shortDay(side, oneYear)}, ${side.takenAt.slice(11, 16)}` : shortDay(side, oneYear);
  if (from.clusterId === to.clusterId) return { from: time(from), to: time(to) };
  return { from: printable(from.clusterName, 80), to: printable(to.clusterName, 80) };
}

export interface SentenceFacts {
  readonly names: { readonly from: string; readonly to: string };
  readonly sameCluster: boolean;
  /** The later side is the newest snapshot of its cluster: "Since 16 Nov". */
  readonly untilNow: boolean;
  /** `from` lies after `to`. */
  readonly backwards: boolean;
  readonly locale: string;
}

/** "Since 16 Nov: 4 namespaces moved on, 1 fell back, 3 findings resolved, 1 new." */
export function comparisonSentence(comparison: Comparison, facts: SentenceFacts): string {
  const told = facts.sameCluster
    ? overTime(comparison, facts.locale)
    : betweenClusters(comparison, facts);
  return `${opening(facts)}: ${told.length === 0 ? "nothing changed" : told.join(", ")}.`;
}

/** How many namespaces went which way, by phase or else by verdict. */
export function namespaceSteps({
  namespaces,
}: Comparison): Readonly<
  Record<"movedOn" | "fellBack" | "verdictBetter" | "verdictWorse", number>
> {
  const { changed } = namespaces;
  const tally = (direction: Direction, of: (change: NamespaceChange) => boolean) =>
    changed.filter((change) => change.direction === direction && of(change)).length;
  return {
    movedOn: tally("better", movedPhase),
    fellBack: tally("worse", movedPhase),
    verdictBetter: tally("better", (change) => !movedPhase(change)),
    verdictWorse: tally("worse", (change) => !movedPhase(change)),
  };
}

function movedPhase({ from, to }: NamespaceChange): boolean {
  const direction = phaseDirection(from?.phase ?? null, to?.phase ?? null);
  return direction === "better" || direction === "worse";
}

function opening({ names, sameCluster, untilNow, backwards }: SentenceFacts): string {
  if (!sameCluster) return `${names.to} against ${names.from}`;
  if (backwards) return `From ${names.from} back to ${names.to}`;
  return untilNow ? `Since ${names.from}` : `From ${names.from} to ${names.to}`;
}

/** Each noun is named once; what follows it counts the same thing. */
function overTime(comparison: Comparison, locale: string): string[] {
  const steps = namespaceSteps(comparison);
  const { namespaces, findings } = comparison;
  return [
    ...list(locale, "namespace", "namespaces", [
      [steps.movedOn, "moved on"],
      [steps.fellBack, "fell back"],
      [
        steps.verdictBetter,
        steps.verdictBetter === 1 ? "has a better verdict" : "have a better verdict",
      ],
      [
        steps.verdictWorse,
        steps.verdictWorse === 1 ? "has a worse verdict" : "have a worse verdict",
      ],
      [namespaces.appeared.length, "appeared"],
      [namespaces.vanished.length, "vanished"],
    ]),
    ...list(locale, "finding", "findings", [
      [findings.resolved.length, "resolved"],
      [findings.new.length, "new"],
      [findings.changed.length, "changed"],
      [findings.notReevaluated.length, "not re-evaluated"],
      [findings.notEvaluatedBefore.length, "not looked for before"],
    ]),
  ];
}

function betweenClusters(comparison: Comparison, { names, locale }: SentenceFacts): string[] {
  const steps = namespaceSteps(comparison);
  const { namespaces, findings } = comparison;
  return [
    ...list(locale, "namespace", "namespaces", [
      [steps.movedOn, "further on"],
      [steps.fellBack, "further back"],
      [steps.verdictBetter, "with a better verdict"],
      [steps.verdictWorse, "with a worse verdict"],
      [namespaces.appeared.length, `only in ${names.to}`],
      [namespaces.vanished.length, `only in ${names.from}`],
    ]),
    ...list(locale, "finding", "findings", [
      [findings.new.length, `only in ${names.to}`],
      [findings.resolved.length, `only in ${names.from}`],
      [findings.changed.length, "different"],
      [
        findings.notReevaluated.length + findings.notEvaluatedBefore.length,
        "looked for in one of them only",
      ],
    ]),
  ];
}

function list(
  locale: string,
  one: string,
  many: string,
  parts: readonly (readonly [amount: number, what: string])[],
): string[] {
  return parts
    .filter(([amount]) => amount > 0)
    .map(([amount, what], index) =>
      index === 0
        ? `${counted(amount, one, many, locale)} ${what}`
        : `${count(amount, locale)} ${what}`,
    );
}

function day({ takenAt }: ComparedSide): string {
  return takenAt.slice(0, 10);
}

function shortDay({ takenAt }: ComparedSide, oneYear: boolean): string {
  const [date = takenAt] = exactTime(takenAt).split(",");
  return oneYear ? date.replace(/ \d{4}$/, "") : date;
}
