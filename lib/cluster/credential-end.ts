/** Says when a credential has ended: the most common reason why one that worked for months is refused. */
import { X509Certificate } from "node:crypto";
import type { Credentials } from "./credentials.ts";

/** "The client certificate ended on 2026-01-31", or null when nothing in it says that it has ended. */
export function credentialEnd({ headers, tls }: Credentials, now: number): string | null {
  const certificate = tls.cert === undefined ? null : endOfCertificate(tls.cert);
  if (certificate !== null && certificate < now) {
    return `The client certificate ended on ${day(certificate)}`;
  }
  const { authorization } = headers;
  const token = typeof authorization === "string" ? endOfToken(authorization) : null;
  return token !== null && token < now ? `The token ended on ${day(token)}` : null;
}

function endOfCertificate(pem: string): number | null {
  try {
    return new X509Certificate(pem).validToDate.getTime();
  } catch {
    return null;
  }
}

/** Reads `exp` of a JWT (https://www.rfc-editor.org/rfc/rfc7519#section-4.1.4) without believing anything else in it. */
function endOfToken(authorization: string): number | null {
  const payload = authorization.split(".")[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
    const isClaims = typeof claims === "object" && claims !== null && "exp" in claims;
    return isClaims && typeof claims.exp === "number" ? claims.exp * 1000 : null;
  } catch {
    return null;
  }
}

function day(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "an unknown day" : date.toISOString().slice(0, 10);
}
