import { openReport } from "./clusters.ts";
import { expect, test } from "./page.ts";

test("a cluster is renamed and forgotten, after a question that says what is lost", async ({
  page,
}) => {
  await openReport(page, "healthy");
  await page.goto("/");
  const fleet = page.getByRole("table", { name: "Clusters" });
  await page.getByRole("button", { name: "Actions for healthy" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  const rename = page.getByRole("dialog", { name: "Rename cluster" });
  await rename.getByLabel("Name").fill("  ");
  await expect(rename.getByRole("button", { name: /Rename/ })).toBeDisabled();
  await rename.getByLabel("Name").fill("renamed");
  await rename.getByRole("button", { name: /Rename/ }).click();
  await expect(fleet.getByRole("link", { name: "renamed", exact: true })).toBeVisible();

  const address = await fleet
    .getByRole("link", { name: "renamed", exact: true })
    .getAttribute("href");
  await page.getByRole("button", { name: "Actions for renamed" }).click();
  await page.getByRole("menuitem", { name: "Forget" }).click();
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("This cannot be undone.");
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(fleet.getByRole("link", { name: "renamed", exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Actions for renamed" }).click();
  await page.getByRole("menuitem", { name: "Forget" }).click();
  await question.getByRole("button", { name: "Forget cluster" }).click();
  await expect(fleet.getByRole("link", { name: "renamed", exact: true })).toHaveCount(0);

  const answer = await page.goto(address ?? "");
  expect(answer?.status()).toBe(404);
});
