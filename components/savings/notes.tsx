import { TriangleAlert } from "lucide-react";

/** What limits an estimate, a sentence each. */
export function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <ul className="flex flex-col gap-1 text-ink-soft text-xs">
      {notes.map((note) => (
        <li key={note} className="flex gap-1.5 [overflow-wrap:anywhere]">
          <TriangleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0 text-warning" />
          {note}
        </li>
      ))}
    </ul>
  );
}
