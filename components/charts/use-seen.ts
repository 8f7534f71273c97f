"use client";

import { type RefObject, startTransition, useEffect, useState } from "react";

/** Milliseconds for which the page may settle first: its words are read before its charts. */
const SETTLED = 100;

/** True once the element was near the window. Drawing may be interrupted, so that the page answers meanwhile. */
export function useSeen(room: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);

  useEffect(() => {
    const element = room.current;
    if (seen || !element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        observer.disconnect();
        timer = setTimeout(() => startTransition(() => setSeen(true)), SETTLED);
      },
      { rootMargin: "60px" },
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      clearTimeout(timer);
    };
  }, [seen, room]);

  return seen;
}
