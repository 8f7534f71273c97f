import type { MoveComparison } from "./moves.ts";

/** The latest move of each namespace, in the order of these; what a namespace is told by. */
export function latestMoves(moves: readonly MoveComparison[]): readonly MoveComparison[] {
  const latest = new Map<string, MoveComparison>();
  for (const each of moves) {
    const known = latest.get(each.move.namespace);
    if (!known || known.move.enrolledAt < each.move.enrolledAt) {
      latest.set(each.move.namespace, each);
    }
  }
  return moves.filter((each) => latest.get(each.move.namespace) === each);
}
