import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { counted, dayText } from "@/lib/format.ts";
import type { Figure } from "@/lib/savings/figure.ts";
import type { Realised } from "@/lib/savings/planned-realised.ts";
import { figureText, type Resource } from "./words.ts";

const SHOWN = 50;

/** What was planned for namespaces that have moved since, and what became of it. */
export function RealisedCard({
  clusterId,
  at,
  realised,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  realised: Realised;
  locale: string;
}) {
  const { namespaces, before, agents } = realised;
  const paths = reportPaths(clusterId, at);
  const memory = (figure: Figure) => <Shown figure={figure} resource="memory" locale={locale} />;
  return (
    <Card aria-labelledby="realised">
      <CardHeader
        id="realised"
        title="Planned and realised"
        note={`requested, from pod specs of ${dayText(before)} and now`}
      />
      <CardBody>
        <p className="max-w-prose">
          {counted(namespaces.length, "namespace has", "namespaces have", locale)} left sidecars
          since {dayText(before)}: {memory(realised.planned.memory)} were planned to be freed,{" "}
          <strong className="font-semibold">{memory(realised.realised.memory)}</strong> are. ztunnel
          and istio-cni request {memory(agents.memory)} more than then, for all namespaces together.
        </p>
      </CardBody>
      <Table label="Planned and realised by namespace" className="border-t">
        <TableHead>
          <tr>
            <HeadCell>Namespace</HeadCell>
            <HeadCell numeric>Sidecars then</HeadCell>
            <HeadCell numeric>Planned</HeadCell>
            <HeadCell numeric>Realised</HeadCell>
            <HeadCell numeric>Realised CPU</HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {namespaces.slice(0, SHOWN).map((row) => (
            <Row key={row.name}>
              <Cell>
                <Link href={paths.namespace(row.name)} prefetch={false} className="link">
                  <Name>{row.name}</Name>
                </Link>
              </Cell>
              <Cell numeric>{row.pods}</Cell>
              <Cell numeric>{memory(row.planned.memory)}</Cell>
              <Cell numeric>{memory(row.realised.memory)}</Cell>
              <Cell numeric>
                <Shown figure={row.realised.cpu} resource="cpu" locale={locale} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      {namespaces.length > SHOWN ? (
        <p className="px-4 py-2 text-ink-faint text-xs">
          The first {SHOWN} are shown; the sums are of all.
        </p>
      ) : null}
    </Card>
  );
}

function Shown({
  figure,
  resource,
  locale,
}: {
  figure: Figure;
  resource: Resource;
  locale: string;
}) {
  const text = figureText(figure, resource, locale);
  return text === null ? <Missing why="Not known" /> : <span className="tabular-nums">{text}</span>;
}
