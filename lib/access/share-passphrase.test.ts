import { describe, expect, test } from "vitest";
import {
  cookieFor,
  cookieOpens,
  hashPassphrase,
  lockAfter,
  passphraseMatches,
  SHARE_COOKIE,
  type Unlocked,
} from "./share-passphrase.ts";

describe("a passphrase", () => {
  test("is stored as a salted hash, and opens however its accents were typed", async () => {
    const [once, again] = await Promise.all([
      hashPassphrase("café au lait"),
      hashPassphrase("café au lait"),
    ]);
    expect(once).toMatch(/^scrypt\$32768\$8\$3\$/);
    expect(once).not.toContain("lait");
    expect(again).not.toBe(once);
    expect(await passphraseMatches("café au lait", once)).toBe(true);
    expect(await passphraseMatches("cafe\u0301 au lait", once)).toBe(true);
    expect(await passphraseMatches("cafe au lait", once)).toBe(false);
    expect(await passphraseMatches("", once)).toBe(false);
  });

  test("never matches a stored text that is not a hash", async () => {
    for (const stored of ["", "scrypt", "scrypt$1$1$1$a$b", "plain passphrase"])
      expect(await passphraseMatches("plain passphrase", stored)).toBe(false);
  });
});

describe("guessing", () => {
  test("is locked for growing times after a few wrong ones", () => {
    expect([1, 4].map(lockAfter)).toEqual([0, 0]);
    expect([5, 6, 7].map(lockAfter)).toEqual([30_000, 60_000, 120_000]);
    expect(lockAfter(1000)).toBe(86_400_000);
    let waited = 0;
    for (let wrong = 1; wrong <= 1000; wrong += 1) waited += lockAfter(wrong);
    expect(waited).toBeGreaterThan(900 * 86_400_000);
  });
});

describe("the cookie of a link", () => {
  const key = Buffer.alloc(32, 7);
  const unlocked: Unlocked = {
    linkId: "aaaaaaaaaaaaaaaa",
    expiresAt: "2026-11-29T10:00:00.000Z",
    passphrase: "scrypt$1$1$1$salt$hash",
  };
  const header = `theme=dark; ${SHARE_COOKIE}=${cookieFor(unlocked, key)}`;

  test("opens that link", () => {
    expect(cookieOpens(header, unlocked, key)).toBe(true);
  });

  test("opens no other link, no other expiry, no other passphrase and no other installation", () => {
    for (const other of [
      { ...unlocked, linkId: "bbbbbbbbbbbbbbbb" },
      { ...unlocked, expiresAt: "2027-11-29T10:00:00.000Z" },
      { ...unlocked, passphrase: "scrypt$1$1$1$salt$other" },
    ])
      expect(cookieOpens(header, other, key)).toBe(false);
    expect(cookieOpens(header, unlocked, Buffer.alloc(32, 8))).toBe(false);
  });

  test("that is missing, cut or invented opens nothing", () => {
    for (const cookie of [
      undefined,
      "",
      `${SHARE_COOKIE}=`,
      `${SHARE_COOKIE}=AAAA`,
      header.slice(0, -2),
    ])
      expect(cookieOpens(cookie, unlocked, key)).toBe(false);
  });
});
