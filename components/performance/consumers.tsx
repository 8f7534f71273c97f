import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import { Chip } from "@/components/ui/chip.tsx";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, cpu } from "@/lib/format.ts";
import type { Consumer } from "@/lib/snapshot/measurement.ts";
import { PART_WORDS } from "./words.ts";

/** Pods whose proxies use most, the hungriest first. */
export function Consumers({
  clusterId,
  at,
  top,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  top: readonly Consumer[];
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  return (
    <Table label="Proxies that use most">
      <TableHead>
        <tr>
          <HeadCell>Pod</HeadCell>
          <HeadCell>Part</HeadCell>
          <HeadCell numeric>Memory</HeadCell>
          <HeadCell numeric>CPU</HeadCell>
        </tr>
      </TableHead>
      <tbody>
        {top.map((each) => (
          <Row key={`${each.namespace}/${each.pod}`}>
            <Cell className="py-1.5">
              <Name>{each.pod}</Name>
              <p className="text-ink-faint text-xs">
                <Link href={paths.namespace(each.namespace)} prefetch={false} className="link">
                  <Name>{each.namespace}</Name>
                </Link>
              </p>
            </Cell>
            <Cell className="py-1.5">
              <Chip tone={PART_WORDS[each.part].tone}>{PART_WORDS[each.part].one}</Chip>
            </Cell>
            <Cell numeric className="py-1.5">
              {each.memory === null ? (
                <Missing why="Not measured" />
              ) : (
                <Figure quantity={bytes(each.memory, locale)} />
              )}
            </Cell>
            <Cell numeric className="py-1.5">
              {each.cpu === null ? (
                <Missing why="Not measured" />
              ) : (
                <Figure quantity={cpu(each.cpu, locale)} />
              )}
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
