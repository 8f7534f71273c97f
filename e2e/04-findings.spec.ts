import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test, textOf } from "./page.ts";

test.beforeEach(async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.getByRole("link", { name: "Findings", exact: true }).click();
  await expect(page.getByRole("region", { name: "List of findings" })).toBeVisible();
});

test("the most urgent finding stands beside the list, and another is a click away", async ({
  page,
}) => {
  const list = page.getByRole("region", { name: "List of findings" });
  const chosen = page.getByRole("region", { name: "Chosen finding" });
  await expect(chosen).toContainText("blocker, security");
  await expect(chosen.getByRole("region", { name: "Evidence" })).toBeVisible();
  await expect(chosen.getByRole("region", { name: "What to do" })).toBeVisible();
  await expectAccessible(page);

  await list.getByRole("heading", { name: "NetworkPolicies block port 15008" }).click();
  const finding = list.getByRole("link").filter({ hasText: "payments/" }).last();
  await finding.click();
  await expect(page).toHaveURL(/finding=/);
  await expect(finding).toHaveAttribute("aria-current", "true");
  await expect(chosen).toContainText("NetworkPolicy payments/");

  await page.reload();
  await expect(chosen).toContainText("NetworkPolicy payments/");
});

test("findings are grouped by check, namespace or object", async ({ page }) => {
  const headings = page.getByRole("region", { name: "List of findings" }).getByRole("heading");
  await expect(headings.first()).toHaveText("DENY policies with HTTP rules stop working");
  await page.getByRole("link", { name: "By namespace" }).click();
  await expect(page.getByRole("link", { name: "By namespace" })).toHaveAttribute(
    "aria-current",
    "page",
  );
  await expect(headings.filter({ hasText: "payments" })).toBeVisible();
  await expect(headings.filter({ hasText: "The whole cluster" })).toBeVisible();
  await page.getByRole("link", { name: "By object" }).click();
  await expect(
    headings.filter({ hasText: /^AuthorizationPolicy payments\// }).first(),
  ).toBeVisible();
});

test("filters apply at once and stand in the address", async ({ page }) => {
  const shown = page.getByRole("status").filter({ hasText: /of \d+ findings/ });
  const all = (await textOf(shown)).match(/of (\d+)/)?.[1] ?? "";
  await expect(shown).toHaveText(`${all} of ${all} findings`);

  await page.getByRole("combobox", { name: "Severity" }).selectOption("warning");
  await expect(page).toHaveURL(/severity=warning/);
  await expect(shown).not.toHaveText(`${all} of ${all} findings`);
  await expect(page.getByRole("region", { name: "Chosen finding" })).toContainText("warning");

  await page.getByRole("combobox", { name: "Severity" }).selectOption("");
  await expect(shown).toHaveText(`${all} of ${all} findings`);
  await page.getByRole("combobox", { name: "Namespace" }).selectOption("payments");
  await expect(shown).not.toHaveText(`${all} of ${all} findings`);
  await expect(page).toHaveURL(/namespace=payments/);
  const ofNamespace = await textOf(shown);
  await page.getByRole("searchbox", { name: "Search findings" }).fill("card-vault");
  await expect(page).toHaveURL(/namespace=payments.*q=card-vault|q=card-vault.*namespace=payments/);
  await expect(shown).not.toHaveText(ofNamespace);
  const narrowed = await textOf(shown);
  await page.reload();
  await expect(shown).toHaveText(narrowed);
  await expect(page.getByRole("searchbox", { name: "Search findings" })).toHaveValue("card-vault");

  await page.getByRole("searchbox", { name: "Search findings" }).fill("no such finding");
  await expect(page.getByText("No finding matches.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(shown).toHaveText(`${all} of ${all} findings`);
  await expect(page.getByRole("searchbox", { name: "Search findings" })).toHaveValue("");
});

test("without scripts the filters are a form with a button", async ({ page, browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(page.url());
  await plain.getByRole("combobox", { name: "Severity" }).selectOption("warning");
  await plain.getByRole("button", { name: "Apply" }).click();
  await expect(plain).toHaveURL(/severity=warning/);
  await expect(plain.getByRole("region", { name: "Chosen finding" })).toContainText("warning");
  await context.close();
});

test("checks without findings are folded with their counts", async ({ page }) => {
  const quiet = page.getByRole("region", { name: "Checks without findings" });
  await expect(quiet).toContainText(/\d+ checks could not tell/);
  const passed = quiet.getByRole("group").filter({ hasText: /\d+ checks? passed/ });
  await expect(passed.getByRole("link").first()).toBeHidden();
  await passed.getByText(/passed/).click();
  await passed.getByRole("link").first().click();
  await expect(page).toHaveURL(/\/checks\/[a-z-]+$/);
});

test("on a phone the list comes first, and a finding takes its place", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const list = page.getByRole("region", { name: "List of findings" });
  const chosen = page.getByRole("region", { name: "Chosen finding" });
  await page.reload();
  await expect(list).toBeVisible();
  await expect(chosen).toBeHidden();

  await list.getByRole("heading", { name: "EnvoyFilters on workloads" }).click();
  await list.getByRole("link").filter({ hasText: "EnvoyFilter" }).first().click();
  await expect(list).toBeHidden();
  await expect(chosen).toBeInViewport();
  await page.getByRole("link", { name: "All findings" }).click();
  await expect(list).toBeVisible();
});
