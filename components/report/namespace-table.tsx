"use client";

import Link from "next/link";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useDeferredValue, useMemo } from "react";
import { Button } from "@/components/ui/button.tsx";
import { Card } from "@/components/ui/card.tsx";
import { cn } from "@/components/ui/cn.ts";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Select } from "@/components/ui/input.tsx";
import { PhaseChip, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { SearchInput } from "@/components/ui/search-input.tsx";
import { SortHead } from "@/components/ui/sort-head.tsx";
import { usePrinting } from "@/components/ui/use-printing.ts";
import { VirtualRows } from "@/components/ui/virtual-rows.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { PHASE_WORDS, VERDICTS } from "@/components/ui/words.ts";
import { count, counted } from "@/lib/format.ts";
import { NAMESPACE_VERDICTS, PHASES } from "@/lib/migration/model.ts";
import { marksOf, NEED_WORDS, PodNumbers, SeverityCounts } from "./namespace-cells.tsx";
import {
  filterRows,
  NAMESPACE_SORTS,
  type NamespaceFilter,
  type NamespaceRow,
  type NamespaceSort,
  OUTSIDE,
  type PackedRow,
  tally,
  unpackRow,
} from "./namespace-rows.ts";
import { reportPaths } from "./paths.ts";
import { PrintedNamespaces } from "./printed-namespaces.tsx";

const ADDRESS = {
  q: parseAsString.withDefault(""),
  verdict: parseAsString,
  phase: parseAsString,
  need: parseAsString,
  sort: parseAsStringLiteral(NAMESPACE_SORTS).withDefault("urgency"),
  down: parseAsBoolean.withDefault(false),
};

/** Every namespace of the snapshot: searched, narrowed and ordered in the browser, drawn as far as it is in sight. */
export function NamespaceTable({
  clusterId,
  at,
  packed,
}: {
  clusterId: string;
  at: string | undefined;
  packed: readonly PackedRow[];
}) {
  const locale = useLocale();
  const [address, setAddress] = useQueryStates(ADDRESS, {
    history: "replace",
    clearOnDefault: true,
  });
  const rows = useMemo(() => packed.map(unpackRow), [packed]);
  const q = useDeferredValue(address.q);
  const shown = useMemo(() => filterRows(rows, filterOf({ ...address, q })), [rows, address, q]);
  const clear = () => void setAddress({ q: null, verdict: null, phase: null, need: null });

  return (
    <Card id="namespaces" aria-label="Namespaces" className="scroll-mt-20">
      {rows.length === 0 ? null : (
        <div className="flex flex-wrap items-center gap-2 p-3">
          <SearchInput
            of="namespaces"
            value={address.q}
            onChange={(event) => void setAddress({ q: event.target.value || null })}
          />
          <Filters rows={rows} address={address} setAddress={setAddress} locale={locale} />
          <p
            role="status"
            className="w-full text-ink-soft text-xs tabular-nums sm:ml-auto sm:w-auto"
          >
            {count(shown.length, locale)} of{" "}
            {counted(rows.length, "namespace", "namespaces", locale)}
          </p>
        </div>
      )}
      {shown.length === 0 ? (
        <EmptyState
          kind={rows.length === 0 ? "not-evaluated" : "nothing-matches"}
          title={rows.length === 0 ? "No namespace could be read." : "No namespace matches."}
          as="p"
          className="border-0"
          action={
            rows.length === 0 ? null : <Button onClick={clear}>Clear search and filters</Button>
          }
        />
      ) : (
        <Rows
          clusterId={clusterId}
          at={at}
          rows={shown}
          locale={locale}
          sort={address.sort}
          down={address.down}
          onSort={(sort) =>
            void setAddress({
              sort,
              down: sort === address.sort ? !address.down : NUMERIC.has(sort),
            })
          }
        />
      )}
    </Card>
  );
}

type Address = {
  q: string;
  verdict: string | null;
  phase: string | null;
  need: string | null;
  sort: NamespaceSort;
  down: boolean;
};

function filterOf({ q, verdict, phase, need, sort, down }: Address): NamespaceFilter {
  return { q, verdict, phase, need, sort, descending: down };
}

const NUMERIC = new Set<NamespaceSort>(["pods", "findings", "workloads"]);

function Filters({
  rows,
  address,
  setAddress,
  locale,
}: {
  rows: readonly NamespaceRow[];
  address: Address;
  setAddress: (change: {
    verdict?: string | null;
    phase?: string | null;
    need?: string | null;
  }) => unknown;
  locale: string;
}) {
  const verdicts = tally(rows, ({ verdict }) => verdict ?? OUTSIDE);
  const phases = tally(rows, ({ phase }) => phase);
  const needs = tally(rows, ({ need }) => need);
  const needWords: Readonly<Record<string, string>> = NEED_WORDS;
  return (
    <>
      <Choice
        label="Verdict"
        value={address.verdict}
        onChange={(verdict) => setAddress({ verdict })}
        options={[
          ...NAMESPACE_VERDICTS.filter((verdict) => verdicts.has(verdict)).map((verdict) => ({
            value: verdict,
            text: `${VERDICTS[verdict].word} (${count(verdicts.get(verdict) ?? 0, locale)})`,
          })),
          ...(verdicts.has(OUTSIDE)
            ? [
                {
                  value: OUTSIDE,
                  text: `not judged (${count(verdicts.get(OUTSIDE) ?? 0, locale)})`,
                },
              ]
            : []),
        ]}
      />
      <Choice
        label="Phase"
        value={address.phase}
        onChange={(phase) => setAddress({ phase })}
        options={PHASES.filter((phase) => phases.has(phase)).map((phase) => ({
          value: phase,
          text: `${PHASE_WORDS[phase].word} (${count(phases.get(phase) ?? 0, locale)})`,
        }))}
      />
      <Choice
        label="Waypoint"
        value={address.need}
        onChange={(need) => setAddress({ need })}
        options={[...needs].map(([need, amount]) => ({
          value: need,
          text: `${needWords[need] ?? need} (${count(amount, locale)})`,
        }))}
      />
    </>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string | null;
  options: readonly { value: string; text: string }[];
  onChange: (value: string | null) => void;
}) {
  return (
    <Select
      aria-label={label}
      className="w-auto min-w-0 flex-1 basis-36 sm:flex-none sm:basis-auto"
      value={value ?? ""}
      onChange={(event) => onChange(event.target.value || null)}
    >
      <option value="">{label}: all</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </Select>
  );
}

const COLUMNS =
  "md:grid md:grid-cols-[minmax(9rem,1fr)_9.5rem_10.5rem_6.5rem_6.5rem_7rem] md:items-center md:gap-4 px-4";
function Rows({
  clusterId,
  at,
  rows,
  locale,
  sort,
  down,
  onSort,
}: {
  clusterId: string;
  at: string | undefined;
  rows: readonly NamespaceRow[];
  locale: string;
  sort: NamespaceSort;
  down: boolean;
  onSort: (sort: NamespaceSort) => void;
}) {
  const printing = usePrinting();
  const head = (column: NamespaceSort, text: string, className?: string) => (
    <SortHead column={column} sort={sort} down={down} onSort={onSort} className={className}>
      {text}
    </SortHead>
  );

  if (printing) return <PrintedNamespaces rows={rows} locale={locale} />;
  return (
    <table aria-label="Namespaces" aria-rowcount={rows.length + 1} className="block">
      <thead className="hidden md:block">
        <tr
          aria-rowindex={1}
          className={cn(COLUMNS, "border-y bg-sunken py-1.5 text-left text-ink-faint text-xs")}
        >
          {head("name", "Namespace")}
          {head("verdict", "Verdict")}
          {head("phase", "Phase")}
          {head("pods", "Pods", "justify-end pr-4")}
          <th scope="col" className="font-semibold">
            Waypoint
          </th>
          {head("findings", "Findings")}
        </tr>
      </thead>
      {/* The table begins half way down the page. */}
      <VirtualRows
        rows={rows}
        keyOf={({ name }) => name}
        height={57}
        firstHeight={600}
        className={COLUMNS}
      >
        {(row) => <RowCells clusterId={clusterId} at={at} row={row} locale={locale} />}
      </VirtualRows>
    </table>
  );
}

function RowCells({
  clusterId,
  at,
  row,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  row: NamespaceRow;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  return (
    <>
      <td className="min-w-0 max-md:basis-full">
        <Link href={paths.namespace(row.name)} prefetch={false} className="link font-semibold">
          <Name>{row.name}</Name>
        </Link>
        <p className="truncate text-ink-faint text-xs" title={row.because}>
          {row.because}
        </p>
      </td>
      <td>
        {row.verdict ? (
          <VerdictChip verdict={row.verdict} />
        ) : (
          <span className="text-ink-faint text-xs">not judged</span>
        )}
      </td>
      <td>
        {row.phase ? (
          <PhaseChip phase={row.phase} />
        ) : (
          <span className="text-ink-faint text-xs">could not tell</span>
        )}
      </td>
      <td className="text-xs tabular-nums md:pr-4 md:text-right">
        {row.pods ? (
          <PodNumbers pods={row.pods} locale={locale} />
        ) : (
          <Missing why="Pods could not be read." />
        )}
      </td>
      <td
        className={cn(
          "text-xs",
          row.verdict === null && "max-md:hidden",
          row.need === "required" ? "font-semibold text-waypoint" : "text-ink-soft",
        )}
      >
        <span className="text-ink-faint md:hidden">Waypoint </span>
        {row.verdict === null ? <span className="text-ink-faint">–</span> : NEED_WORDS[row.need]}
      </td>
      <td className="flex items-center gap-2.5">
        <Findings clusterId={clusterId} at={at} row={row} locale={locale} />
      </td>
    </>
  );
}

function Findings({
  clusterId,
  at,
  row,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  row: NamespaceRow;
  locale: string;
}) {
  if (marksOf(row).length === 0) {
    return (
      <span className="text-ink-faint text-xs">
        <span className="md:hidden">no findings</span>
        <span className="max-md:hidden">none</span>
      </span>
    );
  }
  return (
    <Link
      href={reportPaths(clusterId, at).findings({ namespace: row.name })}
      prefetch={false}
      className="inline-flex min-h-6 items-center gap-2.5 rounded-sm hover:underline"
    >
      <SeverityCounts row={row} locale={locale} />
    </Link>
  );
}
