"use client";

import { type FormEvent, useId, useState } from "react";
import type { ScheduleRow } from "@/lib/db/shapes.ts";
import { removeSchedule, saveSchedule } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { DialogClose } from "../ui/dialog.tsx";
import { describedBy, ErrorLine, Field } from "../ui/field.tsx";
import { Input, Select } from "../ui/input.tsx";
import { type Draft, draftOf, planOf, UNITS } from "./draft.ts";
import { PlanPreview } from "./plan-preview.tsx";
import { usePreview } from "./use-preview.ts";

export function ScheduleForm({
  clusterId,
  schedule,
  onDone,
}: {
  clusterId: string;
  schedule: ScheduleRow | null;
  onDone: () => void;
}) {
  const id = useId();
  const [draft, setDraft] = useState(() => draftOf(schedule, ownZone()));
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState("");
  const plan = planOf(draft);
  const preview = usePreview(clusterId, plan);
  const wrong = preview?.ok === false ? preview : null;
  const change = (changes: Partial<Draft>) => setDraft((current) => ({ ...current, ...changes }));
  const errorOf = (field: string) => (wrong?.field === field ? wrong.sentence : null);

  async function settle(ask: () => ReturnType<typeof saveSchedule>) {
    setSending(true);
    setRefused("");
    const answer = await ask();
    setSending(false);
    if (answer.ok) onDone();
    else setRefused(answer.sentence);
  }

  function save(event: FormEvent) {
    event.preventDefault();
    void settle(() => saveSchedule(clusterId, { ...plan, paused: false }));
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4">
      <fieldset className="flex flex-wrap gap-x-5 gap-y-1">
        <legend className="mb-1 font-semibold">How often</legend>
        <Choice
          name={id}
          checked={draft.by === "interval"}
          onChoose={() => change({ by: "interval" })}
        >
          At an interval
        </Choice>
        <Choice name={id} checked={draft.by === "cron"} onChoose={() => change({ by: "cron" })}>
          At set times
        </Choice>
      </fieldset>
      {draft.by === "interval" ? (
        <Field id={`${id}-every`} label="Every" error={errorOf("everyMinutes")}>
          <div className="flex gap-2">
            <Input
              id={`${id}-every`}
              type="number"
              min={1}
              step={1}
              required
              className="w-24"
              value={draft.amount}
              aria-invalid={errorOf("everyMinutes") !== null}
              aria-describedby={describedBy(`${id}-every`, {
                error: errorOf("everyMinutes") !== null,
              })}
              onChange={({ target }) => change({ amount: target.value })}
            />
            <Select
              aria-label="Unit"
              className="w-32"
              value={draft.unit}
              onChange={({ target }) =>
                change({ unit: UNITS.find(({ unit }) => unit === target.value)?.unit ?? "hours" })
              }
            >
              {UNITS.map(({ unit }) => (
                <option key={unit}>{unit}</option>
              ))}
            </Select>
          </div>
        </Field>
      ) : (
        <>
          <Field
            id={`${id}-cron`}
            label="Cron expression"
            hint="Minute, hour, day of month, month, day of week."
            error={errorOf("cron")}
          >
            <Input
              id={`${id}-cron`}
              className="mono"
              value={draft.cron}
              required
              maxLength={120}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={errorOf("cron") !== null}
              aria-describedby={describedBy(`${id}-cron`, {
                hint: true,
                error: errorOf("cron") !== null,
              })}
              onChange={({ target }) => change({ cron: target.value })}
            />
          </Field>
          <Field
            id={`${id}-zone`}
            label="Time zone"
            hint="Type to search. A time that its clock skips runs as much later, a doubled one once."
            error={errorOf("timeZone")}
          >
            <Input
              id={`${id}-zone`}
              list={`${id}-zones`}
              value={draft.timeZone}
              required
              maxLength={64}
              autoComplete="off"
              spellCheck={false}
              aria-invalid={errorOf("timeZone") !== null}
              aria-describedby={describedBy(`${id}-zone`, {
                hint: true,
                error: errorOf("timeZone") !== null,
              })}
              onChange={({ target }) => change({ timeZone: target.value })}
            />
            <datalist id={`${id}-zones`}>
              {zones().map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </Field>
        </>
      )}
      <Field
        id={`${id}-jitter`}
        label="Spread"
        hint="Each scan starts a little later, so that clusters do not all start at once."
        error={errorOf("jitterSeconds")}
      >
        <Select
          id={`${id}-jitter`}
          className="w-40"
          value={draft.jitterSeconds}
          aria-describedby={describedBy(`${id}-jitter`, {
            hint: true,
            error: errorOf("jitterSeconds") !== null,
          })}
          onChange={({ target }) => change({ jitterSeconds: Number(target.value) })}
        >
          {[...new Set([0, 60, 300, 900, 1800, 3600, draft.jitterSeconds])]
            .toSorted((one, other) => one - other)
            .map((seconds) => (
              <option key={seconds} value={seconds}>
                {seconds === 0 ? "not at all" : `up to ${seconds / 60} min`}
              </option>
            ))}
        </Select>
      </Field>
      <PlanPreview preview={preview} timeZone={draft.by === "cron" ? draft.timeZone : "UTC"} />
      {refused ? <ErrorLine>{refused}</ErrorLine> : null}
      <div className="flex flex-wrap justify-end gap-2">
        {schedule ? (
          <Button
            variant="danger"
            className="mr-auto"
            disabled={sending}
            onClick={() => settle(() => removeSchedule(clusterId))}
          >
            Remove schedule
          </Button>
        ) : null}
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="solid" disabled={sending || preview?.ok !== true}>
          Save schedule
        </Button>
      </div>
    </form>
  );
}

function Choice({
  name,
  checked,
  onChoose,
  children,
}: {
  name: string;
  checked: boolean;
  onChoose: () => void;
  children: string;
}) {
  return (
    <label className="flex min-h-6 items-center gap-2">
      <input
        type="radio"
        name={name}
        checked={checked}
        onChange={onChoose}
        className="size-4 accent-(--solid)"
      />
      {children}
    </label>
  );
}

function ownZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Names that the visitor's browser knows; the server has the last word. */
function zones(): readonly string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")];
}
