"use client";

import { TriangleAlert } from "lucide-react";
import { dayText, exactTime, relativeTime } from "@/lib/format.ts";
import type { InputKind } from "@/lib/snapshot/document.ts";
import { useNow } from "../ui/visitor.tsx";
import { isStale } from "./staleness.ts";

/** How old what is shown is, kept fresh: amber with a sign once it is too old to be taken for today's. */
export function Age({
  scannedAt,
  input,
  staleAfter,
}: {
  scannedAt: string;
  input: InputKind;
  /** Milliseconds. */
  staleAfter: number;
}) {
  const now = useNow();
  const stale = isStale({ scannedAt, input, staleAfter }, now);
  return (
    <span
      title={exactTime(scannedAt)}
      className={stale ? "inline-flex items-center gap-1 text-warning" : undefined}
    >
      {stale ? <TriangleAlert aria-hidden className="size-3.5" /> : null}
      <time dateTime={scannedAt}>{ageText(scannedAt, now)}</time>
      {stale ? <span className="sr-only">, old data</span> : null}
    </span>
  );
}

/** "4 min ago"; what is older than a month by its day alone, so that it can follow "as of". */
export function ageText(scannedAt: string, now: number): string {
  const told = relativeTime(scannedAt, now);
  return told.startsWith("on ") ? dayText(scannedAt) : told;
}
