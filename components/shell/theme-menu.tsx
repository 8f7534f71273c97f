"use client";

import { Moon, Sun } from "lucide-react";
import { Button } from "../ui/button.tsx";
import { MenuLater } from "../ui/menu-later.tsx";

const load = async () => (await import("./theme-items.tsx")).ThemeItems;

export function ThemeMenu() {
  return (
    <MenuLater
      load={load}
      inMenu={NOTHING_MORE}
      button={
        <Button variant="ghost" size="icon" aria-label="Theme" title="Theme">
          {/* Both are drawn and CSS shows one, since the server cannot know the theme. */}
          <Sun aria-hidden className="dark:hidden" />
          <Moon aria-hidden className="hidden dark:block" />
        </Button>
      }
    />
  );
}

const NOTHING_MORE = {};
