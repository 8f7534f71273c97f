import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

async function openPains(page: Page, name: string): Promise<void> {
  await openReport(page, name);
  await page.getByRole("link", { name: "Performance", exact: true }).first().click();
  await page.getByRole("link", { name: "Five pains" }).click();
  await expect(page).toHaveURL(/view=pains/);
}

test("the five pains stand in one table, here now and in ambient, each with its source", async ({
  page,
}) => {
  await openPains(page, "prod-eu");
  const table = page.getByRole("table", { name: /Five pains of sidecars/ });
  for (const [pain, now, ambient] of [
    ["Memory for every pod", /500 such pods would/, /ztunnel on each node/],
    ["Slow pod start", /scheduled to ready/, /No proxy in the pod to wait for/],
    ["Upgrades of the mesh", /must restart/, /of applications restart/],
    ["Fragile opt-out", /left out/, /istio\.io\/dataplane-mode/],
    ["Proxies to look through", /Two of them stand between pods/, /read no HTTP/],
  ] as const) {
    const row = table.getByRole("row", { name: new RegExp(`^${pain}`) });
    await expect(row).toContainText(now);
    await expect(row).toContainText(ambient);
    await expect(row.getByText("not known", { exact: true })).toHaveCount(0);
  }
  await expectAccessible(page);
});

test("a pain opens to its namespaces, its objects and its history", async ({ page }) => {
  await openPains(page, "prod-eu");
  await page.getByText("What stands behind it: Fragile opt-out").click();
  const outs = page.getByRole("table", { name: "Who is left out" });
  await expect(outs.getByRole("row").nth(1)).toContainText(
    /sidecar\.istio\.io\/inject=false|istio-injection=disabled|hostNetwork|traffic\.sidecar/,
  );

  await page.getByText("What stands behind it: Slow pod start").click();
  await expect(page.getByRole("figure", { name: "Pods with a sidecar" })).toContainText(/p50/);
  await page
    .getByRole("table", { name: /Pod start by namespace/ })
    .getByRole("link")
    .first()
    .click();
  await expect(page).toHaveURL(/\/namespaces\//);
});

test("on a phone the table can be read and opened", async ({ page }) => {
  await openPains(page, "staging");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText("What stands behind it: Upgrades of the mesh").click();
  await expect(page.getByRole("table", { name: "Pods to restart by namespace" })).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  await expectAccessible(page);
});
