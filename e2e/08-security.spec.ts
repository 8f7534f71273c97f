import { request as ask } from "node:http";
import { expect, test } from "./page.ts";
import { PORT } from "./places.ts";

const server = `http://127.0.0.1:${PORT}`;

test("every page carries a policy with a nonce of its own, and no script without it", async ({
  request,
}) => {
  const [first, second] = [await request.get("/"), await request.get("/checks")];
  const nonces = [first, second].map((answer) => {
    const policy = answer.headers()["content-security-policy"] ?? "";
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe-(inline|eval)/);
    return /'nonce-([^']+)'/.exec(policy)?.[1];
  });
  expect(nonces[0]).toBeTruthy();
  expect(nonces[0]).not.toBe(nonces[1]);

  const inline = [...(await first.text()).matchAll(/<script\b([^>]*)>/g)].map(
    ([, attributes]) => attributes ?? "",
  );
  expect(inline.length).toBeGreaterThan(0);
  for (const attributes of inline) expect(attributes).toContain(`nonce="${nonces[0]}"`);
  expect(first.headers()["x-content-type-options"]).toBe("nosniff");
  expect(first.headers()["x-powered-by"]).toBeUndefined();
});

test("a foreign Host header is refused, for pages and for what changes something", async () => {
  expect(await statusOf("GET", "/", { host: "evil.example" })).toBe(421);
  expect(await statusOf("GET", "/", { host: `localhost:${PORT}` })).toBe(200);
  expect(
    await statusOf("POST", "/api/clusters", {
      host: "evil.example",
      origin: "http://evil.example",
    }),
  ).toBe(421);
});

test("a change needs the server's own origin", async ({ request }) => {
  const data = { source: { kind: "demo" } };
  for (const headers of [{}, { origin: "http://evil.example" }, { origin: "null" }]) {
    const answer = await request.post("/api/clusters", { data, headers });
    expect(answer.status()).toBe(403);
    expect((await answer.json()).error.sentence).toMatch(/refused/);
  }
});

test("bad input gets one sentence that names what is wrong", async ({ request }) => {
  const post = (path: string, data: unknown) =>
    request.post(path, { data, headers: { origin: server } });
  for (const [path, data, sentence] of [
    ["/api/clusters", { source: { kind: "telepathy" } }, /source/],
    [
      "/api/clusters",
      { source: { kind: "kubeconfig", context: "no such context" } },
      /no context no such context/,
    ],
    ["/api/clusters", { source: { kind: "in-cluster" } }, /does not run in a Kubernetes pod/],
    ["/api/clusters/upload", { kubeconfig: "just text" }, /kubeconfig/],
    ["/api/clusters/nonsense/scans", undefined, /not known here/],
    ["/api/imports/nonsense/cluster", { name: "x", complete: true }, /gone/],
  ] as const) {
    const answer = await post(path, data);
    expect(answer.status(), path).toBeGreaterThanOrEqual(400);
    expect(answer.status(), path).toBeLessThan(500);
    expect((await answer.json()).error.sentence).toMatch(sentence);
  }
  expect((await request.get("/api/scans/nonsense/events")).status()).toBe(404);
  expect(
    (await request.delete("/api/scans/nonsense", { headers: { origin: server } })).status(),
  ).toBe(409);
});

test("addresses of nothing are a page that leads on", async ({ page }) => {
  for (const path of [
    "/clusters/nonsense",
    "/clusters/%00",
    "/checks/nonsense",
    "/checks/..%2f..%2fpackage.json",
    "/imports/nonsense",
    "/nowhere",
  ]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("main").getByRole("link").first()).toBeVisible();
  }
});

/** Playwright and fetch do not let a Host header be chosen. */
function statusOf(
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = ask({ host: "127.0.0.1", port: PORT, method, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.once("error", reject);
    asked.end();
  });
}
