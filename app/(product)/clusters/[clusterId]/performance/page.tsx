import type { Metadata } from "next";
import { movesAddress, seenUntil } from "@/components/moves/moves.ts";
import { MovesView } from "@/components/moves/moves-view.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { PublishedView } from "@/components/savings/published-view.tsx";
import { SavingsPanel } from "@/components/savings/savings-panel.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { measurementOf, movesOf } from "@/lib/db/questions.ts";
import { loadCluster } from "../load.ts";
import { ReportFrame, UnscannedReport } from "../report-frame.tsx";
import { realisedSince, usedSince } from "./realised.ts";

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
  const view = VIEWS.find((each) => each === search["view"]) ?? "savings";
  const paths = reportPaths(cluster.id, at);
  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <LinkTabs
        label="Performance"
        className="print:hidden"
        tabs={[
          { href: paths.performance(), label: "Savings", current: view === "savings" },
          {
            href: paths.performance({ view: "moves" }),
            label: "Before and after",
            current: view === "moves",
          },
          {
            href: paths.performance({ view: "published" }),
            label: "Published figures",
            current: view === "published",
          },
        ]}
      />
      {view === "published" ? (
        <PublishedView measurement={await measurementOf(snapshot.id)} locale={locale} />
      ) : null}
      {view === "moves" ? (
        <MovesView
          clusterId={cluster.id}
          at={at}
          moves={seenUntil(await movesOf(cluster.id), document.takenAt)}
          address={movesAddress(search)}
          locale={locale}
        />
      ) : null}
      {view === "savings" ? (
        <SavingsPanel
          clusterId={cluster.id}
          at={at}
          document={document}
          measurement={await measurementOf(snapshot.id)}
          realised={await realisedSince(cluster.id, document)}
          used={await usedSince(cluster.id, document)}
          locale={locale}
        />
      ) : null}
    </ReportFrame>
  );
}

const VIEWS = ["savings", "moves", "published"] as const;
