"use client";

import { type FormEvent, useId, useState } from "react";
import { momentText, printable } from "@/lib/format.ts";
import { createShareLink } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogClose, DialogContent } from "../ui/dialog.tsx";
import { describedBy, ErrorLine, Field } from "../ui/field.tsx";
import { Input, Select } from "../ui/input.tsx";
import { Choices, Radio, Tick } from "./choices.tsx";
import { ChosenNamespaces } from "./chosen-namespaces.tsx";
import { type Made, MadeLink } from "./made-link.tsx";
import {
  chosenSections,
  NAMESPACE_PAGES,
  SECTION_CHOICES,
  type SectionChoice,
  type ShareStart,
} from "./share-start.ts";

const SECTION_WORDS: Readonly<Record<SectionChoice, string>> = {
  report: "Report",
  findings: "Findings",
  parity: "Features in use",
  history: "History",
};

const DAYS = [1, 7, 30, 90] as const;

interface ShareDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly cluster: { readonly id: string; readonly name: string };
  readonly takenAt: string;
  readonly start: ShareStart;
}

/** Asks what to hand out, to whom and for how long; then shows the link, once. */
export function ShareDialog(props: ShareDialogProps) {
  const [made, setMade] = useState<Made | null>(null);
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange}>
      <DialogContent
        title={made ? "The link is ready" : `Share ${printable(props.cluster.name, 80)}`}
        description={
          made
            ? "Copy it now: this address is shown once and is not stored."
            : "Whoever has the link sees the chosen part, without signing in, until it expires or is revoked."
        }
        className="top-[6dvh] max-h-[88dvh] w-[min(42rem,calc(100vw-1.5rem))]"
      >
        {made ? <MadeLink made={made} /> : <ShareForm {...props} onMade={setMade} />}
      </DialogContent>
    </Dialog>
  );
}

function ShareForm({
  cluster,
  takenAt,
  start,
  onMade,
}: ShareDialogProps & { readonly onMade: (made: Made) => void }) {
  const id = useId();
  const [some, setSome] = useState(start.namespace !== null);
  const [namespaces, setNamespaces] = useState<ReadonlySet<string>>(
    new Set(start.namespace === null ? [] : [start.namespace]),
  );
  const [follows, setFollows] = useState(false);
  const [sections, setSections] = useState<ReadonlySet<SectionChoice>>(new Set(start.sections));
  const [namespacePages, setNamespacePages] = useState(start.namespace !== null);
  const [comparison, setComparison] = useState(start.compare !== null);
  const [days, setDays] = useState(7);
  const [passphrase, setPassphrase] = useState("");
  const [redacted, setRedacted] = useState(false);
  const [embed, setEmbed] = useState(false);
  const [note, setNote] = useState("");
  const [sending, setSending] = useState(false);
  const [refused, setRefused] = useState<{ sentence: string; field: string | null } | null>(null);

  const chosen = some ? [...namespaces].sort() : null;
  const wanted = chosenSections({
    sections,
    namespacePages,
    compare: comparison ? start.compare : null,
    namespaces: chosen,
  });
  const nothing = wanted.length === 0 || chosen?.length === 0;
  const errorOf = (field: string) => (refused?.field === field ? refused.sentence : null);

  async function create(event: FormEvent) {
    event.preventDefault();
    setSending(true);
    setRefused(null);
    const answer = await createShareLink({
      clusterId: cluster.id,
      at: follows ? null : takenAt,
      namespaces: chosen,
      sections: wanted,
      days,
      passphrase: passphrase === "" ? null : passphrase,
      redacted,
      embed: embed && passphrase === "",
      note,
    });
    setSending(false);
    if (!answer.ok) return setRefused(answer);
    onMade({
      url: new URL(answer.value.path, window.location.origin).href,
      expiresAt: answer.value.expiresAt,
      cluster: cluster.name,
      namespaces: chosen,
      follows,
      redacted,
      passphrase: passphrase !== "",
      embed: embed && passphrase === "",
    });
  }

  return (
    <form onSubmit={create} className="flex flex-col gap-5">
      <Choices legend="How much">
        <Radio name={`${id}-scope`} checked={!some} onChange={() => setSome(false)}>
          The whole cluster
        </Radio>
        <Radio name={`${id}-scope`} checked={some} onChange={() => setSome(true)}>
          Chosen namespaces only
        </Radio>
        {some ? (
          <ChosenNamespaces clusterId={cluster.id} chosen={namespaces} onChange={setNamespaces} />
        ) : null}
        {errorOf("namespaces") ? <ErrorLine>{errorOf("namespaces")}</ErrorLine> : null}
      </Choices>

      <div className="grid gap-5 sm:grid-cols-2">
        <Choices legend="Which snapshot">
          <Radio name={`${id}-at`} checked={!follows} onChange={() => setFollows(false)}>
            This one, of {momentText(takenAt)}
          </Radio>
          <Radio name={`${id}-at`} checked={follows} onChange={() => setFollows(true)}>
            Always the latest
          </Radio>
        </Choices>
        <Choices legend="Sections">
          {SECTION_CHOICES.map((section) => (
            <Tick
              key={section}
              checked={sections.has(section)}
              onChange={() => setSections(toggled(sections, section))}
            >
              {SECTION_WORDS[section]}
            </Tick>
          ))}
          {start.compare ? (
            <Tick checked={comparison} onChange={() => setComparison(!comparison)}>
              This comparison
            </Tick>
          ) : null}
          {some ? (
            <Tick
              checked={namespacePages}
              disabled={namespaces.size > NAMESPACE_PAGES}
              onChange={() => setNamespacePages(!namespacePages)}
            >
              Each namespace in full
              {namespaces.size > NAMESPACE_PAGES ? ` (up to ${NAMESPACE_PAGES})` : ""}
            </Tick>
          ) : null}
        </Choices>
      </div>

      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          id={`${id}-days`}
          label="Expires after"
          hint="At most 90 days. Revoke it earlier at any time."
          error={errorOf("days")}
        >
          <Select
            id={`${id}-days`}
            value={days}
            aria-describedby={describedBy(`${id}-days`, {
              hint: true,
              error: errorOf("days") !== null,
            })}
            onChange={({ target }) => setDays(Number(target.value))}
          >
            {DAYS.map((each) => (
              <option key={each} value={each}>
                {each === 1 ? "1 day" : `${each} days`}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          id={`${id}-passphrase`}
          label="Passphrase (optional)"
          hint="At least 8 characters. Tell it apart from the link."
          error={errorOf("passphrase")}
        >
          <Input
            id={`${id}-passphrase`}
            value={passphrase}
            minLength={8}
            maxLength={200}
            autoComplete="off"
            spellCheck={false}
            aria-describedby={describedBy(`${id}-passphrase`, {
              hint: true,
              error: errorOf("passphrase") !== null,
            })}
            onChange={({ target }) => setPassphrase(target.value)}
          />
        </Field>
      </div>

      <Choices legend="For the receiver">
        <Tick checked={redacted} onChange={() => setRedacted(!redacted)}>
          Replace names by pseudonyms
        </Tick>
        <Tick
          checked={embed && passphrase === ""}
          disabled={passphrase !== ""}
          onChange={() => setEmbed(!embed)}
        >
          Allow the card and badge inside other pages
          {passphrase !== "" ? " (not with a passphrase)" : ""}
        </Tick>
      </Choices>

      <Field
        id={`${id}-note`}
        label="Note to yourself (optional)"
        hint="Shown in the list of shared links, not to the receiver."
      >
        <Input
          id={`${id}-note`}
          value={note}
          maxLength={500}
          autoComplete="off"
          aria-describedby={describedBy(`${id}-note`, { hint: true })}
          onChange={({ target }) => setNote(target.value)}
        />
      </Field>

      {refused && !["namespaces", "days", "passphrase"].includes(refused.field ?? "") ? (
        <ErrorLine>{refused.sentence}</ErrorLine>
      ) : null}
      <div className="sticky -bottom-5 -mx-5 -mb-5 flex flex-wrap items-center justify-end gap-2 border-t bg-overlay px-5 py-3">
        {nothing ? (
          <p role="status" className="mr-auto text-ink-soft text-xs">
            {chosen?.length === 0
              ? "Choose at least one namespace."
              : "Choose at least one section."}
          </p>
        ) : null}
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" variant="solid" disabled={sending || nothing}>
          Create link
        </Button>
      </div>
    </form>
  );
}

function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return set.has(member) ? set.difference(new Set([member])) : new Set([...set, member]);
}
