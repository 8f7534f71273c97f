"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { deleteNote } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { ErrorLine } from "../ui/field.tsx";

/** Deletes a note and renews the page. */
export function DeleteNote({ noteId, text }: { noteId: string; text: string }) {
  const router = useRouter();
  const [asked, setAsked] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const [refused, setRefused] = useState("");

  async function remove() {
    setAsked(true);
    const answer = await deleteNote(noteId);
    setAsked(false);
    if (answer.ok) startRenewing(() => router.refresh());
    else setRefused(answer.sentence);
  }

  return (
    <>
      <Button
        variant="ghost"
        size="icon"
        className="-my-1 print:hidden"
        aria-label={`Delete the note “${text}”`}
        disabled={asked || renewing}
        onClick={remove}
      >
        <Trash2 aria-hidden />
      </Button>
      {refused ? <ErrorLine className="w-full text-xs">{refused}</ErrorLine> : null}
    </>
  );
}
