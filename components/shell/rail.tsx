"use client";

import { PanelLeft } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { type ReactNode, useState } from "react";
import { printable } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { cn } from "../ui/cn.ts";
import { clusterOf } from "./cluster-path.ts";
import { Mark } from "./mark.tsx";
import {
  addressAt,
  clusterDestinations,
  currentDestination,
  type Destination,
  EVERYWHERE,
  FLEET,
} from "./navigation.ts";
import { RAIL_COOKIE, type ShellCluster } from "./shell-data.ts";

/** The rail beside the page on wide screens. Its width is remembered in a cookie, so that the server draws it right. */
export function Rail({
  clusters,
  startsNarrow,
}: {
  clusters: readonly ShellCluster[];
  startsNarrow: boolean;
}) {
  const [narrow, setNarrow] = useState(startsNarrow);

  function toggle() {
    const next = !narrow;
    setNarrow(next);
    void remember(next);
  }

  return (
    <aside
      className={cn(
        "sticky top-0 hidden h-dvh shrink-0 flex-col border-r bg-card md:flex print:hidden",
        narrow ? "w-14" : "w-52",
      )}
    >
      <div className="flex h-12 items-center border-b px-3">
        <Mark narrow={narrow} />
      </div>
      <RailLinks clusters={clusters} narrow={narrow} className="flex-1 overflow-y-auto p-2" />
      <div className="border-t p-2">
        <Button
          variant="ghost"
          size="sm"
          aria-expanded={!narrow}
          aria-label={narrow ? "Expand the navigation" : "Collapse the navigation"}
          className={cn("w-full", narrow ? "px-0" : "justify-start px-2.5")}
          onClick={toggle}
        >
          <PanelLeft aria-hidden />
          {narrow ? null : <span className="font-normal">Collapse</span>}
        </Button>
      </div>
    </aside>
  );
}

/** The links themselves, used by the rail and by the sheet on phones. */
export function RailLinks({
  clusters,
  narrow = false,
  className,
}: {
  clusters: readonly ShellCluster[];
  narrow?: boolean;
  className?: string;
}) {
  const pathname = usePathname();
  const at = useSearchParams().get("at");
  const clusterId = clusterOf(pathname);
  const cluster = clusters.find(({ id }) => id === clusterId);
  const inCluster = cluster ? clusterDestinations(cluster.id) : [];
  const current = currentDestination(pathname, [FLEET, ...inCluster, ...EVERYWHERE]);
  const link = (destination: Destination) => (
    <RailLink
      key={destination.href}
      destination={destination}
      href={addressAt(destination, { pathname, at })}
      current={current?.href === destination.href}
      narrow={narrow}
    />
  );

  return (
    <nav aria-label="Main" className={className}>
      <ul className="flex flex-col gap-0.5">{link(FLEET)}</ul>
      {cluster ? (
        <section aria-label={printable(cluster.name, 80)} className="mt-4">
          <RailHead narrow={narrow} title={printable(cluster.name)}>
            <bdi className="mono">{printable(cluster.name, 80)}</bdi>
          </RailHead>
          <ul className="flex flex-col gap-0.5">{inCluster.map(link)}</ul>
        </section>
      ) : null}
      <div className="mt-4 border-t pt-4">
        {/* Parity and History stand in both lists. */}
        {cluster ? <RailHead narrow={narrow}>All clusters</RailHead> : null}
        <ul className="flex flex-col gap-0.5">{EVERYWHERE.map(link)}</ul>
      </div>
    </nav>
  );
}

function RailHead({
  narrow,
  title,
  children,
}: {
  narrow: boolean;
  title?: string;
  children: ReactNode;
}) {
  return (
    <h2
      className={cn("truncate px-2.5 pb-1 text-ink-faint text-xs", narrow && "sr-only")}
      title={title}
    >
      {children}
    </h2>
  );
}

function RailLink({
  destination: { label, icon: Icon },
  href,
  current,
  narrow,
}: {
  destination: Destination;
  href: string;
  current: boolean;
  narrow: boolean;
}) {
  return (
    <li>
      <Link
        href={href}
        aria-current={current ? "page" : undefined}
        title={narrow ? label : undefined}
        className={cn(
          "flex h-8 items-center gap-2.5 rounded-md text-ink-soft hover:bg-hover hover:text-ink aria-[current=page]:bg-hover aria-[current=page]:font-semibold aria-[current=page]:text-ink",
          narrow ? "justify-center" : "px-2.5",
        )}
      >
        <Icon aria-hidden className="size-4 shrink-0" />
        <span className={narrow ? "sr-only" : "truncate"}>{label}</span>
      </Link>
    </li>
  );
}

/** Without a secure origin there is no cookie store; then the choice lasts for this visit. */
async function remember(narrow: boolean): Promise<void> {
  if (!("cookieStore" in window)) return;
  await window.cookieStore.set({
    name: RAIL_COOKIE,
    value: narrow ? "narrow" : "wide",
    expires: Date.now() + 365 * 86_400_000,
    sameSite: "lax",
  });
}
