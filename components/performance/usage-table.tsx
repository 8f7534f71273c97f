"use client";

import { ChartLine } from "lucide-react";
import Link from "next/link";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useMemo } from "react";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Card, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { SearchInput } from "@/components/ui/search-input.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { bytes, count, counted, cpu, perSecond, type Quantity } from "@/lib/format.ts";
import { type FigureColumn, FigureTable } from "./figure-table.tsx";
import {
  areMeasured,
  eachOf,
  filterUsage,
  type PackedUsage,
  USAGE_SORTS,
  type UsageRow,
  type UsageSort,
  unpackUsage,
} from "./usage-rows.ts";

const ADDRESS = {
  q: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(USAGE_SORTS).withDefault("memory"),
  down: parseAsBoolean.withDefault(true),
};

/** What each namespace uses and requests: searched and ordered in the browser. */
export function UsageTable({
  clusterId,
  at,
  packed,
  source,
  link,
}: {
  clusterId: string;
  at: string | undefined;
  packed: readonly PackedUsage[];
  /** Where the figures come from, in words. */
  source: string;
  /** The address of this view, which a row's charts keep. */
  link: PerformanceLink;
}) {
  const locale = useLocale();
  const [address, setAddress] = useQueryStates(ADDRESS, {
    history: "replace",
    clearOnDefault: true,
  });
  const rows = useMemo(() => packed.map(unpackUsage), [packed]);
  const measured = useMemo(() => areMeasured(rows), [rows]);
  const q = useDeferredValue(address.q);
  const { sort, down } = address;
  const shown = useMemo(
    () => filterUsage(rows, { q, sort, descending: down }),
    [rows, q, sort, down],
  );
  const paths = reportPaths(clusterId, at);
  if (rows.length === 0) return null;
  return (
    <Card aria-labelledby="use-by-namespace">
      <CardHeader
        id="use-by-namespace"
        title={measured ? "Use by namespace" : "Requests by namespace"}
        note={source}
      />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 pb-3 print:hidden">
        <SearchInput
          of="namespaces"
          value={address.q}
          onChange={({ target }) => void setAddress({ q: target.value || null })}
        />
        <p role="status" className="w-full text-ink-soft text-xs tabular-nums sm:ml-auto sm:w-auto">
          {count(shown.length, locale)} of {counted(rows.length, "namespace", "namespaces", locale)}
        </p>
      </div>
      {shown.length === 0 ? (
        <EmptyState
          kind="nothing-matches"
          title="No namespace matches."
          as="p"
          className="border-0"
          action={<Button onClick={() => void setAddress({ q: null })}>Clear search</Button>}
        />
      ) : (
        <FigureTable<UsageRow, UsageSort>
          label={measured ? "Use by namespace" : "Requests by namespace"}
          rows={shown}
          keyOf={({ name }) => name}
          nameHead="Namespace"
          nameCell={({ name }) => (
            <span className="flex items-center gap-2">
              <Link href={paths.namespace(name)} prefetch={false} className="link font-semibold">
                <Name>{name}</Name>
              </Link>
              {measured ? (
                <Link
                  href={paths.performance({ ...link, namespace: name })}
                  prefetch={false}
                  title="Show its charts"
                  className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink print:hidden"
                >
                  <ChartLine aria-hidden className="size-4" />
                  <span className="sr-only">Show charts of {name}</span>
                </Link>
              ) : null}
            </span>
          )}
          columns={columnsOf(measured, locale)}
          grid={measured ? MEASURED_GRID : REQUESTED_GRID}
          sort={sort}
          down={down}
          onSort={(next) =>
            void setAddress({ sort: next, down: next === sort ? !down : next !== "name" })
          }
        />
      )}
    </Card>
  );
}

const MEASURED_GRID =
  "lg:grid-cols-[minmax(9rem,1fr)_4.5rem_6.5rem_6.5rem_6.5rem_6rem_6.5rem_5rem]";
const REQUESTED_GRID = "lg:grid-cols-[minmax(9rem,1fr)_5rem_8rem_8rem_8rem_8rem]";

function columnsOf(measured: boolean, locale: string): FigureColumn<UsageRow, UsageSort>[] {
  const memory = (value: number | null, why: string) => shownOr(value, why, bytes, locale);
  const whyNot = ({ sidecars }: UsageRow) =>
    sidecars === 0 ? "No sidecar runs here" : measured ? "Not measured here" : "Not known";
  return [
    {
      key: "sidecars",
      head: "Sidecars",
      sort: "sidecars",
      phone: "sidecars",
      cell: ({ sidecars }) =>
        sidecars === null ? <Missing why="Not known" /> : count(sidecars, locale),
    },
    ...(measured
      ? [
          {
            key: "memory",
            head: "Memory used",
            sort: "memory" as const,
            phone: "use",
            cell: (row: UsageRow) => memory(row.memory, whyNot(row)),
          },
        ]
      : []),
    {
      key: "requested",
      head: measured ? "Requested" : "Memory requested",
      sort: measured ? "requested" : "memory",
      phone: "request",
      cell: (row) => memory(row.requested, whyNot(row)),
    },
    {
      key: "each",
      head: "Per sidecar",
      sort: "each",
      phone: "each",
      cell: (row) => memory(eachOf(row, measured), whyNot(row)),
    },
    {
      key: "cpu",
      head: measured ? "CPU used" : "CPU requested",
      sort: "cpu",
      phone: "CPU",
      cell: (row) => shownOr(measured ? row.cpu : row.cpuRequested, whyNot(row), cpu, locale),
    },
    {
      key: "waypoint",
      head: "Waypoint",
      sort: "waypoint",
      phone: "waypoint",
      cell: ({ waypoint }) =>
        waypoint === 0 ? (
          <span className="text-ink-faint">none</span>
        ) : (
          memory(waypoint, measured ? "Not measured here" : "Not known")
        ),
    },
    ...(measured
      ? [
          {
            key: "rps",
            head: "Requests",
            sort: "rps" as const,
            phone: "gets",
            cell: ({ rps }: UsageRow) =>
              shownOr(rps, "Nobody reported requests", perSecond, locale),
          },
        ]
      : []),
  ];
}

function shownOr(
  value: number | null,
  why: string,
  quantity: (value: number, locale: string) => Quantity,
  locale: string,
) {
  return value === null ? <Missing why={why} /> : <Figure quantity={quantity(value, locale)} />;
}
