import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import type { Page, TestInfo } from "@playwright/test";
import { pack } from "tar-stream";
import { collectAnswers } from "./answers.ts";
import { expectReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

const PLANTED = `planted-${crypto.randomUUID()}`;

const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
      - name: cart
        image: registry.example/cart:1
        env: [{ name: PASSWORD, value: ${PLANTED} }]
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
  - match: [{ headers: { beta: { exact: "1" } } }]
    route: [{ destination: { host: cart } }]
---
apiVersion: v1
kind: Secret
metadata: { name: database, namespace: shop }
stringData: { password: ${PLANTED} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { connection: ${PLANTED} }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: [not, a, map]
`;

/** Nine to the power of nine values in ten lines. */
const ALIASES = [..."abcdefghij"]
  .map((key, at, keys) => {
    const inner = at === 0 ? "x" : `*${keys[at - 1]}`;
    return `${key}: &${key} [${Array(9).fill(inner).join(", ")}]`;
  })
  .join("\n");

test("dropped manifests are previewed, scanned and judged, and their Secrets are dropped", async ({
  page,
}, info) => {
  const answers = collectAnswers(page);
  await page.goto("/connect?from=dump");
  await expectAccessible(page);
  await drop(page, await fileOf(info, "shop.yaml", MANIFESTS));

  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What these files hold");
  const found = page.getByRole("table", { name: "Kinds found" });
  for (const kind of ["Namespace", "Deployment", "Service", "VirtualService"])
    await expect(
      found.getByRole("row").filter({ has: page.getByRole("cell", { name: kind, exact: true }) }),
    ).toContainText("1");
  const part = (name: string) =>
    page.locator("section").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await expect(part("Missing")).toContainText("Pod");
  await expect(part("Left out while reading")).toContainText("Secret 1");
  await expect(part("Left out while reading")).toContainText("ConfigMap 1");
  await expectAccessible(page);

  await page.getByLabel("Name", { exact: true }).fill("shop manifests");
  await page.getByRole("button", { name: "Scan", exact: true }).click();
  await expectReport(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("shop manifests");
  await page.getByRole("link", { name: "shop", exact: true }).click();
  await expect(page.getByRole("table", { name: "Workloads" })).toContainText("template only");
  await expect(page.getByRole("region", { name: "Waypoint" })).toContainText(
    "VirtualService shop/cart",
  );

  const told = await answers();
  expect(told.length).toBeGreaterThan(10);
  expect(told.filter(({ text }) => text.includes(PLANTED)).map(({ url }) => url)).toEqual([]);
});

test("an archive with folders and lists is read as one dump", async ({ page }) => {
  const list = JSON.stringify({
    apiVersion: "v1",
    kind: "List",
    items: [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "books" } },
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "music" } },
    ],
  });
  const archive = gzipSync(
    await tar([
      { name: "dump/namespaces.json", content: list },
      { name: "dump/shop/manifests.yaml", content: MANIFESTS },
      { name: "dump/README.txt", content: "Not a manifest." },
    ]),
  );
  await page.goto("/connect?from=dump");
  await page
    .getByLabel(/Drop files or a folder/)
    .setInputFiles({ name: "dump.tar.gz", mimeType: "application/gzip", buffer: archive });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("What these files hold");
  const namespaces = page
    .getByRole("table", { name: "Kinds found" })
    .getByRole("row")
    .filter({ has: page.getByRole("cell", { name: "Namespace", exact: true }) });
  await expect(namespaces).toContainText("3");
});

test("archives that mean harm end in a sentence, and nothing is stored", async ({ page }, info) => {
  const bomb = gzipSync(
    await tar([{ name: "zeros.yaml", content: Buffer.alloc(150_000_000, "#") }]),
  );
  const whole = gzipSync(await tar([{ name: "shop.yaml", content: MANIFESTS }]));
  const harmful = [
    { name: "bomb.tar.gz", content: bomb, says: /larger|times|limit/ },
    { name: "cut.tar.gz", content: whole.subarray(0, whole.length / 2), says: /end|damaged/ },
    {
      name: "climbing.tar.gz",
      content: gzipSync(await tar([{ name: "../../etc/cron.d/evil.yaml", content: MANIFESTS }])),
      says: /etc/,
    },
    { name: "aliases.yaml", content: ALIASES, says: /alias|unfold/i },
    { name: "text.yaml", content: "just: text\n", says: /no Kubernetes object/ },
  ];
  const before = await clusters(page);
  await page.goto("/connect?from=dump");
  for (const { name, content, says } of harmful) {
    await drop(page, await fileOf(info, name, content));
    await expect(page.getByRole("main").getByRole("alert"), name).toHaveText(says);
    await expect(page).toHaveURL(/\/connect/);
  }
  await expectAccessible(page);
  expect(await clusters(page)).toEqual(before);
});

/** Drops a file as a desktop does, by its path. */
async function drop(page: Page, path: string): Promise<void> {
  const zone = page.getByText(/Drop files or a folder/);
  await expect(zone).toBeVisible();
  const box = await zone.boundingBox();
  if (!box) throw new Error("The drop zone is not drawn.");
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2, data };
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await session.send("Input.dispatchDragEvent", { type, ...at });
  await session.detach();
}

async function fileOf(info: TestInfo, name: string, content: string | Buffer): Promise<string> {
  const path = join(info.outputDir, name);
  await mkdir(info.outputDir, { recursive: true });
  await writeFile(path, content);
  return path;
}

async function tar(
  files: readonly { readonly name: string; readonly content: string | Buffer }[],
): Promise<Buffer> {
  const packed = pack();
  for (const { name, content } of files) packed.entry({ name }, content);
  packed.finalize();
  return buffer(packed);
}

async function clusters(page: Page): Promise<string[]> {
  await page.goto("/");
  const fleet = page.getByRole("table", { name: "Clusters" });
  await expect(fleet).toBeVisible();
  return fleet
    .getByRole("button", { name: /^Actions for/ })
    .evaluateAll((buttons) => buttons.map((button) => button.ariaLabel ?? ""));
}
