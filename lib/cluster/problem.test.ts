import { describe, expect, it, test } from "vitest";
import { ConnectionError, explain, explainStatus, quoted } from "./problem.ts";

const SERVER = "https://api.example.com";

describe("explaining what was thrown", () => {
  test.each([
    ["ENOTFOUND", "dns"],
    ["EAI_AGAIN", "dns"],
    ["ECONNREFUSED", "unreachable"],
    ["EHOSTUNREACH", "unreachable"],
    ["ECONNRESET", "unreachable"],
    ["ETIMEDOUT", "timeout"],
    ["CERT_HAS_EXPIRED", "certificate-expired"],
    ["CERT_NOT_YET_VALID", "certificate-expired"],
    ["ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED", "certificate-expired"],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls-not-trusted"],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "tls-not-trusted"],
    ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tls-not-trusted"],
    ["EPROTO", "not-kubernetes"],
    ["HPE_INVALID_CONSTANT", "not-kubernetes"],
    ["ERR_OSSL_PEM_NO_START_LINE", "invalid-kubeconfig"],
    ["SOMETHING_NEW", "unreachable"],
  ])("takes %s for %s and says what to do", (code, problem) => {
    const explained = explain(Object.assign(new Error("message"), { code }), SERVER);

    expect(explained.problem).toBe(problem);
    expect(explained.sentence).toContain(SERVER);
    expect(explained.sentence.split(/[.:;?] /).length).toBeGreaterThan(1);
  });

  it("looks into an attempt at several addresses", () => {
    const refused = Object.assign(new Error("no"), { code: "ECONNREFUSED" });

    expect(explain(new AggregateError([refused, refused]), SERVER).problem).toBe("unreachable");
  });

  it("keeps the sentence of a failure that knows its own", () => {
    expect(explain(new ConnectionError("too-old", "Too old."), SERVER)).toEqual({
      problem: "too-old",
      sentence: "Too old.",
    });
  });

  it("has a sentence even for what is no error", () => {
    expect(explain("odd", SERVER).sentence).toContain("odd");
  });

  it("says nothing about a status that is not about the connection", () => {
    expect(explainStatus(409, SERVER)).toBeNull();
  });
});

describe("foreign text in a sentence", () => {
  it("is one line without control and direction characters", () => {
    expect(quoted("a\u001b[31mb\r\nc\u202ed\u2028e\u0000.")).toBe("a [31mb c d e");
  });

  it("holds no token", () => {
    const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl";

    expect(quoted(`bearer ${jwt} and ${"A".repeat(80)}`)).toBe("bearer … and …");
  });

  it("is short", () => {
    expect(quoted("word ".repeat(10_000)).length).toBeLessThanOrEqual(200);
  });
});
