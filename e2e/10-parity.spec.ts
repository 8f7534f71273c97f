import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test, textOf } from "./page.ts";

test("one look says which features in use are not Stable in ambient mode here", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  await page.getByRole("link", { name: "Parity", exact: true }).first().click();
  const heading = page.getByRole("heading", { name: /features you use/ });
  await expect(heading).toHaveText(
    /^\d+ of the \d+ features you use are not Stable in ambient mode at Istio 1\.\d+\.$/,
  );
  const answer = page.getByRole("region", { name: /not Stable in ambient mode/ });
  await expect(answer.getByRole("link", { name: "EnvoyFilter", exact: true })).toBeVisible();
  await expect(answer).toContainText("Unsupported");

  const table = page.getByRole("table", { name: "Features" });
  await expect(table.getByRole("button", { name: "EnvoyFilter", exact: true })).toBeVisible();
  await expect(table.getByRole("button", { name: "Mutual TLS between workloads" })).toHaveCount(0);
  await expect(
    table.getByRole("img", { name: /Beta 1\.22 to 1\.23, Stable 1\.24/ }).first(),
  ).toBeVisible();
  await expect(page.getByText(/State of knowledge: October 2026/)).toBeVisible();
  await expectAccessible(page);
});

test("a row opens to the objects that prove the use, its sources, and where sources differ", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  await page.goto(`${new URL(page.url()).pathname}/parity`);
  await page.getByRole("link", { name: "Per-route retries" }).click();
  await expect(page).toHaveURL(/feature=retries/);
  const opened = page.getByRole("button", { name: "Per-route retries" });
  await expect(opened).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByText(/objects? proves? it/).filter({ visible: true })).toBeVisible();
  await expect(
    page.getByText("a waypoint", { exact: true }).filter({ visible: true }),
  ).toBeVisible();
  await expectAccessible(page);

  const proof = page.getByRole("cell").filter({ hasText: "Enforced by", visible: true });
  await proof.getByRole("link").filter({ hasNotText: "/" }).first().click();
  await expect(page).toHaveURL(/\/namespaces\//);

  await page.goBack();
  await page.getByRole("link", { name: /^All features/ }).click();
  await page.getByRole("button", { name: "Mutual TLS between workloads" }).click();
  const gone = page.getByText(/The article: GA in 1\.22\. The Istio project: Beta in 1\.22/);
  await expect(gone.filter({ visible: true }).first()).toBeVisible();
});

test("views and filters stand in the address and say how many rows remain", async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.goto(`${new URL(page.url()).pathname}/parity?view=all`);
  const shown = page.getByRole("status").filter({ hasText: /of 75 features/ });
  await expect(shown).toHaveText("75 of 75 features");
  await page
    .getByLabel("Layer", { exact: true })
    .selectOption({ label: "L4: connections and identity" });
  await expect(shown).toHaveText(/^16 of 75/);
  await page.getByLabel("Ambient", { exact: true }).selectOption({ label: "Unsupported" });
  await expect(page).toHaveURL(/status=Unsupported/);
  await page.reload();
  await expect(page.getByLabel("Layer", { exact: true })).toHaveValue("L4");
  const few = Number((await textOf(shown)).split(" ")[0]);
  expect(few).toBeGreaterThan(0);
  expect(few).toBeLessThan(16);

  await page.getByLabel("Search features").fill("nothing is called so");
  await expect(page.getByText("No feature matches.")).toBeVisible();
  await page.getByRole("link", { name: "Clear filters" }).click();
  await expect(shown).toHaveText("75 of 75 features");
});

test("what could not be read is not said to be unused", async ({ page }) => {
  await openReport(page, "blind");
  await page.goto(`${new URL(page.url()).pathname}/parity?view=could-not-tell`);
  const row = page.getByRole("row").filter({ hasText: "Fault injection" });
  await expect(row).toContainText("could not tell");
  await page.getByRole("button", { name: "Fault injection" }).click();
  await expect(
    page
      .getByText(/virtualservices\.networking\.istio\.io/)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();
});

test("over all clusters each feature names those that use it", async ({ page }) => {
  await openReport(page, "prod-eu");
  await openReport(page, "dev");
  await page.goto("/parity");
  await expect(page.getByRole("main").getByRole("heading", { level: 2 })).toHaveText(
    /^\d+ of the \d+ features in use are not Stable in ambient mode somewhere they are used\.$/,
  );
  const row = page.getByRole("row").filter({ hasText: "Per-route retries" });
  await expectAccessible(page);

  await page.setViewportSize({ width: 390, height: 844 });
  const name = row.getByRole("link", { name: "prod-eu" });
  expect(await name.evaluate((link) => link.scrollWidth - link.clientWidth)).toBe(0);
  await page.setViewportSize({ width: 1280, height: 800 });
  await row.getByRole("link", { name: "prod-eu" }).click();
  await expect(page.getByRole("button", { name: "Per-route retries" })).toHaveAttribute(
    "aria-expanded",
    "true",
  );
});

test("over all clusters parity is shown as of a moment, and before the first scan there is none", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  const now = new Date().toISOString();
  await page.goto(`/parity?${new URLSearchParams({ at: now })}`);
  await expect(
    page.getByRole("row").getByRole("link", { name: "prod-eu" }).first(),
  ).toHaveAttribute("href", new RegExp(`at=${encodeURIComponent(now)}`));
  const answer = await page.goto("/parity?at=2001-01-01T00:00:00Z");
  expect(answer?.status()).toBe(404);
});

test("the recommendation tells every situation with the facts of this cluster, and which decided", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  await page.getByRole("link", { name: "Why? Every situation that was weighed" }).click();
  const first = page.getByRole("region", { name: "What people ask first" });
  await expect(first.getByRole("heading", { level: 4 })).toHaveText([
    /^New cluster/,
    /^Mostly L4/,
    /^Heavy Wasm/,
    /^Multi-cluster/,
    /^Resource-constrained nodes/,
  ]);
  await expect(page.getByRole("heading", { level: 4 }).filter({ hasText: "decided" })).toHaveCount(
    1,
  );
  await expectAccessible(page);
  await first.getByRole("link", { name: "See the findings" }).first().click();
  await expect(page).toHaveURL(/findings\?.*check=/);
});

test("a damaged address shows the plain page", async ({ page }) => {
  await openReport(page, "dev");
  const path = `${new URL(page.url()).pathname}/parity`;
  await page.goto(
    `${path}?view=<script>&layer=constructor&feature=__proto__&q=${"x".repeat(2000)}`,
  );
  await expect(page.getByText(/No feature matches|Nothing in use/)).toBeVisible();
  const answer = await page.goto(`${path}?at=nonsense`);
  expect(answer?.status()).toBe(404);
});
