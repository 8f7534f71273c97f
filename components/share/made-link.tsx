"use client";

import { ExternalLink } from "lucide-react";
import { useId } from "react";
import { dayText } from "@/lib/format.ts";
import { Button } from "../ui/button.tsx";
import { CodeBlock } from "../ui/code-block.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { DialogClose } from "../ui/dialog.tsx";
import { Field } from "../ui/field.tsx";
import { Input } from "../ui/input.tsx";
import { useLocale } from "../ui/visitor.tsx";
import { receiverSees } from "./share-start.ts";

export interface Made {
  readonly url: string;
  readonly expiresAt: string;
  readonly cluster: string;
  readonly namespaces: readonly string[] | null;
  readonly follows: boolean;
  readonly redacted: boolean;
  readonly passphrase: boolean;
  readonly embed: boolean;
}

/** The link, this one time, with what its receiver will see and what to paste elsewhere. */
export function MadeLink({ made }: { made: Made }) {
  const id = useId();
  const locale = useLocale();
  return (
    <div className="flex flex-col gap-5">
      <Field id={id} label={`Link, until ${dayText(made.expiresAt)}`}>
        <div className="flex items-center gap-2">
          <Input
            id={id}
            readOnly
            value={made.url}
            className="mono"
            onFocus={({ target }) => target.select()}
          />
          <CopyButton text={made.url} label="Copy link" />
        </div>
      </Field>

      <section aria-labelledby={`${id}-sees`}>
        <h3 id={`${id}-sees`} className="mb-1 font-semibold">
          The receiver sees
        </h3>
        <ul className="list-disc pl-5 text-ink-soft">
          {receiverSees(made, locale).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </section>

      {made.embed ? (
        <section aria-label="To paste elsewhere" className="flex flex-col gap-2">
          <h3 className="font-semibold">To paste elsewhere</h3>
          <CodeBlock kind="text" caption="Badge, Markdown" code={badgeSnippet(made.url)} />
          <CodeBlock kind="text" caption="Card, HTML" code={cardSnippet(made.url)} />
        </section>
      ) : null}

      <div className="flex flex-wrap justify-end gap-2">
        <Button asChild>
          <a href={made.url} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            Open as the receiver
          </a>
        </Button>
        <DialogClose asChild>
          <Button variant="solid">Done</Button>
        </DialogClose>
      </div>
    </div>
  );
}

function badgeSnippet(url: string): string {
  return `[![Ambient readiness](${url}/badge.svg)](${url})`;
}

function cardSnippet(url: string): string {
  return `<iframe src="${url}/card" title="Ambient readiness" width="420" height="240" loading="lazy" referrerpolicy="no-referrer" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`;
}
