/**
 * Links that somebody hands out: 256 random bits in the address, of which only the SHA-256 is stored. Whoever guesses,
 * comes too late or was shut out gets one and the same answer, so nothing can be learned by trying.
 */
import { createHash, randomBytes } from "node:crypto";

/** Days that a link lives at most; the form begins with seven. */
export const SHARE_DAYS_LIMIT = 90;

const DAY = 86_400_000;
const TOKEN_BYTES = 32;

export interface NewToken {
  /** Part of the address; shown once, to the person who makes the link. */
  readonly token: string;
  /** What is stored. */
  readonly hash: string;
}

export function newToken(): NewToken {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  return { token, hash: tokenHash(token) };
}

/** 64 hexadecimal digits. A token has 256 random bits, so nothing slower or salted is needed. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token, "ascii").digest("hex");
}

/**
 * True when a text has the one spelling that a token can have: 43 characters of base64url whose last one carries no
 * stray bits. So a link has exactly one address.
 */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/.test(text);
}

/** What an address below /s/ asks for. */
export interface SharedAddress {
  readonly token: string;
  readonly part:
    | { readonly kind: "page" | "badge" | "card" }
    | { readonly kind: "namespace"; readonly name: string };
}

/** True for every address that links own, also a damaged one. */
export function isSharedPath(path: string): boolean {
  return path === "/s" || path.startsWith("/s/");
}

/**
 * What a path asks for, null when it is no address of a link. Nothing but the name of a namespace is decoded, so an
 * encoded slash never becomes one.
 */
export function parseSharedPath(path: string): SharedAddress | null {
  const [empty, s, token, first, second, ...rest] = path.split("/");
  if (empty !== "" || s !== "s" || token === undefined || !isToken(token)) return null;
  if (first === undefined) return { token, part: { kind: "page" } };
  if (second === undefined) {
    if (first === "badge.svg") return { token, part: { kind: "badge" } };
    return first === "card" ? { token, part: { kind: "card" } } : null;
  }
  if (first !== "namespaces" || rest.length > 0) return null;
  const name = decodedName(second);
  return name === null ? null : { token, part: { kind: "namespace", name } };
}

/** When a link that is made now ends, or null when it would live for less than a minute or more than 90 days. */
export function expiryAfter(days: number, now: string): string | null {
  if (!Number.isFinite(days) || days * DAY < 60_000 || days > SHARE_DAYS_LIMIT) return null;
  return new Date(Date.parse(now) + days * DAY).toISOString();
}

/** Whether a link opens anything at that moment: not revoked, and not yet expired to the millisecond. */
export function isLive(
  link: { readonly expiresAt: string; readonly revokedAt: string | null },
  now: string,
): boolean {
  return link.revokedAt === null && Date.parse(now) < Date.parse(link.expiresAt);
}

/** A name of Kubernetes or one of our pseudonyms: at most 253 letters, digits, dots and hyphens. */
function decodedName(text: string): string | null {
  try {
    const name = decodeURIComponent(text);
    return /^[A-Za-z0-9.-]{1,253}$/.test(name) ? name : null;
  } catch {
    return null;
  }
}
