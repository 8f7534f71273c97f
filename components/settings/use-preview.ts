"use client";

import { useEffect, useState } from "react";
import type { SchedulePreview } from "../answers.ts";
import { type Answer, type PlannedSchedule, previewSchedule } from "../api.ts";

/** Milliseconds without a key before the server is asked. */
const PAUSE = 250;

/** What the server says about a plan, a moment after it last changed; null until then. */
export function usePreview(
  clusterId: string,
  { everyMinutes, cron, timeZone, jitterSeconds }: PlannedSchedule,
): Answer<SchedulePreview> | null {
  const [preview, setPreview] = useState<Answer<SchedulePreview> | null>(null);

  useEffect(() => {
    let outdated = false;
    const timer = setTimeout(async () => {
      const answer = await previewSchedule(clusterId, {
        everyMinutes,
        cron,
        timeZone,
        jitterSeconds,
      });
      if (!outdated) setPreview(answer);
    }, PAUSE);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [clusterId, everyMinutes, cron, timeZone, jitterSeconds]);

  return preview;
}
