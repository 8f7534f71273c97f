import type { Metadata } from "next";
import Link from "next/link";
import { defaultView, parityAddress, parityHref } from "@/components/parity/address.ts";
import { FILTER_CHOICES } from "@/components/parity/filter-choices.ts";
import { HeadlineCard } from "@/components/parity/headline-card.tsx";
import { Knowledge } from "@/components/parity/knowledge.tsx";
import { ParityTable } from "@/components/parity/parity-table.tsx";
import { VIEWS } from "@/components/parity/words.ts";
import { reportPaths } from "@/components/report/paths.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { FilterForm } from "@/components/ui/filter-form.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { count, counted } from "@/lib/format.ts";
import { parityHeadline } from "@/lib/parity/headline.ts";
import {
  filterParityRows,
  notStable,
  PARITY_VIEWS,
  type ParityView,
  parityRows,
  viewCounts,
} from "@/lib/parity/rows.ts";
import { standingOf } from "@/lib/parity/status.ts";
import { loadCluster } from "../load.ts";
import { ReportFrame, UnscannedReport } from "../report-frame.tsx";

type Props = PageProps<"/clusters/[clusterId]/parity">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: `Feature parity of ${cluster.name}` };
}

/** What the features that a cluster uses are worth in ambient mode at its version of Istio. */
export default async function ParityPage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [{ cluster, snapshot, scan, at, isPast }, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);
  if (!snapshot) return <UnscannedReport cluster={cluster} scan={scan} locale={locale} />;

  const { document } = snapshot;
  const page = reportPaths(cluster.id, at).parity;
  const evaluated = document.features !== null;
  const rows = parityRows(document);
  const counts = viewCounts(rows);
  const address = parityAddress(search);
  const asked = address.view ?? defaultView(evaluated);
  const opened = rows.find(({ feature }) => feature.id === address.feature);
  // A link to a feature shows it, whatever the view would leave out.
  const view = address.view || !opened || opened.matters ? asked : "all";
  const shown = filterParityRows(rows, { ...address, view });
  const istiods = document.components.filter(({ component }) => component === "istiod");
  const { state, column } = standingOf(document.istioVersion);

  return (
    <ReportFrame cluster={cluster} scan={scan} document={document} isPast={isPast} locale={locale}>
      <HeadlineCard
        headline={parityHeadline(
          rows,
          document.istioVersion,
          istiods.map(({ version }) => version),
        )}
        short={state === "known" ? notStable(rows) : []}
        page={page}
        article={column === "1.22" || column === "1.23"}
      />
      {evaluated ? null : (
        <EmptyState kind="not-evaluated" title="Not evaluated which features are in use." as="p">
          {document.input === "dump"
            ? "These files were imported before features were looked for. Import them again to see it."
            : "This snapshot was taken before features were looked for. Scan again to see it."}
        </EmptyState>
      )}
      <FilterForm
        path={page.split("?")[0] ?? page}
        of="features"
        choices={FILTER_CHOICES}
        kept={{ at, view: address.view }}
        chosen="feature"
      />
      <LinkTabs
        label="Features"
        className="print:hidden"
        tabs={PARITY_VIEWS.filter((each) => evaluated || each === "all").map((each) => ({
          href: parityHref(page, { ...address, view: each, feature: undefined }),
          label: VIEWS[each],
          current: each === view,
          note: count(counts[each], locale),
        }))}
      />
      <p role="status" className="text-ink-soft text-xs tabular-nums">
        {count(shown.length, locale)} of {counted(rows.length, "feature", "features", locale)}
      </p>
      <Card aria-label="Feature parity" className="overflow-hidden">
        {shown.length === 0 ? (
          <NothingShown view={view} counts={counts} page={page} />
        ) : (
          <ParityTable
            clusterId={cluster.id}
            at={at}
            rows={shown}
            column={column}
            framed={istiods.flatMap(({ version }) => standingOf(version).column ?? [])}
            opened={address.feature}
            locale={locale}
          />
        )}
      </Card>
      <Knowledge />
    </ReportFrame>
  );
}

function NothingShown({
  view,
  counts,
  page,
}: {
  view: ParityView;
  counts: Readonly<Record<ParityView, number>>;
  page: string;
}) {
  if (counts[view] === 0) {
    return (
      <EmptyState kind="nothing-yet" title={NOTHING[view]} as="p" className="border-0">
        <Link href={parityHref(page, { view: "all" })} className="link">
          Show all features
        </Link>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      kind="nothing-matches"
      title="No feature matches."
      as="p"
      className="border-0"
      action={
        <Button asChild>
          <Link href={parityHref(page, { view })}>Clear filters</Link>
        </Button>
      }
    />
  );
}

const NOTHING: Readonly<Record<ParityView, string>> = {
  matters: "Nothing in use would be lost, change or need a waypoint.",
  used: "No feature was found in use.",
  "could-not-tell": "Of every feature it could be told whether it is in use.",
  "not-used": "Every feature is in use, or could not be told.",
  all: "No feature is known.",
};
