import Link from "next/link";
import { TimeChart } from "@/components/charts/time-chart.tsx";
import { reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { LinkTabs } from "@/components/ui/link-tabs.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import {
  bytes,
  count,
  counted,
  cpu,
  dayText,
  latency,
  momentText,
  quantityText,
} from "@/lib/format.ts";
import { measuredMoves } from "@/lib/savings/measured-moves.ts";
import type { MoveComparison, MoveJudgement } from "@/lib/snapshot/moves.ts";
import { Method } from "./method.tsx";
import {
  inOrder,
  JUDGED,
  type MovesAddress,
  moveCharts,
  OUTCOMES,
  type Outcome,
  outcomeOf,
  tally,
  verdictsOf,
} from "./moves.ts";
import { OutcomeChip } from "./outcome-chip.tsx";
import {
  changeText,
  JUDGED_WORDS,
  OUTCOME_WORDS,
  type SideCell,
  sampleText,
  sideRows,
  vantageWords,
  windowEnds,
} from "./words.ts";

/** Rows of the first view; the others are one click away. */
const SHOWN = 50;

interface ViewProps {
  readonly clusterId: string;
  /** The point in time that the page shows. */
  readonly at: string | undefined;
  /** Those that had been seen until then. */
  readonly moves: readonly MoveComparison[];
  readonly address: MovesAddress;
  readonly locale: string;
}

/** Each namespace that moved into ambient mode, with what it had before and after. */
export function MovesView({ clusterId, at, moves, address, locale }: ViewProps) {
  const paths = reportPaths(clusterId, at);
  if (moves.length === 0) {
    return (
      <>
        <EmptyState kind="nothing-yet" title="No namespace was seen moving into ambient mode yet.">
          Once a scan finds a namespace enrolled that had sidecars in the scan before, its latency,
          errors, memory and CPU before and after the move are compared here.
        </EmptyState>
        <Method />
      </>
    );
  }

  const ordered = inOrder(moves);
  const matching = address.outcome
    ? ordered.filter((comparison) => outcomeOf(comparison) === address.outcome)
    : ordered;
  const shown = address.all ? matching : matching.slice(0, SHOWN);
  const chosen = moves.find(({ move }) => move.namespace === address.move) ?? matching[0];
  const outcomes = tally(moves.map(outcomeOf));
  const href = (outcome?: Outcome) => paths.performance({ view: "moves", outcome });
  return (
    <>
      <Summary moves={moves} locale={locale} />
      <Card aria-labelledby="moves">
        <CardHeader
          id="moves"
          title="Namespaces that moved"
          note="worse first, then the newest; choose one to see it in full"
        />
        <LinkTabs
          label="Moves by outcome"
          className="px-2 print:hidden"
          tabs={[
            {
              href: href(),
              label: "All",
              current: address.outcome === null,
              note: count(moves.length, locale),
            },
            ...OUTCOMES.filter((each) => outcomes.has(each) || each === address.outcome).map(
              (each) => ({
                href: href(each),
                label: OUTCOME_WORDS[each].word,
                current: address.outcome === each,
                note: count(outcomes.get(each) ?? 0, locale),
              }),
            ),
          ]}
        />
        {shown.length === 0 ? (
          <EmptyState
            kind="nothing-matches"
            title="No move came out so."
            as="p"
            className="border-0"
            action={
              <Button asChild>
                <Link href={href()}>Show all moves</Link>
              </Button>
            }
          />
        ) : (
          <MoveTable
            shown={shown}
            chosen={chosen}
            hrefOf={(namespace) =>
              `${paths.performance({
                view: "moves",
                move: namespace,
                outcome: address.outcome ?? undefined,
                all: address.all ? "1" : undefined,
              })}#move`
            }
            locale={locale}
          />
        )}
        {shown.length < matching.length ? (
          <p className="border-t px-4 py-2 text-ink-faint text-xs">
            The first {SHOWN} of {count(matching.length, locale)} are shown.{" "}
            <Link
              className="link"
              href={paths.performance({
                view: "moves",
                outcome: address.outcome ?? undefined,
                all: "1",
              })}
            >
              Show all
            </Link>
          </p>
        ) : null}
      </Card>
      {chosen ? (
        <ChosenMove
          comparison={chosen}
          namespaceHref={paths.namespace(chosen.move.namespace)}
          locale={locale}
        />
      ) : null}
      <Method />
    </>
  );
}

function Summary({ moves, locale }: { moves: readonly MoveComparison[]; locale: string }) {
  const { memory, cpu: used } = measuredMoves(moves);
  const outcomes = tally(moves.map(outcomeOf));
  const parts = OUTCOMES.flatMap((outcome) => {
    const amount = outcomes.get(outcome) ?? 0;
    return amount === 0
      ? []
      : [`${count(amount, locale)} ${SUMMED[outcome][amount === 1 ? 0 : 1]}`];
  });
  return (
    <Card aria-labelledby="moved" className="flex flex-col gap-4 p-4 sm:p-5">
      <div>
        <h2 id="moved" className="max-w-4xl text-pretty font-semibold text-lg">
          {counted(moves.length, "namespace has", "namespaces have", locale)} moved:{" "}
          {parts.join(", ")}.
        </h2>
        <p className="mt-1 max-w-4xl text-ink-soft">
          {memory === null
            ? "Memory could not be compared for any of them."
            : `Their own proxies used ${quantityText(bytes(memory.before, locale))} of memory before and ${quantityText(bytes(memory.after, locale))} after, measured in ${count(memory.namespaces, locale)} of ${count(moves.length, locale)}.`}{" "}
          {used === null
            ? null
            : `CPU went from ${quantityText(cpu(used.before, locale))} to ${quantityText(cpu(used.after, locale))} in ${count(used.namespaces, locale)}.`}{" "}
          ztunnel is not in these sums: it serves all pods of a node.
        </p>
      </div>
      <dl className="grid gap-px overflow-hidden rounded-md border bg-line sm:grid-cols-2 xl:grid-cols-4">
        {JUDGED.map((figure) => {
          const verdicts = verdictsOf(moves, figure);
          return (
            <div key={figure} className="flex flex-col gap-1.5 bg-card px-4 py-3">
              <dt className="text-ink-soft text-xs">{JUDGED_WORDS[figure]}</dt>
              <dd className="flex flex-wrap gap-1.5">
                {(["worse", "better", "same", "not-comparable"] as const).map((verdict) => {
                  const amount = verdicts.get(verdict) ?? 0;
                  const { word, icon, tone } = OUTCOME_WORDS[verdict];
                  return amount === 0 ? null : (
                    <Chip key={verdict} tone={tone} icon={icon}>
                      {count(amount, locale)} {word}
                    </Chip>
                  );
                })}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}

const SUMMED: Readonly<Record<Outcome, readonly [one: string, many: string]>> = {
  worse: ["got worse in something", "got worse in something"],
  better: ["got better and in nothing worse", "got better and in nothing worse"],
  same: ["is the same within noise", "are the same within noise"],
  "not-comparable": ["cannot be compared", "cannot be compared"],
  waiting: ["waits for hours after the move", "wait for hours after the move"],
};

function MoveTable({
  shown,
  chosen,
  hrefOf,
  locale,
}: {
  shown: readonly MoveComparison[];
  chosen: MoveComparison | undefined;
  hrefOf: (namespace: string) => string;
  locale: string;
}) {
  return (
    <Table label="Namespaces that moved">
      <TableHead>
        <tr>
          <HeadCell>Namespace</HeadCell>
          <HeadCell>Outcome</HeadCell>
          <HeadCell numeric className="hidden sm:table-cell">
            p99
          </HeadCell>
          <HeadCell numeric className="hidden md:table-cell">
            Memory of its proxies
          </HeadCell>
          <HeadCell numeric className="hidden lg:table-cell">
            CPU of its proxies
          </HeadCell>
          <HeadCell numeric className="hidden lg:table-cell">
            Hours compared
          </HeadCell>
        </tr>
      </TableHead>
      <tbody>
        {shown.map((comparison) => {
          const { move, before, after } = comparison;
          const p99 = changeText(before?.p99?.median, after?.p99?.median, latency, locale);
          const memory = changeText(before?.memory?.median, after?.memory?.median, bytes, locale);
          const used = changeText(before?.cpu?.median, after?.cpu?.median, cpu, locale);
          return (
            <Row key={`${move.namespace} ${move.enrolledAt}`}>
              <Cell>
                <Link
                  href={hrefOf(move.namespace)}
                  prefetch={false}
                  aria-current={comparison === chosen ? "true" : undefined}
                  className="link aria-[current=true]:font-semibold"
                >
                  <Name>{move.namespace}</Name>
                </Link>
                <p className="text-ink-faint text-xs">moved by {dayText(move.enrolledAt)}</p>
                {/* What the columns on the right have, where they have no room. */}
                <p className="text-xs tabular-nums sm:hidden">
                  {p99 === null ? null : `p99 ${p99}`}
                </p>
                <p className="text-xs tabular-nums md:hidden">
                  {memory === null ? null : `memory ${memory}`}
                </p>
              </Cell>
              <Cell>
                <OutcomeChip outcome={outcomeOf(comparison)} />
                <p className="text-ink-faint text-xs">{outcomeNote(comparison)}</p>
              </Cell>
              <Cell numeric className="hidden sm:table-cell">
                <Change text={p99} of={comparison.latency} />
              </Cell>
              <Cell numeric className="hidden md:table-cell">
                <Change text={memory} of={comparison.memory} />
              </Cell>
              <Cell numeric className="hidden lg:table-cell">
                <Change text={used} of={comparison.cpu} />
              </Cell>
              <Cell numeric className="hidden lg:table-cell">
                {after ? count(after.hours, locale) : <Missing why="None" />}
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}

/** A figure before and after; fainter where it was seen and could not be compared. */
function Change({ text, of }: { text: string | null; of: MoveJudgement }) {
  if (text === null) return <Missing why="Not measured on both sides" />;
  return of.verdict === "not-comparable" ? (
    <span className="text-ink-faint" title={of.because}>
      {text}
    </span>
  ) : (
    text
  );
}

/** "memory and CPU", what made the outcome. */
function outcomeNote(comparison: MoveComparison): string {
  const outcome = outcomeOf(comparison);
  const figures = JUDGED.filter((figure) => comparison[figure].verdict === outcome).map((figure) =>
    figure === "cpu" ? JUDGED_WORDS[figure] : JUDGED_WORDS[figure].toLowerCase(),
  );
  const because = outcome === "better" || outcome === "worse" ? figures.join(", ") : "";
  if (comparison.final || outcome === "waiting") return because;
  return because === "" ? "so far" : `${because}, so far`;
}

function ChosenMove({
  comparison,
  namespaceHref,
  locale,
}: {
  comparison: MoveComparison;
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
