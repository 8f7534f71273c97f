import type { Problem } from "./define.ts";

/**
 * The problem with sentences that are safe to print. Names from a cluster may carry line breaks, terminal sequences
 * or marks that turn the direction of text; in a sentence each becomes "?". Objects and manifests stay as they are.
 */
export function printable(problem: Problem): Problem {
  const { remedy, evidence } = problem;
  return {
    ...problem,
    problem: line(problem.problem),
    why: line(problem.why),
    remedy: { ...remedy, text: line(remedy.text) },
    evidence: evidence.map((one) => ({ ...one, field: line(one.field), value: line(one.value) })),
  };
}

/** One line of text without anything that does not print. */
export function line(text: string): string {
  return text.replace(UNPRINTABLE, "?");
}

const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
