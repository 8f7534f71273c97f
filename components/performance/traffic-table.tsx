"use client";

import { ChartLine } from "lucide-react";
import Link from "next/link";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useMemo } from "react";
import { type PerformanceLink, reportPaths } from "@/components/report/paths.ts";
import { Button } from "@/components/ui/button.tsx";
import { Chip } from "@/components/ui/chip.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Figure, Missing } from "@/components/ui/figure.tsx";
import { Name } from "@/components/ui/name.tsx";
import { SearchInput } from "@/components/ui/search-input.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { count, counted, finePercent, latency, perSecond, type Quantity } from "@/lib/format.ts";
import type { Level } from "./address.ts";
import { type FigureColumn, FigureTable } from "./figure-table.tsx";
import {
  filterTraffic,
  type NamespaceMode,
  type PackedTraffic,
  TRAFFIC_SORTS,
  type TrafficRow,
  type TrafficSort,
  unpackTraffic,
} from "./traffic-rows.ts";
import { LEVEL_WORDS, MODE_WORDS } from "./words.ts";

const ADDRESS = {
  q: parseAsString.withDefault(""),
  sort: parseAsStringLiteral(TRAFFIC_SORTS).withDefault("p99"),
  down: parseAsBoolean.withDefault(true),
};

/** Latency, rates and failures of each name as one reporter saw them: searched and ordered in the browser. */
export function TrafficTable({
  clusterId,
  at,
  packed,
  level,
  namespace,
  label,
  link,
}: {
  clusterId: string;
  at: string | undefined;
  packed: PackedTraffic;
  level: Level;
  /** Workloads and services of it only; null: of all. */
  namespace: string | null;
  label: string;
  /** The address of this view, which a row's charts keep. */
  link: PerformanceLink;
}) {
  const locale = useLocale();
  const [address, setAddress] = useQueryStates(ADDRESS, {
    history: "replace",
    clearOnDefault: true,
  });
  const rows = useMemo(() => unpackTraffic(packed), [packed]);
  const q = useDeferredValue(address.q);
  const { sort, down } = address;
  const shown = useMemo(
    () =>
      filterTraffic(rows, {
        q,
        sort,
        descending: down,
        namespace: level === "namespace" ? null : namespace,
      }),
    [rows, q, sort, down, namespace, level],
  );
  const paths = reportPaths(clusterId, at);
  const { one, many } = LEVEL_WORDS[level];
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 print:hidden">
        <SearchInput
          of={many}
          value={address.q}
          onChange={({ target }) => void setAddress({ q: target.value || null })}
        />
        <p role="status" className="w-full text-ink-soft text-xs tabular-nums sm:ml-auto sm:w-auto">
          {count(shown.length, locale)} of {counted(rows.length, one, many, locale)}
        </p>
      </div>
      {shown.length === 0 ? (
        <EmptyState
          kind="nothing-matches"
          title={
            address.q === "" && namespace !== null
              ? `This reporter tells of no ${one} in ${namespace}.`
              : `No ${one} matches.`
          }
          as="p"
          className="border-0"
          action={
            address.q === "" ? null : (
              <Button onClick={() => void setAddress({ q: null })}>Clear search</Button>
            )
          }
        />
      ) : (
        <FigureTable<TrafficRow, TrafficSort>
          label={label}
          rows={shown}
          keyOf={(row) => `${row.namespace}/${row.name}`}
          nameHead={`${one.charAt(0).toUpperCase()}${one.slice(1)}`}
          nameCell={(row) => (
            <span className="flex items-center gap-2">
              <span className="min-w-0">
                {level === "namespace" ? (
                  <Link
                    href={paths.namespace(row.name)}
                    prefetch={false}
                    className="link font-semibold"
                  >
                    <Name>{row.name}</Name>
                  </Link>
                ) : (
                  <>
                    <Name className="font-semibold">{row.name}</Name>
                    <span className="block text-ink-faint text-xs">
                      <Link href={paths.namespace(row.namespace)} prefetch={false} className="link">
                        <Name>{row.namespace}</Name>
                      </Link>
                    </span>
                  </>
                )}
              </span>
              <Link
                href={paths.performance({ ...link, namespace: row.namespace })}
                prefetch={false}
                title="Show the namespace over time"
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-sm text-ink-faint hover:bg-hover hover:text-ink print:hidden"
              >
                <ChartLine aria-hidden className="size-4" />
                <span className="sr-only">Show {row.namespace} over time</span>
              </Link>
            </span>
          )}
          columns={columnsOf(locale)}
          grid="lg:grid-cols-[minmax(10rem,1fr)_7rem_6rem_6rem_6rem_6rem_6rem]"
          sort={sort}
          down={down}
          onSort={(next) =>
            void setAddress({ sort: next, down: next === sort ? !down : next !== "name" })
          }
        />
      )}
    </>
  );
}

function columnsOf(locale: string): FigureColumn<TrafficRow, TrafficSort>[] {
  const figure = (
    sort: Exclude<TrafficSort, "name">,
    head: string,
    phone: string,
    quantity: (value: number, locale: string) => Quantity,
  ): FigureColumn<TrafficRow, TrafficSort> => ({
    key: sort,
    head,
    sort,
    phone,
    cell: (row) => {
      const value = row[sort];
      return value === null ? (
        <Missing why="Not measured" />
      ) : (
        <Figure quantity={quantity(value, locale)} />
      );
    },
  });
  return [
    {
      key: "mode",
      head: "Mode",
      sort: null,
      phone: "",
      words: true,
      cell: ({ mode }) => <Mode mode={mode} />,
    },
    figure("rps", "Requests", "gets", perSecond),
    figure("errors", "Failed", "failed", finePercent),
    figure("p50", "p50", "p50", latency),
    figure("p90", "p90", "p90", latency),
    figure("p99", "p99", "p99", latency),
  ];
}

function Mode({ mode }: { mode: NamespaceMode | null }) {
  if (mode === null) return <span className="text-ink-faint text-xs">could not tell</span>;
  const { word, tone, meaning } = MODE_WORDS[mode];
  return (
    <Chip tone={tone} title={meaning}>
      {word}
    </Chip>
  );
}
