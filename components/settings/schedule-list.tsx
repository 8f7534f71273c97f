import { CalendarOff, CircleAlert, CircleCheck, CirclePause, CircleX } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { ScanRow, ScheduleRow } from "@/lib/db/shapes.ts";
import { counted, duration, printable } from "@/lib/format.ts";
import type { InputKind } from "@/lib/snapshot/document.ts";
import { reportPaths } from "../report/paths.ts";
import { Chip } from "../ui/chip.tsx";
import { InputChip } from "../ui/marks.tsx";
import { Name } from "../ui/name.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { ScheduleActions } from "./schedule-actions.tsx";
import { UntilTime } from "./until-time.tsx";

/** One cluster and what its schedule does. */
export interface ScheduledCluster {
  readonly id: string;
  readonly name: string;
  readonly input: InputKind;
  readonly schedule: ScheduleRow | null;
  /** The schedule as a person would say it; null without one. */
  readonly words: string | null;
  /** When the next scan starts, jitter included. */
  readonly nextAt: string | null;
  /** The last scan that the schedule asked for. */
  readonly last: ScanRow | null;
  /** Milliseconds that the cluster is left alone at least after its failures. */
  readonly backOff: number;
}

export function ScheduleList({
  clusters,
  locale,
}: {
  clusters: readonly ScheduledCluster[];
  locale: string;
}) {
  return (
    <ul>
      {clusters.map((cluster) => (
        <li
          key={cluster.id}
          className="grid grid-cols-2 gap-x-4 gap-y-1.5 border-t px-4 py-3 md:grid-cols-[minmax(0,1.6fr)_minmax(0,1fr)_minmax(0,1fr)_11rem] md:items-start"
        >
          <div className="col-span-2 min-w-0 md:col-span-1">
            <p className="flex flex-wrap items-center gap-2">
              <Link href={reportPaths(cluster.id).report} className="link font-semibold">
                <Name limit={80}>{cluster.name}</Name>
              </Link>
              <InputChip input={cluster.input} />
            </p>
            <p className="text-ink-soft">{plan(cluster)}</p>
          </div>
          <Fact label="Next scan">{next(cluster)}</Fact>
          <Fact label="Last scheduled scan">{last(cluster)}</Fact>
          <div className="col-span-2 flex md:col-span-1 md:justify-end">
            {cluster.input === "dump" ? null : (
              <ScheduleActions
                cluster={{ id: cluster.id, name: cluster.name }}
                schedule={cluster.schedule}
              />
            )}
          </div>
          {cluster.schedule && cluster.schedule.failures > 0 ? (
            <Failures schedule={cluster.schedule} backOff={cluster.backOff} locale={locale} />
          ) : null}
        </li>
      ))}
    </ul>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (children === null) return <div className="hidden md:block" />;
  return (
    <div className="min-w-0">
      <p className="text-ink-faint text-xs">{label}</p>
      <div>{children}</div>
    </div>
  );
}

function plan({ input, schedule, words }: ScheduledCluster): string {
  if (input === "dump") return "A dump stays as it was, so there is nothing to scan again.";
  if (!schedule || words === null) return "Scanned only when somebody asks.";
  const { jitterSeconds } = schedule;
  return jitterSeconds === 0 ? words : `${words}, up to ${delayWords(jitterSeconds)} later`;
}

function next({ schedule, nextAt, last: lastScan }: ScheduledCluster): ReactNode {
  if (!schedule) return null;
  if (schedule.paused) return <Chip icon={CirclePause}>Paused</Chip>;
  if (lastScan?.status === "running") return "After the one that runs";
  return nextAt === null ? "No such moment comes" : <UntilTime at={nextAt} />;
}

function last({ schedule, last: scan }: ScheduledCluster): ReactNode {
  if (!schedule) return null;
  if (!scan || scan.status === "running") return scan ? "Running now" : "None yet";
  const { word, icon: Icon, tone } = RESULTS[scan.status];
  return (
    <span className="flex items-start gap-1.5">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
      <span>
        {word} <RelativeTime at={scan.finishedAt ?? scan.startedAt} />
      </span>
    </span>
  );
}

const RESULTS = {
  done: { word: "Done", icon: CircleCheck, tone: "text-ready" },
  failed: { word: "Failed", icon: CircleX, tone: "text-blocked" },
  cancelled: { word: "Cancelled", icon: CalendarOff, tone: "text-ink-faint" },
  interrupted: { word: "Interrupted", icon: CalendarOff, tone: "text-ink-faint" },
} as const;

function Failures({
  schedule: { failures, message, paused },
  backOff,
  locale,
}: {
  schedule: ScheduleRow;
  backOff: number;
  locale: string;
}) {
  return (
    <p className="flex items-start gap-1.5 rounded-md bg-warning-wash px-3 py-2 col-span-2 md:col-span-4">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        {failures === 1
          ? "The last scheduled scan failed."
          : `${counted(failures, "scheduled scan", "scheduled scans", locale)} failed in a row.`}{" "}
        {printable(message, 600)}{" "}
        {paused
          ? null
          : `It is left alone for ${duration(backOff, locale)} at least before it is tried again.`}
      </span>
    </p>
  );
}

function delayWords(seconds: number): string {
  if (seconds % 60 !== 0) return `${seconds} s`;
  return `${seconds / 60} min`;
}
