import Link from "next/link";
import type { ReportPaths } from "@/components/report/paths.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, count, counted, quantityText } from "@/lib/format.ts";
import type { MeasuredMoves } from "@/lib/savings/measured-moves.ts";

/** What became of the namespaces of one cluster that moved. */
export interface ClusterMoves {
  readonly id: string;
  readonly name: string;
  readonly measured: MeasuredMoves;
  /** Bytes that its pods request less, as worked out when the snapshot was stored; null: not known. */
  readonly realised: number | null;
}

/** What moves freed, by request and by use, each with its own source; clusters without a move are left out. */
export function FleetRealisedCard({
  clusters,
  pathsOf,
  locale,
}: {
  clusters: readonly ClusterMoves[];
  pathsOf: (clusterId: string) => ReportPaths;
  locale: string;
}) {
  const moved = clusters.filter(
    ({ measured, realised }) => measured.namespaces.length > 0 || (realised ?? 0) !== 0,
  );
  return (
    <Card aria-labelledby="fleet-realised">
      <CardHeader
        id="fleet-realised"
        title="Realised"
        note="what namespaces that moved take less than before"
      />
      {moved.length === 0 ? (
        <CardBody className="text-ink-soft">
          No namespace was seen moving yet, so nothing is realised.
        </CardBody>
      ) : (
        <Table label="Realised by cluster" className="border-t">
          <TableHead>
            <tr>
              <HeadCell>Cluster</HeadCell>
              <HeadCell numeric className="hidden sm:table-cell">
                Namespaces moved
              </HeadCell>
              <HeadCell numeric>Requested less</HeadCell>
              <HeadCell numeric>Used less, measured</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {moved.map(({ id, name, measured: { namespaces, memory }, realised }) => (
              <Row key={id}>
                <Cell>
                  <Link
                    href={pathsOf(id).performance({ view: "moves" })}
                    prefetch={false}
                    className="link"
                  >
                    <Name limit={80}>{name}</Name>
                  </Link>
                </Cell>
                <Cell numeric className="hidden sm:table-cell">
                  {count(namespaces.length, locale)}
                </Cell>
                <Cell numeric>
                  {realised === null ? (
                    <Missing why="Not known for this snapshot" />
                  ) : (
                    quantityText(bytes(realised, locale))
                  )}
                </Cell>
                <Cell numeric>
                  {memory === null ? (
                    <Missing why="No move could be compared" />
                  ) : (
                    <>
                      {quantityText(bytes(memory.before - memory.after, locale))}
                      <span className="block text-ink-faint text-xs">
                        in {count(memory.namespaces, locale)} of{" "}
                        {counted(namespaces.length, "namespace", "namespaces", locale)}
                      </span>
                    </>
                  )}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
