"use client";

import { Menu } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { MenuLater } from "../ui/menu-later.tsx";
import type { ShellCluster } from "./shell-data.ts";

const load = async () => (await import("./phone-sheet.tsx")).PhoneSheet;

/** The rail on narrow screens. */
export function PhoneMenu({ clusters }: { clusters: readonly ShellCluster[] }) {
  return (
    <MenuLater
      load={load}
      inMenu={{ clusters }}
      opens="dialog"
      button={
        <Button variant="ghost" size="icon" aria-label="Open the navigation" className="md:hidden">
          <Menu aria-hidden />
        </Button>
      }
    />
  );
}
