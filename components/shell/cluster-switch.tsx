"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { printable } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu.tsx";
import { INPUTS } from "../ui/words.ts";
import { clusterOf, samePageOf } from "./cluster-path.ts";
import type { ShellCluster } from "./shell-data.ts";

/** Names the cluster that the page is about and leads to the same page of another one. */
export function ClusterSwitch({ clusters }: { clusters: readonly ShellCluster[] }) {
  const pathname = usePathname();
  const currentId = clusterOf(pathname);
  const current = clusters.find(({ id }) => id === currentId);
  if (clusters.length === 0) return null;

  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="sm" className="h-8 min-w-0 max-w-64 shrink gap-1.5 text-sm">
          <span className={cn("truncate", current ? "mono text-ink" : "font-normal")}>
            {current ? printable(current.name, 60) : "All clusters"}
          </span>
          <ChevronsUpDown aria-hidden className="text-ink-faint" />
          <span className="sr-only">, switch cluster</span>
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" className="w-72">
        <DropdownMenuLabel>Clusters</DropdownMenuLabel>
        {clusters.map(({ id, name, input }) => (
          <DropdownMenuItem key={id} asChild textValue={name}>
            <Link
              href={samePageOf(pathname, id)}
              aria-current={id === currentId ? "true" : undefined}
              className="aria-[current=true]:font-semibold"
            >
              <bdi className="mono min-w-0 flex-1 truncate">{printable(name, 60)}</bdi>
              <span className="shrink-0 font-normal text-ink-faint text-xs">
                {INPUTS[input]?.word}
              </span>
            </Link>
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href="/connect">
            <Plus aria-hidden className="text-ink-faint" />
            Connect a cluster
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
