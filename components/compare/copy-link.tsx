"use client";

import { useSyncExternalStore } from "react";
import { CopyButton } from "@/components/ui/copy-button.tsx";

/** Copies the address of exactly these two snapshots, also when the page shows "now and a week ago". */
export function CopyLink({ path }: { path: string }) {
  const origin = useSyncExternalStore(
    never,
    () => location.origin,
    () => "",
  );
  return <CopyButton text={`${origin}${path}`} label="Copy link" className="h-9" />;
}

function never(): () => void {
  return () => {};
}
