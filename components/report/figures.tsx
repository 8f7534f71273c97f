import Link from "next/link";
import type { ReactNode } from "react";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { bytes, count, counted, quantityText } from "@/lib/format.ts";
import type { SnapshotSummary } from "@/lib/snapshot/document.ts";
import { USAGE_SOURCES } from "../savings/words.ts";
import { reportPaths } from "./paths.ts";
import type { UsedMemory } from "./sidecar-memory.ts";
import type { Unknown } from "./unknown.ts";

/** The six numbers of a report, each a link to what proves it. */
export function Figures({
  clusterId,
  at,
  summary,
  unknown,
  used,
  planned,
  realised,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  summary: SnapshotSummary;
  unknown: Unknown;
  /** What sidecars were measured to use; null when nobody measured. */
  used: UsedMemory | null;
  /** Bytes by request that moving would free, and that moves have freed; null is not known. */
  planned: number | null;
  realised: number | null;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  const memory = used ? used.memory : summary.sidecarMemoryRequested;
  const unread = summary.kindsAsked - summary.kindsRead;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-3 xl:grid-cols-6">
      <Fact
        term="Namespaces"
        note={
          unknown.namespaces
            ? "could not be read"
            : `${count(summary.judged, locale)} take part in the mesh`
        }
      >
        {unknown.namespaces ? (
          <Missing why="Namespaces could not be read." />
        ) : (
          <Link prefetch={false} className="link" href={paths.report}>
            {count(summary.namespaces, locale)}
          </Link>
        )}
      </Fact>
      <Fact term="Blockers" note={blockersNote(summary, locale)}>
        <Link prefetch={false} className="link" href={paths.findings({ severity: "blocker" })}>
          {count(summary.blockers, locale)}
        </Link>
      </Fact>
      <Fact term="Need a waypoint" note={needNote(summary, unknown, locale)}>
        {unknown.namespaces || (unknown.need > 0 && unknown.need === summary.judged) ? (
          <Missing why="Could not be told of any namespace." />
        ) : (
          <Link prefetch={false} className="link" href={paths.namespaces({ need: "required" })}>
            {count(summary.needWaypoint, locale)}
          </Link>
        )}
      </Fact>
      <Fact term="Memory of sidecars" note={memoryNote(used, summary, locale)}>
        {memory === null ? (
          <Missing why="Pods could not be read." />
        ) : (
          <Link prefetch={false} className="link" href={paths.performance()}>
            <Figure quantity={bytes(memory, locale)} />
          </Link>
        )}
      </Fact>
      <Fact
        term={planned !== null && planned < 0 ? "Moving costs" : "Moving saves"}
        note={savingNote(planned, realised, locale)}
      >
        {planned === null ? (
          <Missing why="Not estimated for this snapshot." />
        ) : (
          <Link prefetch={false} className="link" href={paths.performance({ view: "savings" })}>
            <Figure quantity={bytes(Math.abs(planned), locale)} />
          </Link>
        )}
      </Fact>
      <Fact
        term="Coverage"
        note={
          unread === 0
            ? "everything asked for was read"
            : `${counted(unread, "kind", "kinds", locale)} could not be read`
        }
      >
        <a className="link" href="#coverage">
          {count(summary.kindsRead, locale)} of{" "}
          {counted(summary.kindsAsked, "kind", "kinds", locale)}
        </a>
      </Fact>
    </dl>
  );
}

/** "in 4 namespaces; 6 checks could not be decided" */
function blockersNote(summary: SnapshotSummary, locale: string): string {
  const { namespacesWithBlockers: blocked, undeterminedChecks: undecided } = summary;
  const found = `in ${counted(blocked, "namespace", "namespaces", locale)}`;
  if (undecided === 0) return found;
  const open = `${counted(undecided, "check", "checks", locale)} could not be decided`;
  return summary.blockers === 0 ? `known; ${open}` : `${found}; ${open}`;
}

function needNote(summary: SnapshotSummary, unknown: Unknown, locale: string): string {
  if (unknown.namespaces) return "could not be told";
  const all = `of ${counted(summary.judged, "namespace", "namespaces", locale)}`;
  return unknown.need === 0
    ? all
    : `${all}; ${unknown.need === summary.judged ? "could not be told" : `${count(unknown.need, locale)} could not be told`}`;
}

/** "used, measured by Prometheus; 80 GiB requested" */
function memoryNote(used: UsedMemory | null, summary: SnapshotSummary, locale: string): string {
  const requested = summary.sidecarMemoryRequested;
  if (used === null) return "requested, from pod specs";
  const source = `used, measured by ${USAGE_SOURCES[used.source]}`;
  return requested === null
    ? source
    : `${source}; ${quantityText(bytes(requested, locale))} requested`;
}

function savingNote(planned: number | null, realised: number | null, locale: string): string {
  const plan = planned === null ? "not estimated" : "planned, likely, by request";
  if (realised === null) return plan;
  return `${plan}; ${quantityText(bytes(realised, locale))} realised`;
}

function Fact({ term, note, children }: { term: string; note: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5 bg-card px-4 py-3">
      <dt className="text-ink-soft text-xs">{term}</dt>
      <dd className="font-semibold text-lg tabular-nums">{children}</dd>
      <dd className="text-ink-faint text-xs">{note}</dd>
    </div>
  );
}
