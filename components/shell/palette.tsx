"use client";

import { Command } from "cmdk";
import { RotateCw, SunMoon } from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { printable } from "@/lib/format.ts";
import { paletteNames, startScan } from "../api.ts";
import { cn } from "../ui/cn.ts";
import { overlayClass } from "../ui/dialog.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { clusterOf } from "./cluster-path.ts";
import { type PaletteNames, paletteGroups, paletteScore } from "./palette-entries.ts";
import type { ShellCluster } from "./shell-data.ts";

const NO_NAMES: PaletteNames = { namespaces: [], checks: [] };

/** Leads to any cluster, namespace, check or page, and does what the page at hand can do. */
export function Palette({
  clusters,
  open,
  onOpenChange,
}: {
  clusters: readonly ShellCluster[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const router = useRouter();
  const pathname = usePathname();
  const { resolvedTheme, setTheme } = useTheme();
  const [refused, setRefused] = useState("");
  const currentId = clusterOf(pathname);
  const current = clusters.find(({ id }) => id === currentId) ?? null;
  const names = useNames(open, current?.id ?? null);

  function run(action: () => void) {
    onOpenChange(false);
    action();
  }

  async function scan(clusterId: string) {
    const answer = await startScan(clusterId);
    if (!answer.ok) return setRefused(answer.sentence);
    onOpenChange(false);
    router.refresh();
  }

  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={overlayClass} />
        <RadixDialog.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-lg border bg-overlay shadow-overlay"
        >
          <RadixDialog.Title className="sr-only">Go to</RadixDialog.Title>
          <Command label="Go to" loop filter={paletteScore}>
            <Command.Input
              placeholder="Cluster, namespace, check, page or action"
              className="h-12 w-full border-b bg-transparent px-4 text-lg outline-none placeholder:text-ink-faint"
            />
            <Command.List className="max-h-[60dvh] overflow-y-auto p-2">
              <Command.Empty className="px-2 py-6 text-center text-ink-soft">
                Nothing matches.
                {current ? "" : " Namespaces are found from the pages of their cluster."}
              </Command.Empty>
              <Group heading="Actions">
                {current ? (
                  <Item value="Scan now" onSelect={() => scan(current.id)}>
                    <RotateCw aria-hidden />
                    Scan <bdi className="mono">{printable(current.name, 60)}</bdi> now
                  </Item>
                ) : null}
                <Item
                  value="Toggle theme"
                  keywords={["Toggle theme", "dark", "light"]}
                  onSelect={() => run(() => setTheme(resolvedTheme === "dark" ? "light" : "dark"))}
                >
                  <SunMoon aria-hidden />
                  Toggle theme
                </Item>
              </Group>
              {paletteGroups(pathname, clusters, current, names).map(({ heading, links }) => (
                <Group key={heading} heading={printable(heading, 80)}>
                  {links.map(({ key, href, label, name, note }) => (
                    <Item
                      key={key}
                      value={key}
                      keywords={[label, note]}
                      onSelect={() => run(() => router.push(href))}
                    >
                      <span className={cn("min-w-0 flex-1 truncate", name && "mono")}>
                        {printable(label, 120)}
                      </span>
                      <span className="shrink-0 text-ink-faint text-xs">{printable(note, 60)}</span>
                    </Item>
                  ))}
                </Group>
              ))}
            </Command.List>
          </Command>
          {refused ? <ErrorLine className="border-t px-4 py-2">{refused}</ErrorLine> : null}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-ink-faint [&_[cmdk-group-heading]]:text-xs"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  keywords = [value],
  onSelect,
  children,
}: {
  value: string;
  keywords?: string[];
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      keywords={keywords}
      onSelect={onSelect}
      className="flex min-h-8 cursor-default items-center gap-2 rounded-sm px-2 py-1 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-ink-faint"
    >
      {children}
    </Command.Item>
  );
}

/** Names of namespaces and checks, asked for each time the palette opens; without them the rest still works. */
function useNames(open: boolean, clusterId: string | null): PaletteNames {
  const [names, setNames] = useState(NO_NAMES);

  useEffect(() => {
    if (!open) return;
    let current = true;
    paletteNames(clusterId).then((answer) => {
      if (current) setNames(answer.ok ? answer.value : NO_NAMES);
    });
    return () => {
      current = false;
    };
  }, [open, clusterId]);

  return names;
}
