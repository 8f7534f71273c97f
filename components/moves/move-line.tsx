import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { MoveComparison } from "@/lib/snapshot/moves.ts";
import { outcomeOf } from "./moves.ts";
import { OutcomeChip } from "./outcome-chip.tsx";
import { earlierText, moveLine } from "./words.ts";

/** What a namespace's move changed, in one line with the way to all of it; for the namespace's own page. */
export function MoveLine({
  comparison,
  earlier,
  href,
  locale,
}: {
  comparison: MoveComparison;
  /** Its moves before that, the newest first. */
  earlier: readonly MoveComparison[];
  href: string;
  locale: string;
}) {
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1">
      <OutcomeChip outcome={outcomeOf(comparison)} />
      <span>
        {moveLine(comparison, locale)} {earlierText(earlier, locale)}
      </span>
      <Link href={href} prefetch={false} className="link inline-flex items-center gap-1">
        Before and after
        <ArrowRight aria-hidden className="size-3.5" />
      </Link>
    </p>
  );
}
