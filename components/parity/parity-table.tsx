import { Bookmark } from "lucide-react";
import type { ReactNode } from "react";
import { Chip } from "@/components/ui/chip.tsx";
import { cn } from "@/components/ui/cn.ts";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { KNOWN_MINORS } from "@/lib/parity/features.ts";
import type { Impact } from "@/lib/parity/model.ts";
import type { ParityRow, WaypointNeed } from "@/lib/parity/rows.ts";
import type { Feature } from "@/lib/parity/schema.ts";
import { anchorOf } from "./address.ts";
import { FeatureDetail } from "./feature-detail.tsx";
import { FoldedRow } from "./folded-row.tsx";
import { StatusMark, VersionStrip } from "./strip.tsx";
import { UseText } from "./use-cell.tsx";
import { IMPACTS, LAYERS, WAYPOINTS } from "./words.ts";

const COLUMNS = 7;

/** Features of one cluster, grouped by layer; each row opens to what is behind it. */
export function ParityTable({
  clusterId,
  at,
  rows,
  column,
  framed,
  opened,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  rows: readonly ParityRow[];
  /** The minor that the cluster runs; null when it is not known. */
  column: string | null;
  /** The minors of all its istiods. */
  framed: readonly string[];
  /** Id of the feature that the address opens. */
  opened: string | undefined;
  locale: string;
}) {
  return (
    <Table label="Features">
      <TableHead>
        <tr>
          <HeadCell className="pl-7">Feature</HeadCell>
          <HeadCell className="max-sm:hidden">In use here</HeadCell>
          <HeadCell className="max-lg:hidden">Sidecar</HeadCell>
          <HeadCell>{column ? `Ambient at ${column}` : "Ambient here"}</HeadCell>
          <HeadCell className="max-md:hidden">Waypoint</HeadCell>
          <StripHead className="max-xl:hidden" />
          <HeadCell className="max-md:hidden">With ambient mode it</HeadCell>
        </tr>
      </TableHead>
      {[...Map.groupBy(rows, ({ feature }) => feature.layer)].map(([layer, group]) => (
        <tbody key={layer}>
          <LayerRow layer={layer} columns={COLUMNS} />
          {group.map((row) => {
            const { feature, use } = row;
            const open = feature.id === opened;
            return (
              <FoldedRow
                key={`${feature.id} ${open}`}
                id={anchorOf(feature.id)}
                name={feature.name}
                note={<RowNote feature={feature} use={<UseText use={use} locale={locale} />} />}
                columns={COLUMNS}
                open={open}
                cells={
                  <>
                    <Cell className="align-top max-sm:hidden">
                      <UseText use={use} locale={locale} />
                    </Cell>
                    <Cell className="align-top max-lg:hidden">
                      <StatusMark status={row.sidecar} mode="sidecar" />
                    </Cell>
                    <Cell className="align-top">
                      <StatusMark status={row.ambient} />
                    </Cell>
                    <Cell className="align-top max-md:hidden">
                      <WaypointText waypoint={row.waypoint} />
                    </Cell>
                    <Cell className="align-top max-xl:hidden">
                      <VersionStrip strip={row.strip} framed={framed} />
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
                  basis={row.basis}
                  uses={[{ clusterId, clusterName: null, at, use }]}
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

/** Heading of the strips: the first and the last minor that is known. */
export function StripHead({ className }: { className?: string }) {
  return (
    <HeadCell className={className}>
      <span className="flex w-40 justify-between">
        <span className="sr-only">Ambient mode from Istio </span>
        <span>{KNOWN_MINORS[0]}</span>
        <span aria-hidden>…</span>
        <span className="sr-only"> to </span>
        <span>{KNOWN_MINORS.at(-1)}</span>
      </span>
    </HeadCell>
  );
}

export function LayerRow({ layer, columns }: { layer: Feature["layer"]; columns: number }) {
  return (
    <Row className="bg-sunken hover:bg-sunken">
      <th
        scope="colgroup"
        colSpan={columns}
        className="px-4 py-1.5 text-left font-semibold text-ink-soft text-xs"
      >
        {LAYERS[layer]}
      </th>
    </Row>
  );
}

/** Whether the article has the row, and on narrow screens what has no column there. */
export function RowNote({ feature, use }: { feature: Feature; use?: ReactNode }) {
  return (
    <>
      {use ? <div className="text-xs sm:hidden">{use}</div> : null}
      <span className="mr-2 text-xs md:hidden">
        <ImpactText impact={feature.impact} />
      </span>
      {feature.article ? (
        <Chip icon={Bookmark} title="One of the eight rows of the article" className="mt-0.5">
          article
        </Chip>
      ) : null}
    </>
  );
}

export function ImpactText({ impact }: { impact: Impact }) {
  const { word, icon: Icon, text } = IMPACTS[impact];
  return (
    <span className={cn("inline-flex items-start gap-1.5 xl:whitespace-nowrap", text)}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      {word}
    </span>
  );
}

export function WaypointText({ waypoint }: { waypoint: WaypointNeed }) {
  const { word, meaning } = WAYPOINTS[waypoint];
  return (
    <span title={meaning} className={cn(waypoint === "needed" ? "text-waypoint" : "text-ink-soft")}>
      {word}
    </span>
  );
}
