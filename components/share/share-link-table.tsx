"use client";

import { EyeOff, Frame, KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { count, counted, dayText, exactTime, printable } from "@/lib/format.ts";
import { revokeShareLink } from "../api.ts";
import { ConfirmDialog } from "../ui/alert-dialog.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Chip } from "../ui/chip.tsx";
import { ErrorLine } from "../ui/field.tsx";
import { Name } from "../ui/name.tsx";
import { RelativeTime } from "../ui/relative-time.tsx";
import { Cell, HeadCell, Row, Table, TableHead } from "../ui/table.tsx";
import { useLocale } from "../ui/visitor.tsx";
import { type ListedShareLink, scopeText, sectionsText, snapshotText } from "./share-words.ts";

/** Every live link, each with what it shows, until when, how often it was looked at, and a way to end it. */
export function ShareLinkTable({ links }: { links: readonly ListedShareLink[] }) {
  const locale = useLocale();
  const [asking, setAsking] = useState<ListedShareLink | null>(null);
  return (
    <Card aria-label="Shared links">
      <Table label="Shared links">
        <TableHead>
          <tr>
            <HeadCell>What it shows</HeadCell>
            <HeadCell className="max-md:hidden">Note</HeadCell>
            <HeadCell className="max-md:hidden">Expires</HeadCell>
            <HeadCell numeric className="max-md:hidden">
              Views
            </HeadCell>
            <HeadCell>
              <span className="sr-only">Actions</span>
            </HeadCell>
          </tr>
        </TableHead>
        <tbody>
          {links.map((link) => (
            <Row key={link.id}>
              <Cell className="align-top md:min-w-64">
                <p className="font-semibold">
                  <Name>{link.clusterName}</Name>:{" "}
                  <span className="font-normal">{printable(scopeText(link, locale), 200)}</span>
                </p>
                <p className="text-ink-soft text-xs">
                  {sectionsText(link.sections, locale)} · {snapshotText(link)}
                </p>
                <Marks link={link} />
                <p className="mt-1 text-ink-soft text-xs md:hidden">
                  {link.note ? `${printable(link.note, 500)} · ` : ""}expires{" "}
                  {dayText(link.expiresAt)} · {counted(link.views, "view", "views", locale)}
                  {link.viewedAt ? (
                    <>
                      , last <RelativeTime at={link.viewedAt} />
                    </>
                  ) : null}
                </p>
              </Cell>
              <Cell className="max-w-72 align-top [overflow-wrap:anywhere] max-md:hidden">
                {link.note ? printable(link.note, 500) : <span className="text-ink-faint">–</span>}
                <p className="text-ink-faint text-xs">
                  made <RelativeTime at={link.createdAt} />
                </p>
              </Cell>
              <Cell className="whitespace-nowrap align-top max-md:hidden">
                <time dateTime={link.expiresAt} title={exactTime(link.expiresAt)}>
                  {dayText(link.expiresAt)}
                </time>
              </Cell>
              <Cell numeric className="align-top max-md:hidden">
                {count(link.views, locale)}
                {link.viewedAt ? (
                  <p className="text-ink-faint text-xs">
                    last <RelativeTime at={link.viewedAt} />
                  </p>
                ) : null}
              </Cell>
              <Cell className="text-right align-top">
                <Button
                  variant="danger"
                  size="sm"
                  onClick={() => setAsking(link)}
                  aria-label={`Revoke the link to ${printable(link.clusterName, 80)}: ${printable(scopeText(link, locale), 80)}`}
                >
                  Revoke
                </Button>
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      <RevokeDialog link={asking} onClose={() => setAsking(null)} />
    </Card>
  );
}

function Marks({ link }: { link: ListedShareLink }) {
  if (!link.hasPassphrase && !link.redacted && !link.embed) return null;
  return (
    <p className="mt-1 flex flex-wrap gap-1.5">
      {link.hasPassphrase ? <Chip icon={KeyRound}>passphrase</Chip> : null}
      {link.redacted ? <Chip icon={EyeOff}>names redacted</Chip> : null}
      {link.embed ? <Chip icon={Frame}>may be embedded</Chip> : null}
    </p>
  );
}

function RevokeDialog({ link, onClose }: { link: ListedShareLink | null; onClose: () => void }) {
  const router = useRouter();
  const [sending, setSending] = useState(false);
  const [leaving, startLeaving] = useTransition();
  const [refused, setRefused] = useState("");

  async function revoke() {
    if (link === null) return;
    setSending(true);
    setRefused("");
    const answer = await revokeShareLink(link.id);
    setSending(false);
    if (!answer.ok) return setRefused(answer.sentence);
    onClose();
    startLeaving(() => router.refresh());
  }

  return (
    <ConfirmDialog
      open={link !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Revoke this link?"
      action="Revoke link"
      pending={sending || leaving}
      onConfirm={revoke}
    >
      <p>
        Whoever has it sees a page that says there is nothing, from now on. This cannot be undone.
      </p>
      {refused ? <ErrorLine>{refused}</ErrorLine> : null}
    </ConfirmDialog>
  );
}
