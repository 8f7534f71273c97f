import type { ReactNode } from "react";
import { Table, TableHead } from "@/components/ui/table.tsx";
import { count } from "@/lib/format.ts";

/** Rows that are shown; the rest is counted. */
const SHOWN = 50;

/** What scrolls must be reachable by keyboard, also where nothing inside of it is. */
const REACHABLE = { tabIndex: 0 };

/** A table that scrolls inside its fold and says how many rows it leaves out. */
export function LongTable<Item>({
  label,
  head,
  items,
  total = items.length,
  locale,
  children: row,
}: {
  label: string;
  head: ReactNode;
  items: readonly Item[];
  /** How many there are, where not all of them are known one by one. */
  total?: number;
  locale: string;
  children: (item: Item) => ReactNode;
}) {
  const shown = items.slice(0, SHOWN);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <section
        {...REACHABLE}
        aria-label={`${label}, scrolls`}
        className="max-h-80 overflow-y-auto rounded-md border print:max-h-none"
      >
        <Table label={label}>
          <TableHead>
            <tr>{head}</tr>
          </TableHead>
          <tbody>{shown.map(row)}</tbody>
        </Table>
      </section>
      {total > shown.length ? (
        <p className="text-ink-faint text-xs">and {count(total - shown.length, locale)} more.</p>
      ) : null}
    </div>
  );
}
