import type { Metadata } from "next";
import Link from "next/link";
import { SituationCard, type SituationLink } from "@/components/parity/situation-card.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Card } from "@/components/ui/card.tsx";
import { SITUATIONS, weighed } from "@/lib/migration/situations.ts";
import { loadCluster } from "../load.ts";
import { ReportFrame, UnscannedReport } from "../report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]/recommendation">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: `Recommendation for ${cluster.name}` };
}

/** Should this cluster migrate now: every situation that was weighed, with its facts, and the one that decided. */
export default async function RecommendationPage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, scan, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);
  if (!snapshot) return <UnscannedReport cluster={cluster} scan={scan} locale={locale} />;

  const { document } = snapshot;
  const { recommendation } = document;
  const rows = weighed(recommendation);
  const paths = reportPaths(cluster.id, at);
  const decided = rows.find((row) => row.decided);
  const linkOf = (rule: string): SituationLink | null => {
    const check = CHECKS[rule];
    if (check) {
      const found = document.findings.some((finding) => finding.check === check);
      return found ? { href: paths.findings({ check }), text: "See the findings" } : null;
    }
    const need = NEEDS[rule];
    return need ? { href: paths.namespaces({ need }), text: "See the namespaces" } : null;
  };

  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <Card aria-labelledby="recommendation" className="p-4 sm:p-5">
        <h2 id="recommendation" className="max-w-6xl text-pretty font-semibold text-lg">
          {recommendation.sentence}
        </h2>
        <p className="mt-1 max-w-6xl text-ink-soft">
          {decided ? (
            <>
              Decided by <strong className="font-semibold text-ink">{decided.title}</strong>:{" "}
              {decided.evidence}
            </>
          ) : (
            "No single situation decided; the verdicts of the namespaces did."
          )}{" "}
          <Link href={paths.report} className="link">
            Back to the report
          </Link>
        </p>
      </Card>
      <Situations title="What people ask first" rows={rows.slice(0, ASKED_FIRST)} linkOf={linkOf} />
      <Situations title="What else was weighed" rows={rows.slice(ASKED_FIRST)} linkOf={linkOf} />
      <p className="max-w-6xl text-ink-soft text-xs">
        Rows that hold a cluster back come first, then those that speak for moving. A row about some
        namespaces never holds back the others. The thresholds are choices of this product, not of
        the Istio project; {SITUATIONS.length} rows are weighed at every scan.
      </p>
    </ReportFrame>
  );
}

const ASKED_FIRST = 5;

const CHECKS: Readonly<Record<string, string>> = {
  C: "wasmplugin-waypoint",
  D: "envoyfilter-unsupported",
  E: "multicluster-mesh",
  H: "vm-workloads",
  I: "istio-version-minimum",
  K: "unsupported-node",
};

const NEEDS: Readonly<Record<string, string>> = { B: "none", G: "required" };

function Situations({
  title,
  rows,
  linkOf,
}: {
  title: string;
  rows: ReturnType<typeof weighed>;
  linkOf: (rule: string) => SituationLink | null;
}) {
  return (
    <Card aria-label={title} className="overflow-hidden">
      <h3 className="border-b bg-sunken px-4 py-1.5 font-semibold text-ink-soft text-xs">
        {title}
      </h3>
      <ul>
        {rows.map((row) => (
          <SituationCard key={row.rule} row={row} link={linkOf(row.rule)} />
        ))}
      </ul>
    </Card>
  );
}
