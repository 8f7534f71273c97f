import { Card, CardHeader } from "@/components/ui/card.tsx";
import { Missing } from "@/components/ui/figure.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "@/components/ui/table.tsx";
import { SEVERITIES } from "@/components/ui/words.ts";
import { count, printable } from "@/lib/format.ts";
import type { Comparison, Direction } from "@/lib/snapshot/compare-model.ts";
import { COVERAGE_WORDS } from "../report/coverage-words.ts";
import { DirectionMark } from "./direction-mark.tsx";

interface Line {
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly missing: string;
  readonly direction: Direction;
}

/** The clusters as a whole: pods by mode, findings, versions, and what could be read. */
export function Surroundings({
  comparison,
  names,
  locale,
}: {
  comparison: Comparison;
  names: { readonly from: string; readonly to: string };
  locale: string;
}) {
  const lines = [
    ...podLines(comparison, locale),
    ...severityLines(comparison, locale),
    ...versionLines(comparison),
    ...coverageLines(comparison),
  ];
  return (
    <Card aria-labelledby="surroundings">
      <CardHeader id="surroundings" title="The cluster as a whole" />
      <Table label="The cluster as a whole" className="border-t">
        <TableHead>
          <tr>
            <HeadCell>What</HeadCell>
            <HeadCell numeric>{names.from}</HeadCell>
            <HeadCell numeric>{names.to}</HeadCell>
            <HeadCell>
              <span className="sr-only">Direction</span>
            </HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {lines.map((line) => {
            const same = line.from === line.to;
            return (
              <Row key={line.what}>
                <Cell className="max-w-72">{line.what}</Cell>
                <Cell className="text-right text-ink-soft tabular-nums">
                  {line.from ?? <Missing why={line.missing} />}
                </Cell>
                <Cell className="text-right tabular-nums">
                  {same ? (
                    <span className="text-ink-faint">{line.to === null ? "–" : "same"}</span>
                  ) : (
                    (line.to ?? <Missing why={line.missing} />)
                  )}
                </Cell>
                <Cell className="w-28">
                  {line.direction === "better" || line.direction === "worse" ? (
                    <DirectionMark direction={line.direction} />
                  ) : null}
                </Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </Card>
  );
}

const UNREAD = "Pods could not be read.";

/** Fewer sidecars and more ambient is the way of the migration; pods outside the mesh say nothing about it. */
function podLines({ pods: { from, to } }: Comparison, locale: string): Line[] {
  const line = (what: string, mode: "sidecar" | "ambient" | "none", good: number): Line => ({
    what,
    from: from && count(from[mode], locale),
    to: to && count(to[mode], locale),
    missing: UNREAD,
    direction: from && to ? step((to[mode] - from[mode]) * good) : "unknown",
  });
  return [
    line("Pods with a sidecar", "sidecar", -1),
    line("Pods in ambient mode", "ambient", 1),
    line("Pods outside the mesh", "none", 0),
  ];
}

function severityLines({ severities }: Comparison, locale: string): Line[] {
  return severities.map(({ severity, from, to }) => ({
    what: `Findings: ${SEVERITIES[severity].word}`,
    from: count(from, locale),
    to: count(to, locale),
    missing: "",
    direction: severity === "info" ? "neutral" : step(from - to),
  }));
}

/** The storage format matters only where it differs, and then a sentence says so. */
function versionLines({ versions }: Comparison): Line[] {
  return versions
    .filter(({ what, from, to }) => what !== "Format" && !(from === null && to === null))
    .map(({ what, from, to }) => ({
      what: what === "Checks" ? "Catalogue of checks" : what,
      from: from && printable(from, 60),
      to: to && printable(to, 60),
      missing: "Not found, or it could not be read.",
      direction: "neutral",
    }));
}

function coverageLines({ coverage }: Comparison): Line[] {
  return coverage.map(({ resource, from, to, direction }) => ({
    what: printable(resource, 120),
    from: from && COVERAGE_WORDS[from],
    to: to && COVERAGE_WORDS[to],
    missing: "Not asked for.",
    direction,
  }));
}

function step(gain: number): Direction {
  return gain > 0 ? "better" : gain < 0 ? "worse" : "neutral";
}
