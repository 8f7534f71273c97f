"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, Search } from "lucide-react";
import Link from "next/link";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactNode, useDeferredValue, useId, useMemo, useRef } from "react";
import { reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Checkbox, Input, Select } from "@/components/ui/input.tsx";
import { Name } from "@/components/ui/name.tsx";
import { usePrinting } from "@/components/ui/use-printing.ts";
import { useLocale } from "@/components/ui/visitor.tsx";
import { count, counted } from "@/lib/format.ts";
import { exactly, type Figure } from "@/lib/savings/figure.ts";
import type { NamespaceEstimate } from "@/lib/savings/model.ts";
import { filterSavings, SAVINGS_SORTS, type SavingsSort, takes } from "./namespace-rows.ts";
import { figureText, type Resource } from "./words.ts";

const ADDRESS = {
  sq: parseAsString.withDefault(""),
  ssort: parseAsStringLiteral(SAVINGS_SORTS).withDefault("saved"),
  sdown: parseAsBoolean.withDefault(true),
  smore: parseAsBoolean.withDefault(false),
  sbasis: parseAsStringLiteral(["requests", "usage"]).withDefault("requests"),
};

/** The likely estimate by request or by use, namespace by namespace: searched, narrowed and ordered in the browser. */
export function SavingsTable({
  clusterId,
  at,
  requests,
  usage,
  usageNote,
  linked,
}: {
  clusterId: string;
  at: string | undefined;
  requests: readonly NamespaceEstimate[];
  usage: readonly NamespaceEstimate[];
  /** Where the figures of use come from. */
  usageNote: string;
  /** Names lead to the pages of their namespaces. */
  linked: boolean;
}) {
  const locale = useLocale();
  const [onlyMore, byBasis] = [useId(), useId()];
  const [address, setAddress] = useQueryStates(ADDRESS, {
    history: "replace",
    clearOnDefault: true,
  });
  const q = useDeferredValue(address.sq);
  const { ssort, sdown, smore, sbasis } = address;
  const rows = sbasis === "requests" ? requests : usage;
  const shown = useMemo(
    () => filterSavings(rows, { q, costsMore: smore, sort: ssort, descending: sdown }),
    [rows, q, smore, ssort, sdown],
  );
  if (rows.length === 0) return null;
  const more = rows.filter(({ costsMore }) => costsMore).length;
  return (
    <Card aria-labelledby="savings-by-namespace">
      <CardHeader
        id="savings-by-namespace"
        title="Saving by namespace"
        note={`${sbasis === "requests" ? "requested" : usageNote}, likely; ztunnel by share of pods`}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3 print:hidden">
        <div className="relative w-full sm:w-64">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-faint"
          />
          <Input
            type="search"
            aria-label="Search namespaces by name"
            placeholder="Search namespaces"
            className="pl-9"
            value={address.sq}
            onChange={({ target }) => void setAddress({ sq: target.value || null })}
          />
        </div>
        <label htmlFor={byBasis} className="sr-only">
          Saving by request or by use
        </label>
        <Select
          id={byBasis}
          className="w-auto"
          value={sbasis}
          onChange={({ target }) =>
            void setAddress({ sbasis: target.value === "usage" ? "usage" : null })
          }
        >
          <option value="requests">By request</option>
          <option value="usage">By use</option>
        </Select>
        <label htmlFor={onlyMore} className="flex min-h-6 items-center gap-2">
          <Checkbox
            id={onlyMore}
            checked={smore}
            onChange={({ target }) => void setAddress({ smore: target.checked })}
          />
          Costs more in ambient ({count(more, locale)})
        </label>
        <p role="status" className="w-full text-ink-soft text-xs tabular-nums sm:ml-auto sm:w-auto">
          {count(shown.length, locale)} of {counted(rows.length, "namespace", "namespaces", locale)}
        </p>
      </div>
      {shown.length === 0 ? (
        <EmptyState
          kind="nothing-matches"
          title={
            more === 0 && smore ? "No namespace costs more in ambient." : "No namespace matches."
          }
          as="p"
          className="border-0"
          action={
            <Button onClick={() => void setAddress({ sq: null, smore: null })}>
              Clear search and filter
            </Button>
          }
        />
      ) : (
        <Rows
          clusterId={clusterId}
          at={at}
          rows={shown}
          verb={sbasis === "requests" ? "request" : "use"}
          linked={linked}
          locale={locale}
          sort={ssort}
          down={sdown}
          onSort={(sort) =>
            void setAddress({ ssort: sort, sdown: sort === ssort ? !sdown : sort !== "name" })
          }
        />
      )}
    </Card>
  );
}

const COLUMNS =
  "md:grid md:grid-cols-[minmax(9rem,1fr)_4rem_7rem_7rem_8rem_7rem] md:items-center md:gap-4 px-4";
const ROW_HEIGHT = 57;
/** Rows that the server draws, before the browser knows the height of its window. */
const FIRST_VIEW = { width: 1280, height: 1100 };

function Rows({
  clusterId,
  at,
  rows,
  verb,
  linked,
  locale,
  sort,
  down,
  onSort,
}: {
  clusterId: string;
  at: string | undefined;
  rows: readonly NamespaceEstimate[];
  /** What sidecars do with their memory. */
  verb: "request" | "use";
  linked: boolean;
  locale: string;
  sort: SavingsSort;
  down: boolean;
  onSort: (sort: SavingsSort) => void;
}) {
  const printing = usePrinting();
  const list = useRef<HTMLTableSectionElement>(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    initialRect: FIRST_VIEW,
    scrollMargin: list.current?.offsetTop ?? 0,
    getItemKey: (index) => rows[index]?.name ?? index,
  });
  const head = (column: SavingsSort, text: string, className = "justify-end") => (
    <Head column={column} sort={sort} down={down} onSort={onSort} className={className}>
      {text}
    </Head>
  );
  const href = (name: string) => (linked ? reportPaths(clusterId, at).namespace(name) : null);

  return (
    <table aria-label="Saving by namespace" aria-rowcount={rows.length + 1} className="block">
      <thead className="hidden md:block">
        <tr
          aria-rowindex={1}
          className={cn(COLUMNS, "border-y bg-sunken py-1.5 text-left text-ink-faint text-xs")}
        >
          {head("name", "Namespace", "")}
          {head("pods", "Sidecars")}
          {head("sidecars", `They ${verb}`)}
          {head("takes", "Ambient takes")}
          {head("saved", "Memory saved")}
          {head("cpu", "CPU saved")}
        </tr>
      </thead>
      {printing ? (
        <tbody className="block">
          {rows.map((row) => (
            <tr key={row.name} className={cn(COLUMNS, "border-b py-1")}>
              <RowCells row={row} verb={verb} href={null} locale={locale} />
            </tr>
          ))}
        </tbody>
      ) : (
        <tbody ref={list} className="relative block" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return row ? (
              <tr
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-rowindex={item.index + 2}
                className={cn(
                  COLUMNS,
                  "absolute inset-x-0 top-0 flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 hover:bg-hover",
                )}
                style={{ transform: `translateY(${item.start - virtual.options.scrollMargin}px)` }}
              >
                <RowCells row={row} verb={verb} href={href(row.name)} locale={locale} />
              </tr>
            ) : null;
          })}
        </tbody>
      )}
    </table>
  );
}

function Head({
  column,
  sort,
  down,
  onSort,
  className,
  children,
}: {
  column: SavingsSort;
  sort: SavingsSort;
  down: boolean;
  onSort: (sort: SavingsSort) => void;
  className: string;
  children: ReactNode;
}) {
  const current = sort === column;
  const Icon = down ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={current ? (down ? "descending" : "ascending") : "none"}
      className={cn("flex", className)}
    >
      <button
        type="button"
        className="-mx-1 inline-flex min-h-6 items-center gap-1 rounded-sm px-1 font-semibold hover:text-ink"
        onClick={() => onSort(column)}
      >
        {children}
        {current ? <Icon aria-hidden className="size-3" /> : null}
      </button>
    </th>
  );
}

function RowCells({
  row,
  verb,
  href,
  locale,
}: {
  row: NamespaceEstimate;
  verb: string;
  href: string | null;
  locale: string;
}) {
  return (
    <>
      <td className="min-w-0 max-md:basis-full">
        <p className="flex flex-wrap items-center gap-2">
          {href === null ? (
            <Name className="font-semibold">{row.name}</Name>
          ) : (
            <Link href={href} prefetch={false} className="link font-semibold">
              <Name>{row.name}</Name>
            </Link>
          )}
          {row.costsMore ? <Chip tone="worse">costs more</Chip> : null}
        </p>
        <p className="text-ink-faint text-xs">{details(row, locale)}</p>
      </td>
      <Amount label="sidecars">{count(row.pods, locale)}</Amount>
      <Amount label={verb}>
        <Known figure={row.sidecars.memory} resource="memory" locale={locale} />
      </Amount>
      <Amount label="ambient takes">
        <Known figure={exactly(takes(row))} resource="memory" locale={locale} />
      </Amount>
      <Amount label="saves" strong>
        <Known figure={row.saved.memory} resource="memory" locale={locale} />
      </Amount>
      <Amount label="and">
        <Known figure={row.saved.cpu} resource="cpu" locale={locale} />
      </Amount>
    </>
  );
}

/** "2 waypoint replicas, 612 MiB of ztunnel; without that share saves 3 GiB" */
function details({ waypoints, marginal, ztunnelShare }: NamespaceEstimate, locale: string): string {
  const replicas =
    waypoints > 0
      ? counted(Math.ceil(waypoints), "waypoint replica", "waypoint replicas", locale)
      : "no waypoint";
  if (ztunnelShare.memory.value === 0) return replicas;
  const share = figureText(ztunnelShare.memory, "memory", locale);
  if (share === null) return `${replicas}, share of ztunnel not known`;
  const alone = figureText(marginal.memory, "memory", locale);
  return `${replicas}, ${share} of ztunnel${alone === null ? "" : `; without that share saves ${alone}`}`;
}

function Amount({
  label,
  strong = false,
  children,
}: {
  /** Stands before the figure where the head of the table is not shown. */
  label: string;
  strong?: boolean;
  children: ReactNode;
}) {
  return (
    <td className={cn("text-xs tabular-nums md:text-right md:text-sm", strong && "font-semibold")}>
      <span className="font-normal text-ink-faint md:hidden">{label} </span>
      {children}
    </td>
  );
}

function Known({
  figure,
  resource,
  locale,
}: {
  figure: Figure;
  resource: Resource;
  locale: string;
}) {
  const text = figureText(figure, resource, locale);
  return text === null ? <Missing why="Not known" /> : text;
}
