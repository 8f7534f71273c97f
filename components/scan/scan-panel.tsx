"use client";

import {
  Ban,
  Check,
  Circle,
  LoaderCircle,
  type LucideIcon,
  OctagonX,
  TriangleAlert,
} from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { duration, printable } from "@/lib/format.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { type Answer, cancelScan } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { ErrorLine } from "../ui/field.tsx";
import { useLocale, useNow } from "../ui/visitor.tsx";
import { ScanNowButton } from "./scan-now-button.tsx";
import { readLine, type StageStep, stageSteps } from "./stages.ts";
import { useScan } from "./use-scan.ts";

/**
 * One scan while it runs and when it has ended: a thin panel, not a page. The shell renews the page when the scan ends,
 * so what follows (the report, the row) comes from the server.
 */
export function ScanPanel({
  scan,
  clusterName,
  className,
}: {
  scan: ScanProgress;
  clusterName: string;
  className?: string;
}) {
  const { progress, lost } = useScan(scan);
  const locale = useLocale();
  const now = useNow("second");
  const until = progress.finishedAt ? Date.parse(progress.finishedAt) : now;
  const elapsed = duration(until - Date.parse(progress.startedAt), locale);

  const steps = stageSteps(progress, locale);

  return (
    <section
      aria-label={`Scan of ${printable(clusterName, 80)}`}
      className={cn(
        "flex flex-wrap items-center gap-x-6 gap-y-2 rounded-lg base:border base:bg-card px-4 py-3",
        className,
      )}
    >
      <div className="min-w-0 flex-1 basis-72">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-semibold" role="status">
            <StatusMark status={progress.status} />
            {HEADLINES[progress.status]} <bdi className="mono">{printable(clusterName, 80)}</bdi>
          </span>
          <span className="text-ink-faint text-xs tabular-nums">{elapsed}</span>
        </p>
        <p className="text-ink-soft text-xs tabular-nums">
          {lost
            ? "The server no longer tells about this scan. Reload the page to see how it ended."
            : said(progress, locale)}
        </p>
      </div>
      {steps.length > 0 ? (
        <ol className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs">
          {steps.map((step) => (
            <Step key={step.stage} step={step} />
          ))}
        </ol>
      ) : null}
      <div className="flex items-center gap-2">
        <Actions progress={progress} />
      </div>
    </section>
  );
}

const HEADLINES: Readonly<Record<ScanProgress["status"], string>> = {
  running: "Scanning",
  done: "Scanned",
  failed: "Could not scan",
  cancelled: "Cancelled the scan of",
  interrupted: "Interrupted the scan of",
};

const STATUS_MARKS: Readonly<
  Partial<Record<ScanProgress["status"], { icon: LucideIcon; tone: string }>>
> = {
  failed: { icon: OctagonX, tone: "text-blocked" },
  cancelled: { icon: Ban, tone: "text-ink-faint" },
  interrupted: { icon: TriangleAlert, tone: "text-warning" },
};

function StatusMark({ status }: { status: ScanProgress["status"] }) {
  const mark = STATUS_MARKS[status];
  if (!mark) return null;
  return (
    <mark.icon
      aria-hidden
      className={cn("mr-1.5 inline-block size-4 align-text-bottom", mark.tone)}
    />
  );
}

function said(progress: ScanProgress, locale: string): string {
  return progress.message === "" ? readLine(progress, locale) : printable(progress.message, 500);
}

const MARKS: Readonly<
  Record<StageStep["state"], { icon: LucideIcon; tone: string; word: string }>
> = {
  past: { icon: Check, tone: "text-ink-soft", word: "done" },
  current: { icon: LoaderCircle, tone: "font-semibold text-ink", word: "running" },
  ahead: { icon: Circle, tone: "text-ink-faint", word: "to do" },
  stopped: { icon: OctagonX, tone: "font-semibold text-blocked", word: "stopped here" },
};

function Step({ step: { label, state } }: { step: StageStep }) {
  const { icon: Icon, tone, word } = MARKS[state];
  return (
    <li
      aria-current={state === "current" ? "step" : undefined}
      className={cn("flex items-center gap-1 tabular-nums", tone)}
    >
      <Icon
        aria-hidden
        className={cn("size-3.5", state === "current" && "motion-safe:animate-spin")}
      />
      {label}
      <span className="sr-only">, {word}</span>
    </li>
  );
}

function Actions({ progress }: { progress: ScanProgress }) {
  if (progress.status === "running") return <CancelButton scanId={progress.scanId} />;
  if (progress.status === "done") {
    return (
      <Button asChild size="sm" variant="solid">
        <Link href={`/clusters/${progress.clusterId}`}>Open report</Link>
      </Button>
    );
  }
  return <ScanNowButton clusterId={progress.clusterId} label="Try again" size="sm" />;
}

function CancelButton({ scanId }: { scanId: string }) {
  const [asked, setAsked] = useState(false);
  const [refused, setRefused] = useState("");

  async function cancel() {
    setAsked(true);
    const answer: Answer<unknown> = await cancelScan(scanId);
    if (answer.ok) return;
    setRefused(answer.sentence);
    setAsked(false);
  }

  return (
    <>
      <Button size="sm" disabled={asked} onClick={cancel}>
        <Ban aria-hidden />
        {asked ? "Cancelling" : "Cancel"}
      </Button>
      {refused ? <ErrorLine className="text-xs">{refused}</ErrorLine> : null}
    </>
  );
}
