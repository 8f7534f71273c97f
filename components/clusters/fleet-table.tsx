import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { ClusterRow, SnapshotHead } from "@/lib/db/shapes.ts";
import { bytes, count, counted, printable } from "@/lib/format.ts";
import type { ScanStatus } from "@/lib/scan/progress.ts";
import type { MeasuredTotals } from "@/lib/snapshot/measurement.ts";
import { reportPaths } from "../report/paths.ts";
import { usedMemory } from "../report/sidecar-memory.ts";
import { USAGE_SOURCES } from "../savings/words.ts";
import { ScanNowButton } from "../scan/scan-now-button.tsx";
import { Age } from "../shell/age.tsx";
import { inputOf } from "../shell/shell-data.ts";
import { Card } from "../ui/card.tsx";
import { Figure, Missing } from "../ui/figure.tsx";
import { InputChip, SeverityMark } from "../ui/marks.tsx";
import { Name } from "../ui/name.tsx";
import { phaseParts, StackedBar } from "../ui/stacked-bar.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "../ui/table.tsx";
import { ClusterMenu } from "./cluster-menu.tsx";
import { phaseCaption } from "./phase-caption.ts";
import { sourceLine } from "./source-line.ts";

/** One row per cluster; on phones the figures move under its name. */
export function FleetTable({
  clusters,
  measured,
  isPast,
  staleAfter,
  locale,
}: {
  clusters: readonly ClusterRow[];
  /** What was measured last, by cluster. */
  measured: ReadonlyMap<string, MeasuredTotals>;
  /** Its links then lead to the clusters as of the snapshots shown. */
  isPast: boolean;
  /** By cluster, the milliseconds after which its snapshot is old. */
  staleAfter: ReadonlyMap<string, number>;
  locale: string;
}) {
  return (
    <Card>
      <Table label="Clusters">
        <TableHead>
          <tr>
            <HeadCell>Cluster</HeadCell>
            <HeadCell className="hidden lg:table-cell">Istio</HeadCell>
            <HeadCell className="hidden w-[28%] md:table-cell">Phases</HeadCell>
            <HeadCell numeric className="hidden md:table-cell">
              Blockers
            </HeadCell>
            <HeadCell numeric className="hidden lg:table-cell">
              Sidecar memory
            </HeadCell>
            <HeadCell numeric className="hidden xl:table-cell">
              Saves by request
            </HeadCell>
            <HeadCell numeric className="hidden lg:table-cell">
              Coverage
            </HeadCell>
            <HeadCell numeric className="hidden md:table-cell">
              Scanned
            </HeadCell>
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {clusters.map((cluster) => (
            <ClusterLine
              key={cluster.id}
              cluster={cluster}
              measured={measured.get(cluster.id)}
              isPast={isPast}
              staleAfter={staleAfter.get(cluster.id) ?? Number.POSITIVE_INFINITY}
              locale={locale}
            />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function ClusterLine({
  cluster,
  measured,
  isPast,
  staleAfter,
  locale,
}: {
  cluster: ClusterRow;
  measured: MeasuredTotals | undefined;
  isPast: boolean;
  staleAfter: number;
  locale: string;
}) {
  const { id, name, latest, lastScan } = cluster;
  const paths = reportPaths(id, isPast ? latest?.id : undefined);
  // As of the past everything is old, which the line above the page says once.
  const age = latest ? (
    <Age
      scannedAt={latest.takenAt}
      input={latest.input}
      staleAfter={isPast ? Number.POSITIVE_INFINITY : staleAfter}
    />
  ) : null;
  const unscanned = UNSCANNED[lastScan?.status ?? "cancelled"];

  return (
    <Row>
      <Cell className="md:max-w-80 lg:min-w-56">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Link href={paths.report} className="link font-semibold">
            <Name limit={80}>{name}</Name>
          </Link>
          <InputChip input={inputOf(cluster)} />
        </div>
        <p className="truncate text-ink-faint text-xs" title={sourceLine(cluster.source)}>
          {sourceLine(cluster.source)}
        </p>
        {latest ? (
          <PhoneFigures head={latest} measured={measured} age={age} paths={paths} locale={locale} />
        ) : (
          <p className="text-ink-soft text-xs md:hidden">{unscanned}</p>
        )}
      </Cell>
      {latest ? (
        <Figures head={latest} measured={measured} age={age} paths={paths} locale={locale} />
      ) : (
        <td colSpan={7} className="hidden px-3 py-2 text-ink-soft md:table-cell">
          {unscanned}
        </td>
      )}
      <Cell className="text-right">
        <div className="flex items-center justify-end gap-1">
          {/* Other scans without a snapshot stand above the table, with a button of their own. */}
          {latest === null && (lastScan === null || lastScan.status === "cancelled") ? (
            <ScanNowButton clusterId={id} size="sm" />
          ) : null}
          <ClusterMenu
            cluster={{ id, name }}
            snapshots={latest !== null}
            scanning={lastScan?.status === "running"}
          />
        </div>
      </Cell>
    </Row>
  );
}

const UNSCANNED: Readonly<Record<ScanStatus, string>> = {
  running: "First scan is running",
  done: "Not scanned yet",
  cancelled: "Not scanned yet",
  failed: "Could not be scanned",
  interrupted: "First scan was interrupted",
};

interface FigureProps {
  readonly head: SnapshotHead;
  readonly measured: MeasuredTotals | undefined;
  /** When it was scanned. */
  readonly age: ReactNode;
  readonly paths: ReturnType<typeof reportPaths>;
  readonly locale: string;
}

function Figures({ head, measured, age, paths, locale }: FigureProps) {
  return (
    <>
      <Cell className="hidden whitespace-nowrap lg:table-cell">
        {head.istioVersion ? (
          <span className="mono">{printable(head.istioVersion, 40)}</span>
        ) : (
          <Missing why="No istiod version could be read" />
        )}
      </Cell>
      <Cell className="hidden md:table-cell">
        <Phases head={head} locale={locale} />
      </Cell>
      <Cell numeric className="hidden md:table-cell">
        <Blockers head={head} paths={paths} locale={locale} />
      </Cell>
      <Cell numeric className="hidden lg:table-cell">
        <SidecarMemory head={head} measured={measured} paths={paths} locale={locale} />
      </Cell>
      <Cell numeric className="hidden xl:table-cell">
        <Saving head={head} paths={paths} locale={locale} />
      </Cell>
      <Cell numeric className="hidden lg:table-cell">
        <Coverage head={head} paths={paths} locale={locale} />
      </Cell>
      <Cell numeric className="hidden text-ink-soft md:table-cell">
        {age}
      </Cell>
    </>
  );
}

function PhoneFigures({ head, measured, age, paths, locale }: FigureProps) {
  const line = (label: string, figure: ReactNode) => (
    <div className="flex gap-1.5">
      <dt className="text-ink-faint">{label}</dt>
      <dd>{figure}</dd>
    </div>
  );
  return (
    <div className="mt-2 flex flex-col gap-1.5 md:hidden">
      <Phases head={head} locale={locale} />
      <dl className="flex flex-wrap gap-x-3 text-xs">
        {line("blockers", <Blockers head={head} paths={paths} locale={locale} />)}
        {line(
          "sidecar memory",
          <SidecarMemory head={head} measured={measured} paths={paths} locale={locale} />,
        )}
        {line("saves by request", <Saving head={head} paths={paths} locale={locale} />)}
        {line("scanned", age)}
      </dl>
    </div>
  );
}

function Phases({ head: { summary }, locale }: { head: SnapshotHead; locale: string }) {
  const parts = phaseParts(summary.phases);
  const meshed = parts.reduce((sum, { amount }) => sum + amount, 0);
  if (meshed === 0) {
    const unread = summary.judged > 0 || summary.kindsRead < summary.kindsAsked;
    return (
      <span className="text-ink-faint text-xs">
        {unread ? "phases could not be told" : "no meshed namespace seen"}
      </span>
    );
  }

  return (
    <div className="flex flex-col gap-1">
      <StackedBar label="Meshed namespaces by phase" parts={parts} locale={locale} size="sm" />
      <p className="text-ink-faint text-xs tabular-nums">{phaseCaption(parts, locale)}</p>
    </div>
  );
}

function Blockers({ head: { summary }, paths, locale }: Omit<FigureProps, "age" | "measured">) {
  if (summary.blockers === 0) {
    return (
      <span className="text-ink-faint">
        0{summary.undeterminedChecks > 0 ? <span className="text-xs"> known</span> : null}
      </span>
    );
  }
  return (
    <Link href={paths.findings({ severity: "blocker" })} className="link">
      <SeverityMark severity="blocker">{count(summary.blockers, locale)}</SeverityMark>
    </Link>
  );
}

/** Measured where it was measured, else requested, with the source under it. */
function SidecarMemory({ head, measured, paths, locale }: Omit<FigureProps, "age">) {
  const requested = head.summary.sidecarMemoryRequested;
  const used = usedMemory(head.takenAt, measured);
  const memory = used ? used.memory : requested;
  if (memory === null) return <Missing why="Pods could not be read" />;
  return (
    <>
      <Link href={paths.performance()} className="link">
        <Figure quantity={bytes(memory, locale)} />
      </Link>
      <span className="text-ink-faint text-xs md:block">
        {" "}
        {used ? `used, ${USAGE_SOURCES[used.source]}` : "requested"}
      </span>
    </>
  );
}

/** By request: what moving would free, as estimated when the snapshot was stored, and what moves have freed so far. */
function Saving({
  head: { plannedSaving, realisedSaving },
  paths,
  locale,
}: Pick<FigureProps, "head" | "paths" | "locale">) {
  return (
    <>
      {plannedSaving === null ? (
        <Missing why="Not estimated for this snapshot" />
      ) : plannedSaving === 0 && realisedSaving !== null ? null : (
        <>
          <Link href={paths.performance({ view: "savings" })} className="link">
            <Figure quantity={bytes(Math.abs(plannedSaving), locale)} />
          </Link>
          <span className="text-ink-faint text-xs md:block">
            {plannedSaving < 0 ? " more" : ""} planned, likely
          </span>
        </>
      )}
      {realisedSaving === null ? null : (
        <span className="text-xs md:block">
          {" "}
          <Figure quantity={bytes(realisedSaving, locale)} />{" "}
          <span className="text-ink-faint">realised</span>
        </span>
      )}
    </>
  );
}

function Coverage({ head: { summary }, paths, locale }: Omit<FigureProps, "age" | "measured">) {
  const { kindsRead, kindsAsked } = summary;
  const figure = `${count(kindsRead, locale)}/${count(kindsAsked, locale)}`;
  if (kindsRead === kindsAsked) {
    return <Figure quantity={{ value: figure, unit: "kinds" }} />;
  }
  return (
    <Link
      href={`${paths.report}#coverage`}
      className="link inline-flex items-center gap-1 text-warning"
      title={`${counted(kindsAsked - kindsRead, "kind", "kinds", locale)} could not be read`}
    >
      <TriangleAlert aria-hidden className="size-3.5" />
      <Figure quantity={{ value: figure, unit: "kinds" }} />
      <span className="sr-only">, not all could be read</span>
    </Link>
  );
}
