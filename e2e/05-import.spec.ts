import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { expectReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

const PLANTED = "cGxhbnRlZC1zZWNyZXQ=";

const MESH = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: app, image: "cart:1", env: [{ name: PASSWORD, value: "${PLANTED}" }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: no-admin, namespace: shop }
spec:
  action: DENY
  rules: [{ to: [{ operation: { paths: [/admin] } }] }]
---
apiVersion: v1
kind: Secret
metadata: { name: database, namespace: shop }
data: { password: ${PLANTED} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { password: ${PLANTED} }
`;

test("a dropped file is previewed, scanned and judged, and its secrets are left out", async ({
  page,
}) => {
  const answers: Promise<string>[] = [];
  page.on("response", (response) => answers.push(response.text().catch(() => "")));

  await page.goto("/connect?from=dump");
  await page.setInputFiles("input[type=file]", {
    name: "mesh.yaml",
    mimeType: "application/yaml",
    buffer: Buffer.from(MESH),
  });
  await expect(page.getByRole("heading", { name: "What these files hold" })).toBeVisible();
  const found = page.getByRole("table", { name: "Kinds found" });
  await expect(found.getByRole("row").filter({ hasText: "AuthorizationPolicy" })).toContainText(
    "1",
  );
  await expect(page.getByText("Left out while reading")).toBeVisible();
  await expect(page.getByRole("main")).toContainText("Secret");
  await expectAccessible(page);

  await page.getByLabel("Name", { exact: true }).fill("from git");
  await page.getByRole("checkbox", { name: /These files are everything/ }).check();
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await expectReport(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("dump");
  await expect(page.getByText("DENY policies with HTTP rules stop working")).toBeVisible();
  await expect(page.getByText("judged from templates")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("main").getByRole("link", { name: "shop", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: /shop/ })).toBeVisible();
  await expect(page.getByText("no-admin").first()).toBeVisible();

  const told = await Promise.all(answers);
  expect(told.length).toBeGreaterThan(5);
  expect(told.some((text) => text.includes(PLANTED))).toBe(false);
});

test("an archive of folders is read like the files in it", async ({ page }) => {
  await page.goto("/connect?from=dump");
  await page.setInputFiles("input[type=file]", {
    name: "mesh.tar.gz",
    mimeType: "application/gzip",
    buffer: await archive({ "git/mesh/shop.yaml": MESH, "git/README.md": "# not an object" }),
  });
  await expect(page.getByRole("heading", { name: "What these files hold" })).toBeVisible();
  await expect(page.getByRole("table", { name: "Kinds found" })).toContainText(
    "AuthorizationPolicy",
  );
});

test("a hostile archive ends in a sentence, and nothing is stored", async ({ page }) => {
  await page.goto("/connect?from=dump");
  for (const [name, bytes] of [
    ["climbing.tar.gz", await archive({ "../../etc/cron.d/evil.yaml": MESH })],
    ["cut.tar.gz", (await archive({ "a.yaml": MESH })).subarray(0, 60)],
    ["empty.yaml", Buffer.from("just: text\n")],
  ] as const) {
    await page.setInputFiles("input[type=file]", {
      name,
      mimeType: "application/octet-stream",
      buffer: bytes,
    });
    await expect(page.getByRole("main").getByRole("alert")).toContainText(/\w+.*\./);
    await expect(page).toHaveURL(/\/connect/);
  }
  await expectAccessible(page);
});

async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, text] of Object.entries(files)) tar.entry({ name }, text);
  tar.finalize();
  return gzipSync(await buffer(tar));
}
