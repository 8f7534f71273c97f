"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, Search } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { cn } from "@/components/ui/cn.ts";
import { Input } from "@/components/ui/input.tsx";
import { usePrinting } from "@/components/ui/use-printing.ts";

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

const ROW_HEIGHT = 45;
/** Rows that the server draws, before the browser knows the height of its window. */
const FIRST_VIEW = { width: 1280, height: 900 };

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
  const printing = usePrinting();
  const list = useRef<HTMLTableSectionElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    initialRect: FIRST_VIEW,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => {
      const row = rows[index];
      return row ? keyOf(row) : index;
    },
  });
  const row = cn("px-4 lg:grid lg:items-center lg:gap-3", grid);
  const cells = (each: Row) => (
    <>
      <td className="min-w-0 max-lg:basis-full">{nameCell(each)}</td>
      {columns.map((column) => (
        <td
          key={column.key}
          className={cn("text-xs tabular-nums lg:text-sm", column.words ? null : "lg:text-right")}
        >
          {column.phone ? <span className="text-ink-faint lg:hidden">{column.phone} </span> : null}
          {column.cell(each)}
        </td>
      ))}
    </>
  );

  return (
    <table aria-label={label} aria-rowcount={rows.length + 1} className="block">
      <thead className="hidden lg:block">
        <tr
          aria-rowindex={1}
          className={cn(row, "border-y bg-sunken py-1.5 text-left text-ink-faint text-xs")}
        >
          <Head column="name" sort={sort} down={down} onSort={onSort}>
            {nameHead}
          </Head>
          {columns.map((column) => (
            <Head
              key={column.key}
              column={column.sort}
              sort={sort}
              down={down}
              onSort={onSort}
              className={column.words ? undefined : "justify-end text-right"}
            >
              {column.head}
            </Head>
          ))}
        </tr>
      </thead>
      {printing ? (
        <tbody className="block">
          {rows.map((each) => (
            <tr key={keyOf(each)} className={cn(row, "border-b py-1")}>
              {cells(each)}
            </tr>
          ))}
        </tbody>
      ) : (
        <tbody ref={list} className="relative block" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const each = rows[item.index];
            return each ? (
              <tr
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-rowindex={item.index + 2}
                className={cn(
                  row,
                  "absolute inset-x-0 top-0 flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 hover:bg-hover",
                )}
                style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
              >
                {cells(each)}
              </tr>
            ) : null;
          })}
        </tbody>
      )}
    </table>
  );
}

function Head<Sort extends string>({
  column,
  sort,
  down,
  onSort,
  className,
  children,
}: {
  column: Sort | null;
  sort: string;
  down: boolean;
  onSort: (sort: Sort) => void;
  className?: string | undefined;
  children: ReactNode;
}) {
  if (column === null) {
    return (
      <th scope="col" className={cn("flex font-semibold", className)}>
        {children}
      </th>
    );
  }
  const current = sort === column;
  const Icon = down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={current ? (down ? "descending" : "ascending") : "none"}
      className={cn("flex", className)}
    >
      <button
        type="button"
        className="-mx-1 inline-flex min-h-6 items-center gap-1 rounded-sm px-1 font-semibold hover:text-ink"
        onClick={() => onSort(column)}
      >
        {children}
        {current ? <Icon aria-hidden className="size-3 shrink-0" /> : null}
      </button>
    </th>
  );
}

/** Narrows a table by the names in it. */
export function NameSearch({
  of,
  value,
  onChange,
}: {
  /** What is searched: "namespaces". */
  of: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint"
      />
      <Input
        type="search"
        aria-label={`Search ${of} by name`}
        placeholder={`Search ${of}`}
        className="pl-9"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </div>
  );
}
