"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";

/** What is drawn of a row, and where. */
export interface RowPlace {
  readonly index: number;
  /** Pixels below the top of the list; null: below the row before. */
  readonly top: number | null;
  readonly measure: ((row: HTMLTableRowElement | null) => void) | undefined;
}

/** A list that scrolls with the page, of which only what is in sight is drawn. Rows may differ in height. */
export function WindowRows({
  keys,
  height,
  firstHeight,
  children,
}: {
  keys: readonly string[];
  /** What a row is likely to be high, pixels. */
  height: number;
  /** How much of it is drawn before the height of the window is known, pixels. */
  firstHeight: number;
  children: (place: RowPlace) => ReactNode;
}) {
  const list = useRef<HTMLTableSectionElement>(null);
  const virtual = useWindowVirtualizer({
    count: keys.length,
    estimateSize: () => height,
    overscan: 8,
    initialRect: { width: 1280, height: firstHeight },
    scrollMargin: useOffsetTop(list),
    getItemKey: (index) => keys[index] ?? index,
  });
  return (
    <tbody ref={list} className="relative block" style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map(({ index, start }) =>
        children({
          index,
          top: start - virtual.options.scrollMargin,
          measure: virtual.measureElement,
        }),
      )}
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
