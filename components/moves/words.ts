/** What became of a move, in words. */
import {
  CircleQuestionMark,
  Clock,
  Equal,
  type LucideIcon,
  TrendingDown,
  TrendingUp,
} from "lucide-react";
import type { ChipTone } from "@/components/ui/chip.tsx";
import {
  bytes,
  count,
  counted,
  cpu,
  dayText,
  finePercent,
  latency,
  perSecond,
  type Quantity,
  quantityText,
} from "@/lib/format.ts";
import { measuredMoves } from "@/lib/savings/measured-moves.ts";
import {
  MOVE_WINDOW,
  type MoveComparison,
  type MoveSide,
  type Spread,
  type Vantage,
} from "@/lib/snapshot/moves.ts";
import { JUDGED, type Judged, OUTCOMES, type Outcome, outcomeOf, tally } from "./moves.ts";

/** Less is better for all that is compared, so the arrow of what got better points down. */
export const OUTCOME_WORDS: Readonly<
  Record<Outcome, { readonly word: string; readonly icon: LucideIcon; readonly tone: ChipTone }>
> = {
  better: { word: "better", icon: TrendingDown, tone: "better" },
  same: { word: "same within noise", icon: Equal, tone: "plain" },
  worse: { word: "worse", icon: TrendingUp, tone: "worse" },
  "not-comparable": { word: "not comparable", icon: CircleQuestionMark, tone: "unknown" },
  waiting: { word: "waits for hours", icon: Clock, tone: "unknown" },
};

export const JUDGED_WORDS: Readonly<Record<Judged, string>> = {
  latency: "Latency",
  errors: "Errors",
  memory: "Memory",
  cpu: "CPU",
};

/** "Seen from istio-ingressgateway, which sent the requests, before and after." */
export function vantageWords(vantage: Vantage | null): string {
  if (vantage === null) return "No place saw its requests both before and after.";
  const { reporter, through } = vantage;
  const from = {
    source:
      through === null
        ? "all proxies that sent the requests"
        : `${through}, which sent the requests`,
    destination: "the sidecars that received the requests",
    waypoint: "the waypoint that passed the requests on",
  } satisfies Record<Vantage["reporter"], string>;
  return `Seen from ${from[reporter]}, before and after (reporter “${reporter}”).`;
}

/** The row of a side's figures: a median, how far the middle half reaches, and how many hours it is made of. */
export interface SideRow {
  readonly label: string;
  readonly before: SideCell | null;
  readonly after: SideCell | null;
}

export interface SideCell {
  readonly quantity: Quantity;
  /** null where the figure is one number of all hours together. */
  readonly spread: string | null;
}

/** Every figure of both sides, in the order of the page; one that neither side has is left out. */
export function sideRows({ before, after }: MoveComparison, locale: string): readonly SideRow[] {
  const spread = (label: string, of: (side: MoveSide) => Spread | null, write: Write): SideRow => ({
    label,
    before: before && spreadCell(of(before), write, locale),
    after: after && spreadCell(of(after), write, locale),
  });
  const plain = (label: string, of: (side: MoveSide) => number | null, write: Write): SideRow => ({
    label,
    before: before && plainCell(of(before), write, locale),
    after: after && plainCell(of(after), write, locale),
  });
  return [
    spread("p50", ({ p50 }) => p50, latency),
    spread("p90", ({ p90 }) => p90, latency),
    spread("p99", ({ p99 }) => p99, latency),
    plain("Requests", ({ requestsPerSecond }) => requestsPerSecond, perSecond),
    plain("Requests that failed", ({ errorRatio }) => errorRatio, finePercent),
    spread("Memory of sidecars and waypoints", ({ memory }) => memory, bytes),
    spread("CPU of sidecars and waypoints", ({ cpu: used }) => used, cpu),
  ].filter((row) => row.before !== null || row.after !== null);
}

/** "168 hours, 6,048,000 requests" */
export function sampleText({ hours, requests }: MoveSide, locale: string): string {
  const length = counted(hours, "hour", "hours", locale);
  if (requests === null) return `${length}, requests not known`;
  return `${length}, ${counted(Math.round(requests), "request", "requests", locale)}`;
}

/** "80 ms → 40 ms"; null unless both are known. */
export function changeText(
  before: number | null | undefined,
  after: number | null | undefined,
  write: Write,
  locale: string,
): string | null {
  if (before == null || after == null) return null;
  return `${quantityText(write(before, locale))} → ${quantityText(write(after, locale))}`;
}

/** "3 namespaces have moved: 2 got better and in nothing worse, 1 cannot be compared." */
export function movedText(moves: readonly MoveComparison[], locale: string): string {
  const outcomes = tally(moves.map(outcomeOf));
  const parts = OUTCOMES.flatMap((outcome) => {
    const amount = outcomes.get(outcome) ?? 0;
    return amount === 0
      ? []
      : [`${count(amount, locale)} ${SUMMED[outcome][amount === 1 ? 0 : 1]}`];
  });
  return `${counted(moves.length, "namespace has", "namespaces have", locale)} moved: ${parts.join(", ")}.`;
}

/** What their proxies used before and after, as far as it could be compared. */
export function usedText(moves: readonly MoveComparison[], locale: string): string {
  const { memory, cpu: used } = measuredMoves(moves);
  return [
    memory === null
      ? "Memory could not be compared for any of them."
      : `Their own proxies used ${quantityText(bytes(memory.before, locale))} of memory before and ${quantityText(bytes(memory.after, locale))} after, measured in ${count(memory.namespaces, locale)} of ${count(moves.length, locale)}.`,
    ...(used === null
      ? []
      : [
          `CPU went from ${quantityText(cpu(used.before, locale))} to ${quantityText(cpu(used.after, locale))} in ${count(used.namespaces, locale)}.`,
        ]),
    "ztunnel is not in these sums: it serves all pods of a node.",
  ].join(" ");
}

/** "memory and CPU", what made the outcome. */
export function outcomeNote(comparison: MoveComparison): string {
  const outcome = outcomeOf(comparison);
  const figures = JUDGED.filter((figure) => comparison[figure].verdict === outcome).map((figure) =>
    figure === "cpu" ? JUDGED_WORDS[figure] : JUDGED_WORDS[figure].toLowerCase(),
  );
  const because = outcome === "better" || outcome === "worse" ? figures.join(", ") : "";
  if (comparison.final || outcome === "waiting") return because;
  return because === "" ? "so far" : `${because}, so far`;
}

/** The move of one namespace in one line, for its own page. */
export function moveLine(comparison: MoveComparison, locale: string): string {
  const { before, after, final } = comparison;
  const soFar = final ? "" : " so far";
  const p99 = changeText(before?.p99?.median, after?.p99?.median, latency, locale);
  const memory = changeText(before?.memory?.median, after?.memory?.median, bytes, locale);
  const figures = [p99 && `p99 ${p99}`, memory && `memory of its proxies ${memory}`].filter(
    (text) => text !== null,
  );
  return `${HEADS[outcomeOf(comparison)]}${soFar}${figures.length > 0 ? `: ${figures.join(", ")}` : ""}.`;
}

/** "It had moved before, seen on 3 Mar 2026, and went back."; null for a first move. `earlier` has the newest first. */
export function earlierText(earlier: readonly MoveComparison[], locale: string): string | null {
  const [newest] = earlier;
  if (!newest) return null;
  const day = dayText(newest.move.enrolledAt);
  return earlier.length === 1
    ? `It had moved before, seen on ${day}, and went back.`
    : `It had moved ${count(earlier.length, locale)} times before, last seen on ${day}, and went back each time.`;
}

/** What is left to wait for: "Until 12 Nov more hours come in." is told with its own date by the page. */
export function windowEnds({ course }: MoveComparison): string {
  return new Date(Date.parse(course.after.from) + MOVE_WINDOW.days * 24 * 3_600_000).toISOString();
}

/** Of one move and of several. */
const SUMMED: Readonly<Record<Outcome, readonly [one: string, many: string]>> = {
  worse: ["got worse in something", "got worse in something"],
  better: ["got better and in nothing worse", "got better and in nothing worse"],
  same: ["is the same within noise", "are the same within noise"],
  "not-comparable": ["cannot be compared", "cannot be compared"],
  waiting: ["waits for hours after the move", "wait for hours after the move"],
};

type Write = (value: number, locale: string) => Quantity;

const HEADS: Readonly<Record<Outcome, string>> = {
  better: "Better than before the move",
  same: "The same as before the move, within noise",
  worse: "Worse in something than before the move",
  "not-comparable": "What the move changed cannot be compared",
  waiting: "What the move changed waits for more hours",
};

function spreadCell(spread: Spread | null, write: Write, locale: string): SideCell | null {
  if (spread === null) return null;
  const [low, high] = [write(spread.low, locale), write(spread.high, locale)];
  const range = low.unit === high.unit ? low.value : quantityText(low);
  return {
    quantity: write(spread.median, locale),
    spread: `${range}–${quantityText(high)} in ${counted(spread.hours, "hour", "hours", locale)}`,
  };
}

function plainCell(value: number | null, write: Write, locale: string): SideCell | null {
  return value === null ? null : { quantity: write(value, locale), spread: null };
}
