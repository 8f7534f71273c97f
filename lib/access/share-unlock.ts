/** The way from a passphrase to the cookie of a link. */
import type { IncomingMessage, ServerResponse } from "node:http";
import { forgetAttempts, type OpenedLink, takeAttempt } from "../db/questions.ts";
import type { SharedAddress } from "./share-link.ts";
import {
  cookieFor,
  lockAfter,
  PASSPHRASE_MAX,
  passphraseMatches,
  SHARE_COOKIE,
} from "./share-passphrase.ts";
import { sendSmall, setHeaders } from "./share-send.ts";
import { passphrasePage } from "./share-static.ts";

const FORM_LIMIT = 4096;

/** Exchanges a passphrase for the cookie of its link, or says in one sentence that it does not. */
export async function unlock(
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

/**
 * A page without referrer sends "Origin: null" with its forms, and plain HTTP no Sec-Fetch-Site. So what says that it comes
 * from elsewhere is refused; what says nothing gains nobody anything, since it needs the token and the passphrase.
 */
function fromOwnPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (origin === undefined || origin === "null")
    return site === undefined || site === "same-origin";
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
