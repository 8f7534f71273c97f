"use client";

import { exactTime, relativeTime } from "@/lib/format.ts";
import { useNow } from "./visitor.tsx";

/** "4 min ago", kept fresh; the exact time on hover. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)} className={className}>
      {relativeTime(at, now)}
    </time>
  );
}
