"use client";

import { Menu } from "lucide-react";
import { usePathname } from "next/navigation";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogTrigger, SheetContent } from "../ui/dialog.tsx";
import { Mark } from "./mark.tsx";
import { RailLinks } from "./rail.tsx";
import type { ShellCluster } from "./shell-data.ts";

/** The rail on narrow screens: a sheet that goes away once a page was chosen. */
export function PhoneMenu({ clusters }: { clusters: readonly ShellCluster[] }) {
  const pathname = usePathname();
  const [openedOn, setOpenedOn] = useState<string | null>(null);

  return (
    <Dialog
      open={openedOn === pathname}
      onOpenChange={(open) => setOpenedOn(open ? pathname : null)}
    >
      <DialogTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open the navigation" className="md:hidden">
          <Menu aria-hidden />
        </Button>
      </DialogTrigger>
      <SheetContent title="Navigation" side="left" hideTitle>
        <Mark />
        <RailLinks clusters={clusters} />
      </SheetContent>
    </Dialog>
  );
}
