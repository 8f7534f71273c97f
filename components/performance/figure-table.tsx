"use client";

import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn.ts";
import { SortHead } from "@/components/ui/sort-head.tsx";
import { VirtualRows } from "@/components/ui/virtual-rows.tsx";

/** One column of figures. */
export interface FigureColumn<Row, Sort extends string> {
  readonly key: string;
  readonly head: string;
  /** What orders the rows when the head is pressed; null: nothing does. */
  readonly sort: Sort | null;
  /** Stands before the figure where the head is not shown; "" where the figure says it by itself. */
  readonly phone: string;
  readonly cell: (row: Row) => ReactNode;
  /** Words instead of figures: aligned left. */
  readonly words?: boolean;
}

/** Names with figures: ordered by its heads, drawn as far as it is in sight, and on phones as lines of words. */
export function FigureTable<Row extends { readonly name: string }, Sort extends string>({
  label,
  rows,
  keyOf,
  nameHead,
  nameCell,
  columns,
  grid,
  sort,
  down,
  onSort,
}: {
  label: string;
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  nameHead: string;
  nameCell: (row: Row) => ReactNode;
  columns: readonly FigureColumn<Row, Sort>[];
  /** The lg:grid-cols-* of name and columns. */
  grid: string;
  sort: Sort;
  down: boolean;
  onSort: (sort: Sort | "name") => void;
}) {
  const row = cn("px-4 lg:grid lg:items-center lg:gap-3", grid);
  return (
    <table aria-label={label} aria-rowcount={rows.length + 1} className="block">
      <thead className="hidden lg:block">
        <tr
          aria-rowindex={1}
          className={cn(row, "border-y bg-sunken py-1.5 text-left text-ink-faint text-xs")}
        >
          <SortHead column="name" sort={sort} down={down} onSort={onSort}>
            {nameHead}
          </SortHead>
          {columns.map(({ key, head, sort: by, words }) => {
            const className = words ? undefined : "justify-end text-right";
            return by === null ? (
              <th key={key} scope="col" className={cn("flex font-semibold", className)}>
                {head}
              </th>
            ) : (
              <SortHead
                key={key}
                column={by}
                sort={sort}
                down={down}
                onSort={onSort}
                className={className}
              >
                {head}
              </SortHead>
            );
          })}
        </tr>
      </thead>
      <VirtualRows rows={rows} keyOf={keyOf} height={45} firstHeight={200} className={row}>
        {(each) => (
          <>
            <td className="min-w-0 max-lg:basis-full">{nameCell(each)}</td>
            {columns.map((column) => (
              <td
                key={column.key}
                className={cn(
                  "text-xs tabular-nums lg:text-sm",
                  column.words ? null : "lg:text-right",
                )}
              >
                {column.phone ? (
                  <span className="text-ink-faint lg:hidden">{column.phone} </span>
                ) : null}
                {column.cell(each)}
              </td>
            ))}
          </>
        )}
      </VirtualRows>
    </table>
  );
}
