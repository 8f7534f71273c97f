import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

function rowOf(page: Page, cluster: string) {
  return page
    .getByRole("region", { name: "Metrics" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name: cluster, exact: true }) });
}

test("a cluster's metrics source is found, tested, changed and taken away", async ({ page }) => {
  test.slow();
  await openReport(page, "dev");
  await page.goto("/settings");
  const row = rowOf(page, "dev");
  await expect(row).toContainText("Service prometheus in istio-system, port 9090");
  await expectAccessible(page);

  await row.getByRole("button", { name: "Edit metrics source of dev" }).click();
  const dialog = page.getByRole("dialog", { name: "Metrics of dev" });
  await expect(dialog.getByRole("radio", { name: /A Service in the cluster/ })).toBeChecked();
  await dialog.getByRole("button", { name: "Test" }).click();
  await expect(dialog.getByRole("status").last()).toContainText("Containers (cAdvisor): there.");
  await expectAccessible(page);

  await dialog.getByLabel("Namespace").fill("../secrets");
  await dialog.getByRole("button", { name: "Test" }).click();
  await expect(dialog.getByRole("alert")).toContainText("is not a name in Kubernetes");

  await dialog.getByRole("radio", { name: /An address/ }).check();
  const address = dialog.getByLabel("Address");
  for (const [text, sentence] of [
    ["http://169.254.169.254/latest", "link-local"],
    ["http://user:pass@10.0.0.1", "user name or password"],
  ] as const) {
    await address.fill(text);
    await dialog.getByRole("button", { name: "Test" }).click();
    await expect(dialog.getByRole("alert")).toContainText(sentence);
    await expect(address).toHaveAttribute("aria-invalid", "true");
  }

  // Nobody listens on this port, which a test may say and saving does not need to.
  await address.fill("http://127.0.0.1:9");
  await dialog.getByLabel("Credential", { exact: true }).selectOption("Bearer token");
  await dialog.getByLabel("Bearer token", { exact: true }).fill("planted-e2e-token");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Test" }).click();
  await expect(dialog.getByRole("status").last()).toContainText("127.0.0.1:9");
  await dialog.getByRole("button", { name: "Save source" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("http://127.0.0.1:9");

  await row.getByRole("button", { name: "Edit metrics source of dev" }).click();
  await expect(dialog.getByLabel("Credential", { exact: true })).toHaveValue("keep");
  await expect(dialog).toContainText("Keep what is stored: bearer token");
  expect(await page.content()).not.toContain("planted-e2e-token");
  await address.fill("http://127.0.0.1:10");
  await expect(dialog).toContainText("belongs to another address");

  await dialog.getByRole("radio", { name: /No Prometheus/ }).check();
  await dialog.getByRole("button", { name: "Save source" }).click();
  await expect(row).toContainText("No Prometheus.");

  await row.getByRole("button", { name: "Choose metrics source for dev" }).click();
  await dialog.getByRole("radio", { name: /A Service in the cluster/ }).check();
  await dialog
    .getByLabel("Found with the last scan")
    .selectOption("Service prometheus in istio-system, port 9090");
  await dialog.getByRole("button", { name: "Save source" }).click();
  await expect(row).toContainText("Filled with the next scan.");
  await row.getByRole("button", { name: "Scan dev and fill earlier days" }).click();
  await expect
    .poll(
      async () => {
        await page.reload();
        return row.textContent();
      },
      { timeout: 60_000 },
    )
    .toMatch(/\d+ of the 90 days before the first scan were filled/);
});
