import { isIP } from "node:net";
import { hostname } from "node:os";
import { isLoopback } from "../config.ts";

/** What the guard needs of the settings. */
export interface GuardSettings {
  readonly host: string;
  readonly trustedNetwork: boolean;
  readonly allowedHosts: readonly string[];
}

/**
 * True when the Host header names this server: a loopback name, the configured host, or a listed one. A page on another
 * site that rebinds its own name to our address is refused here. On a trusted network IP addresses and the machine's own
 * name are accepted too, since no name can be rebound to them.
 */
export function hostAllowed(header: string | undefined, settings: GuardSettings): boolean {
  const name = header === undefined ? null : hostName(header);
  if (name === null) return false;
  if (
    isLoopback(name) ||
    name === settings.host.toLowerCase() ||
    settings.allowedHosts.includes(name)
  )
    return true;
  return settings.trustedNetwork && (isIP(name) !== 0 || name === hostname().toLowerCase());
}

/** False for an address whose path has percent signs that spell no characters, which no page could look up. */
export function addressDecodes(url = "/"): boolean {
  try {
    decodeURIComponent(url.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}

/** Methods that change nothing, so any origin may send them. */
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/** True when a request may change something: it comes from a page of this server, by its Origin header. */
export function originAllowed(request: {
  readonly method: string;
  readonly headers: Headers;
}): boolean {
  if (SAFE_METHODS.has(request.method)) return true;
  const origin = request.headers.get("origin");
  const host = request.headers.get("host");
  if (origin === null || host === null || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}

/**
 * Headers of every answer. Scripts run by nonce only; inline style attributes are allowed because positioned popovers
 * and virtual rows are placed with them.
 */
export function securityHeaders(
  nonce: string,
  { dev }: { readonly dev: boolean },
): Record<string, string> {
  const policy = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-security-policy": policy.join("; "),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
  };
}

/** Lower-case host of a Host header without its port; null when it is not one. */
function hostName(header: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d{1,5})?$/i.exec(header);
  return match?.[1] ? match[1].toLowerCase().replace(/^\[|\]$/g, "") : null;
}
