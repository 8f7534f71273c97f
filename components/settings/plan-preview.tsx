"use client";

import type { SchedulePreview } from "../answers.ts";
import type { Answer } from "../api.ts";
import { ErrorLine } from "../ui/field.tsx";
import { useLocale } from "../ui/visitor.tsx";

/** A schedule in words and its next five moments, in its own time zone and the visitor's. */
export function PlanPreview({
  preview,
  timeZone,
}: {
  preview: Answer<SchedulePreview> | null;
  timeZone: string;
}) {
  const locale = useLocale();
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = timeZone === own ? [own] : [timeZone, own];

  return (
    <div aria-live="polite" className="min-h-40 rounded-md bg-sunken px-3 py-2">
      {preview?.ok === true ? (
        <>
          <p className="font-semibold">{preview.value.words}</p>
          <table className="mt-1 w-full text-left tabular-nums">
            <thead className="text-ink-faint text-xs">
              <tr>
                {zones.map((zone) => (
                  <th key={zone} scope="col" className="py-0.5 pr-3 font-normal">
                    {zone === own ? `${zone} (yours)` : zone}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {preview.value.next.map((moment) => (
                <tr key={moment}>
                  {zones.map((zone) => (
                    <td key={zone} className="py-0.5 pr-3">
                      {inZone(moment, zone, locale)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </>
      ) : preview?.ok === false && preview.field === null ? (
        <ErrorLine>{preview.sentence}</ErrorLine>
      ) : (
        <p className="text-ink-faint">
          {preview === null ? "Working out the next scans…" : "The next scans appear here."}
        </p>
      )}
    </div>
  );
}

function inZone(moment: string, timeZone: string, locale: string): string {
  try {
    return new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).format(new Date(moment));
  } catch {
    // While the visitor types, the zone is none yet.
    return "";
  }
}
