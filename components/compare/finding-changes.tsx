"use client";

import Link from "next/link";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { SEVERITIES } from "@/components/ui/words.ts";
import { reportPaths } from "../report/paths.ts";
import { DirectionMark } from "./direction-mark.tsx";
import { MoreRows } from "./more-rows.tsx";
import { Arrow } from "./namespace-changes.tsx";
import type { Difference, FindingLine } from "./pack.ts";
import type { SideLink } from "./sides.ts";

/** Findings of one kind of change, the most urgent first. */
export function FindingChanges({
  lines,
  link,
}: {
  lines: readonly FindingLine[];
  /** The side that holds them; null on pages without ways into the product. */
  link: SideLink | null;
}) {
  return (
    <MoreRows rows={lines} noun="findings">
      {(shown) => (
        <ul className="divide-y border-t">
          {shown.map((line) => (
            <li key={line.fingerprint} className="flex items-start gap-2.5 px-4 py-2">
              <SeverityMark
                severity={line.severity}
                security={line.security}
                quiet
                className="w-9 shrink-0 pt-0.5"
              />
              <div className="min-w-0 flex-1">
                <p className="[overflow-wrap:anywhere]">
                  {link ? (
                    <Link
                      href={reportPaths(link.clusterId, link.at).findings({
                        finding: line.fingerprint,
                      })}
                      prefetch={false}
                      className="link"
                    >
                      {line.problem}
                    </Link>
                  ) : (
                    line.problem
                  )}
                </p>
                <p className="mono text-ink-faint" translate="no">
                  <bdi>{line.object}</bdi>
                </p>
                {line.severityBefore ? (
                  <p className="inline-flex items-center gap-1 text-ink-soft text-xs">
                    {SEVERITIES[line.severityBefore].word} <Arrow />{" "}
                    {SEVERITIES[line.severity].word}
                  </p>
                ) : null}
                {line.differences?.map((difference) => (
                  <Was key={difference.what} {...difference} />
                ))}
                {line.note ? <p className="text-ink-soft text-xs">{line.note}</p> : null}
              </div>
              {line.direction === "better" || line.direction === "worse" ? (
                <DirectionMark direction={line.direction} />
              ) : null}
            </li>
          ))}
        </ul>
      )}
    </MoreRows>
  );
}

function Was({ what, from, to }: Difference) {
  return (
    <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 border-l-2 pl-2 text-xs">
      {what === "" ? null : (
        <>
          <dt className="sr-only">Field</dt>
          <dd className="mono col-span-2 text-ink-faint">{what}</dd>
        </>
      )}
      <dt className="text-ink-faint">was</dt>
      <dd className="text-ink-soft [overflow-wrap:anywhere]">{from}</dd>
      <dt className="text-ink-faint">is</dt>
      <dd className="[overflow-wrap:anywhere]">{to}</dd>
    </dl>
  );
}
