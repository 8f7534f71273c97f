"use client";

import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { Popover } from "radix-ui";
import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from "react";
import { dayText, exactTime } from "@/lib/format.ts";
import type { Answer, Moments } from "../answers.ts";
import { moments as askMoments } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { addressAsOf, type Moment, momentDays } from "./moments.ts";

/** Moments that are listed at once; the others are one jump or one more press away. */
const LISTED = 120;

/** Every moment that can be shown, by day, with a jump to a day. Asked for each time it opens. */
export function TimePanel({
  clusterId,
  anchor,
  open,
  onOpenChange,
}: {
  clusterId: string | null;
  anchor: RefObject<HTMLButtonElement | null>;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const answer = useMoments(open, clusterId);
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      <Popover.Anchor virtualRef={withElement(anchor)} />
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          aria-label="Show as of another time"
          className="z-50 flex max-h-[min(32rem,var(--radix-popover-content-available-height))] w-[min(22rem,calc(100vw-1rem))] flex-col rounded-lg border bg-overlay shadow-overlay"
          onKeyDown={walk}
          onInteractOutside={(event) => {
            // The button closes the panel by itself; closing it here too would open it again.
            if (event.target instanceof Node && anchor.current?.contains(event.target))
              event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            anchor.current?.focus();
          }}
        >
          {answer === null ? (
            <Waiting />
          ) : answer.ok ? (
            <Choice
              moments={answer.value.moments.map(([at, takenAt]) => ({ at, takenAt }))}
              onChosen={() => onOpenChange(false)}
            />
          ) : (
            <ErrorLine className="p-4">{answer.sentence}</ErrorLine>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Choice({ moments, onChosen }: { moments: readonly Moment[]; onChosen: () => void }) {
  const pathname = usePathname();
  const search = useSearchParams();
  const shown = search.get("at");
  const jump = useId();
  const [upTo, setUpTo] = useState("");
  const [listed, setListed] = useState(LISTED);
  const { days, more } = momentDays(moments, upTo, listed);
  const address = (at: string | null) => addressAsOf(pathname, search, at);

  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b p-3">
        <Link
          href={address(null)}
          onClick={onChosen}
          aria-current={shown === null ? "true" : undefined}
          className="flex h-9 flex-1 items-center rounded-md border border-line-strong px-3 font-semibold hover:bg-hover aria-[current=true]:bg-hover"
        >
          Latest
        </Link>
        <label htmlFor={jump} className="flex items-center gap-2 text-ink-soft text-xs">
          Jump to
          <Input
            id={jump}
            type="date"
            className="w-36 px-2"
            min={moments.at(-1)?.takenAt.slice(0, 10)}
            max={moments[0]?.takenAt.slice(0, 10)}
            value={upTo}
            onChange={({ target }) => {
              setUpTo(target.value);
              setListed(LISTED);
            }}
          />
        </label>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto p-3">
        {days.length === 0 ? (
          <p className="py-4 text-center text-ink-soft">Nothing was read until that day.</p>
        ) : null}
        {days.map(({ day, moments: ofDay }) => (
          <section key={day} aria-label={dayText(day)} className="flex gap-2 pb-1">
            <h2 className="w-24 shrink-0 text-ink-faint text-xs leading-7 tabular-nums">
              {dayText(day)}
            </h2>
            <ul className="flex min-w-0 flex-wrap gap-1">
              {ofDay.map(({ at, takenAt }) => (
                <li key={at}>
                  <Link
                    href={address(at)}
                    prefetch={false}
                    onClick={onChosen}
                    title={exactTime(takenAt)}
                    aria-current={at === shown ? "true" : undefined}
                    className="flex h-7 items-center rounded-sm px-2 tabular-nums hover:bg-hover aria-[current=true]:bg-warning-wash aria-[current=true]:font-semibold aria-[current=true]:text-warning"
                  >
                    {takenAt.slice(11, 16)}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
        {more ? (
          <Button size="sm" className="mt-2 w-full" onClick={() => setListed(listed + LISTED)}>
            Show earlier ones
          </Button>
        ) : null}
      </div>
      <p className="border-t px-3 py-2 text-ink-faint text-xs">Times are in UTC.</p>
    </>
  );
}

function Waiting() {
  return (
    <div role="status" aria-label="Loading the moments" className="flex flex-col gap-3 p-3">
      <Skeleton className="h-9" />
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-7" />
      <Skeleton className="h-7" />
    </div>
  );
}

function useMoments(open: boolean, clusterId: string | null): Answer<Moments> | null {
  const [answer, setAnswer] = useState<Answer<Moments> | null>(null);

  useEffect(() => {
    if (!open) return;
    let current = true;
    askMoments(clusterId).then((told) => {
      if (current) setAnswer(told);
    });
    return () => {
      current = false;
    };
  }, [open, clusterId]);

  return answer;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
};

/** Arrows walk through the links, beside the Tab key. Inside the date field they are its own. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  if (step === undefined || !(event.target instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  const links = [...event.currentTarget.querySelectorAll("a")];
  links[links.indexOf(event.target) + step]?.focus();
}

/** The panel is drawn only after the button was pressed, so its element is there. */
function withElement(anchor: RefObject<HTMLButtonElement | null>) {
  return { current: anchor.current ?? document.body };
}
