import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  expiryAfter,
  isLive,
  isSharedPath,
  isToken,
  newToken,
  parseSharedPath,
  tokenHash,
} from "./share-link.ts";

describe("a token", () => {
  test("has 256 bits, and only its hash has to be kept", () => {
    const made = Array.from({ length: 200 }, newToken);
    expect(new Set(made.map(({ token }) => token)).size).toBe(200);
    for (const { token, hash } of made) {
      expect(isToken(token)).toBe(true);
      expect(Buffer.from(token, "base64url")).toHaveLength(32);
      expect(hash).toBe(tokenHash(token));
      expect(hash).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test("has one spelling: stray bits in its last character do not count as the same link", () => {
    const { token } = newToken();
    const last = token.at(-1) ?? "";
    const twin = String.fromCharCode(last.charCodeAt(0) + 1);
    expect(isToken(`${token.slice(0, -1)}${twin}`)).toBe(false);
  });

  test("of another length or alphabet is none", () => {
    const { token } = newToken();
    for (const wrong of [
      "",
      ":token",
      "[token]",
      token.slice(1),
      `${token}A`,
      `${token}=`,
      `${token.slice(0, 20)}+${token.slice(21)}`,
      `${token.slice(0, 20)}%2F${token.slice(23)}`,
      `${token}\n`,
      "0123456789abcdef",
    ])
      expect(isToken(wrong), JSON.stringify(wrong)).toBe(false);
  });
});

describe("an address below /s/", () => {
  const { token } = newToken();

  test("asks for the page, its badge, its card or one namespace", () => {
    expect(parseSharedPath(`/s/${token}`)).toEqual({ token, part: { kind: "page" } });
    expect(parseSharedPath(`/s/${token}/badge.svg`)).toEqual({ token, part: { kind: "badge" } });
    expect(parseSharedPath(`/s/${token}/card`)).toEqual({ token, part: { kind: "card" } });
    expect(parseSharedPath(`/s/${token}/namespaces/shop`)).toEqual({
      token,
      part: { kind: "namespace", name: "shop" },
    });
  });

  test("that is spelled in any other way asks for nothing", () => {
    for (const path of [
      "/s",
      "/s/",
      "/s/:token",
      `/s/${token}/`,
      `/s//${token}`,
      `/s%2F${token}`,
      `/s/${token}%2Fcard`,
      `/s/${token}/badge.SVG`,
      `/s/${token}/card/`,
      `/s/${token}/namespaces`,
      `/s/${token}/namespaces/`,
      `/s/${token}/namespaces/shop/`,
      `/s/${token}/namespaces/a%2Fb`,
      `/s/${token}/namespaces/%00`,
      `/s/${token}/namespaces/%E0%A4%A`,
      `/s/${token}/..`,
      `/s/${token.slice(0, 42)}%41`,
    ])
      expect(parseSharedPath(path), path).toBeNull();
  });

  test("is recognized whatever follows, and no page of the product is", () => {
    for (const path of ["/s", "/s/", "/s/x", "/s/x/y/z"]) expect(isSharedPath(path)).toBe(true);
    for (const path of ["/", "/settings", "/shared-links", "/clusters/s/s"])
      expect(isSharedPath(path)).toBe(false);
  });

  test("never throws", () => {
    fc.assert(
      fc.property(fc.string(), (path) => {
        parseSharedPath(path);
        parseSharedPath(`/s/${path}`);
        parseSharedPath(`/s/${token}/namespaces/${path}`);
      }),
    );
  });
});

describe("the life of a link", () => {
  const now = "2026-11-22T10:00:00.000Z";

  test("is seven days or up to ninety, never endless", () => {
    expect(expiryAfter(7, now)).toBe("2026-11-29T10:00:00.000Z");
    expect(expiryAfter(90, now)).toBe("2027-02-20T10:00:00.000Z");
    for (const days of [91, 90.1, 0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(expiryAfter(days, now), String(days)).toBeNull();
  });

  test("ends at the very moment it says, and when it is revoked", () => {
    const link = { expiresAt: now, revokedAt: null };
    expect(isLive(link, "2026-11-22T09:59:59.999Z")).toBe(true);
    expect(isLive(link, now)).toBe(false);
    expect(isLive(link, "2026-11-22T10:00:01.000Z")).toBe(false);
    const revoked = { expiresAt: "2026-12-01T00:00:00.000Z", revokedAt: now };
    expect(isLive(revoked, "2026-11-22T10:00:01.000Z")).toBe(false);
  });
});
