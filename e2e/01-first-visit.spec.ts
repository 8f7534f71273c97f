import { expectReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

test("a first visit offers three doors and says that clusters are only read", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Which namespaces can leave their sidecars, and what stops the others?",
  );
  for (const door of ["Your kubeconfig", "A dump", "Demo fleet"])
    await expect(page.getByRole("heading", { name: door })).toBeVisible();
  await expect(page.getByText("Clusters are only ever read")).toBeVisible();
  await expect(page.getByRole("button", { name: "Connect healthy" })).toBeVisible();
  await expectAccessible(page);
});

test("before the first scan, features have the whole width of a phone", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/parity");
  const table = await page.getByRole("table", { name: "Features" }).boundingBox();
  const names = await page.getByRole("columnheader", { name: "Feature" }).boundingBox();
  expect(names?.width).toBeGreaterThan((table?.width ?? Number.NaN) * 0.9);
});

test("two clicks lead from the first visit to a report of sample data", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Explore the demo fleet" }).click();

  const fleet = page.getByRole("table", { name: "Clusters" });
  for (const name of ["prod-eu", "staging", "dev"]) {
    const row = fleet
      .getByRole("row")
      .filter({ has: page.getByRole("link", { name, exact: true }) });
    await expect(row).toContainText("sample data");
  }
  await expect(fleet.getByRole("row")).toHaveCount(1 + 3);
  await expect(page.getByText(/^Making sample history: day \d+ of 60$/).first()).toBeVisible();

  await fleet.getByRole("link", { name: "prod-eu" }).click();
  await expectReport(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("prod-eu");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("sample data");
  await expect(page.getByRole("main").getByRole("heading", { level: 2 }).first()).toHaveText(
    /^Prepare the cluster first\. Then \d+ of \d+ namespaces are ready/,
  );
});

test("the fleet sums up its clusters once their history is made and they are read", async ({
  page,
}) => {
  test.slow();
  await page.goto("/");
  await expect(page.getByRole("region", { name: /^Scan of / })).toHaveCount(0, {
    timeout: 180_000,
  });
  const fleet = page.getByRole("table", { name: "Clusters" });
  await expect(fleet.getByRole("row").filter({ hasText: "prod-eu" })).toContainText("GiB");
  await expect(fleet.getByRole("row").filter({ hasText: "staging" })).toContainText("1.29");
  await expect(fleet.getByRole("row").filter({ hasText: "dev" })).toContainText("6 done");
  await expectAccessible(page);
});
