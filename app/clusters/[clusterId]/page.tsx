import type { Metadata } from "next";
import { Causes } from "@/components/report/causes.tsx";
import { Coverage } from "@/components/report/coverage.tsx";
import { Figures } from "@/components/report/figures.tsx";
import { topCauses } from "@/components/report/finding-groups.ts";
import { Journey } from "@/components/report/journey.tsx";
import { packRow } from "@/components/report/namespace-rows.ts";
import { NamespaceTable } from "@/components/report/namespace-table.tsx";
import { VerdictCard } from "@/components/report/verdict-card.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { loadCluster } from "./load.ts";
import { ReportFrame } from "./report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId);
  return { title: cluster.name };
}

export default async function ReportPage({ params }: Props) {
  const { clusterId } = await params;
  const [{ cluster, snapshot, scan }, locale] = await Promise.all([
    loadCluster(clusterId),
    visitorLocale(),
  ]);

  if (!snapshot) {
    return (
      <ReportFrame cluster={cluster} scan={scan} document={null} locale={locale}>
        <EmptyState
          kind="nothing-yet"
          title={
            scan?.status === "running"
              ? "The first scan runs."
              : "No scan of this cluster has finished yet."
          }
        >
          {scan?.status === "running"
            ? "The report appears here as soon as it is stored."
            : "Scan it to see which namespaces can move and what stops the others."}
        </EmptyState>
      </ReportFrame>
    );
  }

  const { document } = snapshot;
  const undetermined = document.checks.filter(({ outcome }) => outcome === "undetermined").length;
  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} locale={locale}>
      <VerdictCard recommendation={document.recommendation} />
      <Figures clusterId={cluster.id} summary={document.summary} locale={locale} />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Causes
          clusterId={cluster.id}
          causes={topCauses(document.findings)}
          undetermined={undetermined}
          locale={locale}
        />
        <Journey clusterId={cluster.id} summary={document.summary} locale={locale} />
      </div>
      <Coverage coverage={document.coverage} checks={document.checks} locale={locale} />
      <NamespaceTable clusterId={cluster.id} packed={document.namespaces.map(packRow)} />
    </ReportFrame>
  );
}
