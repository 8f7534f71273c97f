"use client";

import { LoaderCircle } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { counted } from "@/lib/format.ts";
import { useLocale } from "../ui/visitor.tsx";
import { clusterOf, clusterPath } from "./cluster-path.ts";
import type { ShellCluster } from "./shell-data.ts";

/** What runs now: the scan of this cluster, or on pages without one how many run. */
export function ScanState({ clusters }: { clusters: readonly ShellCluster[] }) {
  const locale = useLocale();
  const currentId = clusterOf(usePathname());
  const current = clusters.find(({ id }) => id === currentId);
  const running = clusters.filter(({ runningScan }) => runningScan !== null);

  if (current?.runningScan) {
    return <Running href={clusterPath(current.id)} text="Scanning" />;
  }
  if (current || running.length === 0) return null;
  return <Running href="/" text={counted(running.length, "scan runs", "scans run", locale)} />;
}

function Running({ href, text }: { href: string; text: string }) {
  return (
    <Link
      href={href}
      className="flex items-center gap-1.5 whitespace-nowrap rounded-sm text-ink-soft text-xs"
    >
      <LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-spin" />
      {text}
    </Link>
  );
}
