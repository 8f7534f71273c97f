import { Card } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { count } from "@/lib/format.ts";
import type { MoveComparison } from "@/lib/snapshot/moves.ts";
import { JUDGED, verdictsOf } from "./moves.ts";
import { JUDGED_WORDS, movedText, OUTCOME_WORDS, usedText } from "./words.ts";

/** What became of all moves together, and of each figure. */
export function SummaryCard({
  moves,
  locale,
}: {
  moves: readonly MoveComparison[];
  locale: string;
}) {
  return (
    <Card aria-labelledby="moved" className="flex flex-col gap-4 p-4 sm:p-5">
      <div>
        <h2 id="moved" className="max-w-4xl text-pretty font-semibold text-lg">
          {movedText(moves, locale)}
        </h2>
        <p className="mt-1 max-w-4xl text-ink-soft">{usedText(moves, locale)}</p>
      </div>
      <dl className="grid gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-2 xl:grid-cols-4">
        {JUDGED.map((figure) => {
          const verdicts = verdictsOf(moves, figure);
          return (
            <div key={figure} className="flex flex-col gap-1.5 bg-card px-4 py-3">
              <dt className="text-ink-soft text-xs">{JUDGED_WORDS[figure]}</dt>
              <dd className="flex flex-wrap gap-1.5">
                {(["worse", "better", "same", "not-comparable"] as const).map((verdict) => {
                  const amount = verdicts.get(verdict) ?? 0;
                  const { word, icon, tone } = OUTCOME_WORDS[verdict];
                  return amount === 0 ? null : (
                    <Chip key={verdict} tone={tone} icon={icon}>
                      {count(amount, locale)} {word}
                    </Chip>
                  );
                })}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
