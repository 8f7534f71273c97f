import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { Gaps } from "@/components/performance/gaps.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import type { PainTrendPoint } from "@/lib/snapshot/history-model.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import type { Pain } from "@/lib/snapshot/pain-model.ts";
import { painChart } from "./pain-charts.ts";
import { PainDetail } from "./pain-detail.tsx";
import { type PainRow, type PainSide, painRows } from "./rows.ts";

/** The article's five pains as one table: what each is here now, what ambient mode changes about it, and why. */
export function PainsView({
  clusterId,
  at,
  document,
  measurement,
  points,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  document: SnapshotDocument;
  /** What was measured with the snapshot; null when nothing was. */
  measurement: Measurement | null;
  /** History, oldest first. */
  points: readonly PainTrendPoint[];
  locale: string;
}) {
  const { pains } = document;
  if (pains === null) {
    return (
      <EmptyState kind="not-evaluated" title="The five pains are not known for this snapshot.">
        Pods could not be read, or the snapshot is from before this was worked out. The next scan
        tells.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-4">
      <Card aria-labelledby="five-pains">
        <CardHeader
          id="five-pains"
          title="Five pains of sidecars, in this cluster's numbers"
          note="Each row opens to its namespaces, objects and history."
        />
        <CardBody className="px-0 pb-0">
          <table
            className="block w-full text-left md:table md:table-fixed"
            aria-labelledby="five-pains"
          >
            <thead className="sr-only bg-sunken text-ink-faint text-xs md:not-sr-only md:table-header-group">
              <tr>
                <Head className="md:w-[26%]">Pain</Head>
                <Head>Here now</Head>
                <Head>In ambient</Head>
              </tr>
            </thead>
            {painRows({ document, pains, measurement, locale }).map((row) => (
              <PainBody key={row.pain} row={row} chart={<Trend pain={row.pain} points={points} />}>
                <PainDetail
                  pain={row.pain}
                  clusterId={clusterId}
                  at={at}
                  document={document}
                  pains={pains}
                  measurement={measurement}
                  locale={locale}
                />
              </PainBody>
            ))}
          </table>
        </CardBody>
      </Card>
      <Gaps gaps={pains.gaps} locale={locale} />
    </div>
  );
}

function Head({ className = "", children }: { className?: string; children: string }) {
  return (
    <th scope="col" className={`px-4 py-1.5 font-semibold ${className}`}>
      {children}
    </th>
  );
}

/** One pain: a row of the table, and below it all that stands behind the row. On phones the cells stand below each other. */
function PainBody({
  row: { pain, title, article, now, ambient },
  chart,
  children,
}: {
  row: PainRow;
  chart: ReactNode;
  children: ReactNode;
}) {
  return (
    <tbody className="block border-t md:table-row-group">
      <tr className="block md:table-row">
        <th
          scope="row"
          className="block px-4 pt-3 pb-1 align-top font-normal md:table-cell md:pb-2"
        >
          <span id={`pain-${pain}`} className="block font-semibold">
            {title}
          </span>
          <span className="block text-pretty text-ink-faint text-xs">The article: {article}</span>
        </th>
        <Side label="Here now" side={now} />
        <Side label="In ambient" side={ambient} />
      </tr>
      <tr className="block md:table-row">
        <td colSpan={3} className="block px-2 pb-2 md:table-cell">
          <details className="group">
            <summary className="flex w-fit cursor-pointer list-none items-center gap-1.5 rounded-md px-2 py-1 text-ink-soft text-sm hover:bg-hover [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden
                className="size-4 text-ink-faint group-open:rotate-90 motion-safe:transition-transform"
              />
              What stands behind it<span className="sr-only">: {title}</span>
            </summary>
            <div className="grid gap-6 px-2 py-3 lg:grid-cols-2">
              {children}
              {chart}
            </div>
          </details>
        </td>
      </tr>
    </tbody>
  );
}

function Side({ label, side: { figure, sentence, source } }: { label: string; side: PainSide }) {
  return (
    <td className="block px-4 py-2 align-top md:table-cell md:pt-3">
      <span className="block text-ink-faint text-xs md:hidden">{label}</span>
      <span className="block font-semibold text-lg tabular-nums">
        {figure ?? <span className="text-ink-faint">not known</span>}
      </span>
      <span className="block text-pretty text-sm">{sentence}</span>
      <span className="block text-pretty text-ink-faint text-xs">{source}</span>
    </td>
  );
}

function Trend({ pain, points }: { pain: Pain; points: readonly PainTrendPoint[] }) {
  const chart = painChart(pain, points);
  return chart ? (
    <TimeChart chart={chart} size="sm" note="one point per day" />
  ) : (
    <p className="text-ink-faint text-sm">
      Its history begins with the second snapshot that knows it.
    </p>
  );
}
