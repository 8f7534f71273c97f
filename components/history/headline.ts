/** What a history page says first: how far, at which pace, and when the last one will be done. */
import { count, counted, dayText } from "@/lib/format.ts";
import { type Forecast, WEEKS_NEEDED } from "@/lib/snapshot/forecast.ts";
import type { Progress } from "@/lib/snapshot/history.ts";

/** "61 of 92 namespaces that can move are done." and, apart, what the pace says about the rest. */
export function headline(
  { done, canMove, untold }: Progress,
  forecast: Forecast,
  locale: string,
): { readonly far: string; readonly pace: string } {
  if (canMove === 0 && untold !== 0)
    return { far: "Which namespaces can move to ambient mode could not be told.", pace: "" };
  if (canMove === 0)
    return { far: "No namespace that can move to ambient mode was found.", pace: "" };
  if (done === canMove)
    return {
      far: `Every namespace that can move is done: ${count(done, locale)} of ${count(canMove, locale)}.`,
      pace: untoldSentence(untold, locale),
    };
  return {
    far: `${count(done, locale)} of ${counted(canMove, "namespace", "namespaces", locale)} that can move ${done === 1 ? "is" : "are"} done.`,
    pace: paceSentence(forecast, locale),
  };
}

function untoldSentence(untold: number | null, locale: string): string {
  if (untold === 0) return "";
  const of = untold === null ? "others" : `${count(untold, locale)} more`;
  return `Of ${of} it could not be told whether they can move.`;
}

function paceSentence(forecast: Forecast, locale: string): string {
  switch (forecast.kind) {
    case "range":
      return forecast.p50 === forecast.p85
        ? `At the pace of the last ${weeks(forecast.weeks, locale)} the last one is done by ${dayText(forecast.p85)}.`
        : `At the pace of the last ${weeks(forecast.weeks, locale)} the last one is done between ${dayText(forecast.p50)} and ${dayText(forecast.p85)}.`;
    case "not-enough-history":
      return forecast.enoughAt === null
        ? "There is not enough history for a forecast."
        : `There is not enough history for a forecast: ${counted(forecast.weeks, "whole week", "whole weeks", locale)} of the ${WEEKS_NEEDED} that it needs. There will be on ${dayText(forecast.enoughAt)}, if scans go on until then.`;
    case "no-progress":
      return `No namespace became done in the last ${weeks(forecast.weeks, locale)}, so there is no pace to forecast from.`;
    case "too-far":
      return `At the pace of the last ${weeks(forecast.weeks, locale)} the last one would take more than ${count(forecast.years, locale)} years.`;
    case "nothing-left":
      return "";
  }
}

function weeks(amount: number, locale: string): string {
  return counted(amount, "week", "weeks", locale);
}
