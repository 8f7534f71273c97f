"use client";

import { useCallback, useSyncExternalStore } from "react";
import type { ScanProgress } from "@/lib/scan/progress.ts";
import { type LiveScans, liveScans, type StreamHost } from "./live.ts";

const CLOSED = 2;

const browserHost: StreamHost = {
  open(scanId, onState, onGone) {
    const source = new EventSource(`/api/scans/${encodeURIComponent(scanId)}/events`);
    // The parser is loaded beside the connection: most pages follow no scan and need none.
    const parser = import("./progress-event.ts");
    source.addEventListener("progress", async ({ data }) => {
      const { parsedProgress } = await parser;
      const progress = typeof data === "string" ? parsedProgress(data) : null;
      if (progress && source.readyState !== CLOSED) onState(progress);
    });
    // The browser reconnects by itself unless the server refused; then it says so by closing for good.
    source.addEventListener("error", () => {
      if (source.readyState === CLOSED) onGone();
    });
    return () => source.close();
  },
  hidden: () => document.hidden,
  onVisibilityChange: (listener) => document.addEventListener("visibilitychange", listener),
};

let shared: LiveScans | undefined;

/** The scans that this tab follows; only for use in the browser. */
export function scansOfThisTab(): LiveScans {
  shared ??= liveScans(browserHost);
  return shared;
}

/** A scan as it runs, beginning with what the server knew when it drew the page. */
export function useScan(initial: ScanProgress): { progress: ScanProgress; lost: boolean } {
  const { scanId } = initial;
  const runs = initial.status === "running";
  // A new function on every drawing would close and reopen the stream each time.
  const follow = useCallback(
    (listener: () => void) => (runs ? scansOfThisTab().follow(scanId, listener) : stayIdle),
    [runs, scanId],
  );
  const live = useSyncExternalStore(
    follow,
    () => scansOfThisTab().state(scanId),
    () => null,
  );
  return { progress: live?.progress ?? initial, lost: live?.lost ?? false };
}

const stayIdle = () => {};
