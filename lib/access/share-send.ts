/** How answers of links leave: the same headers on each, whatever it says. */
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { FinishedPage } from "./share-cache.ts";
import type { SmallPage } from "./share-static.ts";

/** Weak, since every encoding has it; from what the page is made of, so that replicas agree. */
export function tagOf(text: string): string {
  return `W/"${createHash("sha256").update(text).digest("base64url").slice(0, 27)}"`;
}

export function send(
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

export function sendSmall(
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

export function setHeaders(
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
  if (embeddable) response.removeHeader("x-frame-options");
  else response.setHeader("x-frame-options", "DENY");
}

function matches(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === "*" || header.split(",").some((given) => bare(given) === bare(tag));
}

function bare(tag: string): string {
  return tag.trim().replace(/^W\//, "");
}
