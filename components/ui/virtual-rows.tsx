"use client";

import { type ReactNode, useRef } from "react";
import { cn } from "./cn.ts";
import { useLoaded } from "./use-loaded.ts";
import { usePrinting } from "./use-printing.ts";
import { useSeen } from "./use-seen.ts";
import type { RowPlace } from "./window-rows.tsx";

const load = () => import("./window-rows.tsx").then(({ WindowRows }) => WindowRows);

/** Rows that are drawn beyond the height that is asked for. */
const MORE = 8;

/**
 * The body of a table that scrolls with the page, drawn as far as it is in sight, and whole on paper. The first rows are
 * there with the page; what follows the window is fetched once the table is near it. The table is a block: its rows
 * place their cells themselves.
 */
export function VirtualRows<Row>({
  rows,
  keyOf,
  height,
  firstHeight,
  className,
  children,
}: {
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** What a row is likely to be high, pixels. */
  height: number;
  /** How much of it the server draws, before the browser knows the height of its window, pixels. */
  firstHeight: number;
  /** Of every row. */
  className: string;
  /** The cells of a row. */
  children: (row: Row) => ReactNode;
}) {
  const printing = usePrinting();
  const list = useRef<HTMLTableSectionElement>(null);
  const WindowRows = useLoaded(useSeen(list), load);

  if (printing) {
    return (
      <tbody className="block">
        {rows.map((row) => (
          <tr key={keyOf(row)} className={cn(className, "border-b py-1")}>
            {children(row)}
          </tr>
        ))}
      </tbody>
    );
  }

  const drawn = ({ index, top, measure }: RowPlace) => {
    const row = rows[index];
    return row ? (
      <tr
        key={keyOf(row)}
        ref={measure}
        data-index={index}
        aria-rowindex={index + 2}
        className={cn(
          className,
          "flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 hover:bg-hover",
          top !== null && "absolute inset-x-0 top-0",
        )}
        style={top === null ? undefined : { transform: `translateY(${top}px)` }}
      >
        {children(row)}
      </tr>
    ) : null;
  };
  if (WindowRows) {
    return (
      <WindowRows keys={rows.map(keyOf)} height={height} firstHeight={firstHeight}>
        {drawn}
      </WindowRows>
    );
  }
  const first = Math.min(rows.length, Math.ceil(firstHeight / height) + MORE);
  return (
    <tbody ref={list} className="block" style={{ paddingBottom: (rows.length - first) * height }}>
      {Array.from({ length: first }, (_, index) => drawn({ index, top: null, measure: undefined }))}
    </tbody>
  );
}
