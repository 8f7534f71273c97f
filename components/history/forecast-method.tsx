import { ChevronRight } from "lucide-react";
import { count, counted } from "@/lib/format.ts";
import { type Forecast, FUTURES, WEEKS_NEEDED, WEEKS_USED } from "@/lib/snapshot/forecast.ts";

/** How the forecast was made, so that nobody has to believe it. */
export function ForecastMethod({ forecast, locale }: { forecast: Forecast; locale: string }) {
  return (
    <details className="group mt-2 text-ink-soft">
      <summary className="flex min-h-6 cursor-pointer list-none items-center gap-1.5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 group-open:rotate-90 motion-safe:transition-transform"
        />
        How this is worked out
      </summary>
      <div className="mt-2 flex max-w-4xl flex-col gap-2">
        <p>
          Namespaces that can move are those whose verdict is done, ready, ready with work or
          blocked: removing what blocks them is part of the work. Those that should stay on their
          sidecars, and those that could not be judged, are not counted.
        </p>
        <p>
          {forecast.kind === "range"
            ? `${counted(forecast.completed, "namespace", "namespaces", locale)} became done in the last ${counted(forecast.weeks, "week", "weeks", locale)}, and ${counted(forecast.left, "is", "are", locale)} left. `
            : ""}
          {count(FUTURES, locale)} futures are played, each week of them drawn at random from your
          own last {WEEKS_USED} weeks, with {WEEKS_NEEDED} at least, until nothing is left. Half of
          the futures are through by the first date, 85 of 100 by the second. It knows nothing of
          holidays, of what is harder than the rest, or of namespaces that are yet to come.
        </p>
        <p>
          Drawing from what was seen is the bootstrap (
          <a
            className="link"
            href="https://doi.org/10.1214/aos/1176344552"
            rel="noreferrer"
            target="_blank"
          >
            Efron 1979
          </a>
          ); doing so with what a team finished each week is throughput-based Monte Carlo
          forecasting (
          <a
            className="link"
            href="https://github.com/FocusedObjective/FocusedObjective.Resources"
            rel="noreferrer"
            target="_blank"
          >
            Magennis
          </a>
          ).
        </p>
      </div>
    </details>
  );
}
