import { expect, test } from "vitest";
import { newToken } from "../access/share-link.ts";
import { lockAfter } from "../access/share-passphrase.ts";
import { createCluster, forgetCluster, saveSnapshot, startScanRow } from "./questions.ts";
import {
  createShareLink,
  forgetAttempts,
  liveShareLinks,
  type NewShareLink,
  NothingToShareError,
  noteViews,
  revokeShareLink,
  shareLinkByTokenHash,
  takeAttempt,
} from "./share-links.ts";
import { onEveryDatabase } from "./testing/databases.ts";
import { sampleDocument } from "./testing/document.ts";

const NOW = "2026-11-22T10:00:00.000Z";
const IN_A_WEEK = "2026-11-29T10:00:00.000Z";

async function newCluster(name = "prod-eu"): Promise<string> {
  return (await createCluster({ name, source: { kind: "in-cluster" } })).id;
}

async function newSnapshot(clusterId: string, takenAt: string): Promise<string> {
  const begun = await startScanRow(clusterId, "this process");
  if (!begun?.started) throw new Error("The scan did not start.");
  return saveSnapshot(clusterId, begun.scan.id, sampleDocument({ takenAt }));
}

function wish(clusterId: string, wishes: Partial<NewShareLink> = {}): NewShareLink {
  return {
    tokenHash: newToken().hash,
    clusterId,
    snapshotId: null,
    sections: [{ section: "report" }],
    namespaces: null,
    redactKey: null,
    passphrase: null,
    embed: false,
    note: "",
    expiresAt: IN_A_WEEK,
    ...wishes,
  };
}

onEveryDatabase(() => {
  test("a link is found by the hash of its token, with everything it was made with", async () => {
    const clusterId = await newCluster();
    const snapshotId = await newSnapshot(clusterId, "2026-03-01T12:00:00.000Z");
    const asked = wish(clusterId, {
      snapshotId,
      sections: [{ section: "report" }, { section: "namespace", name: "shop" }],
      namespaces: ["shop", "cart"],
      redactKey: "key",
      passphrase: "scrypt$",
      embed: true,
      note: "for the auditors\0",
    });
    const made = await createShareLink(asked);
    const opened = await shareLinkByTokenHash(asked.tokenHash);
    expect(opened).toEqual({
      row: made,
      redactKey: "key",
      passphrase: "scrypt$",
      clusterName: "prod-eu",
      shownId: snapshotId,
    });
    expect(made).toMatchObject({
      clusterId,
      sections: asked.sections,
      namespaces: ["shop", "cart"],
      redacted: true,
      hasPassphrase: true,
      embed: true,
      note: "for the auditors\uFFFD",
      expiresAt: IN_A_WEEK,
      revokedAt: null,
      views: 0,
      viewedAt: null,
    });
    expect(await shareLinkByTokenHash(newToken().hash)).toBeNull();
  });

  test("a link to the latest shows the newest snapshot, a frozen one its own", async () => {
    const clusterId = await newCluster();
    const first = await newSnapshot(clusterId, "2026-03-01T12:00:00.000Z");
    const latest = wish(clusterId);
    const frozen = wish(clusterId, { snapshotId: first });
    await createShareLink(latest);
    await createShareLink(frozen);
    const second = await newSnapshot(clusterId, "2026-03-02T12:00:00.000Z");
    expect((await shareLinkByTokenHash(latest.tokenHash))?.shownId).toBe(second);
    expect((await shareLinkByTokenHash(frozen.tokenHash))?.shownId).toBe(first);
  });

  test("a snapshot of another cluster is not shared, and nothing is stored", async () => {
    const [mine, other] = [await newCluster(), await newCluster("other")];
    const foreign = await newSnapshot(other, "2026-03-01T12:00:00.000Z");
    for (const asked of [
      wish(mine, { snapshotId: foreign }),
      wish(mine, { sections: [{ section: "compare", from: foreign, to: foreign }] }),
      wish("0".repeat(16)),
      wish("../../etc"),
    ])
      await expect(createShareLink(asked)).rejects.toThrow(NothingToShareError);
    expect(await liveShareLinks(NOW)).toEqual([]);
  });

  test("live links are listed, revoked and expired ones are not", async () => {
    const clusterId = await newCluster();
    const kept = await createShareLink(wish(clusterId));
    const expired = await createShareLink(wish(clusterId, { expiresAt: NOW }));
    const revoked = await createShareLink(wish(clusterId));
    expect(await revokeShareLink(revoked.id, NOW)).toBe(true);
    expect(await revokeShareLink(revoked.id, NOW)).toBe(false);
    expect(await revokeShareLink("nothing", NOW)).toBe(false);

    const listed = await liveShareLinks(NOW);
    expect(listed.map(({ row }) => row.id)).toEqual([kept.id]);
    expect(listed[0]?.clusterName).toBe("prod-eu");
    const aSecondBefore = await liveShareLinks("2026-11-22T09:59:59.000Z");
    expect(aSecondBefore.map(({ row }) => row.id)).toContain(expired.id);
  });

  test("a forgotten cluster takes its links with it", async () => {
    const clusterId = await newCluster();
    const asked = wish(clusterId);
    await createShareLink(asked);
    await forgetCluster(clusterId);
    expect(await shareLinkByTokenHash(asked.tokenHash)).toBeNull();
  });

  test("views add up", async () => {
    const asked = wish(await newCluster());
    const { id } = await createShareLink(asked);
    await noteViews(id, 3, NOW);
    await noteViews(id, 2, IN_A_WEEK);
    await noteViews("0".repeat(16), 1, NOW);
    expect((await shareLinkByTokenHash(asked.tokenHash))?.row).toMatchObject({
      views: 5,
      viewedAt: IN_A_WEEK,
    });
  });

  test("of a thousand guesses at once, five are looked at", async () => {
    const { id } = await createShareLink(wish(await newCluster()));
    const waits = await Promise.all(
      Array.from({ length: 1000 }, () => takeAttempt(id, NOW, lockAfter)),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
    expect(waits.filter((wait) => wait === 30_000)).toHaveLength(995);
  });

  test("after each lock one guess is free, and the next lock is longer, until somebody gets in", async () => {
    const { id } = await createShareLink(wish(await newCluster()));
    const at = (seconds: number) => new Date(Date.parse(NOW) + seconds * 1000).toISOString();
    for (let guess = 0; guess < 5; guess += 1)
      expect(await takeAttempt(id, NOW, lockAfter)).toBe(0);
    expect(await takeAttempt(id, at(29), lockAfter)).toBe(1000);
    expect(await takeAttempt(id, at(30), lockAfter)).toBe(0);
    expect(await takeAttempt(id, at(30), lockAfter)).toBe(60_000);
    await forgetAttempts(id);
    expect(await takeAttempt(id, at(31), lockAfter)).toBe(0);
    expect(await takeAttempt("0".repeat(16), NOW, lockAfter)).toBeGreaterThan(0);
  });
});
