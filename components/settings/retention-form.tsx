"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useId, useState } from "react";
import type { RetentionEffect, RetentionPolicy } from "@/lib/db/shapes.ts";
import { counted } from "@/lib/format.ts";
import { type Answer, previewRetention, saveRetention } from "../api.ts";
import { ConfirmDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { describedBy, ErrorLine, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { useLocale } from "../ui/visitor.tsx";
import { RetentionPreview } from "./retention-preview.tsx";

/** Milliseconds without a key before the server is asked. */
const PAUSE = 250;

/** How long snapshots are kept; what a change would delete is shown before it can be saved. */
export function RetentionForm({ policy }: { policy: RetentionPolicy }) {
  const id = useId();
  const router = useRouter();
  const locale = useLocale();
  const [days, setDays] = useState({
    allDays: String(policy.allDays),
    dailyDays: String(policy.dailyDays),
  });
  const wanted = { allDays: wholeDays(days.allDays), dailyDays: wholeDays(days.dailyDays) };
  const { effect, isCurrent } = useEffectOf(wanted);
  const [asking, setAsking] = useState(false);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState("");
  const changed = wanted.allDays !== policy.allDays || wanted.dailyDays !== policy.dailyDays;
  const wrong = effect?.ok === false ? effect : null;
  const deletes = effect?.ok ? effect.value.snapshots : 0;

  async function save() {
    setSending(true);
    setRefused("");
    const answer = await saveRetention(wanted);
    setSending(false);
    if (!answer.ok) return setRefused(answer.sentence);
    setAsking(false);
    router.refresh();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (deletes > 0) setAsking(true);
    else void save();
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.map(({ field, label, hint }) => {
          const error = wrong?.field === field ? wrong.sentence : null;
          return (
            <Field key={field} id={`${id}-${field}`} label={label} hint={hint} error={error}>
              <div className="flex items-center gap-2">
                <Input
                  id={`${id}-${field}`}
                  type="number"
                  min={0}
                  step={1}
                  required
                  className="w-28"
                  value={days[field]}
                  aria-invalid={error !== null}
                  aria-describedby={describedBy(`${id}-${field}`, {
                    hint: true,
                    error: error !== null,
                  })}
                  onChange={({ target }) =>
                    setDays((current) => ({ ...current, [field]: target.value }))
                  }
                />
                <span>days</span>
              </div>
            </Field>
          );
        })}
      </div>
      <RetentionPreview effect={effect} locale={locale} />
      {refused && !asking ? <ErrorLine>{refused}</ErrorLine> : null}
      <div className="flex justify-end">
        <Button
          type="submit"
          variant="solid"
          disabled={sending || !changed || !isCurrent || effect?.ok !== true}
        >
          Save retention
        </Button>
      </div>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete ${counted(deletes, "snapshot", "snapshots", locale)}?`}
        action="Save and delete"
        pending={sending}
        onConfirm={save}
      >
        <p>
          What this policy no longer keeps is deleted within the hour. Deleted snapshots cannot be
          opened or compared again.
        </p>
        <p>Charts, namespace timelines and the lives of findings stay.</p>
        {refused ? <ErrorLine>{refused}</ErrorLine> : null}
      </ConfirmDialog>
    </form>
  );
}

const FIELDS = [
  {
    field: "allDays",
    label: "Keep every snapshot for",
    hint: "Everything younger than this stays.",
  },
  {
    field: "dailyDays",
    label: "Keep the last of each day for",
    hint: "Counted from today too; days are days in UTC.",
  },
] as const;

/** The last known effect of a policy, asked a moment after it last changed, and whether it is of this very policy. */
function useEffectOf({ allDays, dailyDays }: RetentionPolicy): {
  readonly effect: Answer<RetentionEffect> | null;
  readonly isCurrent: boolean;
} {
  const asked = `${allDays} ${dailyDays}`;
  const [told, setTold] = useState<{ of: string; effect: Answer<RetentionEffect> } | null>(null);
  useEffect(() => {
    let outdated = false;
    const timer = setTimeout(async () => {
      const effect = await previewRetention({ allDays, dailyDays });
      if (!outdated) setTold({ of: `${allDays} ${dailyDays}`, effect });
    }, PAUSE);
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [allDays, dailyDays]);
  return { effect: told?.effect ?? null, isCurrent: told?.of === asked };
}

/** -1, which is refused with a sentence, for what is no whole number. */
function wholeDays(text: string): number {
  return /^\d{1,7}$/.test(text.trim()) ? Number(text) : -1;
}
