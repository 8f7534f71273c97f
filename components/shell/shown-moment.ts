/** When what the page shows was read, told by the page to the frame around it. Client only. */
import { useEffect, useSyncExternalStore } from "react";

let shown: string | null = null;
const listeners = new Set<() => void>();

/** Tells the frame that the page shows the past, as of `takenAt`, for as long as the caller is mounted. */
export function useTellMoment(takenAt: string): void {
  useEffect(() => {
    tell(takenAt);
    return () => tell(null);
  }, [takenAt]);
}

/** The moment in the past that the page shows; null when it shows the latest, and until the page has told. */
export function useShownMoment(): string | null {
  return useSyncExternalStore(
    listen,
    () => shown,
    () => null,
  );
}

function tell(moment: string | null): void {
  shown = moment;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
