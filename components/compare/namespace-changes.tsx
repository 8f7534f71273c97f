"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "@/components/ui/cn.ts";
import { PhaseChip, VerdictChip } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { useLocale } from "@/components/ui/visitor.tsx";
import { PHASE_WORDS, VERDICTS } from "@/components/ui/words.ts";
import { count } from "@/lib/format.ts";
import type { NamespaceVerdict, Phase } from "@/lib/migration/model.ts";
import type { PodModes } from "@/lib/snapshot/compare-model.ts";
import { reportPaths } from "../report/paths.ts";
import { DirectionMark } from "./direction-mark.tsx";
import { MoreRows } from "./more-rows.tsx";
import type { NamespaceLine } from "./pack.ts";
import type { SideLinks } from "./sides.ts";

/** Namespaces that are not the same on both sides: where each stood and where it stands. */
export function NamespaceChanges({
  lines,
  links,
  only,
}: {
  lines: readonly NamespaceLine[];
  /** null on pages without ways into the product. */
  links: SideLinks | null;
  /** What is said of a namespace that is on one side only. */
  only: { readonly from: string; readonly to: string };
}) {
  return (
    <MoreRows rows={lines} noun="namespaces">
      {(shown) => (
        <Table label="Namespaces that differ" className="border-t max-sm:block">
          <TableHead className="max-sm:hidden">
            <tr>
              <HeadCell>Namespace</HeadCell>
              <HeadCell>Direction</HeadCell>
              <HeadCell>Phase</HeadCell>
              <HeadCell>Verdict</HeadCell>
              <HeadCell>Pods and waypoint</HeadCell>
            </tr>
          </TableHead>
          <tbody className="max-sm:block">
            {shown.map((line) => (
              <Row key={line.name} className="max-sm:flex max-sm:flex-wrap max-sm:pb-2">
                <Cell className="min-w-32 align-top max-sm:flex-1">
                  <NamespaceName line={line} links={links} />
                </Cell>
                <Cell className="align-top">
                  <DirectionMark
                    direction={line.direction}
                    {...(line.kind === "appeared"
                      ? { word: only.to }
                      : line.kind === "vanished"
                        ? { word: only.from }
                        : {})}
                  />
                </Cell>
                <Cell className={ON_PHONES}>
                  <PhoneHead>Phase</PhoneHead>
                  <Pair
                    pair={line.phase}
                    same={line.stands.phase ? PHASE_WORDS[line.stands.phase].word : UNKNOWN}
                    draw={(phase) => <PhaseText phase={phase} />}
                  />
                </Cell>
                <Cell className={ON_PHONES}>
                  <PhoneHead>Verdict</PhoneHead>
                  <Pair
                    pair={line.verdict}
                    same={line.stands.verdict ? VERDICTS[line.stands.verdict].word : NOT_JUDGED}
                    draw={(verdict) => <VerdictText verdict={verdict} />}
                  />
                </Cell>
                <Cell
                  className={cn(
                    ON_PHONES,
                    "text-xs tabular-nums",
                    !line.pods && !line.need && "max-sm:hidden",
                  )}
                >
                  <Rest line={line} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </MoreRows>
  );
}

/** Below a name and its direction, the columns stand one under the other. */
const ON_PHONES = "align-top max-sm:basis-full max-sm:px-4 max-sm:py-1";

function PhoneHead({ children }: { children: string }) {
  return <span className="pr-2 text-ink-faint text-xs sm:hidden">{children}</span>;
}

function NamespaceName({ line, links }: { line: NamespaceLine; links: SideLinks | null }) {
  const side = line.kind === "vanished" ? links?.from : links?.to;
  if (!side) return <Name className="font-semibold">{line.name}</Name>;
  return (
    <Link
      href={reportPaths(side.clusterId, side.at).namespace(line.name)}
      prefetch={false}
      className="link font-semibold"
    >
      <Name>{line.name}</Name>
    </Link>
  );
}

/** Before and after as chips, or what is the same on both sides as plain words. */
function Pair<Value>({
  pair,
  same,
  draw,
}: {
  pair: readonly [Value, Value] | undefined;
  same: string;
  draw: (value: Value) => ReactNode;
}) {
  if (!pair) return <span className="text-ink-soft text-xs">{same}</span>;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {draw(pair[0])}
      <Arrow />
      {draw(pair[1])}
    </span>
  );
}

export function Arrow() {
  return (
    <>
      <ArrowRight aria-hidden className="size-3.5 shrink-0 text-ink-faint" />
      <span className="sr-only">then</span>
    </>
  );
}

const UNKNOWN = "could not tell";
const NOT_JUDGED = "not judged";

function PhaseText({ phase }: { phase: Phase | null }) {
  return phase ? (
    <PhaseChip phase={phase} />
  ) : (
    <span className="text-ink-soft text-xs">{UNKNOWN}</span>
  );
}

function VerdictText({ verdict }: { verdict: NamespaceVerdict | null }) {
  return verdict ? (
    <VerdictChip verdict={verdict} />
  ) : (
    <span className="text-ink-soft text-xs">{NOT_JUDGED}</span>
  );
}

const NEEDS = {
  none: "not needed",
  recommended: "recommended",
  required: "required",
  "could-not-tell": "could not tell",
} as const;

function Rest({ line: { pods, need } }: { line: NamespaceLine }) {
  if (!pods && !need) return <span className="text-ink-faint">–</span>;
  return (
    <span className="flex flex-col gap-0.5">
      {pods ? <PodSteps pods={pods} /> : null}
      {need ? (
        <span className="inline-flex items-center gap-1 whitespace-nowrap">
          <span className="text-waypoint">waypoint</span> {NEEDS[need[0]]} <Arrow />{" "}
          {NEEDS[need[1]]}
        </span>
      ) : null}
    </span>
  );
}

const MODES = [
  { mode: "sidecar", word: "sidecar", tone: "text-sidecar" },
  { mode: "ambient", word: "ambient", tone: "text-ambient" },
  { mode: "none", word: "outside", tone: "text-outside" },
] as const;

function PodSteps({ pods: [from, to] }: { pods: readonly [PodModes, PodModes] }) {
  const locale = useLocale();
  return MODES.filter(({ mode }) => from[mode] !== to[mode]).map(({ mode, word, tone }) => (
    <span key={mode} className="inline-flex items-center gap-1 whitespace-nowrap">
      <span className={tone}>{word}</span> {count(from[mode], locale)} <Arrow />{" "}
      {count(to[mode], locale)}
    </span>
  ));
}
