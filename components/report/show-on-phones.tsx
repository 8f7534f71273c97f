"use client";

import { useEffect, useRef } from "react";

/**
 * Marks the top of what a choice has opened; give it the choice as its key. On phones, where that takes the place of
 * the list, it is brought into sight. Wide screens show both side by side and stay where they are.
 */
export function ShowOnPhones() {
  const mark = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    if (matchMedia("(max-width: 63.99rem)").matches) mark.current?.scrollIntoView();
  }, []);

  return <span ref={mark} className="block scroll-mt-16" />;
}
