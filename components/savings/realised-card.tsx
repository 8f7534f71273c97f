import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { count, counted, dayText } from "@/lib/format.ts";
import { exactly, type Figure, UNKNOWN } from "@/lib/savings/figure.ts";
import type { MeasuredMoves } from "@/lib/savings/measured-moves.ts";
import type { Realised } from "@/lib/savings/planned-realised.ts";
import { Known } from "./known.tsx";

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
  const memory = (figure: Figure) => <Known figure={figure} resource="memory" locale={locale} />;
  return (
    <Card aria-labelledby="realised">
      <CardHeader
        id="realised"
        title="Planned and realised by request"
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
                <Known figure={row.realised.cpu} resource="cpu" locale={locale} />
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

/** What the namespaces that moved use since, beside what the estimate of use planned: measured, not requested. */
export function MeasuredCard({
  clusterId,
  at,
  measured: { namespaces, memory, cpu },
  planned,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  measured: MeasuredMoves;
  /** Bytes by namespace. */
  planned: ReadonlyMap<string, Figure>;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  const bytesOf = (value: number) => (
    <Known figure={exactly(value)} resource="memory" locale={locale} />
  );
  return (
    <Card aria-labelledby="realised-use">
      <CardHeader
        id="realised-use"
        title="Planned and realised by use"
        note="measured in the same hours of the week before and after each move"
        actions={
          <Link href={paths.performance({ view: "moves" })} className="link text-xs">
            Before and after
          </Link>
        }
      />
      <CardBody>
        <p className="max-w-prose">
          {memory === null ? (
            "Memory could not be compared for any namespace that moved."
          ) : (
            <>
              Proxies of {count(memory.namespaces, locale)} of{" "}
              {counted(namespaces.length, "namespace", "namespaces", locale)} that moved were
              measured before and after: they used {bytesOf(memory.before)} and use{" "}
              {bytesOf(memory.after)}.{" "}
              <strong className="font-semibold">
                {memory.after <= memory.before ? (
                  <>{bytesOf(memory.before - memory.after)} are freed</>
                ) : (
                  <>{bytesOf(memory.after - memory.before)} more are used</>
                )}
              </strong>
              {cpu === null ? null : (
                <>
                  ; CPU went from{" "}
                  <Known figure={exactly(cpu.before)} resource="cpu" locale={locale} /> to{" "}
                  <Known figure={exactly(cpu.after)} resource="cpu" locale={locale} /> in{" "}
                  {count(cpu.namespaces, locale)} of them
                </>
              )}
              . ztunnel is on neither side: it serves all pods of a node.
            </>
          )}
        </p>
      </CardBody>
      <Table label="Planned and realised by use, by namespace" className="border-t">
        <TableHead>
          <tr>
            <HeadCell>Namespace</HeadCell>
            <HeadCell numeric className="hidden sm:table-cell">
              Used before
            </HeadCell>
            <HeadCell numeric className="hidden sm:table-cell">
              Used after
            </HeadCell>
            <HeadCell numeric>Planned</HeadCell>
            <HeadCell numeric>Realised</HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {namespaces.slice(0, SHOWN).map((row) => (
            <Row key={`${row.namespace} ${row.enrolledAt}`}>
              <Cell>
                <Link
                  href={paths.performance({ view: "moves", move: row.namespace })}
                  prefetch={false}
                  className="link"
                >
                  <Name>{row.namespace}</Name>
                </Link>
              </Cell>
              <Cell numeric className="hidden sm:table-cell">
                {row.memory ? bytesOf(row.memory.before) : <Missing why="Not comparable" />}
              </Cell>
              <Cell numeric className="hidden sm:table-cell">
                {row.memory ? bytesOf(row.memory.after) : <Missing why="Not comparable" />}
              </Cell>
              <Cell numeric>
                <Known
                  figure={planned.get(row.namespace) ?? UNKNOWN}
                  resource="memory"
                  locale={locale}
                />
              </Cell>
              <Cell numeric>
                {row.memory ? (
                  bytesOf(row.memory.before - row.memory.after)
                ) : (
                  <Missing why="Not comparable" />
                )}
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
