import Link from "next/link";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { dayText, momentText } from "@/lib/format.ts";
import type { MoveComparison } from "@/lib/snapshot/moves.ts";
import { moveCharts } from "./move-charts.ts";
import { JUDGED, outcomeOf } from "./moves.ts";
import { OutcomeChip } from "./outcome-chip.tsx";
import {
  earlierText,
  JUDGED_WORDS,
  outcomeNote,
  type SideCell,
  sampleText,
  sideRows,
  vantageWords,
  windowEnds,
} from "./words.ts";

/** One move in full: what became of each figure and why, both sides, and how it went. */
export function ChosenMove({
  comparison,
  earlier,
  namespaceHref,
  locale,
}: {
  comparison: MoveComparison;
  /** Moves of the namespace before this one, the newest first. */
  earlier: readonly MoveComparison[];
  namespaceHref: string;
  locale: string;
}) {
  const { move, vantage, before, after, final } = comparison;
  const rows = sideRows(comparison, locale);
  const charts = moveCharts(comparison);
  return (
    <Card aria-labelledby="move">
      <CardHeader
        id="move"
        title={
          <>
            Before and after: <Name>{move.namespace}</Name>
          </>
        }
        actions={
          <Link href={namespaceHref} className="link text-xs">
            Its own page
          </Link>
        }
      />
      <CardBody className="flex flex-col gap-5">
        <div className="max-w-4xl text-ink-soft">
          <p>
            It had sidecars on {momentText(move.before)} and was enrolled on{" "}
            {momentText(move.enrolledAt)}: what lies between is compared with nothing.{" "}
            {vantageWords(vantage)}
          </p>
          {final ? null : (
            <p>
              Hours come in until {momentText(windowEnds(comparison))}; each scan until then
              compares again.
            </p>
          )}
          {earlier.length === 0 ? null : <Earlier moves={earlier} locale={locale} />}
        </div>
        <ul className="grid gap-px overflow-hidden rounded-md border bg-line xl:grid-cols-2">
          {JUDGED.map((figure) => (
            <li key={figure} className="flex flex-col items-start gap-1 bg-card px-4 py-3">
              <span className="flex flex-wrap items-center gap-2">
                <span className="font-semibold">{JUDGED_WORDS[figure]}</span>
                <OutcomeChip outcome={comparison[figure].verdict} />
              </span>
              <span className="text-ink-soft text-xs [overflow-wrap:anywhere]">
                {comparison[figure].because}
              </span>
            </li>
          ))}
        </ul>
      </CardBody>
      {before && after ? (
        <Table reachable label={`${move.namespace} before and after its move`} className="border-t">
          <TableHead>
            <tr>
              <HeadCell className="max-sm:whitespace-normal">Median of the hours</HeadCell>
              <HeadCell numeric className="whitespace-normal">
                Before
                <span className="block font-normal">{sampleText(before, locale)}</span>
              </HeadCell>
              <HeadCell numeric className="whitespace-normal">
                After
                <span className="block font-normal">{sampleText(after, locale)}</span>
              </HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.label}>
                <th scope="row" className="px-3 py-2 pl-4 text-left font-normal">
                  {row.label}
                </th>
                <Cell numeric className="max-sm:whitespace-normal">
                  <Side cell={row.before} />
                </Cell>
                <Cell numeric className="max-sm:whitespace-normal">
                  <Side cell={row.after} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      ) : (
        <p className="border-t px-4 py-3 text-ink-soft">
          No hour of the week was measured both before and after the move.
        </p>
      )}
      {charts.length > 0 ? (
        <CardBody className="grid gap-x-8 gap-y-6 border-t pt-4 lg:grid-cols-2">
          {charts.map((chart) => (
            <TimeChart key={chart.title} chart={chart} size="sm" note="the line marks the move" />
          ))}
        </CardBody>
      ) : null}
    </Card>
  );
}

/** What became of the moves before it, in a line each. */
function Earlier({ moves, locale }: { moves: readonly MoveComparison[]; locale: string }) {
  return (
    <>
      <p>{earlierText(moves, locale)}</p>
      <ul aria-label="Earlier moves" className="mt-1 flex flex-col gap-1 text-xs">
        {moves.slice(0, MOST_EARLIER).map((each) => (
          <li key={each.move.enrolledAt} className="flex flex-wrap items-center gap-2">
            <span>{dayText(each.move.enrolledAt)}</span>
            <OutcomeChip outcome={outcomeOf(each)} />
            <span>{outcomeNote(each)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

const MOST_EARLIER = 5;

/** A figure with how far the middle half of its hours reaches. */
function Side({ cell }: { cell: SideCell | null }) {
  if (cell === null) return <Missing why="Not measured in the hours that both sides have" />;
  return (
    <>
      <Figure quantity={cell.quantity} className="font-semibold" />
      {cell.spread ? <span className="block text-ink-faint text-xs">{cell.spread}</span> : null}
    </>
  );
}
