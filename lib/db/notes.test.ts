import { expect, test } from "vitest";
import { createCluster, forgetCluster } from "./clusters.ts";
import { addNote, deleteNote, notesOf } from "./notes.ts";
import { onEveryDatabase } from "./testing/databases.ts";

const NOON = "2026-11-03T12:00:00.000Z";
const LATER = "2026-11-09T12:00:00.000Z";

const connected = (name: string) =>
  createCluster({ name, source: { kind: "kubeconfig", context: name } });

onEveryDatabase(() => {
  test("notes of a cluster and of the fleet are kept apart, oldest first", async () => {
    const { id } = await connected("one");
    await addNote({ clusterId: id, at: LATER, text: "later" });
    await addNote({ clusterId: id, at: NOON, text: "first" });
    await addNote({ clusterId: null, at: NOON, text: "freeze" });

    expect((await notesOf(id)).map(({ text }) => text)).toEqual(["first", "later"]);
    expect((await notesOf(null)).map(({ text }) => text)).toEqual(["freeze"]);
    expect((await notesOf(id, { from: LATER })).map(({ text }) => text)).toEqual(["later"]);
    expect((await notesOf(id, { to: NOON })).map(({ at }) => at)).toEqual([NOON]);
  });

  test("markup and what a column cannot store come back as harmless text", async () => {
    const text = `<img src=x onerror=alert(1)> '; DROP TABLE "Note"; -- \0 \uD800`;
    const note = await addNote({ clusterId: null, at: NOON, text });
    expect(note?.text).toBe(text.replace("\0", "\uFFFD").toWellFormed());
    expect((await notesOf(null))[0]).toEqual(note);
  });

  test("a note of an unknown cluster is not stored", async () => {
    expect(await addNote({ clusterId: "0000000000000000", at: NOON, text: "x" })).toBeNull();
    expect(await addNote({ clusterId: "' OR 1=1", at: NOON, text: "x" })).toBeNull();
    expect(await notesOf("' OR 1=1")).toEqual([]);
  });

  test("a note is deleted once", async () => {
    const note = await addNote({ clusterId: null, at: NOON, text: "x" });
    expect(await deleteNote(note?.id ?? "")).toBe(true);
    expect(await deleteNote(note?.id ?? "")).toBe(false);
    expect(await deleteNote("../x")).toBe(false);
  });

  test("forgetting a cluster forgets its notes, and only its", async () => {
    const [one, other] = [await connected("one"), await connected("other")];
    await addNote({ clusterId: one.id, at: NOON, text: "x" });
    await addNote({ clusterId: other.id, at: NOON, text: "y" });
    await forgetCluster(one.id);
    expect(await notesOf(one.id)).toEqual([]);
    expect(await notesOf(other.id)).toHaveLength(1);
  });
});
