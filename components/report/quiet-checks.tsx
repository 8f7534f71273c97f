import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card.tsx";
import { counted, printable } from "@/lib/format.ts";
import type { CheckRecord } from "@/lib/snapshot/document.ts";
import { quietChecks } from "./finding-groups.ts";

/** Checks without findings, folded by outcome with their counts: nothing is hidden. */
export function QuietChecks({
  checks,
  locale,
}: {
  checks: readonly CheckRecord[];
  locale: string;
}) {
  const quiet = quietChecks(checks);
  return (
    <Card aria-label="Checks without findings" className="divide-y">
      <Fold
        title={`${counted(quiet.undetermined.length, "check", "checks", locale)} could not tell`}
        checks={quiet.undetermined}
      />
      <Fold
        title={`${counted(quiet.passed.length, "check", "checks", locale)} passed`}
        checks={quiet.passed}
      />
      <Fold
        title={`${counted(quiet["not-applicable"].length, "check", "checks", locale)} had nothing to look at`}
        checks={quiet["not-applicable"]}
      />
    </Card>
  );
}

function Fold({ title, checks }: { title: string; checks: readonly CheckRecord[] }) {
  if (checks.length === 0) return <p className="px-4 py-2.5 pl-10 text-ink-faint">{title}</p>;
  return (
    <details className="group">
      <summary className="flex cursor-pointer list-none items-center gap-2 px-4 py-2.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 text-ink-faint group-open:rotate-90 motion-safe:transition-transform"
        />
        {title}
      </summary>
      <ul className="grid gap-x-6 gap-y-2 px-10 pb-4 md:grid-cols-2">
        {checks.map(({ id, title: name, unread, reference }) => (
          <li key={id} className="min-w-0">
            <Link className="link" href={`/checks/${id}`}>
              {name}
            </Link>
            {unread.slice(0, 3).map(({ resource, detail }) => (
              <p
                key={`${resource} ${detail}`}
                className="text-ink-soft text-xs [overflow-wrap:anywhere]"
              >
                {printable(detail, 300)}
              </p>
            ))}
            {reference ? (
              <p className="text-ink-soft text-xs">
                The check itself broke; reference {reference}.
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </details>
  );
}
