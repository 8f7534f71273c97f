"use client";

import { ChevronsUpDown } from "lucide-react";
import { usePathname } from "next/navigation";
import { printable } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { MenuLater } from "../ui/menu-later.tsx";
import { clusterOf } from "./cluster-path.ts";
import type { ShellCluster } from "./shell-data.ts";

const load = async () => (await import("./cluster-items.tsx")).ClusterItems;

/** Names the cluster that the page is about and leads to the same page of another one. */
export function ClusterSwitch({ clusters }: { clusters: readonly ShellCluster[] }) {
  const currentId = clusterOf(usePathname());
  const current = clusters.find(({ id }) => id === currentId);
  if (clusters.length === 0) return null;

  return (
    <MenuLater
      load={load}
      inMenu={{ clusters }}
      button={
        <Button variant="ghost" size="sm" className="h-8 min-w-0 max-w-64 shrink gap-1.5 text-sm">
          <span className={cn("truncate", current ? "mono text-ink" : "font-normal")}>
            {current ? printable(current.name, 60) : "All clusters"}
          </span>
          <ChevronsUpDown aria-hidden className="text-ink-faint" />
          <span className="sr-only">, switch cluster</span>
        </Button>
      }
    />
  );
}
