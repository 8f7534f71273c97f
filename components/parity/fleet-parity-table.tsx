import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import { cn } from "@/components/ui/cn.ts";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Table, TableHead } from "@/components/ui/table.tsx";
import type { FleetParityRow } from "@/lib/parity/rows.ts";
import { standingOf } from "@/lib/parity/status.ts";
import { anchorOf, parityHref } from "./address.ts";
import { FeatureDetail } from "./feature-detail.tsx";
import { FoldedRow } from "./folded-row.tsx";
import { ImpactText, LayerRow, RowNote, StripHead, WaypointText } from "./parity-table.tsx";
import { StatusMark, VersionStrip } from "./strip.tsx";
import { UseText } from "./use-cell.tsx";

export interface ClusterInTable {
  readonly name: string;
  readonly istioVersion: string | null;
}

/** Features over all clusters: which clusters use each, and what it is worth at the version that each of them runs. */
export function FleetParityTable({
  rows,
  clusters,
  at,
  opened,
  locale,
}: {
  rows: readonly FleetParityRow[];
  /** By id. */
  clusters: ReadonlyMap<string, ClusterInTable>;
  /** The point in time that the page shows, which its links keep. */
  at: string | undefined;
  opened: string | undefined;
  locale: string;
}) {
  const anyUse = clusters.size > 0;
  const columns = anyUse ? 5 : 4;
  return (
    <Table label="Features" className="max-sm:table-fixed">
      <TableHead>
        <tr>
          <HeadCell className={cn("pl-7", anyUse ? "max-sm:w-3/5" : "max-sm:w-full")}>
            Feature
          </HeadCell>
          {anyUse ? (
            <HeadCell className="max-sm:w-2/5">
              In use<span className="max-sm:hidden">, and in ambient mode there</span>
            </HeadCell>
          ) : null}
          <HeadCell className="max-md:hidden">Waypoint</HeadCell>
          <StripHead className="max-xl:hidden" />
          <HeadCell className="max-md:hidden">With ambient mode it</HeadCell>
        </tr>
      </TableHead>
      {[...Map.groupBy(rows, ({ feature }) => feature.layer)].map(([layer, group]) => (
        <tbody key={layer}>
          <LayerRow layer={layer} columns={columns} />
          {group.map((row) => {
            const { feature } = row;
            const open = feature.id === opened;
            return (
              <FoldedRow
                key={`${feature.id} ${open}`}
                id={anchorOf(feature.id)}
                name={feature.name}
                note={<RowNote feature={feature} />}
                columns={columns}
                open={open}
                cells={
                  <>
                    {anyUse ? (
                      <Cell className="align-top">
                        <Clusters row={row} clusters={clusters} at={at} locale={locale} />
                      </Cell>
                    ) : null}
                    <Cell className="align-top max-md:hidden">
                      <WaypointText waypoint={row.waypoint} />
                    </Cell>
                    <Cell className="align-top max-xl:hidden">
                      <VersionStrip strip={row.strip} framed={framedBy(row, clusters)} />
                    </Cell>
                    <Cell className="align-top max-md:hidden">
                      <ImpactText impact={feature.impact} />
                    </Cell>
                  </>
                }
              >
                <FeatureDetail
                  feature={feature}
                  waypoint={row.waypoint}
                  basis={null}
                  uses={row.clusters.map(({ clusterId, row }) => ({
                    clusterId,
                    clusterName: clusters.get(clusterId)?.name ?? clusterId,
                    at,
                    use: row.use,
                  }))}
                  locale={locale}
                />
              </FoldedRow>
            );
          })}
        </tbody>
      ))}
    </Table>
  );
}

function Clusters({
  row: { clusters, feature },
  clusters: known,
  at,
  locale,
}: {
  row: FleetParityRow;
  clusters: ReadonlyMap<string, ClusterInTable>;
  at: string | undefined;
  locale: string;
}) {
  if (clusters.length === 0) return <span className="text-ink-faint">no cluster</span>;
  return (
    <ul className="flex flex-col gap-1">
      {clusters.map(({ clusterId, row }) => (
        <li
          key={clusterId}
          className="grid grid-cols-1 items-center gap-x-3 sm:grid-cols-[7rem_8rem] lg:grid-cols-[8rem_8rem_6.5rem]"
        >
          <Link
            href={parityHref(reportPaths(clusterId, at).parity, { feature: feature.id })}
            className="link truncate"
          >
            <Name limit={60}>{known.get(clusterId)?.name ?? clusterId}</Name>
          </Link>
          {row.use?.used === "used" ? <StatusMark status={row.ambient} /> : null}
          <span className="text-sm max-lg:hidden">
            <UseText use={row.use} locale={locale} brief />
          </span>
        </li>
      ))}
    </ul>
  );
}

function framedBy(
  { clusters }: FleetParityRow,
  known: ReadonlyMap<string, ClusterInTable>,
): readonly string[] {
  return clusters.flatMap(({ clusterId, row }) => {
    const column = standingOf(known.get(clusterId)?.istioVersion ?? null).column;
    return row.use?.used === "used" && column !== null ? [column] : [];
  });
}
