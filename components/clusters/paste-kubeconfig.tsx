"use client";

import { FileUp } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ChangeEvent, type FormEvent, useId, useState } from "react";
import { printable } from "@/lib/format.ts";
import { type ContextChoice, uploadKubeconfig } from "../api.ts";
import { clusterPath } from "../shell/cluster-path.ts";
import { Button } from "../ui/button.tsx";
import { describedBy, ErrorLine, Field } from "../ui/field.tsx";
import { Input, Textarea } from "../ui/input.tsx";
import { ConnectionResult, useConnectionTest } from "./connection-result.tsx";
import { NAME_LIMIT } from "./rename-dialog.tsx";

/** No kubeconfig is larger; a bigger file was chosen by mistake. */
const SIZE_LIMIT = 1_000_000;

/** Connects by a kubeconfig that was pasted or chosen as a file. It is kept encrypted and never shown again. */
export function PasteKubeconfig() {
  const router = useRouter();
  const id = useId();
  const test = useConnectionTest();
  const [text, setText] = useState("");
  const [name, setName] = useState("");
  const [choices, setChoices] = useState<ContextChoice["contexts"]>([]);
  const [context, setContext] = useState<string | null>(null);
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<{ sentence: string; field: string | null } | null>(null);
  const pasted = {
    kubeconfig: text,
    ...(context ? { context } : {}),
    ...(name.trim() ? { name: name.trim() } : {}),
  };
  const kubeconfigError = refused && refused.field !== "name" ? refused.sentence : null;
  const nameError = refused?.field === "name" ? refused.sentence : null;

  function change(next: string) {
    setText(next);
    setChoices([]);
    setContext(null);
    setRefused(null);
  }

  async function choose({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0];
    target.value = "";
    if (!file) return;
    if (file.size > SIZE_LIMIT) {
      return setRefused({
        sentence: "This file is larger than 1 MB, so it is no kubeconfig.",
        field: "kubeconfig",
      });
    }
    change(await file.text());
  }

  async function connect(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    setRefused(null);
    const answer = await uploadKubeconfig(pasted);
    setSending(false);
    if (!answer.ok) return setRefused(answer);
    if ("contexts" in answer.value) return setChoices(answer.value.contexts);

    const [cluster] = answer.value.clusters;
    setText("");
    router.push(cluster ? clusterPath(cluster.id) : "/");
    router.refresh();
  }

  return (
    <form onSubmit={connect} className="flex flex-col gap-4">
      <Field
        id={`${id}-text`}
        label="Kubeconfig"
        hint="With a token or an embedded client certificate. It is stored encrypted and never sent back to a browser."
        error={kubeconfigError}
      >
        <Textarea
          id={`${id}-text`}
          value={text}
          required
          rows={10}
          autoComplete="off"
          spellCheck={false}
          placeholder="apiVersion: v1&#10;kind: Config&#10;clusters: …"
          aria-invalid={kubeconfigError !== null}
          aria-describedby={describedBy(`${id}-text`, {
            hint: true,
            error: kubeconfigError !== null,
          })}
          className="mono"
          onChange={({ target }) => change(target.value)}
        />
        <label className="link mt-1 flex w-fit items-center gap-1.5 text-xs has-focus-visible:outline-2 has-focus-visible:outline-focus">
          <FileUp aria-hidden className="size-4" />
          Choose a file instead
          <input type="file" className="sr-only" onChange={choose} />
        </label>
      </Field>
      {choices.length > 0 ? (
        <ContextRadios choices={choices} chosen={context} onChoose={setContext} />
      ) : null}
      <Field
        id={`${id}-name`}
        label="Name"
        hint="How it is called here; without one, the name of the context."
        error={nameError}
      >
        <Input
          id={`${id}-name`}
          value={name}
          maxLength={NAME_LIMIT}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={nameError !== null}
          aria-describedby={describedBy(`${id}-name`, { hint: true, error: nameError !== null })}
          className="max-w-sm"
          onChange={({ target }) => setName(target.value)}
        />
      </Field>
      <div>
        <div className="flex flex-wrap items-center gap-2">
          <Button
            type="submit"
            variant="solid"
            disabled={sending || text.trim() === "" || (choices.length > 0 && context === null)}
          >
            {sending ? "Connecting" : "Connect"}
          </Button>
          <Button disabled={test.running || text.trim() === ""} onClick={() => test.run(pasted)}>
            {test.running ? "Testing" : "Test connection"}
          </Button>
        </div>
        <ConnectionResult result={test.result} />
      </div>
    </form>
  );
}

function ContextRadios({
  choices,
  chosen,
  onChoose,
}: {
  choices: ContextChoice["contexts"];
  chosen: string | null;
  onChoose: (context: string) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 font-semibold">
        It has {choices.length} contexts. Which one should be connected?
      </legend>
      <div className="relative max-h-72 divide-y overflow-y-auto rounded-md border">
        {choices.map(({ context, server, user, refused }) => (
          <label key={context} className="flex items-start gap-2.5 px-3 py-2">
            <input
              type="radio"
              name="context"
              value={context}
              checked={context === chosen}
              disabled={Boolean(refused)}
              onChange={() => onChoose(context)}
              className="mt-1 size-4 shrink-0 accent-(--solid)"
            />
            <span className="min-w-0">
              <bdi className="mono font-semibold">{printable(context, 80)}</bdi>
              <span className="block text-ink-faint text-xs [overflow-wrap:anywhere]">
                {printable(user ? `${server} as ${user}` : server, 200)}
              </span>
              {refused ? (
                <ErrorLine className="text-xs">{printable(refused, 500)}</ErrorLine>
              ) : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
