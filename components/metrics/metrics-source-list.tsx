import { CircleAlert } from "lucide-react";
import Link from "next/link";
import type { MetricsSourceRow } from "@/lib/db/shapes.ts";
import { printable } from "@/lib/format.ts";
import type { InputKind } from "@/lib/snapshot/document.ts";
import { reportPaths } from "../report/paths.ts";
import { InputChip } from "../ui/marks.tsx";
import { Name } from "../ui/name.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { FillDaysButton } from "./fill-days-button.tsx";
import { sourceLine } from "./metrics-draft.ts";
import { MetricsSourceButton } from "./metrics-source-button.tsx";

export interface MeasuredClusterRow {
  readonly id: string;
  readonly name: string;
  readonly input: InputKind;
  readonly metrics: MetricsSourceRow | null;
}

/** Every cluster, where its metrics are asked for, and how its days before the first scan were filled. */
export function MetricsSourceList({ clusters }: { clusters: readonly MeasuredClusterRow[] }) {
  return (
    <ul>
      {clusters.map(({ id, name, input, metrics }) => (
        <li
          key={id}
          className="grid gap-x-4 gap-y-1.5 border-t px-4 py-3 md:grid-cols-[minmax(0,1.2fr)_minmax(0,1.4fr)_auto] md:items-start"
        >
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-2">
              <Link href={reportPaths(id).report} className="link font-semibold">
                <Name limit={80}>{name}</Name>
              </Link>
              <InputChip input={input} />
            </p>
            <p className="text-ink-soft [overflow-wrap:anywhere]">{line(input, metrics)}</p>
          </div>
          <Earlier metrics={metrics} />
          {input === "dump" ? null : (
            <div className="flex flex-wrap gap-2 md:justify-end">
              {metrics ? <FillDaysButton cluster={{ id, name }} /> : null}
              <MetricsSourceButton cluster={{ id, name }} configured={metrics !== null} size="sm" />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function line(input: InputKind, metrics: MetricsSourceRow | null): string {
  if (input === "dump") return "A dump has only what was measured when it was made.";
  if (metrics) return printable(sourceLine(metrics.source), 300);
  return "No Prometheus. Memory and CPU of the moment come from metrics.k8s.io where it is there.";
}

function Earlier({ metrics }: { metrics: MetricsSourceRow | null }) {
  if (!metrics) return <div className="hidden md:block" />;
  const { backfill } = metrics;
  return (
    <div className="min-w-0">
      <p className="text-ink-faint text-xs">Days before the first scan</p>
      {backfill === null ? (
        <p>Filled with the next scan.</p>
      ) : (
        <p className="flex items-start gap-1.5">
          {backfill.state === "failed" ? (
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
          ) : null}
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {printable(backfill.sentence, 600)}{" "}
            <span className="text-ink-faint text-xs">
              <RelativeTime at={backfill.at} />
            </span>
          </span>
        </p>
      )}
    </div>
  );
}
