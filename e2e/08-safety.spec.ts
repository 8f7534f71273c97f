import { request as ask } from "node:http";
import { openReport } from "./clusters.ts";
import { expect, test } from "./page.ts";
import { PORT } from "./places.ts";

test("every page comes with a policy whose nonce no other page shares", async ({
  page,
  request,
}) => {
  await openReport(page, "prod-eu");
  const report = new URL(page.url()).pathname;
  const addresses = ["/", "/connect", "/checks", "/nothing-here", report, `${report}/findings`];
  const nonces = new Set<string>();
  for (const address of addresses) {
    const answer = await request.get(address);
    const headers = answer.headers();
    const policy = headers["content-security-policy"] ?? "";
    const nonce = /script-src 'self' 'nonce-([^']+)' 'strict-dynamic';/.exec(policy)?.[1] ?? "";
    nonces.add(nonce);
    expect(nonce.length, address).toBeGreaterThan(20);
    for (const directive of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"])
      expect(policy).toContain(directive);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["x-powered-by"]).toBeUndefined();

    const html = await answer.text();
    const scripts = html.match(/<script\b[^>]*>/g) ?? [];
    expect(scripts.length, address).toBeGreaterThan(3);
    for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    expect(html).not.toMatch(/<[^>]+\son[a-z]+=/);
  }
  expect(nonces.size).toBe(addresses.length);
});

test("markup that was smuggled into a page runs nothing", async ({ browser, baseURL }) => {
  const page = await browser.newPage({ ...(baseURL ? { baseURL } : {}) });
  const refused: string[] = [];
  page.on("console", (message) => refused.push(message.text()));
  await page.goto("/checks");
  await page.evaluate(() => {
    const smuggled = document.createElement("div");
    smuggled.innerHTML = `
      <img src="data:," onerror="top.smuggled = 1">
      <iframe srcdoc="<script>top.smuggled = 2</script>"></iframe>
      <a href="javascript:top.smuggled = 3">smuggled</a>`;
    document.body.append(smuggled);
  });
  await page.getByRole("link", { name: "smuggled" }).click();
  await expect
    .poll(() => refused.filter((text) => text.includes("Content Security")).length)
    .toBe(3);
  expect(await page.evaluate(() => "smuggled" in globalThis)).toBe(false);
  await page.close();
});

test("a request under a foreign name is refused", async () => {
  for (const host of ["rebound.example", "169.254.169.254", "127.0.0.1.rebound.example"]) {
    expect(await statusUnder(host, "GET", "/"), host).toBe(421);
    expect(await statusUnder(host, "POST", "/api/clusters"), host).toBe(421);
  }
  expect(await statusUnder(`localhost:${PORT}`, "GET", "/")).toBe(200);
});

test("a request from another site changes nothing", async ({ page, request, baseURL }) => {
  await openReport(page, "prod-eu");
  const cluster = new URL(page.url()).pathname.replace("/clusters", "/api/clusters");
  const changes: [method: string, address: string, data: object][] = [
    ["POST", "/api/clusters", { source: { kind: "kubeconfig", context: "healthy" } }],
    ["POST", "/api/clusters/upload", { kubeconfig: "{}" }],
    ["POST", "/api/clusters/test", { source: { kind: "kubeconfig", context: "healthy" } }],
    ["POST", "/api/imports", {}],
    ["POST", "/api/imports/any/cluster", { name: "any", complete: false }],
    ["PATCH", cluster, { name: "taken over" }],
    ["POST", `${cluster}/scans`, {}],
    ["DELETE", "/api/scans/any", {}],
    ["DELETE", cluster, {}],
  ];
  const strangers = [{}, { origin: "http://rebound.example" }, { origin: "null" }];
  for (const [method, address, data] of changes) {
    for (const headers of strangers) {
      const answer = await request.fetch(address, { method, data, headers });
      expect(answer.status(), `${method} ${address} ${JSON.stringify(headers)}`).toBe(403);
      expect(await answer.json()).toEqual({
        error: {
          sentence: "This request did not come from a page of this server, so it was refused.",
        },
      });
    }
  }
  await page.goto("/");
  const fleet = page.getByRole("table", { name: "Clusters" });
  await expect(fleet.getByRole("link", { name: "prod-eu" })).toBeVisible();
  await expect(fleet.getByRole("link", { name: "healthy" })).toHaveCount(0);

  const own = await request.fetch(cluster, {
    method: "PATCH",
    data: { name: "prod-eu" },
    headers: { origin: baseURL ?? "" },
  });
  expect(own.status()).toBe(200);
});

test("requests that make no sense are answered with a sentence", async ({ request, baseURL }) => {
  const headers = { origin: baseURL ?? "", "content-type": "application/json" };
  const senseless: [string, string | object, number][] = [
    ["/api/clusters", "{", 400],
    ["/api/clusters", "[]", 400],
    ["/api/clusters", { source: { kind: "kubeconfig", context: "no such context" } }, 404],
    ["/api/clusters", { source: { kind: "file:///etc/passwd" } }, 400],
    ["/api/clusters", { source: { kind: "demo" }, name: "\u0000" }, 400],
    ["/api/clusters", { source: { kind: "in-cluster" } }, 409],
    ["/api/clusters", "x".repeat(2_000_001), 413],
    ["/api/clusters/no-such-cluster/scans", {}, 404],
    ["/api/imports/no-such-import/cluster", { name: "any", complete: true }, 404],
    ["/api/clusters/upload", { kubeconfig: "- 1" }, 400],
  ];
  for (const [address, data, status] of senseless) {
    const answer = await request.post(address, { data, headers });
    expect(answer.status(), `${address} ${JSON.stringify(data).slice(0, 80)}`).toBe(status);
    const { error } = await answer.json();
    expect(error.sentence).toMatch(/\.$/);
    expect(error.sentence).not.toMatch(/ {4}at |node_modules|undefined/);
  }
  const plain = await request.post("/api/clusters", {
    data: "source=demo",
    headers: { ...headers, "content-type": "text/plain" },
  });
  expect(plain.status()).toBe(415);
  expect((await request.get("/api/scans/no-such-scan/events")).status()).toBe(404);
  expect((await request.delete("/api/scans/no-such-scan", { headers })).status()).toBe(409);
});

/** Browsers and fetch do not let one choose the Host header. */
function statusUnder(host: string, method: string, path: string): Promise<number | undefined> {
  const headers = { host, origin: `http://${host}` };
  return new Promise((resolve, reject) => {
    const asked = ask({ host: "127.0.0.1", port: PORT, method, path, headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.on("error", reject);
    asked.end();
  });
}
