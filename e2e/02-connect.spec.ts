import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { startDemo } from "../lib/demo/server.ts";
import { collectAnswers } from "./answers.ts";
import { expectReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";
import { DATA, GATE, LOG } from "./places.ts";

test("a context is connected in one click, and its scan is followed to the report", async ({
  page,
  request,
}) => {
  await page.goto("/connect");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Connect gated" }).click();

  const scan = page.getByRole("region", { name: "Scan of gated" });
  await expect(scan).toContainText("Scanning gated");
  await expect(scan).toContainText(/read \d+\/\d+ kinds/);
  await expect(scan).toContainText("still reading pods");
  await expect(page.getByText("The first scan runs.")).toBeVisible();
  await expectAccessible(page);

  await page.reload();
  await expect(scan).toContainText("still reading pods");
  await expect(scan.getByRole("button", { name: "Cancel" })).toBeVisible();

  await request.get(GATE);
  await expectReport(page);
  await expect(scan).toBeHidden();
});

test("a context that cannot be read says why in a sentence, and what to do", async ({ page }) => {
  await page.goto("/connect");
  await page.getByRole("button", { name: "Test connection to healthy" }).click();
  await expect(page.getByText(/Reached Kubernetes v?1\.\d+/)).toBeVisible();
  await page.getByRole("button", { name: "Test connection to down" }).click();
  await expect(page.getByText(/Nothing listens at http:\/\/127\.0\.0\.1:9/)).toBeVisible();
  await page.getByRole("button", { name: "Test connection to locked" }).click();
  await expect(page.getByText(/does not accept the credential/)).toBeVisible();

  await page.getByRole("button", { name: "Connect locked" }).click();
  const scan = page.getByRole("region", { name: "Scan of locked" });
  await expect(scan).toContainText("Could not scan locked");
  await expect(scan).toContainText(/does not accept the credential .* sign in again/);
  await expect(scan.getByRole("button", { name: "Try again" })).toBeVisible();
  await expect(page.getByText("No scan of this cluster has finished yet.")).toBeVisible();
  await expectAccessible(page);

  await page.goto("/connect");
  await page.getByRole("button", { name: "Connect down" }).click();
  await expect(page.getByRole("region", { name: "Scan of down" })).toContainText(
    "Nothing listens at http://127.0.0.1:9: the connection was refused.",
  );

  await page.goto("/");
  await expect(page.getByRole("region", { name: "Scan of locked" })).toBeVisible();
  await expectAccessible(page);
});

test("a scan that takes too long is cancelled", async ({ page }) => {
  await page.goto("/connect");
  await page.getByRole("button", { name: "Connect slow" }).click();
  const scan = page.getByRole("region", { name: "Scan of slow" });
  await expect(scan).toContainText("still reading pods");
  await scan.getByRole("button", { name: "Cancel" }).click();
  await expect(scan).toContainText("Cancelled the scan of slow");
  await page.reload();
  await expect(scan).toContainText("Cancelled the scan of slow");
});

test("a pasted kubeconfig that runs a command is refused, with the reason and a way out", async ({
  page,
}) => {
  await page.goto("/connect?from=upload");
  await page
    .getByLabel("Kubeconfig", { exact: true })
    .fill(
      kubeconfig("http://127.0.0.1:6443", { exec: { command: "touch", args: ["/tmp/executed"] } }),
    );
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "exec" })).toContainText(/token/);
  await expect(page.getByText("Use the long-lived token of a service account")).toBeVisible();
  await expectAccessible(page);
});

test("a pasted token reads its cluster, and is never seen again", async ({ page }) => {
  const token = `planted-${crypto.randomUUID()}`;
  const demo = await startDemo({ clusters: ["dev"], token });
  const answers = collectAnswers(page);
  try {
    await page.goto("/connect?from=upload");
    await page
      .getByLabel("Kubeconfig", { exact: true })
      .fill(kubeconfig(demo.address("dev"), { token }));
    await page.getByLabel("Name", { exact: true }).fill("by token");
    await page.getByRole("button", { name: "Test connection" }).click();
    await expect(page.getByText(/Reached Kubernetes/)).toBeVisible();
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expectReport(page);
    await page.reload();
    await page.goto("/");
    await page.goto("/connect?from=upload");
  } finally {
    await demo.close();
  }

  const told = await answers();
  expect(told.length).toBeGreaterThan(10);
  expect(told.filter(({ text }) => text.includes(token)).map(({ url }) => url)).toEqual([]);
  const log = await readFile(LOG, "utf8");
  expect(log).toContain("Mesh Readiness is at");
  expect(log).not.toContain(token);
  const { files, holding } = await filesHolding(DATA, token);
  expect(files).toBeGreaterThan(10);
  expect(holding).toEqual([]);
});

function kubeconfig(server: string, user: object): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "there", cluster: { server } }],
    users: [{ name: "reader", user }],
    contexts: [{ name: "pasted", context: { cluster: "there", user: "reader" } }],
  });
}

async function filesHolding(folder: string, secret: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const holding: string[] = [];
  for (const { parentPath, name } of files) {
    if ((await readFile(join(parentPath, name))).includes(secret)) holding.push(name);
  }
  return { files: files.length, holding };
}
