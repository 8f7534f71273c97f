/** Moves as pages tell them: what became of a namespace as a whole, and which are shown. */
import type { MoveComparison, MoveVerdict } from "@/lib/snapshot/moves.ts";

export const JUDGED = ["latency", "errors", "memory", "cpu"] as const;
export type Judged = (typeof JUDGED)[number];

/** What became of a move as a whole. "waiting": nothing can be said yet, and hours are still to come. */
export const OUTCOMES = ["worse", "better", "same", "not-comparable", "waiting"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One figure that got worse makes a move worse, whatever the others gained: losses are told as loudly as gains. */
export function outcomeOf(comparison: MoveComparison): Outcome {
  const verdicts = JUDGED.map((figure) => comparison[figure].verdict);
  const outcome = OUTCOMES.find((each) => verdicts.some((verdict) => verdict === each));
  return outcome === "not-comparable" && !comparison.final ? "waiting" : (outcome ?? "waiting");
}

/** How many moves came out so, for one figure or as a whole. */
export function tally<Word extends string>(words: readonly Word[]): ReadonlyMap<Word, number> {
  return new Map(
    [...Map.groupBy(words, (word) => word)].map(([word, { length }]) => [word, length]),
  );
}

export interface MovesAddress {
  /** The namespace whose move is told in full. */
  readonly move: string | null;
  readonly outcome: Outcome | null;
  /** Every move is listed, however many there are. */
  readonly all: boolean;
}

type Search = Readonly<Record<string, string | readonly string[] | undefined>>;

export function movesAddress(search: Search): MovesAddress {
  const { move, outcome, all } = search;
  return {
    move: typeof move === "string" && move !== "" ? move : null,
    outcome: OUTCOMES.find((each) => each === outcome) ?? null,
    all: all === "1",
  };
}

/** Moves that had been seen at a moment, ISO 8601. */
export function seenUntil(
  moves: readonly MoveComparison[],
  moment: string,
): readonly MoveComparison[] {
  return moves.filter(({ move }) => move.enrolledAt <= moment);
}

/** The latest move of a namespace, and those before it, the newest first; null when it has none. */
export function movesOfNamespace(
  moves: readonly MoveComparison[],
  namespace: string,
): { readonly latest: MoveComparison; readonly earlier: readonly MoveComparison[] } | null {
  const [latest, ...earlier] = moves
    .filter(({ move }) => move.namespace === namespace)
    .toSorted((a, b) => b.move.enrolledAt.localeCompare(a.move.enrolledAt));
  return latest ? { latest, earlier } : null;
}

/** Those that came out so, all for null: what got worse first, then by date, the newest first. */
export function matchingMoves(
  moves: readonly MoveComparison[],
  outcome: Outcome | null,
): readonly MoveComparison[] {
  const rank = (comparison: MoveComparison) => OUTCOMES.indexOf(outcomeOf(comparison));
  return moves
    .filter((comparison) => outcome === null || outcomeOf(comparison) === outcome)
    .toSorted(
      (a, b) =>
        rank(a) - rank(b) ||
        b.move.enrolledAt.localeCompare(a.move.enrolledAt) ||
        a.move.namespace.localeCompare(b.move.namespace, "en"),
    );
}

/** "latency" of the tally in words: the verdicts of one figure. */
export function verdictsOf(
  moves: readonly MoveComparison[],
  figure: Judged,
): ReadonlyMap<MoveVerdict, number> {
  return tally(moves.map((comparison) => comparison[figure].verdict));
}
