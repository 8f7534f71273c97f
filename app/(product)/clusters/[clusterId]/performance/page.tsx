import type { Metadata } from "next";
import { reportPaths } from "@/components/report/paths.ts";
import { PublishedView } from "@/components/savings/published-view.tsx";
import { SavingsPanel } from "@/components/savings/savings-panel.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { loadCluster } from "../load.ts";
import { ReportFrame, UnscannedReport } from "../report-frame.tsx";
import { realisedSince } from "./realised.ts";

type Props = PageProps<"/clusters/[clusterId]/performance">;

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
  const published = search["view"] === "published";
  const paths = reportPaths(cluster.id, at);
  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <LinkTabs
        label="Performance"
        className="print:hidden"
        tabs={[
          { href: paths.performance(), label: "Savings", current: !published },
          {
            href: paths.performance({ view: "published" }),
            label: "Published figures",
            current: published,
          },
        ]}
      />
      {published ? (
        <PublishedView locale={locale} />
      ) : (
        <SavingsPanel
          clusterId={cluster.id}
          at={at}
          document={document}
          realised={await realisedSince(cluster.id, document)}
          locale={locale}
        />
      )}
    </ReportFrame>
  );
}
