import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

test("a cluster is renamed, scanned again and forgotten from its report", async ({ page }) => {
  await openReport(page, "healthy");
  const report = page.url();
  const actions = page.getByRole("button", { name: "Actions for healthy" });
  await actions.click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const dialog = page.getByRole("dialog", { name: "Rename cluster" });
  await expectAccessible(page);
  await dialog.getByLabel("Name").fill("  ");
  await expect(dialog.getByRole("button", { name: "Rename" })).toBeDisabled();
  await dialog.getByLabel("Name").fill("renamed");
  await dialog.getByRole("button", { name: "Rename" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("renamed");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("renamed");

  await page.getByRole("button", { name: "Scan again" }).click();
  await expect(page.getByRole("button", { name: "Scan again" })).toBeEnabled();

  await page.getByRole("button", { name: "Actions for renamed" }).click();
  await page.getByRole("menuitem", { name: "Forget" }).click();
  const question = page.getByRole("alertdialog", { name: "Forget renamed?" });
  await expect(question).toContainText("This cannot be undone.");
  await expect(question).toContainText("The cluster itself is not touched.");
  await expectAccessible(page);
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toBeHidden();

  await page.getByRole("button", { name: "Actions for renamed" }).click();
  await page.getByRole("menuitem", { name: "Forget" }).click();
  await question.getByRole("button", { name: "Forget cluster" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Fleet" })).toBeVisible();
  await expect(page.getByRole("link", { name: "renamed", exact: true })).toHaveCount(0);
  const answer = await page.goto(report);
  expect(answer?.status()).toBe(404);
});

test("a cluster is renamed and forgotten from the fleet", async ({ page }) => {
  await openReport(page, "healthy");
  await page.goto("/");
  await page.getByRole("button", { name: "Actions for healthy" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("healthy too");
  await page.getByRole("dialog").getByLabel("Name").press("Enter");
  await expect(page.getByRole("link", { name: "healthy too", exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Actions for healthy too" }).click();
  await page.getByRole("menuitem", { name: "Forget" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Forget cluster" }).click();
  await expect(page.getByRole("link", { name: "healthy too", exact: true })).toHaveCount(0);
});
