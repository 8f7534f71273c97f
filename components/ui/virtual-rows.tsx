"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { cn } from "./cn.ts";
import { usePrinting } from "./use-printing.ts";

/**
 * The body of a table that scrolls with the page, drawn as far as it is in sight, and whole on paper. The table is a
 * block: its rows place their cells themselves.
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
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => height,
    overscan: 8,
    initialRect: { width: 1280, height: firstHeight },
    scrollMargin: useOffsetTop(list),
    getItemKey: (index) => {
      const row = rows[index];
      return row ? keyOf(row) : index;
    },
  });

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
  return (
    <tbody ref={list} className="relative block" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const row = rows[item.index];
        return row ? (
          <tr
            key={item.key}
            ref={virtual.measureElement}
            data-index={item.index}
            aria-rowindex={item.index + 2}
            className={cn(
              className,
              "absolute inset-x-0 top-0 flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 hover:bg-hover",
            )}
            style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
          >
            {children(row)}
          </tr>
        ) : null;
      })}
    </tbody>
  );
}

/**
 * Pixels between the top of the page and an element, asked for when the page has just been laid out: asking while
 * drawing would lay it out once more in between.
 */
function useOffsetTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(() => setTop(element.current?.offsetTop ?? 0));
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
}
