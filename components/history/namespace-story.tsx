import { CornerLeftDown } from "lucide-react";
import Link from "next/link";
import type { FindingLife } from "@/lib/db/shapes.ts";
import { counted, dayText, exactTime, printable } from "@/lib/format.ts";
import type { PhaseStretch, Timeline } from "@/lib/snapshot/timeline.ts";
import { PhaseChip } from "../ui/marks.tsx";
import { PHASE_WORDS } from "../ui/words.ts";

/** Stretches that stand open; older ones are folded, with their count. */
const OPEN = 6;
const LIVES = 40;

/** What a namespace went through, newest first: phases with dates and evidence, steps back, what was found and resolved. */
export function NamespaceStory({
  timeline,
  resolved,
  hrefAt,
  locale,
}: {
  timeline: Timeline;
  /** Lives of findings that ended, the last one first. */
  resolved: readonly FindingLife[];
  /** The page as of the moment at which a stretch began; left out where nothing may be linked. */
  hrefAt?: (at: string) => string;
  locale: string;
}) {
  const newest = timeline.stretches.toReversed();
  const [current] = newest;
  if (!current) return null;
  const line = (stretch: PhaseStretch) => (
    <Stretch key={stretch.fromAt} stretch={stretch} hrefAt={hrefAt} locale={locale} />
  );
  return (
    <section aria-labelledby="story" className="mt-4 flex flex-col gap-2 border-t pt-3">
      <h3 id="story" className="font-semibold">
        What happened here
      </h3>
      {timeline.furthest !== null && timeline.stepsBack > 0 ? (
        <p className="text-ink-soft">
          It fell back {counted(timeline.stepsBack, "time", "times", locale)}; the furthest it has
          been is <strong className="font-semibold">{PHASE_WORDS[timeline.furthest].word}</strong>.
        </p>
      ) : null}
      <ol className="flex flex-col">{newest.slice(0, OPEN).map(line)}</ol>
      {newest.length > OPEN ? (
        <details>
          <summary className="text-ink-soft">
            {counted(newest.length - OPEN, "earlier phase", "earlier phases", locale)}
          </summary>
          <ol className="flex flex-col">{newest.slice(OPEN).map(line)}</ol>
        </details>
      ) : null}
      {resolved.length > 0 ? (
        <details>
          <summary className="text-ink-soft">
            {counted(resolved.length, "finding", "findings", locale)} resolved
          </summary>
          <ul className="flex flex-col">
            {resolved.slice(0, LIVES).map((life) => (
              <li
                key={`${life.fingerprint} ${life.firstSeen}`}
                className="flex flex-col border-t py-2 first:border-t-0"
              >
                <span className="[overflow-wrap:anywhere]">{printable(life.problem, 300)}</span>
                <span className="text-ink-faint text-xs tabular-nums">
                  <Day at={life.firstSeen} href={undefined} />
                  {life.resolvedAt ? (
                    <>
                      {" to "}
                      <Day at={life.resolvedAt} href={undefined} />
                    </>
                  ) : null}
                  {", "}
                  <Link className="link mono" href={`/checks/${life.check}`}>
                    {life.check}
                  </Link>
                </span>
              </li>
            ))}
          </ul>
          {resolved.length > LIVES ? (
            <p className="text-ink-faint text-xs">
              {counted(resolved.length - LIVES, "older one is", "older ones are", locale)} not
              listed.
            </p>
          ) : null}
        </details>
      ) : null}
    </section>
  );
}

function Stretch({
  stretch: { phase, fromAt, untilAt, evidence, steppedBack, found, resolved },
  hrefAt,
  locale,
}: {
  stretch: PhaseStretch;
  hrefAt: ((at: string) => string) | undefined;
  locale: string;
}) {
  const findings = [
    ...(found > 0 ? [`${counted(found, "finding", "findings", locale)} came`] : []),
    ...(resolved > 0 ? [`${counted(resolved, "finding", "findings", locale)} resolved`] : []),
  ].join(", ");
  return (
    <li className="flex flex-col gap-1 border-t py-2.5 first:border-t-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        {phase ? (
          <PhaseChip phase={phase} />
        ) : (
          <span className="text-unknown text-xs">could not tell</span>
        )}
        {steppedBack ? (
          <span className="inline-flex items-center gap-1 font-semibold text-blocked text-xs">
            <CornerLeftDown aria-hidden className="size-3.5" />
            fell back
          </span>
        ) : null}
        <span className="text-ink-soft text-xs tabular-nums">
          {untilAt === null ? "since " : ""}
          <Day at={fromAt} href={hrefAt?.(fromAt)} />
          {untilAt === null ? null : (
            <>
              {" to "}
              <Day at={untilAt} href={undefined} />
            </>
          )}
        </span>
      </p>
      {evidence.slice(0, 3).map((sentence) => (
        <p key={sentence} className="text-ink-soft text-xs [overflow-wrap:anywhere]">
          {printable(sentence, 300)}
        </p>
      ))}
      {findings ? <p className="text-ink-faint text-xs">Meanwhile {findings}.</p> : null}
    </li>
  );
}

function Day({ at, href }: { at: string; href: string | undefined }) {
  const time = (
    <time dateTime={at} title={exactTime(at)}>
      {dayText(at)}
    </time>
  );
  return href ? (
    <Link href={href} prefetch={false} className="link">
      {time}
    </Link>
  ) : (
    time
  );
}
