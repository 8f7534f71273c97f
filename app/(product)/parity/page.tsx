import type { Metadata } from "next";
import Link from "next/link";
import { parityAddress, parityHref } from "@/components/parity/address.ts";
import { FILTER_CHOICES } from "@/components/parity/filter-choices.ts";
import { FleetParityTable } from "@/components/parity/fleet-parity-table.tsx";
import { Knowledge } from "@/components/parity/knowledge.tsx";
import { VIEWS } from "@/components/parity/words.ts";
import { AsOf } from "@/components/shell/as-of.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { FilterForm } from "@/components/ui/filter-form.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { snapshotById } from "@/lib/db/questions.ts";
import { count, counted } from "@/lib/format.ts";
import { fleetHeadline } from "@/lib/parity/headline.ts";
import { filterParityRows, fleetParityRows, PARITY_VIEWS, viewCounts } from "@/lib/parity/rows.ts";
import { loadFleet } from "../load-fleet.ts";

type Props = PageProps<"/parity">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  await loadFleet((await searchParams)["at"]);
  return { title: "Feature parity" };
}

/** What the features that any cluster uses are worth in ambient mode, at the version that each cluster runs. */
export default async function FleetParityPage({ searchParams }: Props) {
  const search = await searchParams;
  const asked = search["at"];
  const at = typeof asked === "string" ? asked : undefined;
  const [{ clusters: known, isPast }, locale] = await Promise.all([
    loadFleet(asked),
    visitorLocale(),
  ]);
  const snapshots = await Promise.all(
    known.flatMap(({ latest }) => (latest ? [snapshotById(latest.id)] : [])),
  );
  const scanned = snapshots.flatMap((snapshot) => snapshot ?? []);
  const newest = scanned
    .map(({ document }) => document.takenAt)
    .toSorted()
    .at(-1);
  const documents = scanned.map(({ clusterId, document }) => ({ clusterId, document }));
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const clusters = new Map(
    documents.map(({ clusterId, document: { istioVersion } }) => [
      clusterId,
      { name: names.get(clusterId) ?? clusterId, istioVersion },
    ]),
  );

  const rows = fleetParityRows(documents);
  const counts = viewCounts(rows);
  const evaluated = documents.some(({ document }) => document.features !== null);
  const page = at === undefined ? "/parity" : `/parity?${new URLSearchParams({ at })}`;
  const address = parityAddress(search);
  const view = address.view ?? (evaluated && !address.feature ? "matters" : "all");
  const shown = filterParityRows(rows, { ...address, view });
  const { sentence, limits } = fleetHeadline(
    rows,
    documents.map(({ clusterId, document }) => ({
      name: names.get(clusterId) ?? clusterId,
      istioVersion: document.istioVersion,
      evaluated: document.features !== null,
    })),
  );

  return (
    <div className="flex flex-col gap-4">
      {isPast && newest ? <AsOf at={newest} /> : null}
      <header>
        <h1 className="font-semibold text-2xl">Feature parity</h1>
        <p className="text-ink-soft">
          Sidecar mode and ambient mode, feature by feature, and which clusters use them
        </p>
      </header>
      <Card aria-labelledby="parity" className="flex flex-col gap-2 p-4 sm:p-5">
        <h2 id="parity" className="max-w-6xl text-pretty font-semibold text-lg">
          {sentence}
        </h2>
        {limits.length > 0 ? (
          <ul className="flex flex-col gap-1 text-ink-soft text-sm">
            {limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        ) : null}
      </Card>
      <FilterForm
        path="/parity"
        of="features"
        choices={FILTER_CHOICES}
        kept={{ at, view: address.view }}
        chosen="feature"
      />
      <LinkTabs
        label="Features"
        className="print:hidden"
        tabs={PARITY_VIEWS.filter(
          (each) => each === "all" || (evaluated && each !== "not-used"),
        ).map((each) => ({
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
          <EmptyState
            kind={counts[view] === 0 ? "nothing-yet" : "nothing-matches"}
            title={counts[view] === 0 ? "No feature stands here." : "No feature matches."}
            as="p"
            className="border-0"
            action={
              <Button asChild>
                <Link href={parityHref(page, { view: "all" })}>Show all features</Link>
              </Button>
            }
          />
        ) : (
          <FleetParityTable
            rows={shown}
            clusters={clusters}
            at={at}
            opened={address.feature}
            locale={locale}
          />
        )}
      </Card>
      <Knowledge />
    </div>
  );
}
