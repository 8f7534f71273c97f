import { describe, expect, test } from "vitest";
import { addressDecodes, hostAllowed, originAllowed, securityHeaders } from "./guard.ts";

const local = { host: "127.0.0.1", trustedNetwork: false, allowedHosts: [] };

describe("the Host header", () => {
  test.each(["127.0.0.1:3000", "localhost:3000", "LOCALHOST", "[::1]:3000"])(
    "%s names this machine",
    (header) => {
      expect(hostAllowed(header, local)).toBe(true);
    },
  );

  test.each([
    "evil.example",
    "10.0.0.5:3000",
    "127.0.0.1.evil.example",
    "",
    "a b",
    "localhost:99999999",
    "[::1",
  ])("%j is refused on a local server", (header) => {
    expect(hostAllowed(header, local)).toBe(false);
  });

  test("a missing header is refused", () => {
    expect(hostAllowed(undefined, local)).toBe(false);
  });

  test("a trusted network reaches the server by address or by a listed name, not by any other name", () => {
    const open = { host: "0.0.0.0", trustedNetwork: true, allowedHosts: ["mesh.corp.example"] };
    expect(hostAllowed("10.0.0.5:3000", open)).toBe(true);
    expect(hostAllowed("mesh.corp.example", open)).toBe(true);
    expect(hostAllowed("rebound.example", open)).toBe(false);
  });
});

describe("the Origin header", () => {
  const request = (method: string, headers: Record<string, string>) => ({
    method,
    headers: new Headers(headers),
  });

  test("reading needs none", () => {
    expect(originAllowed(request("GET", {}))).toBe(true);
  });

  test("changing needs the server's own", () => {
    expect(
      originAllowed(request("POST", { host: "localhost:3000", origin: "http://localhost:3000" })),
    ).toBe(true);
    expect(
      originAllowed(request("POST", { host: "localhost:3000", origin: "http://localhost:4000" })),
    ).toBe(false);
    expect(originAllowed(request("DELETE", { host: "localhost:3000", origin: "null" }))).toBe(
      false,
    );
    expect(originAllowed(request("PATCH", { host: "localhost:3000" }))).toBe(false);
  });
});

test("scripts need the nonce, and no page can be framed", () => {
  const headers = securityHeaders("abc", { dev: false });
  expect(headers["content-security-policy"]).toContain("'nonce-abc'");
  expect(headers["content-security-policy"]).not.toContain("unsafe-eval");
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
});

test("an address decodes unless its path has percent signs that spell nothing", () => {
  expect(["/", "/a%20b?q=%", "/%00", undefined].map((url) => addressDecodes(url))).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect(["/%", "/clusters/%E0%A4%A", "/%ff?q=1"].map((url) => addressDecodes(url))).toEqual([
    false,
    false,
    false,
  ]);
});
