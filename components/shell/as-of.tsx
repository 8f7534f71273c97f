"use client";

import { History } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { momentText } from "@/lib/format.ts";
import { useTellMoment } from "./shown-moment.ts";

/** The line above a page that shows the past: as of when, and the way back to the latest. */
export function AsOf({ at }: { at: string }) {
  useTellMoment(at);
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-lg bg-warning-wash px-4 py-2 text-warning print:hidden">
      <History aria-hidden className="size-4 shrink-0" />
      <span>
        As of <time dateTime={at}>{momentText(at)}</time>.
      </span>
      <Link href={usePathname()} className="link font-semibold">
        Go to latest
      </Link>
    </p>
  );
}
