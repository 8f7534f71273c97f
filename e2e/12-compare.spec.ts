import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test, textOf } from "./page.ts";

/** The id of a cluster, by its name. */
async function clusterId(page: Page, name: string): Promise<string> {
  await openReport(page, name);
  return new URL(page.url()).pathname.split("/")[2] ?? "";
}

test("a cluster with one snapshot has nothing to compare, and another cluster is offered", async ({
  page,
}) => {
  await openReport(page, "staging");
  const healthy = await clusterId(page, "healthy");
  await page.goto(`/clusters/${healthy}/compare`);
  await expect(page.getByRole("heading", { name: "There is only one snapshot" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Compare with another cluster" }).click();
  await expect(page).toHaveURL(/fromCluster=/);
  await expect(page.getByRole("region", { name: "Not comparable in full" })).toContainText(
    "These are two clusters",
  );
});

test("two clusters are compared by name, and each change leads to where it is", async ({
  page,
}) => {
  const prod = await clusterId(page, "prod-eu");
  const staging = await clusterId(page, "staging");
  await page.goto(`/clusters/${staging}/compare?fromCluster=${prod}`);

  await expect(page.getByText(/^staging against prod-eu: .+\.$/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Not comparable in full" })).toBeVisible();
  const namespaces = page.getByRole("table", { name: "Namespaces that differ" });
  await expect(namespaces.getByRole("row").nth(1)).toBeVisible();
  await expect(page.getByRole("heading", { name: "Findings only in staging" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Findings only in prod-eu" })).toBeVisible();
  await expectAccessible(page);

  const only = page.getByRole("region", { name: "Findings only in prod-eu" });
  const finding = only.getByRole("link").first();
  const problem = await finding.textContent();
  await finding.click();
  await expect(page).toHaveURL(new RegExp(`/clusters/${prod}/findings\\?.*at=`));
  await expect(page.getByRole("region", { name: "Chosen finding" })).toContainText(
    problem?.slice(0, 60) ?? "",
  );
});

test("filters stand in the address, narrow both lists and can be cleared", async ({ page }) => {
  const prod = await clusterId(page, "prod-eu");
  const staging = await clusterId(page, "staging");
  await page.goto(`/clusters/${staging}/compare?fromCluster=${prod}`);
  const shown = page.getByRole("status").filter({ hasText: /changes?$/ });
  const all = (await textOf(shown)).trim();

  await page.getByRole("combobox", { name: "Severity" }).selectOption("blocker");
  await expect(page).toHaveURL(/severity=blocker/);
  await expect(shown).toHaveText(new RegExp(`^[\\d,]+ of ${all}$`));
  await expect(page.getByRole("table", { name: "Namespaces that differ" })).toBeHidden();

  await page.getByRole("searchbox", { name: "Search changes" }).fill("no such thing");
  await expect(page.getByText("No change matches.")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(shown).toHaveText(all);
  await expect(page.getByRole("searchbox", { name: "Search changes" })).toHaveValue("");
});

test("the two sides are swapped, picked anew and copied as one address", async ({ page }) => {
  const prod = await clusterId(page, "prod-eu");
  const staging = await clusterId(page, "staging");
  await page.goto(`/clusters/${staging}/compare?fromCluster=${prod}`);
  await page.getByRole("link", { name: "Swap the two" }).click();
  await expect(page.getByText(/^prod-eu against staging: /)).toBeVisible();
  await expect(page).toHaveURL(/from=[0-9a-z]{16}&to=[0-9a-z]{16}/);

  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByText("Copied", { exact: true }).first()).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/\/compare\?from=[0-9a-z]{16}&to=[0-9a-z]{16}$/);
  await page.goto(copied);
  await expect(page.getByText(/^prod-eu against staging: /)).toBeVisible();

  const [, to = ""] = /to=([0-9a-z]{16})/.exec(copied) ?? [];
  await page.goto(`/clusters/${prod}/compare?from=${to}&to=${to}`);
  await expect(page.getByText("Both sides are the same snapshot.")).toBeVisible();
  await expect(page.getByText("Nothing differs.")).toBeVisible();
});

test("a comparison moves to the pages of the clusters that are picked", async ({ page }) => {
  const prod = await clusterId(page, "prod-eu");
  const staging = await clusterId(page, "staging");
  await page.goto(`/clusters/${staging}/compare?toCluster=${prod}`);
  await expect(page.getByText(/^prod-eu against staging: /)).toBeVisible();
  await page.getByRole("combobox", { name: "Before: cluster" }).selectOption({ label: "prod-eu" });
  await expect(page).toHaveURL(new RegExp(`/clusters/${prod}/compare`));
  await expect(page.getByRole("heading", { level: 1 })).toContainText("prod-eu");
});

test("after a second scan the page says what changed since the first", async ({ page }) => {
  await openReport(page, "healthy");
  const report = page.url();
  await page.getByRole("button", { name: "Scan again" }).click();
  await page.goto(`${new URL(report).pathname}/compare`);
  await expect(async () => {
    await page.reload();
    await expect(page.getByText(/^Since .+: nothing changed\.$/)).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText("the oldest one stands in")).toBeVisible();

  const unchanged = page.getByRole("region", { name: "Unchanged" });
  await expect(unchanged).toContainText(/\d+ namespaces unchanged/);
  await unchanged.getByText(/namespaces unchanged/).click();
  await expect(unchanged.getByRole("listitem").first()).toBeVisible();
  await expectAccessible(page);
});

test("a comparison that cannot be is refused in one sentence or is not found", async ({ page }) => {
  const staging = await clusterId(page, "staging");
  const path = `/clusters/${staging}/compare`;
  for (const [query, sentence] of [
    ["from=../../x", '"from" does not name a snapshot.'],
    ["threshold=0", "The threshold must be a whole number from 1 to 99999."],
    ["direction=sideways", 'The direction must be "better" or "worse".'],
  ] as const) {
    await page.goto(`${path}?${query}`);
    await expect(page.getByText(sentence)).toBeVisible();
  }
  await expectAccessible(page);
  for (const query of ["from=0000000000000000", "toCluster=0000000000000000"]) {
    await page.goto(`${path}?${query}`);
    await expect(page.getByRole("heading", { name: "nothing at this address" })).toBeVisible();
  }
});

test("without scripts the pickers and filters are forms", async ({ page, browser }) => {
  const prod = await clusterId(page, "prod-eu");
  const staging = await clusterId(page, "staging");
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(
    new URL(`/clusters/${staging}/compare?fromCluster=${prod}`, page.url()).toString(),
  );
  await plain.getByRole("combobox", { name: "Severity" }).selectOption("warning");
  await plain.getByRole("button", { name: "Apply" }).click();
  await expect(plain).toHaveURL(/severity=warning/);
  await plain.getByLabel("Hide changes of less than").selectOption("25");
  await plain.getByRole("button", { name: "Compare" }).click();
  await expect(plain).toHaveURL(/threshold=25/);
  await context.close();
});
