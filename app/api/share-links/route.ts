import { randomBytes } from "node:crypto";
import { z } from "zod";
import { expiryAfter, newToken, SHARE_DAYS_LIMIT } from "@/lib/access/share-link.ts";
import { hashPassphrase, PASSPHRASE_MAX, PASSPHRASE_MIN } from "@/lib/access/share-passphrase.ts";
import {
  createShareLink,
  latestSnapshot,
  NothingToShareError,
  snapshotAt,
} from "@/lib/db/questions.ts";
import type { SnapshotDocument } from "@/lib/snapshot/document.ts";
import { bodyOf, mutation, Refusal } from "../answer.ts";

const id = z.string().regex(/^[0-9a-z]{16}$/, "is not the name of anything here");
const name = z.string().min(1).max(253);

const Wish = z.object({
  clusterId: id,
  /** The id or the moment of a snapshot; null: always the latest. */
  at: z.union([id, z.iso.datetime()]).nullable(),
  namespaces: z
    .array(name)
    .min(1, "needs at least one namespace")
    .max(1000, "must be at most 1,000 namespaces")
    .nullable(),
  sections: z
    .array(
      z.union([
        z.object({ section: z.enum(["report", "findings", "parity", "history"]) }),
        z.object({ section: z.literal("namespace"), name }),
        z.object({ section: z.literal("compare"), from: id, to: id }),
      ]),
    )
    .min(1, "needs at least one section")
    .max(60, "must be at most 60 sections"),
  days: z.number(),
  passphrase: z
    .string()
    .min(PASSPHRASE_MIN, `must be at least ${PASSPHRASE_MIN} characters`)
    .max(PASSPHRASE_MAX, `must be at most ${PASSPHRASE_MAX} characters`)
    .nullable(),
  redacted: z.boolean(),
  embed: z.boolean(),
  note: z.string().trim().max(500, "must be at most 500 characters"),
});

/** Makes a link. The token is in this answer and nowhere else: only its hash is stored. */
export const POST = mutation(async (request) => {
  const wish = await bodyOf(request, Wish);
  const expiresAt = expiryAfter(wish.days, new Date().toISOString());
  if (expiresAt === null) {
    throw new Refusal(
      `A link lives for up to ${SHARE_DAYS_LIMIT} days, and for a minute at least.`,
      {
        field: "days",
      },
    );
  }
  if (wish.embed && wish.passphrase !== null) {
    throw new Refusal(
      "A card inside another page cannot ask for a passphrase. Choose one of the two.",
      { field: "embed" },
    );
  }
  const shown = await shownSnapshot(wish);
  expectScope(wish, shown.document);

  const { token, hash } = newToken();
  const row = await createShareLink({
    tokenHash: hash,
    clusterId: wish.clusterId,
    snapshotId: wish.at === null ? null : shown.id,
    sections: wish.sections,
    namespaces: wish.namespaces === null ? null : [...new Set(wish.namespaces)],
    redactKey: wish.redacted ? randomBytes(32).toString("base64url") : null,
    passphrase: wish.passphrase === null ? null : await hashPassphrase(wish.passphrase),
    embed: wish.embed,
    note: wish.note,
    expiresAt,
  }).catch((error: unknown) => {
    if (error instanceof NothingToShareError) throw new Refusal(error.message, { status: 404 });
    throw error;
  });
  return Response.json({ id: row.id, path: `/s/${token}`, expiresAt }, { status: 201 });
});

async function shownSnapshot({ clusterId, at }: z.infer<typeof Wish>) {
  const snapshot = await (at === null ? latestSnapshot(clusterId) : snapshotAt(clusterId, at));
  if (snapshot) return snapshot;
  throw new Refusal("There is no such snapshot of this cluster to share.", { status: 404 });
}

/** @throws Refusal when something is named that the snapshot does not have, or that lies outside of the chosen namespaces. */
function expectScope({ namespaces, sections }: z.infer<typeof Wish>, document: SnapshotDocument) {
  const named = sections.flatMap((each) => (each.section === "namespace" ? [each.name] : []));
  expectKnown([...named, ...(namespaces === null ? [] : namespaces)], document);
  const outside = named.find((each) => namespaces !== null && !namespaces.includes(each));
  if (outside !== undefined) {
    throw new Refusal(`The page of ${outside} lies outside of the chosen namespaces.`, {
      field: "sections",
    });
  }
}

function expectKnown(names: readonly string[], document: SnapshotDocument): void {
  const known = new Set(document.namespaces.map((each) => each.name));
  const unknown = names.find((each) => !known.has(each));
  if (unknown !== undefined) {
    throw new Refusal(`The namespace ${unknown.slice(0, 80)} is not in this snapshot.`, {
      field: "namespaces",
    });
  }
}
