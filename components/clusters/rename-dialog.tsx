"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useId, useState } from "react";
import { renameCluster } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { describedBy, Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";

/** Longest name that is kept. */
export const NAME_LIMIT = 80;

export function RenameDialog({
  cluster,
  open,
  onOpenChange,
}: {
  cluster: { readonly id: string; readonly name: string };
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Rename cluster"
        description="Only the name shown here changes, not the cluster or its kubeconfig context."
      >
        <RenameForm cluster={cluster} onDone={() => onOpenChange(false)} />
      </DialogContent>
    </Dialog>
  );
}

function RenameForm({
  cluster,
  onDone,
}: {
  cluster: { readonly id: string; readonly name: string };
  onDone: () => void;
}) {
  const router = useRouter();
  const id = useId();
  const [name, setName] = useState(cluster.name);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState("");

  async function rename(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    const answer = await renameCluster(cluster.id, name.trim());
    setSending(false);
    if (!answer.ok) return setRefused(answer.sentence);
    onDone();
    router.refresh();
  }

  return (
    <form onSubmit={rename} className="flex flex-col gap-4">
      <Field id={id} label="Name" error={refused}>
        <Input
          id={id}
          value={name}
          maxLength={NAME_LIMIT}
          required
          autoComplete="off"
          spellCheck={false}
          aria-invalid={refused !== ""}
          aria-describedby={describedBy(id, { error: refused !== "" })}
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <div className="flex justify-end gap-2">
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button
          type="submit"
          variant="solid"
          disabled={sending || name.trim() === "" || name.trim() === cluster.name}
        >
          Rename
        </Button>
      </div>
    </form>
  );
}
