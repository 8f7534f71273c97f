"use client";

import { Monitor, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import {
  DropdownMenu,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
} from "../ui/dropdown-menu.tsx";
import type { MenuHandle } from "../ui/menu-later.tsx";

const THEMES = [
  { value: "system", label: "As the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

export function ThemeItems(handle: MenuHandle) {
  const { theme, setTheme } = useTheme();

  return (
    <DropdownMenu {...handle} align="end">
      <DropdownMenuRadioGroup
        value={theme ?? "system"}
        onValueChange={(chosen) => withoutFading(() => setTheme(chosen))}
      >
        {THEMES.map(({ value, label, icon: Icon }) => (
          <DropdownMenuRadioItem key={value} value={value}>
            <Icon aria-hidden className="text-ink-faint" />
            {label}
          </DropdownMenuRadioItem>
        ))}
      </DropdownMenuRadioGroup>
    </DropdownMenu>
  );
}

/**
 * Buttons would fade into the new theme while all else is there at once. The theme's own provider can prevent it too,
 * but it draws every page anew when it starts.
 */
function withoutFading(change: () => void): void {
  const { classList } = document.documentElement;
  classList.add(STILL);
  change();
  requestAnimationFrame(() => requestAnimationFrame(() => classList.remove(STILL)));
}

/** In globals.css. */
const STILL = "changes-theme";
