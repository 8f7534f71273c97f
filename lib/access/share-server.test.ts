import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createCluster, saveSnapshot, startScanRow } from "../db/questions.ts";
import {
  createShareLink,
  liveShareLinks,
  type NewShareLink,
  revokeShareLink,
} from "../db/share-links.ts";
import { onEveryDatabase } from "../db/testing/databases.ts";
import { sampleDocument } from "../db/testing/document.ts";
import { shownNamespace } from "../snapshot/scope.ts";
import { newToken } from "./share-link.ts";
import { hashPassphrase } from "./share-passphrase.ts";
import { type SharedPages, sharedPages } from "./share-server.ts";

const NOON = "2026-11-22T12:00:00.000Z";
const EXPIRY = "2026-11-29T12:00:00.000Z";

let now = NOON;
let drawn: string[] = [];
let pages: SharedPages;
let close: () => Promise<void>;
let port = 0;

beforeEach(async () => {
  process.env["MESH_READINESS_ENCRYPTION_KEY"] = "5".repeat(64);
  now = NOON;
  drawn = [];
  pages = sharedPages({
    draw: async (path) => {
      drawn.push(path);
      return `<html><body><p>drawn ${path}</p><script nonce="n">self.__next_f.push([1])</script></body></html>`;
    },
    build: "1",
    dev: false,
    now: () => now,
  });
  const server = createServer((request, response) => void pages.answer(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
  close = async () => {
    server.closeAllConnections();
    server.close();
    await pages.close();
  };
});

afterEach(() => close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(
  path: string,
  {
    method = "GET",
    headers = {},
    body = "",
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest({ host: "127.0.0.1", port, path, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const FORM = { "content-type": "application/x-www-form-urlencoded" };

function tryPassphrase(path: string, passphrase: string, headers: Record<string, string> = {}) {
  const body = new URLSearchParams({ passphrase }).toString();
  return ask(path, { method: "POST", headers: { ...FORM, ...headers }, body });
}

async function link(wishes: Partial<NewShareLink> = {}) {
  const cluster = await createCluster({ name: "prod-eu", source: { kind: "in-cluster" } });
  const begun = await startScanRow(cluster.id, "this process");
  if (!begun?.started) throw new Error("The scan did not start.");
  const document = sampleDocument({ takenAt: "2026-11-20T12:00:00.000Z" });
  const snapshotId = await saveSnapshot(cluster.id, begun.scan.id, document);
  const { token, hash } = newToken();
  const row = await createShareLink({
    tokenHash: hash,
    clusterId: cluster.id,
    snapshotId,
    sections: [{ section: "report" }],
    namespaces: null,
    redactKey: null,
    passphrase: null,
    embed: false,
    note: "",
    expiresAt: EXPIRY,
    ...wishes,
  });
  return { row, token, path: `/s/${token}`, clusterId: cluster.id };
}

/** Everything that a receiver could tell answers apart by. */
function seen({ status, headers, body }: Answer) {
  const { date: _, ...others } = headers;
  return { status, headers: others, body };
}

onEveryDatabase(() => {
  test("wrong, damaged, expired by a second, revoked and never made look the same", async () => {
    const { path, token } = await link();
    const revoked = await link();
    await revokeShareLink(revoked.row.id, NOON);
    const other = await link();
    now = "2026-11-29T12:00:01.000Z";
    const expired = seen(await ask(path));
    now = NOON;
    expect(expired.status).toBe(404);
    for (const address of [
      "/s",
      "/s/",
      "/s/:token",
      "/s/%E0%A4%A",
      `/s/${token.slice(1)}`,
      `/s/${token}A`,
      `/s/${newToken().token}`,
      `/s/${other.row.id}`,
      `${path}%2Fcard`,
      `${path}/`,
      `${path}/namespaces/team-0`,
      `${path}/namespaces/..%2f..`,
      revoked.path,
      `${revoked.path}/card`,
      `${revoked.path}/badge.svg`,
    ])
      expect(seen(await ask(address)), address).toEqual(expired);
    expect((await ask(path)).status).toBe(200);
  });

  test("a page is drawn once, and asks receivers not to keep, index or tell of it", async () => {
    const { path } = await link();
    const first = await ask(path);
    const again = await ask(`${path}?anything=else`);
    expect(drawn).toEqual([path]);
    expect(again.body).toBe(first.body);
    expect(first.headers).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
      "x-frame-options": "DENY",
    });
    const policy = first.headers["content-security-policy"];
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
    expect(policy).toContain("connect-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*(unsafe|nonce)/);
  });

  test("who has the page already is told so, as long as it shows the same", async () => {
    const { path } = await link();
    const tag = (await ask(path)).headers.etag ?? "";
    const again = await ask(path, { headers: { "if-none-match": `"other", ${tag}` } });
    expect([again.status, again.body]).toEqual([304, ""]);
    expect((await ask(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    expect((await ask(path, { method: "HEAD" })).body).toBe("");
    expect((await ask(path, { method: "PUT" })).status).toBe(405);
  });

  test("it is sent packed to those who can unpack", async () => {
    const { path } = await link();
    for (const [accepted, encoding] of [
      ["gzip, deflate", "gzip"],
      ["gzip, deflate, br, zstd", "br"],
      ["identity", undefined],
    ] as const) {
      const { headers } = await ask(path, { headers: { "accept-encoding": accepted } });
      expect(headers["content-encoding"]).toBe(encoding);
    }
  });

  test("revoking acts at once, also on a page that is kept in memory", async () => {
    const { path, row } = await link();
    expect((await ask(path)).status).toBe(200);
    await revokeShareLink(row.id, NOON);
    expect((await ask(path)).status).toBe(404);
  });

  test("views are counted, views of the badge are not", async () => {
    const { path, row } = await link();
    await ask(path);
    await ask(path);
    await ask(`${path}/badge.svg`);
    await pages.close();
    const listed = (await liveShareLinks(NOON)).find((each) => each.row.id === row.id);
    expect(listed?.row).toMatchObject({ views: 2, viewedAt: NOON });
  });

  test("a passphrase is exchanged for a cookie of this link alone", async () => {
    const passphrase = await hashPassphrase("open sesame");
    const { path } = await link({ passphrase });
    const other = await link({ passphrase });
    const form = await ask(path);
    expect(form.body).toContain('type="password"');
    expect(form.body).not.toContain("prod-eu");
    expect(drawn).toEqual([]);
    for (const hidden of ["card", "badge.svg"])
      expect((await ask(`${path}/${hidden}`)).status).toBe(404);

    const wrong = await tryPassphrase(path, "open barley");
    expect(wrong.status).toBe(403);
    expect(wrong.body).toContain("This is not the passphrase of this page.");
    const right = await tryPassphrase(path, "open sesame", { origin: "null" });
    expect(right.status).toBe(303);
    expect(right.headers.location).toBe(path);
    const cookie = right.headers["set-cookie"]?.[0] ?? "";
    expect(cookie).toMatch(
      new RegExp(`^shared=[\\w-]{43}; Path=${path}; Max-Age=604800; HttpOnly; SameSite=Lax$`),
    );

    const headers = { cookie: cookie.split(";", 1)[0] ?? "" };
    expect((await ask(path, { headers })).body).toContain("drawn");
    expect((await ask(other.path, { headers })).body).toContain('type="password"');
    now = EXPIRY;
    expect((await ask(path, { headers })).status).toBe(404);
  });

  test("a thousand guesses end in a lock, and who is inside stays inside", async () => {
    const { path } = await link({ passphrase: await hashPassphrase("open sesame") });
    const cookie = (await tryPassphrase(path, "open sesame")).headers["set-cookie"]?.[0] ?? "";
    const guesses = await Promise.all(
      Array.from({ length: 1000 }, (_, index) => tryPassphrase(path, `guess number ${index}`)),
    );
    expect(guesses.filter(({ status }) => status === 403)).toHaveLength(5);
    const locked = guesses.filter(({ status }) => status === 429);
    expect(locked).toHaveLength(995);
    expect(new Set(locked.map(({ body }) => body)).size).toBe(1);
    expect(locked[0]?.body).toContain("Too many attempts. Try again in a minute.");
    expect((await tryPassphrase(path, "open sesame")).status).toBe(429);
    const headers = { cookie: cookie.split(";", 1)[0] ?? "" };
    expect((await ask(path, { headers })).status).toBe(200);
    now = "2026-11-22T12:00:31.000Z";
    expect((await tryPassphrase(path, "open sesame")).status).toBe(303);
  }, 60_000);

  test("a form of another site, a huge one and an empty one are refused without costing a guess", async () => {
    const { path } = await link({ passphrase: await hashPassphrase("open sesame") });
    const cross = { origin: "https://elsewhere.example" };
    for (let count = 0; count < 10; count += 1) {
      expect((await tryPassphrase(path, "open sesame", cross)).status).toBe(403);
      expect((await tryPassphrase(path, "")).status).toBe(400);
    }
    expect((await tryPassphrase(path, "x".repeat(300))).status).toBe(400);
    expect((await tryPassphrase(path, "open sesame")).status).toBe(303);
  });

  test("a card stands in other pages only if its link allows it, and has no script", async () => {
    const closed = await link();
    const open = await link({ embed: true, namespaces: ["team-1"] });
    const [kept, shown] = [await ask(`${closed.path}/card`), await ask(`${open.path}/card`)];
    expect(kept.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(kept.headers["x-frame-options"]).toBe("DENY");
    expect(shown.headers["content-security-policy"]).toContain("frame-ancestors *");
    expect(shown.headers["x-frame-options"]).toBeUndefined();
    expect(shown.headers["cache-control"]).toBe("public, max-age=60");
    expect(shown.body).not.toContain("<script");
    expect(shown.body).toContain("1 namespace");
    const badge = await ask(`${open.path}/badge.svg`);
    expect(badge.headers["content-type"]).toBe("image/svg+xml");
    expect(badge.body).toContain("100 % ready");
  });

  test("a redacted link does not know the real name of its namespace", async () => {
    const redactKey = "key of this link";
    const { path } = await link({
      redactKey,
      sections: [{ section: "namespace", name: "team-1" }],
    });
    const pseudonym = shownNamespace("team-1", { namespaces: null, redactKey });
    expect((await ask(`${path}/namespaces/team-1`)).status).toBe(404);
    expect((await ask(`${path}/namespaces/${pseudonym}`)).status).toBe(200);
    expect(drawn).toEqual([`${path}?namespace=${pseudonym}`]);
    expect((await ask(`${path}/card`)).body).not.toContain("prod-eu");
  });
});
