import Link from "next/link";
import { cn } from "@/components/ui/cn.ts";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { count, counted, printable } from "@/lib/format.ts";
import { EVERYTHING } from "../export/everything.ts";
import { type FindingGroup, type FindingGrouping, objectText } from "./finding-groups.ts";
import { type FindingAddress, reportPaths } from "./paths.ts";

/** Groups drawn at once: what is further down is one filter away, or drawn when asked for. */
const GROUPS_SHOWN = 60;
const FINDINGS_SHOWN = 40;

/** Findings under their headings, two lines each; the chosen one is marked. */
export function FindingList({
  clusterId,
  at,
  groups,
  grouping,
  address,
  chosen,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  groups: readonly FindingGroup[];
  grouping: FindingGrouping;
  address: FindingAddress;
  chosen: string | null;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  const everything = address.all === "1";
  const groupsShown = everything ? groups.length : GROUPS_SHOWN;
  const findingsShown = everything ? Number.POSITIVE_INFINITY : FINDINGS_SHOWN;
  const all = (
    <Link
      href={paths.findings({ ...address, all: "1" })}
      scroll={false}
      prefetch={false}
      className="link"
      {...EVERYTHING}
    >
      Draw them all
    </Link>
  );
  return (
    <div className="flex flex-col">
      {groups.slice(0, groupsShown).map((group) => {
        const holds = group.findings.some(({ fingerprint }) => fingerprint === chosen);
        return (
          <details
            key={group.key}
            open={holds || groups.length <= 8}
            className="group border-b last:border-b-0"
          >
            <summary className="flex cursor-pointer list-none items-center gap-2 bg-sunken px-4 py-2 [&::-webkit-details-marker]:hidden">
              <GroupMarks group={group} grouping={grouping} />
              <h3 className="min-w-0 flex-1 font-semibold text-sm [overflow-wrap:anywhere]">
                {grouping === "check" || group.key === "" ? (
                  printable(group.title)
                ) : (
                  <Name>{group.title}</Name>
                )}
              </h3>
              <span className="text-ink-faint text-xs tabular-nums">
                {count(group.findings.length, locale)}
              </span>
            </summary>
            <ul>
              {group.findings.slice(0, findingsShown).map((finding) => (
                <li key={finding.fingerprint} className="border-t">
                  <Link
                    href={paths.findings({ ...address, finding: finding.fingerprint })}
                    scroll={false}
                    prefetch={false}
                    aria-current={finding.fingerprint === chosen ? "true" : undefined}
                    className="flex gap-2.5 border-transparent border-l-2 px-3.5 py-2 hover:bg-hover focus-visible:-outline-offset-2 lg:aria-[current=true]:border-ink lg:aria-[current=true]:bg-hover"
                  >
                    <SeverityMark
                      severity={finding.severity}
                      security={finding.security}
                      quiet
                      className="w-9 shrink-0 self-start pt-0.5"
                    />
                    <span className="min-w-0">
                      <span className="line-clamp-2 [overflow-wrap:anywhere]">
                        {printable(finding.problem, 240)}
                      </span>
                      <span className="mono block truncate text-ink-faint">
                        {printable(
                          grouping === "object" ? finding.check : objectText(finding.object),
                        )}
                      </span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
            {group.findings.length > findingsShown ? (
              <p className="border-t px-4 py-2 text-ink-soft text-xs">
                {counted(group.findings.length - findingsShown, "more is", "more are", locale)} not
                drawn here. Narrow the list by namespace or search. {all}
              </p>
            ) : null}
          </details>
        );
      })}
      {groups.length > groupsShown ? (
        <p className="px-4 py-3 text-ink-soft text-xs">
          {counted(groups.length - groupsShown, "more group is", "more groups are", locale)} not
          drawn here. Narrow the list by severity, check or search. {all}
        </p>
      ) : null}
    </div>
  );
}

/** By object, one mark for each check that hit it; else the mark of the most urgent finding. */
function GroupMarks({ group, grouping }: { group: FindingGroup; grouping: FindingGrouping }) {
  const marks = grouping === "object" ? group.findings.slice(0, 4) : group.findings.slice(0, 1);
  return (
    <span className={cn("flex gap-0.5", grouping === "object" || "w-9 shrink-0")}>
      {marks.map(({ fingerprint, severity, security }) => (
        <SeverityMark key={fingerprint} severity={severity} security={security} quiet />
      ))}
    </span>
  );
}
