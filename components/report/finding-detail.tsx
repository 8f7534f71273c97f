import Link from "next/link";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { SeverityMark } from "@/components/ui/marks.tsx";
import { Name } from "@/components/ui/name.tsx";
import { RelativeTime } from "@/components/ui/relative-time.tsx";
import type { FindingLife } from "@/lib/db/shapes.ts";
import { printable } from "@/lib/format.ts";
import type { FindingRecord } from "@/lib/snapshot/document.ts";
import { objectText } from "./finding-groups.ts";

/** One finding in full: what, why, where it was seen, what to do, and who says so. */
export function FindingDetail({
  finding,
  life,
  as: Heading = "h3",
  linked = true,
}: {
  finding: FindingRecord;
  life?: FindingLife | undefined;
  as?: "h2" | "h3";
  /** False on a shared page, which leads nowhere into the product. */
  linked?: boolean;
}) {
  return (
    <div className="flex flex-col gap-4">
      <header className="flex flex-col gap-1.5">
        <SeverityMark severity={finding.severity} security={finding.security} />
        <Heading className="text-pretty font-semibold [overflow-wrap:anywhere]">
          {printable(finding.problem, 600)}
        </Heading>
        {finding.why ? <p className="text-ink-soft">{finding.why}</p> : null}
      </header>

      <section aria-label="Evidence" hidden={finding.evidence.length === 0}>
        <h4 className="mb-1 font-semibold text-ink-soft text-xs">Evidence</h4>
        <ul className="flex flex-col gap-1">
          {finding.evidence.map((evidence) => (
            <li
              key={`${objectText(evidence.object)} ${evidence.field}`}
              className="rounded-md bg-sunken px-3 py-1.5 text-sm"
            >
              <Name>{objectText(evidence.object)}</Name>
              <br />
              <span className="mono break-words text-ink-soft">
                {printable(evidence.field, 200)}
              </span>
              <span className="text-ink-faint"> = </span>
              <Name limit={400}>{evidence.value}</Name>
            </li>
          ))}
        </ul>
      </section>

      <section
        aria-label="What to do"
        hidden={finding.remedy.text === ""}
        className="flex flex-col gap-2 [&[hidden]]:hidden"
      >
        <h4 className="font-semibold text-ink-soft text-xs">What to do</h4>
        <p>{printable(finding.remedy.text, 800)}</p>
        {finding.remedy.command ? <CodeBlock kind="command" code={finding.remedy.command} /> : null}
        {finding.remedy.yaml ? <CodeBlock kind="yaml" code={finding.remedy.yaml} /> : null}
      </section>

      <footer className="flex flex-wrap gap-x-4 gap-y-1 text-ink-faint text-xs">
        <span>
          Check{" "}
          {linked ? (
            <Link className="link mono" href={`/checks/${finding.check}`}>
              {finding.check}
            </Link>
          ) : (
            <span className="mono">{finding.check}</span>
          )}
        </span>
        {life ? (
          <span>
            First seen <RelativeTime at={life.firstSeen} />
          </span>
        ) : null}
        {finding.sources.map(({ title, url }) => (
          <a key={url} className="link" href={url} rel="noreferrer" target="_blank">
            {title}
          </a>
        ))}
      </footer>
    </div>
  );
}
