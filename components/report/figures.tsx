import Link from "next/link";
import type { ReactNode } from "react";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { bytes, count, counted } from "@/lib/format.ts";
import type { SnapshotSummary } from "@/lib/snapshot/document.ts";
import { reportPaths } from "./paths.ts";

/** The five numbers of a report, each a link to the list that proves it. */
export function Figures({
  clusterId,
  at,
  summary,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  summary: SnapshotSummary;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  const unread = summary.kindsAsked - summary.kindsRead;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border bg-line sm:grid-cols-3 xl:grid-cols-5">
      <Fact term="Namespaces" note={`${count(summary.judged, locale)} take part in the mesh`}>
        <Link prefetch={false} className="link" href={paths.report}>
          {count(summary.namespaces, locale)}
        </Link>
      </Fact>
      <Fact
        term="Blockers"
        note={`in ${counted(summary.namespacesWithBlockers, "namespace", "namespaces", locale)}`}
      >
        <Link prefetch={false} className="link" href={paths.findings({ severity: "blocker" })}>
          {count(summary.blockers, locale)}
        </Link>
      </Fact>
      <Fact
        term="Need a waypoint"
        note={`of ${counted(summary.judged, "namespace", "namespaces", locale)}`}
      >
        <Link prefetch={false} className="link" href={paths.namespaces({ need: "required" })}>
          {count(summary.needWaypoint, locale)}
        </Link>
      </Fact>
      <Fact term="Memory of sidecars" note="requested, from pod specs">
        {summary.sidecarMemoryRequested === null ? (
          <Missing why="Pods could not be read." />
        ) : (
          <Link prefetch={false} className="link" href={paths.performance()}>
            <Figure quantity={bytes(summary.sidecarMemoryRequested, locale)} />
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

function Fact({ term, note, children }: { term: string; note: string; children: ReactNode }) {
  return (
    <div className="flex flex-col gap-0.5 bg-card px-4 py-3 last:max-sm:col-span-2 last:sm:max-xl:col-span-2">
      <dt className="text-ink-soft text-xs">{term}</dt>
      <dd className="font-semibold text-lg tabular-nums">{children}</dd>
      <dd className="text-ink-faint text-xs">{note}</dd>
    </div>
  );
}
