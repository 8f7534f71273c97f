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

/** The time, in milliseconds, renewed every ten seconds; while hydrating it is the time at which the server drew. */
export function useNow(): number {
  const { drawnAt } = useContext(VisitorContext);
  return useSyncExternalStore(
    listen,
    () => clock,
    () => drawnAt,
  );
}

const TICK = 10_000;
const listeners = new Set<() => void>();
let clock = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(listener: () => void): () => void {
  if (listeners.size === 0) {
    clock = Date.now();
    timer = setInterval(() => {
      clock = Date.now();
      for (const tell of listeners) tell();
    }, TICK);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clearInterval(timer);
  };
}
