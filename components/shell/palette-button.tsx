"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "../ui/button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import type { ShellCluster } from "./shell-data.ts";

const Palette = dynamic(() => import("./palette.tsx").then(({ Palette }) => Palette), {
  ssr: false,
});

/** Opens the command palette, by click or Ctrl/Cmd K; the palette itself is fetched when first asked for. */
export function PaletteButton({ clusters }: { clusters: readonly ShellCluster[] }) {
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  const shortcut = useSyncExternalStore(never, shortcutHere, () => "Ctrl K");

  function show(next: boolean) {
    setAsked(true);
    setOpen(next);
  }

  useEffect(() => {
    function toggle(event: KeyboardEvent) {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setAsked(true);
      setOpen((was) => !was);
    }
    document.addEventListener("keydown", toggle);
    return () => document.removeEventListener("keydown", toggle);
  }, []);

  return (
    <>
      <Button
        size="sm"
        aria-keyshortcuts="Control+K Meta+K"
        className="h-8 w-8 px-0 font-normal text-ink-soft sm:w-auto sm:px-2.5"
        onClick={() => show(true)}
      >
        <Search aria-hidden />
        <span className="sr-only sm:not-sr-only">Go to</span>
        <Kbd className="hidden sm:block">{shortcut}</Kbd>
      </Button>
      {asked ? <Palette clusters={clusters} open={open} onOpenChange={setOpen} /> : null}
    </>
  );
}

/** The platform does not change while the page is open. */
const never = () => () => {};

function shortcutHere(): string {
  return /Mac|iPhone|iPad/.test(navigator.platform) ? "⌘ K" : "Ctrl K";
}
