import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test, textOf } from "./page.ts";

test("a report says what stops the cluster, and each cause leads to its findings", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  await expectAccessible(page);

  const causes = page.getByRole("region", { name: "What stops us" });
  const [cause] = await causes.getByRole("listitem").all();
  const link = cause?.getByRole("link") ?? causes;
  const title = await textOf(link);
  await link.click();

  await expect(page.getByRole("combobox", { name: "Check" }).locator("option:checked")).toHaveText(
    title,
  );
  const list = page.getByRole("region", { name: "List of findings" });
  await expect(list.getByRole("heading")).toHaveText([title]);
});

test("what could not be read is named with its consequence, and never counts as passed", async ({
  page,
}) => {
  await openReport(page, "blind");
  await page.getByRole("link", { name: /^\d+ of \d+ kinds$/ }).click();

  const coverage = page.getByRole("region", { name: "Coverage" });
  await expect(coverage).toContainText(/Could not read .* checks could not be decided\./);
  const row = (kind: string) => coverage.getByRole("row").filter({ hasText: kind });
  const policies = row("authorizationpolicies.security.istio.io");
  await expect(policies).toContainText("not permitted");
  await expect(policies).toContainText(/apiGroups: \[security\.istio\.io\]/);
  const routes = row("virtualservices.networking.istio.io");
  await expect(routes).toContainText("not permitted");
  await expect(routes).toContainText(/apiGroups: \[networking\.istio\.io\]/);
  await expect(routes.getByRole("button", { name: "Copy YAML" })).toBeVisible();
  await expect(row("envoyfilters.networking.istio.io")).toContainText("partly read");
  await expectAccessible(page);

  const affected = await coverage.locator("a[href^='/checks/']").allTextContents();
  expect(affected).toContain("authz-l7-deny-noop");
  expect(affected).toContain("virtualservice-needs-waypoint");
  await page.getByRole("link", { name: "Findings", exact: true }).click();
  const quiet = page.getByRole("region", { name: "Checks without findings" });
  const passed = await quiet
    .getByRole("group")
    .filter({ hasText: "passed" })
    .locator("a[href^='/checks/']")
    .evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  for (const check of affected) expect(passed).not.toContain(`/checks/${check}`);
});

test("namespaces are searched, narrowed and ordered, and the address keeps it all", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  const table = page.getByRole("table", { name: "Namespaces" });
  const names = () => table.getByRole("row").getByRole("link", { name: /^[a-z-]+$/ });
  const shown = page.getByRole("status").filter({ hasText: /of \d+ namespaces/ });

  await page.getByRole("searchbox", { name: "Search namespaces" }).fill("pay");
  await expect(names()).toHaveText(["payments"]);
  await expect(page).toHaveURL(/[?&]q=pay\b/);
  await page.reload();
  await expect(names()).toHaveText(["payments"]);

  await page.getByRole("searchbox", { name: "Search namespaces" }).fill("no such namespace");
  await expect(page.getByText("No namespace matches.")).toBeVisible();
  await page.getByRole("button", { name: "Clear search and filters" }).click();
  await expect(shown).toHaveText(/^(\d+) of \1 namespaces$/);

  await page.getByRole("combobox", { name: "Verdict" }).selectOption({ value: "blocked" });
  await expect(shown).not.toHaveText(/^(\d+) of \1 namespaces$/);
  for (const row of await table.getByRole("row").filter({ has: names() }).all())
    await expect(row).toContainText("blocked");
  await page.getByRole("combobox", { name: "Phase" }).selectOption({ value: "ready" });
  await expect(page.getByText("No namespace matches.")).toBeVisible();
  await page.getByRole("combobox", { name: "Phase" }).selectOption({ value: "sidecar" });

  await table.getByRole("button", { name: "Namespace" }).click();
  await table.getByRole("button", { name: "Namespace" }).click();
  await expect(table.getByRole("columnheader", { name: "Namespace" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  const ordered = await names().allTextContents();
  expect(ordered).toEqual(ordered.toSorted().reverse());
  await expect(page).toHaveURL(/verdict=blocked.*phase=sidecar.*sort=name.*down=true/);
  await page.reload();
  await expect(names()).toHaveText(ordered);
});

test("a part of a bar leads to the namespaces it counts", async ({ page }) => {
  await openReport(page, "prod-eu");
  const bars = page.getByRole("region", { name: "Where we are" });
  const part = bars.getByRole("listitem").filter({ hasText: "stay on sidecar" });
  const amount = (await textOf(part)).match(/\d+/)?.[0] ?? "none";
  await part.getByRole("link").click();
  await expect(page.getByRole("status").filter({ hasText: "namespaces" })).toHaveText(
    new RegExp(`^${amount} of \\d+ namespaces$`),
  );
});

test("the namespaces table is operated by keyboard alone", async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.getByRole("searchbox", { name: "Search namespaces" }).focus();
  await page.keyboard.type("checkout");
  const link = page.getByRole("link", { name: "checkout", exact: true });
  await expect(page.getByRole("table", { name: "Namespaces" }).getByRole("row")).toHaveCount(1 + 1);

  const steps = [
    "Verdict",
    "Phase",
    "Waypoint",
    "Namespace",
    "Verdict",
    "Phase",
    "Pods",
    "Findings",
  ];
  for (const step of steps) {
    await page.keyboard.press("Tab");
    await expect(page.locator(":focus")).toHaveAccessibleName(step);
  }
  await page.keyboard.press("Tab");
  await expect(link).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("checkout");
});

test("a namespace shows where it stands, the next step to copy, and evidence", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openReport(page, "prod-eu");
  await page.getByRole("searchbox", { name: "Search namespaces" }).fill("checkout");
  await page.getByRole("link", { name: "checkout", exact: true }).click();

  await expect(page.getByRole("heading", { level: 1 })).toContainText(
    /checkout.*ready with work.*ready to start/,
  );
  const line = page.getByRole("region", { name: "Where it stands" });
  await expect(line.locator("[aria-current=step]")).toContainText("ready to start");
  await expect(line.getByRole("list").first().getByRole("listitem").last()).toContainText("done");

  const step = line.getByRole("region", { name: "Next step" });
  await expect(step).toContainText("Undo");
  await step.getByRole("button", { name: "Copy command" }).first().click();
  await expect(step.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(
    /^istioctl waypoint apply .*checkout/,
  );

  const findings = page.getByRole("region", { name: "Findings" });
  await expect(findings.getByRole("region", { name: "Evidence" }).first()).toContainText(
    "AuthorizationPolicy checkout/checkout-api-callers",
  );
  await expect(page.getByRole("table", { name: "Workloads" })).toContainText("checkout-api");
  await expectAccessible(page);

  await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "What stops us" })).toBeVisible();
});

test("what does not exist is a page that says so", async ({ page }) => {
  await openReport(page, "prod-eu");
  const report = new URL(page.url()).pathname;
  const addresses = [
    "/nothing-here",
    "/clusters/nothing-here",
    "/clusters/__proto__",
    "/clusters/%00",
    "/clusters/nothing-here/findings",
    `${report}/namespaces/nothing-here`,
    `${report}/namespaces/constructor`,
    "/checks/nothing-here",
    "/checks/constructor",
    "/checks/..%2f..%2fpackage.json",
    "/imports/nothing-here",
    `/checks/${"long".repeat(500)}`,
  ];
  for (const address of addresses) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "There is nothing at this address",
    );
  }
  await expectAccessible(page);
  await page.getByRole("link", { name: "Go to the fleet" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Fleet" })).toBeVisible();

  const damaged = await page.request.get("/clusters/%E0%A4%A");
  expect(damaged.status()).toBe(400);
  expect(await damaged.text()).toContain("This address is damaged");
});
