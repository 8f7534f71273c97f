"use client";

import Link from "next/link";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type ReactNode, useDeferredValue, useId, useMemo } from "react";
import { reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Checkbox, Select } from "@/components/ui/input.tsx";
import { Name } from "@/components/ui/name.tsx";
import { SearchInput } from "@/components/ui/search-input.tsx";
import { SortHead } from "@/components/ui/sort-head.tsx";
import { VirtualRows } from "@/components/ui/virtual-rows.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { count, counted } from "@/lib/format.ts";
import { exactly } from "@/lib/savings/figure.ts";
import type { NamespaceEstimate } from "@/lib/savings/model.ts";
import { Known } from "./known.tsx";
import { filterSavings, SAVINGS_SORTS, type SavingsSort, takes } from "./namespace-rows.ts";
import { figureText } from "./words.ts";

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
        <SearchInput
          of="namespaces"
          value={address.sq}
          onChange={({ target }) => void setAddress({ sq: target.value || null })}
        />
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
  const head = (column: SavingsSort, text: string, className = "justify-end") => (
    <SortHead column={column} sort={sort} down={down} onSort={onSort} className={className}>
      {text}
    </SortHead>
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
      <VirtualRows
        rows={rows}
        keyOf={({ name }) => name}
        height={57}
        firstHeight={1100}
        className={COLUMNS}
      >
        {(row) => <RowCells row={row} verb={verb} href={href(row.name)} locale={locale} />}
      </VirtualRows>
    </table>
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
