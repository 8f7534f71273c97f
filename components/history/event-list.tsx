import type { ReactNode } from "react";
import { count, counted, dayText, exactTime, printable } from "@/lib/format.ts";
import { Chip } from "../ui/chip.tsx";
import { Name } from "../ui/name.tsx";
import { DeleteNote } from "./delete-note.tsx";
import { EVENT_LOOKS, type EventLine } from "./event-words.ts";

/** Lines that stand open; older ones are folded, with their count. */
const OPEN = 20;

/** What happened, newest first; each flag over the charts leads here. */
export function EventList({
  lines,
  editable,
  locale,
}: {
  /** Oldest first. */
  lines: readonly EventLine[];
  /** Notes may be deleted from here. */
  editable: boolean;
  locale: string;
}) {
  const newest = lines.toReversed();
  const line = (event: EventLine) => (
    <Line key={event.key} line={event} editable={editable} locale={locale} />
  );
  if (newest.length === 0)
    return <p className="text-ink-soft">Nothing happened in this time that is worth a flag.</p>;
  return (
    <>
      <ol className="flex flex-col">{newest.slice(0, OPEN).map(line)}</ol>
      {newest.length > OPEN ? (
        <details>
          <summary className="py-2 text-ink-soft">
            {counted(newest.length - OPEN, "earlier event", "earlier events", locale)}
          </summary>
          <ol className="flex flex-col">{newest.slice(OPEN).map(line)}</ol>
        </details>
      ) : null}
    </>
  );
}

function Line({
  line: { key, kind, at, cluster, text, names, more, note },
  editable,
  locale,
}: {
  line: EventLine;
  editable: boolean;
  locale: string;
}): ReactNode {
  const { word, icon, tone } = EVENT_LOOKS[kind];
  return (
    <li
      id={key}
      className="flex scroll-mt-20 flex-wrap items-start gap-x-3 gap-y-1 border-t py-2 first:border-t-0 target:bg-hover"
    >
      <time
        dateTime={at}
        title={exactTime(at)}
        className="w-24 shrink-0 text-ink-soft text-xs leading-[1.375rem] tabular-nums"
      >
        {dayText(at)}
      </time>
      <span className="w-28 shrink-0">
        <Chip tone={tone} icon={icon}>
          {word}
        </Chip>
      </span>
      {cluster ? (
        <Name limit={80} className="min-w-0 text-ink-soft leading-[1.375rem] sm:w-28">
          {cluster}
        </Name>
      ) : null}
      <p className="min-w-0 flex-1 basis-60 [overflow-wrap:anywhere]">
        {text}
        {names.map((name, index) => (
          <span key={name}>
            {index > 0 ? ", " : " "}
            <Name limit={80}>{name}</Name>
          </span>
        ))}
        {more > 0 ? ` and ${count(more, locale)} more` : ""}
      </p>
      {note !== null && editable ? <DeleteNote noteId={note} text={printable(text, 60)} /> : null}
    </li>
  );
}
