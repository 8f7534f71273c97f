import { ChevronRight, CircleQuestionMark } from "lucide-react";
import { Card } from "@/components/ui/card.tsx";
import { counted, printable } from "@/lib/format.ts";
import type { MeasurementGap } from "@/lib/snapshot/measurement.ts";

/** What was asked for and could not be told, and why. One gap stands open, several are folded under their count. */
export function Gaps({ gaps, locale }: { gaps: readonly MeasurementGap[]; locale: string }) {
  const [only, ...more] = gaps;
  if (!only) return null;
  if (more.length === 0) {
    return (
      <Card aria-label="What could not be measured" className="flex items-start gap-2 px-4 py-3">
        <Mark />
        <p className="min-w-0 [overflow-wrap:anywhere]">{gapText(only)}</p>
      </Card>
    );
  }
  return (
    <Card aria-label="What could not be measured">
      <details className="group">
        <summary className="flex cursor-pointer list-none items-start gap-2 px-4 py-3 [&::-webkit-details-marker]:hidden">
          <ChevronRight
            aria-hidden
            className="mt-0.5 size-4 shrink-0 text-ink-faint group-open:rotate-90 motion-safe:transition-transform"
          />
          <Mark />
          <span className="min-w-0">
            {counted(gaps.length, "thing", "things", locale)} could not be told:{" "}
            {gaps
              .slice(0, NAMED)
              .map(({ what }) => printable(what, 80))
              .join(", ")}
            {gaps.length > NAMED ? " and others" : ""}.
          </span>
        </summary>
        <ul className="flex flex-col border-t px-4 py-2">
          {gaps.map((gap) => (
            <li key={`${gap.what} ${gap.because}`} className="py-1 [overflow-wrap:anywhere]">
              {gapText(gap)}
            </li>
          ))}
        </ul>
      </details>
    </Card>
  );
}

const NAMED = 4;

function Mark() {
  return <CircleQuestionMark aria-hidden className="mt-0.5 size-4 shrink-0 text-unknown" />;
}

function gapText({ what, because }: MeasurementGap): string {
  return `Could not tell ${printable(what, 200)}. ${printable(because, 500)}`;
}
