import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import {
  type CompareAddress,
  compareAddress,
  compareHref,
  DEFAULT_THRESHOLD,
} from "@/components/compare/address.ts";
import { ComparePickers, type PickedSide } from "@/components/compare/compare-pickers.tsx";
import { ComparisonView } from "@/components/compare/comparison-view.tsx";
import { pickable } from "@/components/compare/moments.ts";
import { NotComparable } from "@/components/compare/not-comparable.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { SEVERITY_CHOICE } from "@/components/report/severity-choice.ts";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { Button } from "@/components/ui/button.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { type FilterChoice, FilterForm } from "@/components/ui/filter-form.tsx";
import { Name } from "@/components/ui/name.tsx";
import type { StoredSnapshot } from "@/lib/db/shapes.ts";
import { counted, momentText } from "@/lib/format.ts";
import { compareSnapshots } from "@/lib/snapshot/compare.ts";
import { filterComparison } from "@/lib/snapshot/compare-filter.ts";
import { comparisonSentence, sideNames } from "@/lib/snapshot/compare-words.ts";
import { type LoadedCluster, loadCluster } from "../load.ts";
import { ReportFrame } from "../report-frame.tsx";
import { type LoadedSide, type LoadedSides, loadSides } from "./load.ts";

type Props = PageProps<"/clusters/[clusterId]/compare">;

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { cluster } = await loadCluster((await params).clusterId, (await searchParams)["at"]);
  return { title: `What changed in ${cluster.name}` };
}

export default async function ComparePage({ params, searchParams }: Props) {
  const [{ clusterId }, search] = await Promise.all([params, searchParams]);
  const [loaded, locale] = await Promise.all([
    loadCluster(clusterId, search["at"]),
    visitorLocale(),
  ]);

  const address = compareAddress(searchText(search));
  if ("sentence" in address) return <BadAddress {...loaded} locale={locale} {...address} />;

  const sides = (await loadSides(clusterId, address, loaded.at)) ?? notFound();
  const { from, to } = sides;
  return (
    <ReportFrame
      cluster={loaded.cluster}
      scan={loaded.scan}
      document={loaded.snapshot?.document ?? null}
      isPast={false}
      locale={locale}
      compare={
        from.snapshot?.clusterId === clusterId && to.snapshot?.clusterId === clusterId
          ? { from: from.snapshot.id, to: to.snapshot.id }
          : null
      }
    >
      <h2 className="font-semibold text-lg md:sr-only">What changed</h2>
      {from.moments.length > 0 || to.moments.length > 0 ? (
        <ComparePickers
          clusterId={clusterId}
          clusters={sides.clusters.map(({ id, name }) => ({ id, name }))}
          from={picked(from)}
          to={picked(to)}
          address={address}
        />
      ) : null}
      {from.snapshot && to.snapshot ? (
        <Compared
          clusterId={clusterId}
          sides={sides}
          from={from.snapshot}
          to={to.snapshot}
          address={address}
          locale={locale}
        />
      ) : (
        <NothingToCompare clusterId={clusterId} sides={sides} />
      )}
    </ReportFrame>
  );
}

function Compared({
  clusterId,
  sides,
  from,
  to,
  address,
  locale,
}: {
  clusterId: string;
  sides: LoadedSides;
  from: StoredSnapshot;
  to: StoredSnapshot;
  address: CompareAddress;
  locale: string;
}) {
  const sameCluster = from.clusterId === to.clusterId;
  const names = sideNames(side(sides.from, from), side(sides.to, to));
  const comparison = compareSnapshots(from.document, to.document, {
    threshold: address.threshold,
    sameCluster,
    names,
  });
  const shown = filterComparison(comparison, address.filter);
  const sentence =
    from.id === to.id
      ? "Both sides are the same snapshot."
      : comparisonSentence(comparison, {
          names,
          sameCluster,
          untilNow: sides.to.moments[0]?.id === to.id,
          backwards: from.document.takenAt > to.document.takenAt,
          locale,
        });
  const here = { ...address, from: from.id, to: to.id };
  return (
    <>
      <NotComparable caveats={comparison.caveats} />
      <div>
        <p className="max-w-6xl text-pretty font-semibold text-lg [overflow-wrap:anywhere]">
          {sentence}
        </p>
        <p className="text-ink-soft">
          <SideText side={sides.from} snapshot={from} named={!sameCluster} /> compared with{" "}
          <SideText side={sides.to} snapshot={to} named={!sameCluster} />
          {sides.shorter
            ? ". There is no snapshot from a week before, so the oldest one stands in."
            : ""}
        </p>
      </div>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <FilterForm
          path={compareHref(clusterId, {})}
          of="changes"
          choices={[DIRECTION_CHOICE, SEVERITY_CHOICE]}
          kept={{
            from: from.id,
            to: to.id,
            threshold:
              address.threshold === DEFAULT_THRESHOLD ? undefined : String(address.threshold),
          }}
        />
        <p role="status" className="text-ink-soft text-xs tabular-nums">
          {shown.kept === shown.all
            ? counted(shown.all, "change", "changes", locale)
            : `${shown.kept} of ${counted(shown.all, "change", "changes", locale)}`}
        </p>
      </div>
      <ComparisonView
        comparison={comparison}
        shown={shown}
        names={names}
        sameCluster={sameCluster}
        links={{
          from: { clusterId: from.clusterId, at: from.id },
          to: { clusterId: to.clusterId, at: to.id },
        }}
        nothingMatches={
          <Button asChild>
            <Link
              href={compareHref(clusterId, {
                ...here,
                filter: { q: "", direction: null, severity: null },
              })}
            >
              Clear filters
            </Link>
          </Button>
        }
        locale={locale}
      />
    </>
  );
}

function SideText({
  side: { cluster },
  snapshot,
  named,
}: {
  side: LoadedSide;
  snapshot: StoredSnapshot;
  named: boolean;
}) {
  const { takenAt } = snapshot.document;
  return (
    <>
      {named ? (
        <>
          <Name>{cluster.name}</Name> of{" "}
        </>
      ) : null}
      <Link
        href={reportPaths(cluster.id, snapshot.id).report}
        prefetch={false}
        className="link tabular-nums"
      >
        <time dateTime={takenAt}>{momentText(takenAt)}</time>
      </Link>
    </>
  );
}

/** One snapshot only, or none: says what is missing and what would bring it. */
function NothingToCompare({ clusterId, sides }: { clusterId: string; sides: LoadedSides }) {
  const { from, to } = sides;
  const empty = [to, from].find(({ moments }) => moments.length === 0);
  const other = sides.clusters.find(
    ({ id, latest }) => id !== clusterId && id !== empty?.cluster.id && latest !== null,
  );
  if (empty) {
    return (
      <EmptyState
        kind="nothing-yet"
        title={
          empty.cluster.id === clusterId
            ? "No scan of this cluster has finished yet."
            : "No scan of the other cluster has finished yet."
        }
      >
        A comparison needs two snapshots.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      kind="nothing-yet"
      title={
        from.moments.length === 1
          ? "There is only one snapshot of this cluster."
          : "Nothing lies before the oldest snapshot."
      }
      action={
        other ? (
          <Button asChild>
            <Link href={compareHref(clusterId, { fromCluster: other.id })}>
              Compare with another cluster
            </Link>
          </Button>
        ) : null
      }
    >
      {from.moments.length === 1
        ? "What changed shows after the next scan. Scan again, or let a schedule do it."
        : "Choose another snapshot above."}
    </EmptyState>
  );
}

function BadAddress({
  cluster,
  scan,
  snapshot,
  locale,
  sentence,
}: LoadedCluster & { locale: string; sentence: string }): ReactNode {
  return (
    <ReportFrame
      cluster={cluster}
      scan={scan}
      document={snapshot?.document ?? null}
      isPast={false}
      locale={locale}
    >
      <EmptyState
        kind="nothing-matches"
        title="This address is not a comparison."
        action={
          <Button asChild>
            <Link href={compareHref(cluster.id, {})}>Compare now with a week ago</Link>
          </Button>
        }
      >
        {sentence}
      </EmptyState>
    </ReportFrame>
  );
}

function picked({ cluster, moments, snapshot }: LoadedSide): PickedSide {
  return {
    clusterId: cluster.id,
    snapshotId: snapshot?.id ?? "",
    moments: pickable(moments, snapshot?.id),
  };
}

function side({ cluster }: LoadedSide, { document }: StoredSnapshot) {
  return { clusterId: cluster.id, clusterName: cluster.name, takenAt: document.takenAt };
}

/** Parameters as the address has them; one that stands there twice counts once. */
function searchText(search: Record<string, string | string[] | undefined>): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) parameters.set(name, first);
  }
  return parameters;
}

const DIRECTION_CHOICE: FilterChoice = {
  name: "direction",
  label: "Direction",
  options: [
    { value: "better", text: "better" },
    { value: "worse", text: "worse" },
  ],
};
