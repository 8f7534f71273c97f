import Link from "next/link";
import { reportPaths } from "@/components/report/paths.ts";
import { Chip } from "@/components/ui/chip.tsx";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { bytes, counted, cpu } from "@/lib/format.ts";
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
  const table = (label: string, some: readonly Consumer[]) => (
    <ConsumerTable label={label} clusterId={clusterId} at={at} top={some} locale={locale} />
  );
  return (
    <>
      {table("Proxies that use most", top.slice(0, OPEN))}
      {top.length > OPEN ? (
        <details className="border-t">
          <summary className="cursor-pointer px-4 py-2.5 text-ink-soft">
            {counted(top.length - OPEN, "more proxy", "more proxies", locale)}
          </summary>
          {table("More proxies that use much", top.slice(OPEN))}
        </details>
      ) : null}
    </>
  );
}

/** Rows that stand open. */
const OPEN = 8;

function ConsumerTable({
  label,
  clusterId,
  at,
  top,
  locale,
}: {
  label: string;
  clusterId: string;
  at: string | undefined;
  top: readonly Consumer[];
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  return (
    <Table label={label}>
      <TableHead>
        <tr>
          <HeadCell>Pod</HeadCell>
          <HeadCell className="max-sm:hidden">Part</HeadCell>
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
                <span className="sm:hidden">, {PART_WORDS[each.part].one}</span>
              </p>
            </Cell>
            <Cell className="py-1.5 max-sm:hidden">
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
