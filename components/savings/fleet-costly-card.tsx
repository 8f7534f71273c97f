import Link from "next/link";
import type { ReportPaths } from "@/components/report/paths.ts";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, count, quantityText } from "@/lib/format.ts";
import type { CostlyNamespace } from "@/lib/savings/fleet.ts";

const TITLE = "Namespaces that would cost more in ambient";

/** Rows that are shown. */
const SHOWN = 50;

/** Namespaces that would take more memory in ambient mode than they free. */
export function FleetCostlyCard({
  costly,
  pathsOf,
  locale,
}: {
  costly: readonly CostlyNamespace[];
  pathsOf: (clusterId: string) => ReportPaths;
  locale: string;
}) {
  return (
    <Card aria-labelledby="costly">
      <CardHeader
        id="costly"
        title={TITLE}
        note="by request and the likely estimate, with their share of ztunnel"
      />
      {costly.length === 0 ? (
        <CardBody className="text-ink-soft">
          None: each namespace that can leave frees more memory than its waypoints and its share of
          ztunnel take.
        </CardBody>
      ) : (
        <Table label={TITLE} className="border-t">
          <TableHead>
            <tr>
              <HeadCell>Namespace</HeadCell>
              <HeadCell>Cluster</HeadCell>
              <HeadCell numeric>Sidecars</HeadCell>
              <HeadCell numeric>More memory</HeadCell>
            </tr>
          </TableHead>
          <tbody>
            {costly.slice(0, SHOWN).map(({ clusterId, cluster, namespace, pods, more }) => (
              <Row key={`${clusterId} ${namespace}`}>
                <Cell>
                  <Link
                    href={pathsOf(clusterId).namespace(namespace)}
                    prefetch={false}
                    className="link"
                  >
                    <Name>{namespace}</Name>
                  </Link>
                </Cell>
                <Cell>
                  <Name limit={80}>{cluster}</Name>
                </Cell>
                <Cell numeric>{count(pods, locale)}</Cell>
                <Cell numeric>{quantityText(bytes(more, locale))}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
      {costly.length > SHOWN ? (
        <p className="border-t px-4 py-2 text-ink-faint text-xs">
          The {SHOWN} costliest of {count(costly.length, locale)} are shown; each cluster's own page
          lists all of its own.
        </p>
      ) : null}
    </Card>
  );
}
