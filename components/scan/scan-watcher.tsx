"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { hasEnded } from "./live.ts";
import { scansOfThisTab } from "./use-scan.ts";

/** Renews the page when one of these running scans ends, wherever the visitor is. Draws nothing. */
export function ScanWatcher({ running }: { running: readonly string[] }) {
  const router = useRouter();
  const ids = running.join(" ");

  useEffect(() => {
    if (ids === "") return;
    const scans = scansOfThisTab();
    const stops = ids.split(" ").map((id) =>
      scans.follow(id, () => {
        const { progress, lost } = scans.state(id);
        if (lost || (progress && hasEnded(progress))) router.refresh();
      }),
    );
    return () => {
      for (const stop of stops) stop();
    };
  }, [ids, router]);

  return null;
}
