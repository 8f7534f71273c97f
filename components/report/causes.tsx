import Link from "next/link";
import { Card, CardBody, CardHeader } from "@/components/ui/card.tsx";
import { EmptyState } from "@/components/ui/empty-state.tsx";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { count, counted } from "@/lib/format.ts";
import type { Cause } from "./finding-groups.ts";
import { reportPaths } from "./paths.ts";

const SHOWN = 6;

/** What stops the namespaces of this cluster, the widest cause first. */
export function Causes({
  clusterId,
  at,
  causes,
  undetermined,
  locale,
}: {
  clusterId: string;
  at: string | undefined;
  causes: readonly Cause[];
  /** Checks that could not be decided: without them "nothing stops you" would be a claim. */
  undetermined: number;
  locale: string;
}) {
  const paths = reportPaths(clusterId, at);
  return (
    <Card aria-labelledby="causes">
      <CardHeader id="causes" title="What stops us" />
      <CardBody>
        {causes.length === 0 ? (
          <EmptyState
            as="p"
            kind={undetermined > 0 ? "not-evaluated" : "none-found"}
            title="No known blocker with the permissions given."
            className="py-6"
          >
            {undetermined > 0
              ? `${counted(undetermined, "check", "checks", locale)} could not be decided, see the coverage below.`
              : null}
          </EmptyState>
        ) : (
          <ul className="flex flex-col">
            {causes.slice(0, SHOWN).map((cause) => (
              <li
                key={cause.check}
                className="flex items-baseline gap-2 border-t py-1.5 first:border-t-0"
              >
                <SeverityMark
                  severity={cause.severity}
                  security={cause.security}
                  quiet
                  className="w-9 translate-y-0.5"
                />
                <p className="min-w-0 flex-1">
                  <Link
                    prefetch={false}
                    className="link"
                    href={paths.findings({ check: cause.check })}
                    title={cause.example}
                  >
                    {cause.title}
                  </Link>
                </p>
                <span className="shrink-0 text-ink-soft text-xs tabular-nums">
                  {cause.cluster
                    ? "whole cluster"
                    : counted(cause.namespaces, "namespace", "namespaces", locale)}
                </span>
              </li>
            ))}
          </ul>
        )}
        {causes.length > SHOWN ? (
          <p className="pt-1.5 text-xs">
            <Link prefetch={false} className="link" href={paths.findings({ severity: "blocker" })}>
              and {count(causes.length - SHOWN, locale)} more
            </Link>
          </p>
        ) : null}
      </CardBody>
    </Card>
  );
}
