"use client";

import { Download } from "lucide-react";
import { useEffect } from "react";
import { Button } from "@/components/ui/button.tsx";
import { MenuLater } from "@/components/ui/menu-later.tsx";
import { askedToPrint, printSoon } from "./everything.ts";

const load = async () => (await import("./export-items.tsx")).ExportItems;

/** What the page shows, as it is narrowed now, as a file or on paper. Knows its page by the address. */
export function ExportMenu({ clusterId }: { clusterId: string }) {
  useEffect(() => {
    if (askedToPrint()) printSoon();
  }, []);

  return (
    <MenuLater
      load={load}
      inMenu={{ clusterId }}
      button={
        <Button>
          <Download aria-hidden />
          Export
        </Button>
      }
    />
  );
}
