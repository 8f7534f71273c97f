import { deleteNote } from "@/lib/db/questions.ts";
import { mutation, Refusal } from "../../answer.ts";

export const DELETE = mutation<RouteContext<"/api/notes/[noteId]">>(async (_, { params }) => {
  const { noteId } = await params;
  if (!(await deleteNote(noteId)))
    throw new Refusal("This note is no longer there; somebody may have deleted it.", {
      status: 404,
    });
  return Response.json({ id: noteId });
});
