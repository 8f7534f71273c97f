"use client";

import { CalendarClock, CirclePause, CirclePlay } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import type { ScheduleRow } from "@/lib/db/shapes.ts";
import { printable } from "@/lib/format.ts";
import { saveSchedule } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogContent } from "../ui/dialog.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { ScheduleForm } from "./schedule-form.tsx";

/** What can be done to a cluster's schedule: make one, change it, pause it. */
export function ScheduleActions({
  cluster,
  schedule,
}: {
  cluster: { readonly id: string; readonly name: string };
  schedule: ScheduleRow | null;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [refused, setRefused] = useState("");
  const [asked, setAsked] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const name = printable(cluster.name, 80);

  async function pause({ everyMinutes, cron, timeZone, jitterSeconds, paused }: ScheduleRow) {
    setAsked(true);
    setRefused("");
    const plan = { everyMinutes, cron, timeZone, jitterSeconds, paused: !paused };
    const answer = await saveSchedule(cluster.id, plan);
    setAsked(false);
    if (!answer.ok) return setRefused(answer.sentence);
    startRenewing(() => router.refresh());
  }

  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap gap-2 md:justify-end">
        <Button
          size="sm"
          onClick={() => setOpen(true)}
          aria-label={`${schedule ? "Edit schedule of" : "Schedule"} ${name}`}
        >
          <CalendarClock aria-hidden />
          {schedule ? "Edit" : "Schedule"}
        </Button>
        {schedule ? (
          <Button
            size="sm"
            disabled={asked || renewing}
            onClick={() => pause(schedule)}
            aria-label={`${schedule.paused ? "Resume" : "Pause"} schedule of ${name}`}
          >
            {schedule.paused ? <CirclePlay aria-hidden /> : <CirclePause aria-hidden />}
            {schedule.paused ? "Resume" : "Pause"}
          </Button>
        ) : null}
      </div>
      {refused ? <ErrorLine className="text-xs">{refused}</ErrorLine> : null}
      <Dialog open={open} onOpenChange={setOpen}>
        <DialogContent
          title={`Scan ${name} by itself`}
          className="top-[6dvh] max-h-[88dvh]"
          description="Each scan only reads the cluster, as a scan by hand does."
        >
          <ScheduleForm
            clusterId={cluster.id}
            schedule={schedule}
            onDone={() => {
              setOpen(false);
              router.refresh();
            }}
          />
        </DialogContent>
      </Dialog>
    </div>
  );
}
