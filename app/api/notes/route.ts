import { z } from "zod";
import { addNote, NOTE_LENGTH } from "@/lib/db/questions.ts";
import { bodyOf, mutation, Refusal } from "../answer.ts";

/** Clocks differ a little; no note is about the future beyond that. */
const AHEAD = 5 * 60_000;

const NewNote = z.object({
  clusterId: z.string().max(40).nullable(),
  at: z.iso.datetime("must be a date and time in UTC"),
  text: z
    .string()
    .transform((text) => text.replace(/\s+/g, " ").trim())
    .pipe(
      z
        .string()
        .min(1, "needs a text")
        .max(NOTE_LENGTH, `must be at most ${NOTE_LENGTH} characters`)
        .refine((text) => !/\p{Cc}/u.test(text), "must not contain control characters"),
    ),
});

/** Writes a note beside a moment of one cluster, or of the whole fleet. */
export const POST = mutation(async (request) => {
  const note = await bodyOf(request, NewNote);
  const moment = Date.parse(note.at);
  if (moment > Date.now() + AHEAD || moment < Date.UTC(2000, 0, 1))
    throw new Refusal("A note is about today or the past. Choose a day that is over or today.", {
      field: "at",
    });
  const stored = await addNote(note);
  if (!stored)
    throw new Refusal("This cluster is not known here; it may have been forgotten.", {
      status: 404,
    });
  return Response.json({ id: stored.id }, { status: 201 });
});
