import { expect, test } from "vitest";
import { createLog } from "./log.ts";

const PLANTED = "eyJhbGciOiJSUzI1NiJ9.planted-secret";

function logged(write: (log: ReturnType<typeof createLog>) => void): string {
  const lines: string[] = [];
  write(createLog("debug", { write: (line) => void lines.push(line) }));
  expect(lines).not.toEqual([]);
  return lines.join("");
}

test.each([
  ["a token field", { token: PLANTED }],
  ["a header, however it is cased", { request: { headers: { Authorization: PLANTED } } }],
  ["a kubeconfig", { upload: { kubeconfig: `token: ${PLANTED}` } }],
  ["a client key inside a list", { users: [{ "client-key-data": PLANTED, clientKey: PLANTED }] }],
  ["bytes", { body: Buffer.from(PLANTED) }],
])("%s is never written", (_, fields) => {
  const text = logged((log) => log.info(fields, "connecting"));
  expect(text).toContain("connecting");
  expect(text).not.toContain("planted");
});

test("what a library hangs on its error is never written, its message and cause are", () => {
  const cause = Object.assign(new Error("socket hang up"), { options: { auth: PLANTED } });
  const text = logged((log) => log.error(new Error("request failed", { cause })));
  expect(text).toContain("request failed");
  expect(text).toContain("socket hang up");
  expect(text).not.toContain("planted");
});

test("credentials inside sentences are cut out", () => {
  const text = logged((log) =>
    log.warn(
      `sent "Authorization: Bearer ${PLANTED}" to postgres://user:planted-word@db:5432/mesh`,
    ),
  );
  expect(text).not.toContain("planted");
  expect(text).toContain("postgres://user:[redacted]@db:5432/mesh");
});

test("a value that contains itself does not stop the log", () => {
  const loop: Record<string, unknown> = { name: "loop" };
  loop.self = loop;
  expect(logged((log) => log.info(loop, "round"))).toContain("[too deep]");
});
