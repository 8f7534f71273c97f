import { Card } from "@/components/ui/card.tsx";
import { Name } from "@/components/ui/name.tsx";
import { finePercent, latency, perSecond, quantityText } from "@/lib/format.ts";
import type { Measurement } from "@/lib/snapshot/measurement.ts";
import { type TrafficRow, worstOf } from "./traffic-rows.ts";
import { measuredText, windowText } from "./words.ts";

/** Who is slowest and who fails most often, in a sentence, as one reporter sees it. */
export function LatencyAnswer({
  rows,
  who,
  measurement,
  locale,
}: {
  rows: readonly TrafficRow[];
  who: string;
  measurement: Measurement;
  locale: string;
}) {
  const rate = windowText(measurement.window, locale);
  return (
    <Card aria-labelledby="answer" className="flex flex-col gap-1.5 p-4 sm:p-5">
      <h2 id="answer" className="text-pretty font-semibold text-lg">
        <Worst rows={rows} who={who} locale={locale} />
      </h2>
      <p className="text-ink-soft text-xs">
        {measuredText(measurement)}
        {rate === null ? "" : `, over ${rate}`}
      </p>
    </Card>
  );
}

function Worst({
  rows,
  who,
  locale,
}: {
  rows: readonly TrafficRow[];
  who: string;
  locale: string;
}) {
  const { slowest, failing } = worstOf(rows);
  if (slowest === null && failing === null)
    return <>No latency and no failed request was seen by {who}.</>;
  const [within, failed] = [
    slowest?.p99 == null ? null : quantityText(latency(slowest.p99, locale)),
    failing?.errors == null ? null : quantityText(finePercent(failing.errors, locale)),
  ];
  const at =
    slowest?.rps == null ? "" : ` at ${perSecond(slowest.rps, locale).value} requests per second`;
  if (slowest && slowest === failing) {
    return (
      <>
        <Name>{slowest.name}</Name> is slowest and fails most often: 99 of 100 requests end within{" "}
        {within}
        {at}, and {failed} fail, as {who} sees it.
      </>
    );
  }
  return (
    <>
      {slowest ? (
        <>
          Slowest is <Name>{slowest.name}</Name>: 99 of 100 requests end within {within}
          {at}.{" "}
        </>
      ) : null}
      {failing ? (
        <>
          Most often fails <Name>{failing.name}</Name>: {failed} of its requests
        </>
      ) : (
        "No request failed"
      )}
      , as {who} sees it.
    </>
  );
}
