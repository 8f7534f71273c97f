import type { Metadata } from "next";
import { HistoryView } from "@/components/history/history-view.tsx";
import { NoteForm } from "@/components/history/note-form.tsx";
import { type Range, rangeOf } from "@/components/history/ranges.ts";
import { reportPaths } from "@/components/report/paths.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { lostScans, notesOf, phaseChanges, trend } from "@/lib/db/questions.ts";
import { eventsOf } from "@/lib/snapshot/events.ts";
import type { TrendPoint } from "@/lib/snapshot/history-model.ts";
import { loadCluster } from "../load.ts";
import { ReportFrame } from "../report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]/history">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: `History of ${cluster.name}` };
}

export default async function ClusterHistoryPage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, scan, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);
  if (!snapshot) {
    return (
      <ReportFrame cluster={cluster} scan={scan} document={null} isPast={false} locale={locale}>
        <EmptyState kind="nothing-yet" title="No scan of this cluster has finished yet.">
          Its history begins with the first one.
        </EmptyState>
      </ReportFrame>
    );
  }

  const { document } = snapshot;
  const now = isPast ? document.takenAt : new Date().toISOString();
  const range = rangeOf(search["range"]);
  const [points, changes, lost, own, everywhere] = await Promise.all([
    pointsOf(clusterId, now, range),
    phaseChanges(clusterId, { to: now }),
    lostScans(clusterId, { to: now }),
    notesOf(clusterId, { to: now }),
    notesOf(null, { to: now }),
  ]);
  const paths = reportPaths(cluster.id, at);
  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <h2 className="font-semibold text-lg md:sr-only">History</h2>
      <HistoryView
        points={points}
        events={eventsOf({ points, changes, lost, notes: [...own, ...everywhere] })}
        range={range}
        rangeHref={(range) => paths.history({ range })}
        now={now}
        locale={locale}
        note={<NoteForm clusterId={cluster.id} today={now.slice(0, 10)} />}
      />
    </ReportFrame>
  );
}

const DAY = 86_400_000;

/** One point a day, and of a range of days or weeks every single one: a cluster may be read every few minutes. */
function pointsOf(clusterId: string, now: string, range: Range): Promise<readonly TrendPoint[]> {
  if (range !== "30d" && range !== "90d") return trend(clusterId, { to: now, daily: true });
  const days = range === "30d" ? 30 : 90;
  const since = Math.floor(Date.parse(now) / DAY - days) * DAY;
  return trend(clusterId, { to: now, dailyBefore: new Date(since).toISOString() });
}
