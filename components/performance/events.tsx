import { EventList } from "@/components/history/event-list.tsx";
import type { EventLine } from "@/components/history/event-words.ts";
import { counted } from "@/lib/format.ts";

/** The list that flags lead to; an address inside opens the fold. */
export function Events({ lines, locale }: { lines: readonly EventLine[]; locale: string }) {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer text-ink-soft text-xs">
        What happened in this time: {counted(lines.length, "event", "events", locale)}
      </summary>
      <div className="pt-2">
        <EventList lines={lines} editable={false} locale={locale} />
      </div>
    </details>
  );
}
