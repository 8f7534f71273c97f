"use client";

import { CalendarClock, ChevronDown, TriangleAlert } from "lucide-react";
import dynamic from "next/dynamic";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useRef, useState } from "react";
import { exactTime, momentText } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { useNow } from "../ui/visitor.tsx";
import { ageText } from "./age.tsx";
import { scopeOf } from "./moments.ts";
import type { ShellCluster } from "./shell-data.ts";
import { useShownMoment } from "./shown-moment.ts";
import { isStale } from "./staleness.ts";

const TimePanel = dynamic(() => import("./time-panel.tsx").then(({ TimePanel }) => TimePanel), {
  ssr: false,
});

/** As of when the page shows a cluster or the fleet: the latest, or amber a moment in the past; leads to any other. */
export function TimePicker({ clusters }: { clusters: readonly ShellCluster[] }) {
  const pathname = usePathname();
  const scope = scopeOf(pathname);
  const button = useRef<HTMLButtonElement>(null);
  const [asked, setAsked] = useState(false);
  const [openOn, setOpenOn] = useState<string | null>(null);
  const scanned = scope === null ? [] : scannedOf(clusters, scope.clusterId);
  if (scope === null || scanned.length === 0) return null;

  const open = openOn === pathname;
  return (
    <>
      <Button
        ref={button}
        variant="ghost"
        size="sm"
        aria-haspopup="dialog"
        aria-expanded={open}
        className="h-8 shrink-0 gap-1.5 px-2 font-normal"
        onClick={() => {
          setAsked(true);
          setOpenOn(open ? null : pathname);
        }}
      >
        <Shown scanned={scanned} />
        <ChevronDown aria-hidden className="max-sm:hidden text-ink-faint" />
      </Button>
      {asked ? (
        <TimePanel
          clusterId={scope.clusterId}
          anchor={button}
          open={open}
          onOpenChange={(next) => setOpenOn(next ? pathname : null)}
        />
      ) : null}
    </>
  );
}

type Scanned = ShellCluster & { readonly scannedAt: string };

/** The cluster of the page, or all of the fleet; those that were never read have no time. */
function scannedOf(clusters: readonly ShellCluster[], clusterId: string | null): Scanned[] {
  return clusters.flatMap((cluster) =>
    cluster.scannedAt !== null && (clusterId === null || cluster.id === clusterId)
      ? [{ ...cluster, scannedAt: cluster.scannedAt }]
      : [],
  );
}

function Shown({ scanned }: { scanned: readonly Scanned[] }) {
  const now = useNow();
  const inPast = useSearchParams().has("at");
  const moment = useShownMoment();
  if (inPast && moment !== null)
    return (
      <Words alarm="the past">
        <time dateTime={moment}>{momentText(moment)}</time>
      </Words>
    );

  const newest = scanned.reduce((a, b) => (b.scannedAt > a.scannedAt ? b : a));
  const old = scanned.filter((cluster) => isStale(cluster, now));
  // Of a fleet the whole is as old as its newest part; each cluster says its own age in the table.
  const stale = scanned.length > 0 && old.length === scanned.length;
  return (
    <Words {...(stale ? { alarm: "old data" } : {})}>
      <time dateTime={newest.scannedAt} title={exactTime(newest.scannedAt)}>
        {ageText(newest.scannedAt, now)}
      </time>
    </Words>
  );
}

/** The amber tone always comes with a sign and a word. */
function Words({ alarm, children }: { alarm?: string; children: ReactNode }) {
  const Icon = alarm === "old data" ? TriangleAlert : CalendarClock;
  return (
    <span className={cn("flex items-center gap-1.5", alarm ? "text-warning" : "text-ink-soft")}>
      <Icon aria-hidden />
      <span className="max-sm:sr-only">As of</span>{" "}
      <span className={cn("tabular-nums max-sm:sr-only", alarm && "font-semibold")}>
        {children}
      </span>
      {alarm ? <span className="sr-only">, {alarm}</span> : null}
    </span>
  );
}
