import { CircleAlert } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { MetricsSourceList } from "@/components/metrics/metrics-source-list.tsx";
import { RetentionForm } from "@/components/settings/retention-form.tsx";
import { ScheduleList } from "@/components/settings/schedule-list.tsx";
import { inputOf } from "@/components/shell/shell-data.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import {
  lastScheduledScans,
  listClusters,
  listSchedules,
  metricsSources,
  retentionPolicy,
} from "@/lib/db/questions.ts";
import { scheduler } from "@/lib/scan/schedule.ts";
import { backOff, nextScanAt } from "@/lib/scan/schedule-plan.ts";
import { scheduleWords } from "@/lib/scan/schedule-words.ts";

export const metadata: Metadata = { title: "Settings" };

export default async function SettingsPage() {
  const [clusters, schedules, lasts, policy, metrics, locale] = await Promise.all([
    listClusters(),
    listSchedules(),
    lastScheduledScans(),
    retentionPolicy(),
    metricsSources(),
    visitorLocale(),
  ]);
  const scheduleOf = new Map(schedules.map((schedule) => [schedule.clusterId, schedule]));
  const rows = clusters.map((cluster) => {
    const schedule = scheduleOf.get(cluster.id) ?? null;
    return {
      id: cluster.id,
      name: cluster.name,
      input: inputOf(cluster),
      schedule,
      words: schedule && scheduleWords(schedule),
      nextAt: schedule && nextScanAt(schedule),
      last: lasts.get(cluster.id) ?? null,
      backOff: backOff(schedule ? schedule.failures : 0),
    };
  });

  return (
    <div className="flex flex-col gap-4">
      <header>
        <h1 className="font-semibold text-2xl">Settings</h1>
        <p className="max-w-3xl text-ink-soft">
          When clusters are scanned by themselves, where their metrics are asked for, and how long
          what was found is kept.
        </p>
      </header>
      <Card aria-labelledby="schedules">
        <CardHeader
          id="schedules"
          title="Scheduled scans"
          note="What was missed while this server was away is caught up with once."
        />
        <NotFollowing />
        {rows.length === 0 ? (
          <EmptyState
            kind="nothing-yet"
            title="No cluster is connected."
            as="h3"
            className="m-4 mt-0"
            action={
              <Button asChild>
                <Link href="/connect">Connect a cluster</Link>
              </Button>
            }
          >
            Once one is, it can be scanned at an interval or at times of your choice.
          </EmptyState>
        ) : (
          <ScheduleList clusters={rows} locale={locale} />
        )}
      </Card>
      {clusters.length === 0 ? null : (
        <Card aria-labelledby="metrics">
          <CardHeader
            id="metrics"
            title="Metrics"
            note="Memory, CPU and latency are measured with each scan."
          />
          <MetricsSourceList
            clusters={clusters.map((cluster) => ({
              id: cluster.id,
              name: cluster.name,
              input: inputOf(cluster),
              metrics: metrics.get(cluster.id) ?? null,
            }))}
          />
        </Card>
      )}
      <Card aria-labelledby="retention">
        <CardHeader
          id="retention"
          title="Retention"
          note="Charts, timelines and the lives of findings outlive deleted snapshots."
        />
        <CardBody>
          <RetentionForm policy={policy} />
          <p className="mt-3 text-ink-faint text-xs">
            The latest snapshot of a cluster always stays, and so does one that a live shared link
            shows.
          </p>
        </CardBody>
      </Card>
    </div>
  );
}

/** Schedules are kept, but this process does not follow them. */
function NotFollowing() {
  const state = scheduler().state();
  if (state.following) return null;
  return (
    <p className="mx-4 mb-3 flex items-start gap-1.5 rounded-md bg-warning-wash px-3 py-2">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
      <span>Schedules are not followed by this server now. {state.reason}</span>
    </p>
  );
}
