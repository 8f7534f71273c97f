/**
 * Answers everything below /s/. Each answer asks the database once whether the link still opens; what it opens is drawn
 * once and then sent from memory. Reading a shared page never reads a cluster.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { type OpenedLink, shareLinkByTokenHash } from "../db/questions.ts";
import { snapshotById } from "../db/snapshots.ts";
import { badgeSvg, badgeText } from "../export/badge.ts";
import { momentText } from "../format.ts";
import { log } from "../log.ts";
import { scopeDocument, shownCluster, shownNamespace } from "../snapshot/scope.ts";
import { createPageCache, type FinishedPage, finishedPage, type PageCache } from "./share-cache.ts";
import { sharedCard } from "./share-card.ts";
import { finishHtml } from "./share-html.ts";
import { isLive, parseSharedPath, type SharedAddress, tokenHash } from "./share-link.ts";
import { askedTogether } from "./share-lookup.ts";
import { cookieOpens } from "./share-passphrase.ts";
import { send, sendSmall, tagOf } from "./share-send.ts";
import { brokenPage, NOTHING_HERE, passphrasePage } from "./share-static.ts";
import { unlock } from "./share-unlock.ts";
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
  const lookUp = askedTogether(shareLinkByTokenHash);
  const views = createViews();
  return {
    close: () => views.flush(),
    async answer(request, response) {
      try {
        await answer(request, response, { ...parts, cache, views, lookUp });
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
  readonly lookUp: (hash: string) => Promise<OpenedLink | null>;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const now = serving.now?.() ?? new Date().toISOString();
  const address = parseSharedPath((request.url ?? "").split("?", 1)[0] ?? "");
  const link = address && (await serving.lookUp(tokenHash(address.token)));
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
