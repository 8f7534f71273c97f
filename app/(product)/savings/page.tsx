import type { Metadata } from "next";
import { NothingScanned } from "@/components/clusters/nothing-scanned.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { addressOf, readAssumptions } from "@/components/savings/address.ts";
import { FleetSavingsView } from "@/components/savings/fleet-view.tsx";
import { AsOf } from "@/components/shell/as-of.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { counted } from "@/lib/format.ts";
import { fleetAssumptions, fleetSavings } from "@/lib/savings/fleet.ts";
import { loadFleet } from "../load-fleet.ts";
import { loadFleetSavings } from "./load.ts";

export const metadata: Metadata = { title: "Savings" };

/** What sidecars cost in all clusters, what ambient mode would cost instead, and what moves have saved already. */
export default async function FleetSavingsPage({ searchParams }: PageProps<"/savings">) {
  const search = await searchParams;
  const [{ clusters, isPast }, locale] = await Promise.all([
    loadFleet(search["at"]),
    visitorLocale(),
  ]);
  const { counted: own, sample, leftOut, moves } = await loadFleetSavings(clusters);
  const address = addressOf(search);
  const read = readAssumptions(address);
  const { given, refused } = fleetAssumptions(read.given);
  const heads = new Map(clusters.map(({ id, latest }) => [id, latest]));
  const pathsOf = (clusterId: string) =>
    reportPaths(clusterId, isPast ? heads.get(clusterId)?.id : undefined);
  const newest = clusters
    .flatMap(({ latest }) => latest?.takenAt ?? [])
    .toSorted()
    .at(-1);
  return (
    <div className="flex flex-col gap-4">
      {isPast && newest ? <AsOf at={newest} /> : null}
      <header>
        <h1 className="font-semibold text-2xl">Savings</h1>
        <p className="text-ink-soft">
          {sample ? "Sample data: w" : "W"}hat sidecars cost
          {own.length === 0 ? "" : ` in ${counted(own.length, "cluster", "clusters", locale)}`},
          what ambient would cost, and what was saved
        </p>
      </header>
      {own.length === 0 ? (
        <NothingScanned connected={clusters.length > 0}>
          The estimate appears here with the first snapshot of a cluster.
        </NothingScanned>
      ) : (
        <FleetSavingsView
          savings={fleetSavings(own, given)}
          moves={moves}
          refused={[...read.refused, ...refused]}
          pathsOf={pathsOf}
          savingsOf={(clusterId) => pathsOf(clusterId).performance({ view: "savings", ...address })}
          locale={locale}
        />
      )}
      {leftOut > 0 ? (
        <p className="text-ink-faint text-xs">Sample clusters are not counted here.</p>
      ) : null}
    </div>
  );
}
