import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { PhaseChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { BarLegend, phaseParts } from "@/components/ui/stacked-bar.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { dayText } from "@/lib/format.ts";
import type { NamespaceSpan } from "@/lib/snapshot/history-model.ts";
import { type PhaseStep, phaseSteps, phaseStretches } from "@/lib/snapshot/scope-history.ts";

/** How the namespaces of the scope moved through the phases, as areas and as dates. */
export function SharedHistory({
  spans,
  until,
  locale,
}: {
  spans: readonly NamespaceSpan[];
  /** The moment of the snapshot that the page shows. */
  until: string;
  locale: string;
}) {
  const steps = phaseSteps(spans);
  const first = steps[0];
  const last = steps.at(-1);
  return (
    <>
      <h2 className="font-semibold text-lg">History</h2>
      {!first || !last ? (
        <EmptyState as="p" kind="nothing-yet" title="No history of these namespaces yet." />
      ) : (
        <>
          <Card aria-label="Namespaces by phase">
            <CardHeader
              title="Namespaces by phase"
              as="h3"
              note={`${dayText(first.at)} to ${dayText(until)}`}
            />
            <CardBody className="flex flex-col gap-3">
              <PhaseAreas steps={steps} until={until} />
              <BarLegend parts={partsOf(last)} locale={locale} />
            </CardBody>
          </Card>
          <Stretches spans={spans} />
        </>
      )}
    </>
  );
}

function partsOf({ phases }: PhaseStep) {
  return phaseParts([...phases].map(([phase, namespaces]) => ({ phase, namespaces })));
}

const WIDTH = 1000;
const HEIGHT = 160;

/** One rectangle for each phase between two moments of change: the counts do not move in between. */
function PhaseAreas({ steps, until }: { steps: readonly PhaseStep[]; until: string }) {
  const start = Date.parse(steps[0]?.at ?? until);
  const span = Math.max(1, Date.parse(until) - start);
  const x = (at: string) => Math.min(WIDTH, ((Date.parse(at) - start) / span) * WIDTH);
  const totals = steps.map((step) => partsOf(step).reduce((sum, { amount }) => sum + amount, 0));
  const most = Math.max(1, ...totals);
  return (
    <svg
      role="img"
      aria-label="Namespaces by phase over time; the table below has the dates."
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="block h-40 w-full rounded-sm bg-hover"
    >
      {steps.map((step, index) => {
        const left = x(step.at);
        const next = steps[index + 1];
        const width = Math.max(1, (next ? x(next.at) : WIDTH) - left);
        let bottom = HEIGHT;
        return partsOf(step)
          .toReversed()
          .filter(({ amount }) => amount > 0)
          .map(({ key, amount, fill }) => {
            const height = (amount / most) * HEIGHT;
            bottom -= height;
            return (
              <rect
                key={`${step.at} ${key}`}
                x={left}
                y={bottom}
                width={width}
                height={height}
                className={fill}
              />
            );
          });
      })}
    </svg>
  );
}

function Stretches({ spans }: { spans: readonly NamespaceSpan[] }) {
  const rows = [...Map.groupBy(spans, ({ name }) => name)].flatMap(([, own]) =>
    phaseStretches(own),
  );
  return (
    <Card aria-label="Phases with their dates">
      <Table label="Phases with their dates">
        <TableHead>
          <tr>
            <HeadCell>Namespace</HeadCell>
            <HeadCell>Phase</HeadCell>
            <HeadCell>From</HeadCell>
            <HeadCell className="max-sm:hidden">Until</HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {rows.map(({ name, phase, fromAt, untilAt }) => (
            <Row key={`${name} ${fromAt}`}>
              <Cell>
                <Name>{name}</Name>
              </Cell>
              <Cell>
                {phase ? (
                  <PhaseChip phase={phase} />
                ) : (
                  <span className="text-ink-faint text-xs">could not tell</span>
                )}
              </Cell>
              <Cell className="whitespace-nowrap tabular-nums">
                {dayText(fromAt)}
                <p className="text-ink-faint text-xs sm:hidden">
                  {untilAt === null ? "still so" : `to ${dayText(untilAt)}`}
                </p>
              </Cell>
              <Cell className="whitespace-nowrap tabular-nums max-sm:hidden">
                {untilAt === null ? (
                  <span className="text-ink-faint">still so</span>
                ) : (
                  dayText(untilAt)
                )}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
