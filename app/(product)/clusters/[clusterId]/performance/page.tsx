import type { Metadata } from "next";
import { reportPaths } from "@/components/report/paths.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { loadCluster } from "../load.ts";
import { ReportFrame, UnscannedReport } from "../report-frame.tsx";
import { Latency } from "./latency.tsx";
import { Moves } from "./moves.tsx";
import { Overview } from "./overview.tsx";
import { Pains } from "./pains.tsx";
import { PublishedFigures } from "./published.tsx";
import { Savings } from "./savings.tsx";
import type { View } from "./views.ts";

type Props = PageProps<"/clusters/[clusterId]/performance">;

/** In the order of their tabs. */
const VIEWS: readonly [View, ...View[]] = [
  { view: null, label: "Overview", panel: Overview },
  { view: "latency", label: "Latency", panel: Latency },
  { view: "moves", label: "Before and after", panel: Moves },
  { view: "savings", label: "Savings", panel: Savings },
  { view: "pains", label: "Five pains", panel: Pains },
  { view: "published", label: "Published figures", panel: PublishedFigures },
];

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: `Performance of ${cluster.name}` };
}

/** What sidecars cost in a cluster, what ambient would cost, what was saved, and what others published about both. */
export default async function PerformancePage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, scan, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);
  if (!snapshot) return <UnscannedReport cluster={cluster} scan={scan} locale={locale} />;

  const { document } = snapshot;
  const chosen = VIEWS.find(({ view }) => view === (search["view"] ?? null)) ?? VIEWS[0];
  const { panel: Panel } = chosen;
  const paths = reportPaths(cluster.id, at);
  const now = isPast ? document.takenAt : new Date().toISOString();
  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <LinkTabs
        label="Performance"
        className="print:hidden"
        tabs={VIEWS.map((each) => ({
          href: paths.performance({ view: each.view ?? undefined }),
          label: each.label,
          current: each === chosen,
        }))}
      />
      <Panel
        cluster={cluster}
        snapshot={snapshot}
        at={at}
        now={now}
        search={search}
        locale={locale}
      />
    </ReportFrame>
  );
}
