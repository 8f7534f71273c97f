import type { Metadata } from "next";
import { Causes } from "@/components/report/causes.tsx";
import { Coverage } from "@/components/report/coverage.tsx";
import { Figures } from "@/components/report/figures.tsx";
import { topCauses } from "@/components/report/finding-groups.ts";
import { Journey } from "@/components/report/journey.tsx";
import { packRows } from "@/components/report/namespace-rows.ts";
import { NamespaceTable } from "@/components/report/namespace-table.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { CLOSE_HOURS, usedMemory } from "@/components/report/sidecar-memory.ts";
import { unknownIn } from "@/components/report/unknown.ts";
import { VerdictCard } from "@/components/report/verdict-card.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { measuredTotals, snapshotsAt } from "@/lib/db/questions.ts";
import type { ClusterRow } from "@/lib/db/shapes.ts";
import { plannedSaving } from "@/lib/savings/planned.ts";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { loadCluster } from "./load.ts";
import { ReportFrame } from "./report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: cluster.name };
}

export default async function ReportPage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, scan, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);

  if (!snapshot) {
    return (
      <ReportFrame cluster={cluster} scan={scan} document={null} isPast={false} locale={locale}>
        <EmptyState
          kind="nothing-yet"
          title={
            scan?.status === "running"
              ? "The first scan runs."
              : "No scan of this cluster has finished yet."
          }
        >
          {WAITING[scan?.status ?? "none"]}
        </EmptyState>
      </ReportFrame>
    );
  }

  const { document } = snapshot;
  const { used, realised } = await costAt(cluster, document.takenAt, isPast);
  const coverage = (
    <Coverage coverage={document.coverage} checks={document.checks} locale={locale} />
  );
  const everythingRead = document.summary.kindsRead === document.summary.kindsAsked;
  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <VerdictCard
        recommendation={document.recommendation}
        whyHref={reportPaths(cluster.id, at).recommendation}
      />
      <Figures
        clusterId={cluster.id}
        at={at}
        summary={document.summary}
        unknown={unknownIn(document)}
        used={used}
        planned={plannedSaving(document)}
        realised={realised}
        locale={locale}
      />
      <div className="grid gap-4 lg:grid-cols-2">
        <Causes
          clusterId={cluster.id}
          at={at}
          causes={topCauses(document.findings)}
          undetermined={document.summary.undeterminedChecks}
          locale={locale}
        />
        <Journey clusterId={cluster.id} at={at} summary={document.summary} locale={locale} />
      </div>
      {/* What could not be read limits every row below it; otherwise it is a footnote. */}
      {everythingRead ? null : coverage}
      <NamespaceTable clusterId={cluster.id} at={at} packed={packRows(document.namespaces)} />
      {everythingRead ? coverage : null}
    </ReportFrame>
  );
}

/** What sidecars used then, and what moves had saved. */
async function costAt(cluster: ClusterRow, takenAt: string, isPast: boolean) {
  const close = CLOSE_HOURS * 3_600_000;
  const moment = Date.parse(takenAt);
  const [totals, heads] = await Promise.all([
    measuredTotals(cluster.id, {
      from: new Date(moment - close).toISOString(),
      to: new Date(moment + (isPast ? 0 : close)).toISOString(),
    }),
    isPast ? snapshotsAt(takenAt) : null,
  ]);
  const head = heads ? heads.get(cluster.id) : cluster.latest;
  return {
    used: usedMemory(takenAt, totals.at(-1)),
    realised: head?.realisedSaving ?? null,
  };
}

const WAITING: Readonly<Record<ScanProgress["status"] | "none", string>> = {
  none: "Scan it to see which namespaces can move and what stops the others.",
  running: "The report appears here as soon as it is stored.",
  done: "The report appears here as soon as it is stored.",
  failed: "Its scan says above what stood in the way.",
  cancelled: "Its scan was cancelled before anything was stored.",
  interrupted: "Its scan ended with the server before anything was stored.",
};
