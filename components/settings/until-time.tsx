"use client";

import { exactTime } from "@/lib/format.ts";
import { useNow } from "../ui/visitor.tsx";
import { untilText } from "./until.ts";

/** "in 3 h", kept fresh; the exact time on hover. */
export function UntilTime({ at, className }: { at: string; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={exactTime(at)} className={className}>
      {untilText(at, now)}
    </time>
  );
}
