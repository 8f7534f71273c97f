"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState, useTransition } from "react";
import { addNote } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

const LONGEST = 500;

/** Writes a note beside a day: what the numbers cannot know, such as a freeze. `today` is "2026-11-23", in UTC. */
export function NoteForm({ clusterId, today }: { clusterId: string | null; today: string }) {
  const id = useId();
  const router = useRouter();
  const [text, setText] = useState("");
  const [day, setDay] = useState(today);
  const [asked, setAsked] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const [refused, setRefused] = useState("");

  async function save(event: FormEvent) {
    event.preventDefault();
    if (text.trim() === "") return setRefused("Write what happened first.");
    setAsked(true);
    setRefused("");
    const answer = await addNote({ clusterId, at: momentOf(day, today), text });
    setAsked(false);
    if (!answer.ok) return setRefused(answer.sentence);
    setText("");
    startRenewing(() => router.refresh());
  }

  return (
    <form onSubmit={save} className="flex flex-wrap items-end gap-3 print:hidden">
      <Field id={`${id}-day`} label="Day">
        <Input
          id={`${id}-day`}
          type="date"
          required
          max={today}
          min="2000-01-01"
          value={day}
          className="w-40"
          onChange={({ target }) => setDay(target.value)}
        />
      </Field>
      <Field
        id={`${id}-text`}
        label="Note"
        error={refused || null}
        className="min-w-0 flex-1 basis-60"
      >
        <Input
          id={`${id}-text`}
          maxLength={LONGEST}
          value={text}
          placeholder="Change freeze began"
          aria-invalid={refused !== "" || undefined}
          aria-describedby={describedBy(`${id}-text`, { error: refused !== "" })}
          onChange={({ target }) => setText(target.value)}
        />
      </Field>
      <Button type="submit" disabled={asked || renewing}>
        Add note
      </Button>
    </form>
  );
}

/** Today means now; another day its noon in UTC, which is that day nearly everywhere. */
function momentOf(day: string, today: string): string {
  return day === today ? new Date().toISOString() : `${day}T12:00:00.000Z`;
}
