/**
 * Answers everything below /s/. Each answer asks the database once whether the link still opens; what it opens is drawn
 * once and then sent from memory. Reading a shared page never reads a cluster.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  forgetAttempts,
  type OpenedLink,
  shareLinkByTokenHash,
  takeAttempt,
} from "../db/share-links.ts";
import { snapshotById } from "../db/snapshots.ts";
import { badgeSvg, badgeText } from "../export/badge.ts";
import { momentText } from "../format.ts";
import { log } from "../log.ts";
import { scopeDocument, shownCluster, shownNamespace } from "../snapshot/scope.ts";
import { createPageCache, type FinishedPage, finishedPage, type PageCache } from "./share-cache.ts";
import { sharedCard } from "./share-card.ts";
import { finishHtml } from "./share-html.ts";
import { isLive, parseSharedPath, type SharedAddress, tokenHash } from "./share-link.ts";
import {
  cookieFor,
  cookieOpens,
  lockAfter,
  PASSPHRASE_MAX,
  passphraseMatches,
  SHARE_COOKIE,
} from "./share-passphrase.ts";
import { brokenPage, NOTHING_HERE, passphrasePage, type SmallPage } from "./share-static.ts";
import { createViews, type Views } from "./share-views.ts";

export interface SharedParts {
  /** Draws the page of a path as Next does; without a page there it throws. */
  readonly draw: (path: string) => Promise<string>;
  /** Changes with every build: what was drawn by another one is another page. */
  readonly build: string;
  readonly dev: boolean;
  readonly now?: () => string;
}

export interface SharedPages {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Writes down what was counted. */
  close(): Promise<void>;
}

export function sharedPages(parts: SharedParts): SharedPages {
  const cache = createPageCache();
  const views = createViews();
  return {
    close: () => views.flush(),
    async answer(request, response) {
      try {
        await answer(request, response, { ...parts, cache, views });
      } catch (error) {
        const reference = crypto.randomUUID().slice(0, 8);
        log.error({ err: error, reference }, "A shared page could not be answered");
        if (!response.headersSent) sendSmall(response, 500, brokenPage(reference), request.method);
        else response.destroy();
      }
    },
  };
}

interface Serving extends SharedParts {
  readonly cache: PageCache;
  readonly views: Views;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const now = serving.now?.() ?? new Date().toISOString();
  const address = parseSharedPath((request.url ?? "").split("?", 1)[0] ?? "");
  const link = address && (await shareLinkByTokenHash(tokenHash(address.token)));
  if (!address || !link?.shownId || !isLive(link.row, now)) return nothing(request, response);

  const { part } = address;
  const static_ = part.kind === "badge" || part.kind === "card";
  if (static_ && link.passphrase !== null) return nothing(request, response);
  if (part.kind === "namespace" && !showsNamespace(link, part.name))
    return nothing(request, response);

  if (request.method === "POST" && link.passphrase !== null && !static_) {
    return unlock(request, response, { link, passphrase: link.passphrase, address, now });
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("allow", "GET, HEAD");
    return sendSmall(response, 405, NOTHING_HERE, request.method);
  }
  if (link.passphrase !== null && !opened(request, link)) {
    return sendSmall(response, 200, passphrasePage(null), request.method);
  }

  const key = JSON.stringify([link.row.id, link.shownId, link.clusterName, part]);
  const make = () => made(address, link, link.shownId ?? "", serving);
  const page = serving.dev ? await make() : await serving.cache.page(key, make);
  if (!static_ && request.method === "GET") serving.views.count(link.row.id, now);
  send(request, response, {
    page,
    tag: tagOf(`${serving.build} ${key}`),
    embeddable: static_ && link.row.embed,
    cache: static_ ? "public, max-age=60" : "no-store",
  });
}

/** The one answer to every address that opens nothing. */
function nothing(request: IncomingMessage, response: ServerResponse): void {
  sendSmall(response, 404, NOTHING_HERE, request.method);
}

function opened(request: IncomingMessage, { row, passphrase }: OpenedLink): boolean {
  if (passphrase === null) return true;
  return cookieOpens(request.headers.cookie, {
    linkId: row.id,
    expiresAt: row.expiresAt,
    passphrase,
  });
}

/** Whether one of the link's sections is the namespace that goes by that name on the page. */
function showsNamespace({ row, redactKey }: OpenedLink, shown: string): boolean {
  const scope = { namespaces: row.namespaces, redactKey };
  return row.sections.some(
    (each) => each.section === "namespace" && shownNamespace(each.name, scope) === shown,
  );
}

async function made(
  { token, part }: SharedAddress,
  link: OpenedLink,
  snapshotId: string,
  { draw, dev }: Serving,
): Promise<FinishedPage> {
  switch (part.kind) {
    case "page":
      return drawn(await draw(`/s/${token}`), dev);
    case "namespace":
      return drawn(await draw(`/s/${token}?namespace=${encodeURIComponent(part.name)}`), dev);
    case "badge": {
      const { summary } = await scopedSnapshot(link, snapshotId);
      return finishedPage("image/svg+xml", "default-src 'none'", badgeSvg(badgeText(summary)));
    }
    case "card": {
      const document = await scopedSnapshot(link, snapshotId);
      const count = link.row.namespaces?.length;
      const { html, policy } = sharedCard({
        cluster: shownCluster(link.clusterName, scopeOf(link)),
        extent: count === undefined ? "" : `${count} ${count === 1 ? "namespace" : "namespaces"}`,
        takenAt: momentText(document.takenAt),
        document,
        page: `/s/${token}`,
        embed: link.row.embed,
      });
      return finishedPage("text/html; charset=utf-8", policy, html);
    }
  }
}

async function scopedSnapshot(link: OpenedLink, snapshotId: string) {
  const snapshot = await snapshotById(snapshotId);
  if (!snapshot) throw new Error("The snapshot of a link vanished while it was drawn.");
  return scopeDocument(snapshot.document, scopeOf(link));
}

function scopeOf({ row, redactKey }: OpenedLink) {
  return { namespaces: row.namespaces, redactKey };
}

/** Scripts of a shared page are our own files and what Next wrote into it; nothing is fetched by them. */
function drawn(html: string, dev: boolean): Promise<FinishedPage> {
  const finished = finishHtml(html);
  const style = dev || finished.nonce === null ? "'unsafe-inline'" : `'nonce-${finished.nonce}'`;
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${finished.scripts.join(" ")}${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${style}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${dev ? "'self' ws:" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return finishedPage("text/html; charset=utf-8", policy.join("; "), finished.html);
}

/** Weak, since every encoding has it; from what the page is made of, so that replicas agree. */
function tagOf(text: string): string {
  return `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  {
    page,
    tag,
    embeddable,
    cache,
  }: {
    readonly page: FinishedPage;
    readonly tag: string;
    readonly embeddable: boolean;
    readonly cache: string;
  },
): void {
  setHeaders(response, { policy: page.policy, cache, embeddable });
  response.setHeader("etag", tag);
  response.setHeader("vary", "accept-encoding, cookie");
  if (matches(request.headers["if-none-match"], tag)) {
    response.writeHead(304);
    response.end();
    return;
  }

  const accepted = String(request.headers["accept-encoding"] ?? "");
  const encoding = /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : null;
  const body = encoding === "br" ? page.brotli : encoding === "gzip" ? page.gzip : page.plain;
  if (encoding) response.setHeader("content-encoding", encoding);
  response.writeHead(200, { "content-type": page.type, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

function sendSmall(
  response: ServerResponse,
  status: number,
  { html, policy }: SmallPage,
  method: string | undefined,
): void {
  setHeaders(response, { policy, cache: "no-store", embeddable: false });
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(html),
  });
  response.end(method === "HEAD" ? undefined : html);
}

function setHeaders(
  response: ServerResponse,
  {
    policy,
    cache,
    embeddable,
  }: { readonly policy: string; readonly cache: string; readonly embeddable: boolean },
): void {
  response.setHeader("content-security-policy", policy);
  response.setHeader("cache-control", cache);
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("x-robots-tag", "noindex, nofollow");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=()");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", embeddable ? "cross-origin" : "same-origin");
  if (!embeddable) response.setHeader("x-frame-options", "DENY");
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((given) => bare(given) === bare(tag));
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}

const FORM_LIMIT = 4096;

/** Exchanges a passphrase for the cookie of its link, or says in one sentence that it does not. */
async function unlock(
  request: IncomingMessage,
  response: ServerResponse,
  {
    link: { row },
    passphrase,
    address: { token },
    now,
  }: {
    readonly link: OpenedLink;
    readonly passphrase: string;
    readonly address: SharedAddress;
    readonly now: string;
  },
): Promise<void> {
  const refuse = (status: number, sentence: string) =>
    sendSmall(response, status, passphrasePage(sentence), request.method);
  if (!fromOwnPage(request)) {
    return refuse(
      403,
      "This was not sent from our own page, so it was refused. Type the passphrase here.",
    );
  }
  const given = await passphraseIn(request);
  if (given === null) return refuse(400, "Type the passphrase.");

  const wait = await takeAttempt(row.id, now, lockAfter);
  if (wait > 0) {
    response.setHeader("retry-after", Math.ceil(wait / 1000));
    return refuse(429, `Too many attempts. Try again in ${waitText(wait)}.`);
  }
  if (!(await passphraseMatches(given, passphrase))) {
    return refuse(403, "This is not the passphrase of this page.");
  }

  await forgetAttempts(row.id);
  const seconds = Math.floor((Date.parse(row.expiresAt) - Date.parse(now)) / 1000);
  const value = cookieFor({ linkId: row.id, expiresAt: row.expiresAt, passphrase });
  const secure = isSecure(request) ? "; Secure" : "";
  setHeaders(response, { policy: "default-src 'none'", cache: "no-store", embeddable: false });
  response.writeHead(303, {
    location: `/s/${token}`,
    "set-cookie": `${SHARE_COOKIE}=${value}; Path=/s/${token}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`,
  });
  response.end();
}

/** A page without referrer sends "Origin: null" with its forms; then the browser's own word for where it came from counts. */
function fromOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origin === "null") return headers["sec-fetch-site"] === "same-origin";
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

function isSecure({ headers }: IncomingMessage): boolean {
  return headers["x-forwarded-proto"] === "https";
}

/** The passphrase of a posted form; null when there is none, or more was sent than a form has. */
async function passphraseIn(request: IncomingMessage): Promise<string | null> {
  if (!request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded"))
    return null;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) return null;
    size += chunk.length;
    if (size > FORM_LIMIT) return null;
    chunks.push(chunk);
  }
  const given = new URLSearchParams(Buffer.concat(chunks).toString("utf8")).get("passphrase");
  return given === null || given === "" || given.length > PASSPHRASE_MAX ? null : given;
}

function waitText(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000);
  if (minutes <= 1) return "a minute";
  return minutes < 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`;
}
