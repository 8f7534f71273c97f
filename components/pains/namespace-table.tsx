import Link from "next/link";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row } from "@/components/ui/table.tsx";
import { LongTable } from "./long-table.tsx";
import type { NamespaceRow } from "./namespace-rows.ts";

/** What every table behind a pain needs. */
export interface Shown {
  readonly locale: string;
  readonly hrefOf: (namespace: string) => string;
}

/** What stands behind a pain, by namespace. */
export function NamespaceTable({
  label,
  heads,
  rows,
  locale,
  hrefOf,
}: Shown & {
  readonly label: string;
  readonly heads: readonly string[];
  readonly rows: readonly NamespaceRow[];
}) {
  if (rows.length === 0) return null;
  return (
    <LongTable
      label={label}
      head={
        <>
          <HeadCell>Namespace</HeadCell>
          {heads.map((head) => (
            <HeadCell key={head} numeric className="whitespace-normal">
              {head}
            </HeadCell>
          ))}
        </>
      }
      items={rows}
      locale={locale}
    >
      {({ namespace, cells }) => (
        <Row key={namespace}>
          <Cell className="py-1 [overflow-wrap:anywhere]">
            <Link className="link" href={hrefOf(namespace)}>
              <Name>{namespace}</Name>
            </Link>
          </Cell>
          {cells.map((cell, column) => (
            <Cell key={heads[column]} numeric className="py-1">
              {cell ?? <span className="text-ink-faint">could not tell</span>}
            </Cell>
          ))}
        </Row>
      )}
    </LongTable>
  );
}
