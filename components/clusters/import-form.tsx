"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { clusterFromImport } from "../api.ts";
import { clusterPath } from "../shell/cluster-path.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, ErrorLine, Field } from "../ui/field.tsx";
import { Checkbox, Input } from "../ui/input.tsx";
import { NAME_LIMIT } from "./rename-dialog.tsx";

/** Names the dump, says whether it is everything, and scans it. */
export function ImportForm({ importId, suggested }: { importId: string; suggested: string }) {
  const router = useRouter();
  const id = useId();
  const [name, setName] = useState(suggested);
  const [complete, setComplete] = useState(false);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<{ sentence: string; field: string | null } | null>(null);
  const nameError = refused?.field === "name" ? refused.sentence : null;

  async function scan(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    setRefused(null);
    const answer = await clusterFromImport(importId, { name: name.trim(), complete });
    if (!answer.ok) {
      setRefused(answer);
      return setSending(false);
    }
    const [cluster] = answer.value.clusters;
    router.push(cluster ? clusterPath(cluster.id) : "/");
    router.refresh();
  }

  return (
    <form onSubmit={scan} className="flex flex-col gap-4">
      <Field id={id} label="Name" error={nameError}>
        <Input
          id={id}
          value={name}
          maxLength={NAME_LIMIT}
          required
          autoComplete="off"
          spellCheck={false}
          aria-invalid={nameError !== null}
          aria-describedby={describedBy(id, { error: nameError !== null })}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <label htmlFor={`${id}-tick`} className="flex items-start gap-2.5">
        <Checkbox
          id={`${id}-tick`}
          checked={complete}
          aria-describedby={`${id}-complete`}
          className="mt-0.5"
          onChange={({ target }) => setComplete(target.checked)}
        />
        <span>
          <span className="font-semibold">These files are everything the cluster has</span>
          <span id={`${id}-complete`} className="block text-ink-soft text-xs">
            Then a kind without any object counts as absent, and checks that need it can pass.
            Without the tick it counts as not read, and those checks could not tell.
          </span>
        </span>
      </label>
      {refused && nameError === null ? <ErrorLine>{refused.sentence}</ErrorLine> : null}
      <Button type="submit" variant="solid" disabled={sending || name.trim() === ""}>
        {sending ? "Starting the scan" : "Scan"}
      </Button>
    </form>
  );
}
