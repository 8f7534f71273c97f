"use client";

import { Plus } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { printable } from "@/lib/format.ts";
import {
  DropdownMenu,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
} from "../ui/dropdown-menu.tsx";
import type { MenuHandle } from "../ui/menu-later.tsx";
import { INPUTS } from "../ui/words.ts";
import { clusterOf, samePageOf } from "./cluster-path.ts";
import type { ShellCluster } from "./shell-data.ts";

/** The same page of every cluster, and the way to one more. */
export function ClusterItems({
  clusters,
  ...handle
}: { clusters: readonly ShellCluster[] } & MenuHandle) {
  const pathname = usePathname();
  const currentId = clusterOf(pathname);

  return (
    <DropdownMenu {...handle} align="start" className="w-72">
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
    </DropdownMenu>
  );
}
