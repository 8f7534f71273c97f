import { Check, CircleHelp, Minus, TriangleAlert } from "lucide-react";
import { printable } from "@/lib/format.ts";
import type { MetricsTest } from "@/lib/metrics/source.ts";

export type MetricsTestAnswer = MetricsTest;

/** Seconds from which on a clock is worth a word. */
const CLOCK = 30;

/** What a source has, by query, and what follows from it. */
export function MetricsTestResult({
  result,
  running,
}: {
  result: MetricsTestAnswer | null;
  running: boolean;
}) {
  return (
    <div role="status" className="text-xs empty:hidden">
      {running ? <p className="text-ink-soft">Asking what it has.</p> : null}
      {result === null ? null : result.ok ? (
        <Found result={result} />
      ) : (
        <p className="flex items-start gap-1.5 text-warning">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {printable(result.sentence, 600)}
          </span>
        </p>
      )}
    </div>
  );
}

function Found({ result }: { result: Extract<MetricsTest, { ok: true }> }) {
  const { server, clockAhead, found } = result;
  return (
    <>
      <p className="font-semibold">
        {server === null ? "It answers." : `${printable(server, 80)} answers.`}
      </p>
      {clockAhead !== null && Math.abs(clockAhead) >= CLOCK ? (
        <p className="text-warning">
          Its clock is {Math.round(Math.abs(clockAhead))} s {clockAhead > 0 ? "ahead" : "behind"}.
        </p>
      ) : null}
      <ul className="mt-1 flex flex-col gap-1">
        {found.map(({ what, present, sentence }) => {
          const { icon: Icon, tone, word } = STATES[`${present}`];
          return (
            <li key={what} className="flex items-start gap-1.5">
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${tone}`} />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <span className="font-semibold">
                  {NAMES[what]}: {word}.
                </span>{" "}
                {printable(sentence, 400)}
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

const STATES = {
  true: { icon: Check, tone: "text-ready", word: "there" },
  false: { icon: Minus, tone: "text-ink-faint", word: "not there" },
  null: { icon: CircleHelp, tone: "text-warning", word: "could not tell" },
} as const;

const NAMES = {
  cadvisor: "Containers (cAdvisor)",
  "kube-state-metrics": "kube-state-metrics",
  "istio-http": "Requests of sidecars and gateways",
  "istio-waypoint": "Requests of waypoints",
  "istio-tcp": "Connections of ztunnel",
} as const;
