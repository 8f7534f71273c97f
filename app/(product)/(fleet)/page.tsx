import { Plus } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { Doors } from "@/components/clusters/doors.tsx";
import { FleetHeadline } from "@/components/clusters/fleet-headline.tsx";
import { fleetSize, fleetSummary } from "@/components/clusters/fleet-summary.ts";
import { FleetTable } from "@/components/clusters/fleet-table.tsx";
import { ScanPanel } from "@/components/scan/scan-panel.tsx";
import { AsOf } from "@/components/shell/as-of.tsx";
import { staleAfter } from "@/components/shell/staleness.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import { latestTotals, listSchedules } from "@/lib/db/questions.ts";
import { loadFleet } from "../load-fleet.ts";
import { ownAccess } from "../own-access.ts";
import { unfinishedScans } from "./unfinished-scans.ts";

export async function generateMetadata({ searchParams }: PageProps<"/">): Promise<Metadata> {
  await loadFleet((await searchParams)["at"]);
  return { title: "Fleet" };
}

export default async function FleetPage({ searchParams }: PageProps<"/">) {
  const [{ clusters, isPast }, schedules, locale] = await Promise.all([
    loadFleet((await searchParams)["at"]),
    listSchedules(),
    visitorLocale(),
  ]);
  if (clusters.length === 0) return <FirstVisit />;

  const measured = await latestTotals();
  const summary = fleetSummary(clusters, measured);
  const scheduleOf = new Map(schedules.map((schedule) => [schedule.clusterId, schedule]));
  const unfinished = isPast ? [] : await unfinishedScans(clusters);
  return (
    <div className="flex flex-col gap-4">
      {isPast && summary.newest ? <AsOf at={summary.newest} /> : null}
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="font-semibold text-2xl">Fleet</h1>
        <p className="text-ink-soft">
          {fleetSize(summary, locale)}
          {summary.newest && !isPast ? (
            <>
              , read <RelativeTime at={summary.newest} />
            </>
          ) : null}
        </p>
        <Button asChild className="ml-auto">
          <Link href="/connect">
            <Plus aria-hidden />
            Connect a cluster
          </Link>
        </Button>
      </header>
      {unfinished.length > 0 ? (
        <div className="divide-y rounded-lg border bg-card">
          {unfinished.map(({ cluster, scan }) => (
            <div key={scan.scanId}>
              <ScanPanel
                scan={scan}
                clusterName={cluster.name}
                className="border-0 bg-transparent"
              />
            </div>
          ))}
        </div>
      ) : null}
      {summary.clusters > 0 ? <FleetHeadline summary={summary} locale={locale} /> : null}
      <FleetTable
        clusters={clusters}
        measured={measured}
        isPast={isPast}
        staleAfter={new Map(clusters.map(({ id }) => [id, staleAfter(scheduleOf.get(id))]))}
        locale={locale}
      />
      {summary.sampleLeftOut > 0 ? (
        <p className="text-ink-faint text-xs">
          Sample clusters are not counted in the figures above the table.
        </p>
      ) : null}
    </div>
  );
}

async function FirstVisit() {
  return (
    <div className="flex flex-col gap-6 py-4">
      <header className="max-w-3xl">
        <h1 className="text-balance font-semibold text-2xl">
          Which namespaces can leave their sidecars, and what stops the others?
        </h1>
        <p className="mt-2 text-ink-soft">
          Connect a cluster and read the answer in a minute. Clusters are only ever read: no request
          here creates, changes or deletes anything in them.
        </p>
      </header>
      <Doors access={await ownAccess()} />
    </div>
  );
}
