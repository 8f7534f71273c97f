import { CircleQuestionMark } from "lucide-react";
import type { Caveat } from "@/lib/snapshot/compare-model.ts";

/** Why the two are not comparable in full; stands before everything else. */
export function NotComparable({ caveats }: { caveats: readonly Caveat[] }) {
  if (caveats.length === 0) return null;
  return (
    <section
      aria-label="Not comparable in full"
      className="flex gap-2.5 rounded-lg border border-unknown border-dashed bg-card px-4 py-3"
    >
      <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown" />
      <div className="min-w-0">
        <h2 className="font-semibold">Not comparable in full</h2>
        <ul className="max-w-5xl text-ink-soft">
          {caveats.map(({ kind, sentence }) => (
            <li key={kind} className="[overflow-wrap:anywhere]">
              {sentence}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
