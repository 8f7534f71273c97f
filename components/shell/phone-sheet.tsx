"use client";

import { usePathname } from "next/navigation";
import { useState } from "react";
import { Dialog, DialogTrigger, SheetContent } from "../ui/dialog.tsx";
import type { MenuHandle } from "../ui/menu-later.tsx";
import { Mark } from "./mark.tsx";
import { RailLinks } from "./rail.tsx";
import type { ShellCluster } from "./shell-data.ts";

/** The links of the rail in a sheet that goes away once a page was chosen. */
export function PhoneSheet({
  clusters,
  button,
}: { clusters: readonly ShellCluster[] } & MenuHandle) {
  const pathname = usePathname();
  const [openedOn, setOpenedOn] = useState<string | null>(pathname);

  return (
    <Dialog
      open={openedOn === pathname}
      onOpenChange={(open) => setOpenedOn(open ? pathname : null)}
    >
      <DialogTrigger asChild>{button}</DialogTrigger>
      <SheetContent title="Navigation" side="left" hideTitle>
        <Mark />
        <RailLinks clusters={clusters} />
      </SheetContent>
    </Dialog>
  );
}
