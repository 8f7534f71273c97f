"use client";

import { type RefObject, startTransition, useEffect, useState } from "react";
import { useSeen } from "./use-seen.ts";

/** What a visitor does that a page which was only loaded does not see. */
const SIGNS = ["pointermove", "pointerdown", "touchstart", "keydown", "wheel", "scroll"] as const;

let acted = false;

/** True once the element was near the window and somebody has begun to look around: then it may answer to them. */
export function useWanted(room: RefObject<HTMLElement | null>): boolean {
  const seen = useSeen(room);
  const [here, setHere] = useState(false);

  useEffect(() => {
    if (acted) return setHere(true);
    const stop = new AbortController();
    const begin = () => {
      acted = true;
      stop.abort();
      startTransition(() => setHere(true));
    };
    for (const sign of SIGNS)
      window.addEventListener(sign, begin, { passive: true, capture: true, signal: stop.signal });
    return () => stop.abort();
  }, []);

  return seen && here;
}
