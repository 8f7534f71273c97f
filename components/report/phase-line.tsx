import { Check, Circle, CircleDot } from "lucide-react";
import { cn } from "@/components/ui/cn.ts";
import { CodeBlock } from "@/components/ui/code-block.tsx";
import { PHASE_WORDS } from "@/components/ui/words.ts";
import { dayText, exactTime, printable } from "@/lib/format.ts";
import type { NextStep, Phase } from "@/lib/migration/model.ts";
import type { NamespaceRecord } from "@/lib/snapshot/document.ts";
import type { PhaseStretch, Timeline } from "@/lib/snapshot/timeline.ts";
import { journeyOf } from "./journey-line.ts";

/** The journey of one namespace from top to bottom: what lies behind it, where it is and why, the next step, what is ahead. */
export function PhaseLine({
  namespace,
  timeline,
  among = false,
}: {
  namespace: NamespaceRecord;
  /** The page shows several namespaces, so parts say whose they are. */
  among?: boolean;
  /** When it was where; without it the line has no dates. */
  timeline?: Timeline;
}) {
  return (
    <ol className="flex flex-col">
      {journeyOf(namespace).map(({ phase, place }) => (
        <li key={phase} className="group/step relative flex gap-3 pb-4 last:pb-0">
          <span
            aria-hidden
            className="absolute top-5 bottom-0 left-[0.4375rem] w-px bg-line group-last/step:hidden"
          />
          <Dot place={place} phase={phase} />
          <div
            className={cn("min-w-0 flex-1", place === "ahead" && "text-ink-faint")}
            aria-current={place === "here" ? "step" : undefined}
          >
            <h3 className={place === "here" ? "font-semibold" : "text-sm"}>
              {PHASE_WORDS[phase].word}
              <span className="sr-only">{PLACES[place]}</span>
              {timeline ? (
                <Dates stretches={timeline.stretches} phase={phase} place={place} />
              ) : null}
            </h3>
            {place === "here" ? <Here namespace={namespace} among={among} /> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

/** When it was last in this phase; one ahead that it was in already says that it fell back. */
function Dates({
  stretches,
  phase,
  place,
}: {
  stretches: readonly PhaseStretch[];
  phase: Phase;
  place: "behind" | "here" | "ahead";
}) {
  const last = stretches.findLast((stretch) => stretch.phase === phase);
  if (!last) return null;
  return (
    <span
      className={cn(
        "ml-2 font-normal text-xs tabular-nums",
        place === "ahead" ? "text-blocked" : "text-ink-faint",
      )}
    >
      {place === "ahead" ? "fell back, was here " : place === "here" ? "since " : ""}
      <time dateTime={last.fromAt} title={exactTime(last.fromAt)}>
        {dayText(last.fromAt)}
      </time>
      {place !== "here" && last.untilAt ? (
        <>
          {" to "}
          <time dateTime={last.untilAt} title={exactTime(last.untilAt)}>
            {dayText(last.untilAt)}
          </time>
        </>
      ) : null}
    </span>
  );
}

const PLACES = { behind: " (behind)", here: " (here now)", ahead: " (ahead)" } as const;

function Dot({ place, phase }: { place: "behind" | "here" | "ahead"; phase: Phase }) {
  const Icon = place === "behind" ? Check : place === "here" ? CircleDot : Circle;
  const drift = phase === "drift-no-waypoint";
  return (
    <Icon
      aria-hidden
      className={cn(
        "relative mt-0.5 size-4 shrink-0 bg-card",
        place === "behind" && "text-done",
        place === "here" && (drift ? "text-blocked" : "text-ink"),
        place === "ahead" && "text-line-strong",
      )}
    />
  );
}

function Here({
  namespace: { name, phaseEvidence, nextStep, phase },
  among,
}: {
  namespace: NamespaceRecord;
  among: boolean;
}) {
  return (
    <div className="mt-1 flex flex-col gap-4">
      <ul className="text-ink-soft">
        {phaseEvidence.map((sentence) => (
          <li key={sentence}>{printable(sentence, 400)}</li>
        ))}
      </ul>
      {nextStep ? (
        <NextStepCard step={nextStep} label={among ? `Next step of ${name}` : "Next step"} />
      ) : (
        <p className="text-ink-soft">
          {phase === "done" ? "Nothing is left to do here." : "There is no next step to take here."}
        </p>
      )}
    </div>
  );
}

function NextStepCard({ step, label }: { step: NextStep; label: string }) {
  return (
    <section
      aria-label={label}
      className="flex flex-col gap-3 rounded-lg border border-line-strong p-4"
    >
      <header>
        <p className="text-ink-faint text-xs">Next step</p>
        <h4 className="font-semibold">{step.title}</h4>
        <p className="text-ink-soft">{step.why}</p>
      </header>
      {step.commands.length > 0 ? (
        <CodeBlock kind="command" caption="Run" code={step.commands.join("\n")} />
      ) : null}
      <Lines title="Verify" lines={step.verify} />
      <Lines title="Undo" lines={step.undo} />
      {step.meanwhile ? (
        <p className="rounded-md bg-warning-wash px-3 py-2 text-warning">
          <strong className="font-semibold">Unsafe meanwhile:</strong> {step.meanwhile}
        </p>
      ) : null}
    </section>
  );
}

/** Commands are copied as a block; a line that is a sentence stays a sentence. */
function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  const commands = lines.filter((line) => /^(kubectl|istioctl|helm) /.test(line));
  const sentences = lines.filter((line) => !commands.includes(line));
  return (
    <div className="flex flex-col gap-1.5">
      {commands.length > 0 ? (
        <CodeBlock kind="command" caption={title} code={commands.join("\n")} />
      ) : null}
      {sentences.map((sentence) => (
        <p key={sentence} className="text-ink-soft text-sm">
          {commands.length === 0 ? <span className="font-semibold text-ink">{title}: </span> : null}
          {sentence}
        </p>
      ))}
    </div>
  );
}
