"use client";

import { useEffect } from "react";
import { printable } from "@/lib/format.ts";

/** What stands above every printed page: the name of a cluster and the moment, say. Draws nothing on the screen. */
export function PrintTitle({ title }: { title: string }) {
  useEffect(() => {
    const { style } = document.documentElement;
    style.setProperty("--print-title", cssString(title));
    return () => {
      style.removeProperty("--print-title");
    };
  }, [title]);
  return null;
}

/** As a string of CSS, which may hold no line break and no bare quote. */
function cssString(text: string): string {
  return `"${printable(text, 200).replace(/["\\]/g, "\\$&")}"`;
}
