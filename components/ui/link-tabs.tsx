import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn.ts";

export interface LinkTab {
  readonly href: string;
  readonly label: string;
  readonly current: boolean;
  /** A count or mark beside the label. */
  readonly note?: ReactNode;
}

/** Tabs that are addresses: shareable, undoable, and working before any script does. */
export function LinkTabs({
  label,
  tabs,
  className,
}: {
  label: string;
  tabs: readonly LinkTab[];
  className?: string;
}) {
  return (
    <nav aria-label={label} className={cn("base:border-b", className)}>
      <ul className="-mb-px flex flex-wrap gap-x-1">
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link
              prefetch={false}
              href={tab.href}
              aria-current={tab.current ? "page" : undefined}
              className="flex h-9 items-center gap-1.5 whitespace-nowrap border-transparent border-b-2 px-2 sm:px-3 text-ink-soft hover:border-line-strong hover:text-ink focus-visible:-outline-offset-2 aria-[current=page]:border-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink"
            >
              {tab.label}
              {tab.note !== undefined ? (
                <span className="font-normal text-ink-faint text-xs tabular-nums">{tab.note}</span>
              ) : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
