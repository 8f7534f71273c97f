/**
 * A passphrase in front of a shared page. It is never part of an address: it is posted once and exchanged for a cookie
 * that opens this one link until it expires.
 */
import { createHmac, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { sealingKey } from "./seal.ts";

/** Shortest and longest passphrase, in characters. */
export const PASSPHRASE_MIN = 8;
export const PASSPHRASE_MAX = 200;

/**
 * One of the settings that OWASP recommends for scrypt, the one that takes 32 MiB.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt
 */
const COST = { N: 2 ** 15, r: 8, p: 3 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** What to store of a passphrase: "scrypt$N$r$p$salt$hash". Takes a tenth of a second off the main thread. */
export async function hashPassphrase(passphrase: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(passphrase, salt, COST);
  const { N, r, p } = COST;
  return ["scrypt", N, r, p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/** Whether a passphrase is the stored one. False for a stored text that is not ours. */
export async function passphraseMatches(passphrase: string, stored: string): Promise<boolean> {
  const [, N, r, p, salt, hash] =
    /^scrypt\$(\d{1,8})\$(\d{1,3})\$(\d{1,3})\$([\w-]{8,64})\$([\w-]{43})$/.exec(stored) ?? [];
  if (salt === undefined || hash === undefined) return false;
  const cost = { N: Number(N), r: Number(r), p: Number(p) };
  const given = await derive(passphrase, Buffer.from(salt, "base64url"), cost);
  return timingSafeEqual(given, Buffer.from(hash, "base64url"));
}

/** Guesses that are free; after them every wrong one locks the link for twice as long as the one before. */
const FREE_ATTEMPTS = 5;
const FIRST_LOCK = 30_000;
const LONGEST_LOCK = 24 * 3_600_000;

/** Milliseconds for which a link takes no further passphrase after so many wrong ones in a row. */
export function lockAfter(attempts: number): number {
  if (attempts < FREE_ATTEMPTS) return 0;
  return Math.min(LONGEST_LOCK, FIRST_LOCK * 2 ** Math.min(attempts - FREE_ATTEMPTS, 30));
}

/** What a cookie is good for. */
export interface Unlocked {
  readonly linkId: string;
  /** Times are ISO 8601 UTC. */
  readonly expiresAt: string;
  /** The stored passphrase: a cookie of another one does not open. */
  readonly passphrase: string;
}

export const SHARE_COOKIE = "shared";

/** The value of the cookie that opens a link. */
export function cookieFor(unlocked: Unlocked, key: Uint8Array = sealingKey()): string {
  return signature(unlocked, key).toString("base64url");
}

/** Whether one of the cookies of a request opens a link. */
export function cookieOpens(
  header: string | undefined,
  unlocked: Unlocked,
  key: Uint8Array = sealingKey(),
): boolean {
  const expected = signature(unlocked, key);
  return (header ?? "")
    .slice(0, 8192)
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${SHARE_COOKIE}=`))
    .some((pair) => {
      const given = Buffer.from(pair.slice(SHARE_COOKIE.length + 1), "base64url");
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}

function signature({ linkId, expiresAt, passphrase }: Unlocked, key: Uint8Array): Buffer {
  const bound = ["mesh-readiness share cookie", 1, linkId, expiresAt, passphrase];
  return createHmac("sha256", key).update(JSON.stringify(bound)).digest();
}

function derive(
  passphrase: string,
  salt: Buffer,
  { N, r, p }: { readonly N: number; readonly r: number; readonly p: number },
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(
      passphrase.normalize("NFKC"),
      salt,
      HASH_BYTES,
      { N, r, p, maxmem: 256 * N * r },
      (error, hash) => (error ? reject(error) : resolve(hash)),
    );
  });
}
