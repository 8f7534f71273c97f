"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

interface Visitor {
  readonly locale: string;
  /** Milliseconds at which the server drew the page. */
  readonly drawnAt: number;
}

const VisitorContext = createContext<Visitor>({ locale: "en", drawnAt: 0 });

/** Hands the locale and the server's clock to client leaves, so that their first drawing equals the server's. */
export function VisitorProvider({
  locale,
  drawnAt,
  children,
}: Visitor & { readonly children: ReactNode }) {
  return <VisitorContext value={{ locale, drawnAt }}>{children}</VisitorContext>;
}

export function useLocale(): string {
  return useContext(VisitorContext).locale;
}

/** The time, in milliseconds, renewed as asked; while hydrating it is the time at which the server drew. */
export function useNow(every: keyof typeof clocks = "ten-seconds"): number {
  const { drawnAt } = useContext(VisitorContext);
  const { listen, read } = clocks[every];
  return useSyncExternalStore(listen, read, () => drawnAt);
}

const clocks = { second: clock(1000), "ten-seconds": clock(10_000) };

/** One timer for all who listen, and none when nobody does. */
function clock(period: number) {
  const listeners = new Set<() => void>();
  let time = Date.now();
  let timer: ReturnType<typeof setInterval> | undefined;

  return {
    read: () => time,
    listen(listener: () => void): () => void {
      if (listeners.size === 0) {
        time = Date.now();
        timer = setInterval(() => {
          time = Date.now();
          for (const tell of listeners) tell();
        }, period);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
}
