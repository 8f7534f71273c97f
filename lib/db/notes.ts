/** What people wrote beside a moment, of one cluster or of the whole fleet. */
import type { Note } from "../snapshot/history-model.ts";
import { database } from "./connection.ts";
import type { NoteModel } from "./generated/models.ts";
import { isId, newId } from "./ids.ts";
import { storable } from "./text.ts";
import { type Period, within } from "./time.ts";

/** More characters are refused by whoever takes a note. */
export const NOTE_LENGTH = 500;

/** Notes of one cluster or of the fleet (null), oldest first; of very many the newest. */
export async function notesOf(
  clusterId: string | null,
  period: Period = {},
): Promise<readonly Note[]> {
  if (clusterId !== null && !isId(clusterId)) return [];
  const { prisma } = await database();
  const rows = await prisma.note.findMany({
    where: { clusterId, at: within(period) },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: MOST,
  });
  return rows.map(toNote).toReversed();
}

/** The stored note; null when there is no such cluster. */
export async function addNote({
  clusterId,
  at,
  text,
}: Pick<Note, "clusterId" | "at" | "text">): Promise<Note | null> {
  if (clusterId !== null && !isId(clusterId)) return null;
  const { prisma } = await database();
  return prisma.$transaction(async (transaction) => {
    if (clusterId !== null) {
      const known = await transaction.$queryRaw<unknown[]>`
        SELECT 1 FROM "Cluster" WHERE "id" = ${clusterId} FOR SHARE`;
      if (known.length === 0) return null;
    }
    const row = await transaction.note.create({
      data: {
        id: newId(),
        clusterId,
        at: new Date(at),
        text: storable(text, NOTE_LENGTH),
        createdAt: new Date(),
      },
    });
    return toNote(row);
  });
}

/** False when there is no such note. */
export async function deleteNote(id: string): Promise<boolean> {
  if (!isId(id)) return false;
  const { prisma } = await database();
  const { count } = await prisma.note.deleteMany({ where: { id } });
  return count > 0;
}

const MOST = 1000;

function toNote({ id, clusterId, at, text, createdAt }: NoteModel): Note {
  return { id, clusterId, at: at.toISOString(), text, createdAt: createdAt.toISOString() };
}
