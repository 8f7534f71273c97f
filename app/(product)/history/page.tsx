import type { Metadata } from "next";
import { NothingScanned } from "@/components/clusters/nothing-scanned.tsx";
import { fleetHistory } from "@/components/history/fleet-history.ts";
import { HistoryView } from "@/components/history/history-view.tsx";
import { NoteForm } from "@/components/history/note-form.tsx";
import { type Range, rangeOf } from "@/components/history/ranges.ts";
import { AsOf } from "@/components/shell/as-of.tsx";
import { visitorLocale } from "@/components/shell/visitor-locale.ts";
import { InputChip } from "@/components/ui/marks.tsx";
import { fleetTrend, lostScans, notesOf, phaseChanges } from "@/lib/db/questions.ts";
import type { ClusterRow } from "@/lib/db/shapes.ts";
import { counted } from "@/lib/format.ts";
import { loadFleet } from "../load-fleet.ts";

type Props = PageProps<"/history">;

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  await loadFleet((await searchParams)["at"]);
  return { title: "History of the fleet" };
}

export default async function FleetHistoryPage({ searchParams }: Props) {
  const search = await searchParams;
  const [{ clusters, isPast }, locale] = await Promise.all([
    loadFleet(search["at"]),
    visitorLocale(),
  ]);
  const asked = search["at"];
  const at = typeof asked === "string" ? asked : undefined;
  const now = isPast && at ? new Date(at).toISOString() : new Date().toISOString();
  const { counted: within, sample, sampleLeftOut } = await remembered(clusters, now);
  const { points, events } = fleetHistory(within, await notesOf(null, { to: now }));

  return (
    <div className="flex flex-col gap-4">
      {isPast ? <AsOf at={now} /> : null}
      <header className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="font-semibold text-2xl">History of the fleet</h1>
        {sample ? <InputChip input="demo" /> : null}
        <p className="text-ink-soft">{counted(within.length, "cluster", "clusters", locale)}</p>
      </header>
      {points.length === 0 ? (
        <NothingScanned connected={clusters.length > 0}>
          History begins with the first scan.
        </NothingScanned>
      ) : (
        <HistoryView
          points={points}
          events={events}
          range={rangeOf(search["range"])}
          rangeHref={(range) => address(range, at)}
          now={now}
          locale={locale}
          note={<NoteForm clusterId={null} today={now.slice(0, 10)} />}
        />
      )}
      {sampleLeftOut ? (
        <p className="text-ink-faint text-xs">Sample clusters are not counted here.</p>
      ) : null}
    </div>
  );
}

/** Sample clusters are left out as soon as a real one has been read, as on the fleet page. */
async function remembered(clusters: readonly ClusterRow[], now: string) {
  const trends = await fleetTrend({ to: now });
  const read = clusters.filter(({ id }) => trends.has(id));
  const real = read.filter(({ source }) => source.kind !== "demo");
  const counted = real.length > 0 ? real : read;
  return {
    counted: await Promise.all(
      counted.map(async ({ id, name }) => {
        const [changes, lost] = await Promise.all([
          phaseChanges(id, { to: now }),
          lostScans(id, { to: now }),
        ]);
        return { name, points: trends.get(id) ?? [], changes, lost };
      }),
    ),
    sample: real.length === 0 && read.length > 0,
    sampleLeftOut: counted.length < read.length,
  };
}

function address(range: Range, at: string | undefined): string {
  const search = new URLSearchParams({ range, ...(at ? { at } : {}) });
  return `/history?${search}`;
}
