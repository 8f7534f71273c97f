import { Missing } from "@/components/ui/figure.tsx";
import { PhaseChip, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { NEED_WORDS, PodNumbers, SeverityCounts } from "./namespace-cells.tsx";
import type { NamespaceRow } from "./namespace-rows.ts";

/** On paper every row is drawn, in a plain table whose head stands on each page. */
export function PrintedNamespaces({
  rows,
  locale,
}: {
  rows: readonly NamespaceRow[];
  locale: string;
}) {
  return (
    <Table label="Namespaces" className="border-t text-xs">
      <TableHead>
        <tr>
          <HeadCell>Namespace</HeadCell>
          <HeadCell>Verdict</HeadCell>
          <HeadCell>Phase</HeadCell>
          <HeadCell numeric>Pods</HeadCell>
          <HeadCell>Waypoint</HeadCell>
          <HeadCell>Findings</HeadCell>
        </tr>
      </TableHead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.name}>
            <Cell className="align-top">
              <Name className="font-semibold">{row.name}</Name>
              <p className="text-ink-soft">{row.because}</p>
            </Cell>
            <Cell className="align-top">
              {row.verdict ? <VerdictChip verdict={row.verdict} /> : "not judged"}
            </Cell>
            <Cell className="align-top">
              {row.phase ? <PhaseChip phase={row.phase} /> : "could not tell"}
            </Cell>
            <Cell numeric className="align-top">
              {row.pods ? (
                <PodNumbers pods={row.pods} locale={locale} />
              ) : (
                <Missing why="Pods could not be read." />
              )}
            </Cell>
            <Cell className="align-top">{row.verdict === null ? "–" : NEED_WORDS[row.need]}</Cell>
            <Cell className="align-top">
              <SeverityCounts row={row} locale={locale} />
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
