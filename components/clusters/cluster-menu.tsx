"use client";

import { EllipsisVertical } from "lucide-react";
import { printable } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { MenuLater } from "../ui/menu-later.tsx";
import type { ClusterActions } from "./cluster-menu-items.tsx";

const load = async () => (await import("./cluster-menu-items.tsx")).ClusterMenuItems;

/** What can be done to a cluster: scan it, rename it, forget it. */
export function ClusterMenu(actions: ClusterActions) {
  return (
    <MenuLater
      load={load}
      inMenu={actions}
      button={
        <Button
          variant="ghost"
          size="icon"
          aria-label={`Actions for ${printable(actions.cluster.name, 80)}`}
        >
          <EllipsisVertical aria-hidden />
        </Button>
      }
    />
  );
}
