import type { Inventory } from "../inventory/facts.ts";
import { catalogue } from "./catalogue.ts";
import type { Check, Finding, Verdict } from "./define.ts";
import { shortReference } from "./fingerprint.ts";
import { uniqueFindings } from "./order.ts";

export { fingerprint } from "./fingerprint.ts";

export interface Judgement {
  readonly check: Check;
  readonly verdict: Verdict;
}

/** A check that threw: a bug of ours, for the log. The visitor sees the reference only. */
export interface BrokenCheck {
  readonly check: string;
  readonly reference: string;
  readonly error: unknown;
}

/**
 * Judges an inventory by every check, in the order of the catalogue. A check that throws becomes undetermined with a
 * reference to quote and is handed to `onBroken`; it never fails the run.
 */
export function runCatalogue(
  inventory: Inventory,
  checks: readonly Check[] = catalogue,
  onBroken: (broken: BrokenCheck) => void = () => {},
): readonly Judgement[] {
  return checks.map((check) => {
    try {
      return { check, verdict: check.judge(inventory) };
    } catch (error) {
      const reference = shortReference(check.id, inventory.takenAt);
      onBroken({ check: check.id, reference, error });
      return { check, verdict: { outcome: "undetermined", unread: [], reference } };
    }
  });
}

/** Every finding of a run, each once, security blockers first. */
export function findingsOf(judgements: readonly Judgement[]): Finding[] {
  return uniqueFindings(
    judgements.flatMap(({ verdict }) => (verdict.outcome === "failed" ? verdict.findings : [])),
  );
}
