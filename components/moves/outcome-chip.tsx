import { Chip } from "@/components/ui/chip.tsx";
import type { Outcome } from "./moves.ts";
import { OUTCOME_WORDS } from "./words.ts";

/** Where a move stands, in a word, a shape and the colours of comparisons. */
export function OutcomeChip({ outcome }: { outcome: Outcome }) {
  const { word, icon, tone } = OUTCOME_WORDS[outcome];
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}
