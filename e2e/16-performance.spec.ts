import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, lookAround, test, textOf } from "./page.ts";

async function openPerformance(page: Page, name: string): Promise<void> {
  await openReport(page, name);
  await page.getByRole("link", { name: "Performance", exact: true }).first().click();
  await expect(
    page.getByRole("heading", { level: 2, name: /^Sidecars (use|request) / }),
  ).toBeVisible();
}

async function openSavings(page: Page, name: string): Promise<void> {
  await openPerformance(page, name);
  await page
    .getByRole("navigation", { name: "Performance" })
    .getByRole("link", { name: "Savings", exact: true })
    .click();
  await expect(page).toHaveURL(/view=savings/);
  await expect(page.getByRole("heading", { level: 2, name: /Sidecars request/ })).toBeVisible();
}

/** The list of namespaces is filled when somebody reaches for it. */
async function chooseNamespace(page: Page, name: string): Promise<void> {
  const choice = page.getByRole("combobox", { name: "Namespace" });
  await choice.focus();
  await choice.selectOption(name);
}

test("the performance tab answers in one line, with the source of every figure", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  await page
    .getByRole("definition")
    .getByRole("link", { name: /GiB|MiB/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/performance$/);

  const answer = page.getByRole("region", { name: /^Sidecars (use|request)/ });
  await expect(answer.getByRole("heading")).toHaveText(
    /^Sidecars (use|request) [\d.,]+\s[GM]iB( and [\d.,]+\s(vCPU|mCPU))? here.* would (use|request) .+\.$/,
  );
  await expect(answer).toContainText(/from the specs of [\d,]+ pods/);
  await expect(page.getByRole("region", { name: "Share of the nodes" })).toContainText(
    /Requested by the mesh ?[\d.,<]+\s% of [\d.,]+\s[GT]iB/,
  );
  await expectAccessible(page);
});

test("what was measured names its source, per sidecar and per proxy too", async ({ page }) => {
  await openPerformance(page, "prod-eu");
  const answer = page.getByRole("region", { name: /^Sidecars use / });
  await expect(answer.getByRole("definition").first()).toHaveText(/^[\d.,]+\s[GM]iB$/);
  await expect(answer).toContainText(/measured by Prometheus, \d+ \w+ \d{4}, [\d:]+ UTC/);
  await expect(answer).toContainText(/mean over \d+ min/);
  await expect(answer.getByRole("button", { name: /metrics source/i })).toBeVisible();

  const each = page.getByRole("figure", { name: "Memory per sidecar" });
  await each.scrollIntoViewIfNeeded();
  await expect(each.locator("svg.recharts-surface")).toBeVisible();
  await expect(each.getByRole("listitem").filter({ hasText: "p99" })).toContainText(/[\d.,]+\sMiB/);
  await each.getByRole("button", { name: "Memory per sidecar as a table" }).click();
  await expect(each.getByRole("row").nth(2)).toContainText(/MiB to [\d.,]+\sMiB/);
  const top = page.getByRole("table", { name: "Proxies that use most" });
  await expect(top.getByRole("row").nth(1)).toContainText(/[\d.,]+\sMiB/);
  await expectAccessible(page);
});

test("latency is told by one reporter at a time, by name and over time", async ({ page }) => {
  await openPerformance(page, "prod-eu");
  await page.getByRole("link", { name: "Latency", exact: true }).click();
  await expect(page).toHaveURL(/view=latency/);
  await expect(
    page.getByRole("heading", { level: 2, name: /end within .* as the server's sidecar sees it/ }),
  ).toBeVisible();
  const own = page.getByRole("table", {
    name: "Latency by namespace, seen by the server's sidecar",
  });
  await expect(own.getByRole("row").nth(1)).toContainText(/sidecar.*\/s.*%.*ms/);
  await page.getByText("How latency is measured").click();
  await expect(page.getByText("statsHistogramBuckets")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("link", { name: /^Seen by the client/ }).click();
  await expect(page).toHaveURL(/reporter=source/);
  await expect(page.getByRole("table", { name: /seen by the client/ })).toBeVisible();
  await page.getByRole("link", { name: "By workload" }).click();
  await expect(page).toHaveURL(/by=workload/);
  await expect(page.getByRole("table", { name: /^Latency by workload/ })).toBeVisible();

  await chooseNamespace(page, "checkout");
  await expect(page).toHaveURL(/namespace=checkout/);
  const chart = page.getByRole("figure", { name: "Latency seen by the server's sidecar" });
  await chart.scrollIntoViewIfNeeded();
  await lookAround(page, chart.locator("svg.recharts-surface"));
  await chart.getByRole("button", { name: /as a table/ }).click();
  await expect(chart.getByRole("row").nth(1)).toContainText(/ms.*measured by/);
  const csv = chart.getByRole("link", { name: /as CSV/ });
  const answer = await page.request.get((await csv.getAttribute("href")) ?? "");
  expect(await answer.text()).toMatch(/"at","source","namespace","reporter",.*\r\n"20.*"checkout"/);
  await expectAccessible(page);
});

test("use over time is drawn, switched and listed, and every choice stands in the address", async ({
  page,
}) => {
  await openPerformance(page, "prod-eu");
  const chart = page.getByRole("figure", { name: /^Memory (used by the mesh|requested)/ });
  await chart.scrollIntoViewIfNeeded();
  await lookAround(page, chart.locator("svg.recharts-surface"));
  await chart.getByRole("button", { name: /as a table/ }).click();
  await expect(chart.getByRole("row").nth(1)).toContainText(/[\d.,]+\s[GM]iB/);
  await expect(chart.getByRole("columnheader", { name: "Source" })).toBeVisible();

  await page.getByRole("link", { name: "30 days" }).click();
  await expect(page).toHaveURL(/range=30d/);
  await page.getByRole("link", { name: "CPU", exact: true }).click();
  await expect(page).toHaveURL(/resource=cpu/);
  await expect(page).toHaveURL(/range=30d/);
  await chooseNamespace(page, "checkout");
  await expect(page).toHaveURL(/namespace=checkout/);
  await page.goBack();
  await expect(page).not.toHaveURL(/namespace=/);
});

test("namespaces are ordered and searched by what they take, and exported as they stand", async ({
  page,
}) => {
  await openPerformance(page, "prod-eu");
  const table = page.getByRole("table", { name: /by namespace/ });
  await table.scrollIntoViewIfNeeded();
  await table.getByRole("button", { name: "Sidecars" }).click();
  await expect(table.getByRole("columnheader", { name: "Sidecars" })).toHaveAttribute(
    "aria-sort",
    "descending",
  );
  await expect(page).toHaveURL(/sort=sidecars/);
  await page.getByRole("searchbox", { name: "Search namespaces" }).fill("checkout");
  await expect(page.getByText(/^1 of \d+ namespaces$/)).toBeVisible();

  await page.getByRole("button", { name: "Export" }).click();
  await expect(page.getByText("Export 1 row of usage")).toBeVisible();
  const csv = page.getByRole("menuitem", { name: /CSV/ });
  const answer = await page.request.get((await csv.getAttribute("href")) ?? "");
  expect(answer.headers()["content-type"]).toContain("text/csv");
  expect(await answer.text()).toMatch(/"namespace","source",.*\r\n"checkout",/);
});

test("savings answer in one line, with the source of every figure", async ({ page }) => {
  await openSavings(page, "prod-eu");
  const answer = page.getByRole("region", { name: /^Sidecars request/ });
  await expect(answer.getByRole("heading")).toHaveText(
    /^Sidecars request [\d.,]+\s[GM]iB and [\d.,]+\s(vCPU|mCPU) here\. .*[Aa]mbient would request .+\.$/,
  );
  await expect(answer).toContainText(/from the specs of [\d,]+ pods with a sidecar/);
  await expect(answer).toContainText(/estimated: .*ztunnel .* and \d+ waypoint replicas/);
  const estimates = page.getByRole("table", { name: "Estimates by request" });
  await expect(estimates.getByRole("row")).toHaveCount(4);
  await expect(page.getByRole("region", { name: /By use/ })).toContainText(
    /published figures, not measured|measured by/,
  );
  await expectAccessible(page);
});

test("an assumption changes the estimate and stands in the address; nonsense is refused with a sentence", async ({
  page,
}) => {
  await openSavings(page, "prod-eu");
  const likely = page
    .getByRole("table", { name: "Estimates by request" })
    .getByRole("row", { name: /^Likely/ });
  const before = await textOf(likely);

  await page.getByRole("button", { name: "Assumptions" }).click();
  const sheet = page.getByRole("dialog", { name: "Assumptions" });
  await expectAccessible(page);
  const ztunnel = sheet.getByRole("textbox", { name: /Memory that ztunnel requests/ });
  await ztunnel.fill("99999999");
  await expect(sheet.getByRole("alert")).toHaveText(
    "Memory that ztunnel requests on a node has to be between 0 and 65,536 MiB.",
  );
  await expect(page).not.toHaveURL(/ztunnelMem/);
  await ztunnel.fill("1024");
  await expect(sheet.getByRole("alert")).toHaveCount(0);
  await sheet.getByRole("button", { name: /Use Google Cloud us-central1$/ }).click();
  await page.keyboard.press("Escape");

  await expect(page).toHaveURL(/ztunnelMem=1024/);
  await expect(likely).toContainText("USD");
  expect(await textOf(likely)).not.toBe(before);

  await page.reload();
  await expect(likely).toContainText("USD");
  await page.getByRole("button", { name: "Assumptions (3 changed)" }).click();
  await sheet.getByRole("button", { name: "Reset all" }).click();
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/ztunnelMem/);
  await expect(likely).not.toContainText("USD");
});

test("a value of the address that cannot be taken is named", async ({ page }) => {
  await openSavings(page, "prod-eu");
  await page.goto(`${new URL(page.url()).pathname}?view=savings&nodes=-5`);
  await expect(page.getByText("Not taken from the address: Nodes that run ztunnel")).toBeVisible();
});

test("namespaces are ordered, searched and narrowed to those that cost more", async ({ page }) => {
  await openSavings(page, "prod-eu");
  const table = page.getByRole("table", { name: "Saving by namespace" });
  await table.getByRole("button", { name: "Namespace" }).click();
  await expect(table.getByRole("columnheader", { name: "Namespace" })).toHaveAttribute(
    "aria-sort",
    "ascending",
  );
  await expect(page).toHaveURL(/ssort=name/);
  const more = page.getByRole("checkbox", { name: /Costs more in ambient/ });
  await more.check();
  await expect(page).toHaveURL(/smore=true/);
  const costly = page.getByRole("region", { name: "Saving by namespace" });
  await expect(costly.getByText("costs more").first()).toBeVisible();
  await page.getByRole("searchbox", { name: "Search namespaces" }).fill("no such name");
  await expect(costly).toContainText(/No namespace (matches|costs more)/);
});

test("the article's case is put through the same model and is never taken for this cluster", async ({
  page,
}) => {
  await openSavings(page, "prod-eu");
  const article = page.getByRole("table", { name: "Readings of the article's case" });
  await expect(article.getByRole("row", { name: /^C / })).toContainText("69.9");
  await page.getByRole("link", { name: "Put this case through the model above" }).click();
  await expect(page.getByText("not this cluster")).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Estimates by use" }).getByRole("row", { name: /^High/ }),
  ).toContainText("99");
  await page.getByRole("button", { name: "Back to this cluster" }).click();
  await expect(page.getByText("not this cluster")).toHaveCount(0);
});

test("published figures stand on their own page, drawn and as tables", async ({ page }) => {
  await openSavings(page, "prod-eu");
  await page.getByRole("link", { name: "Published figures" }).click();
  await expect(
    page.getByText(/nothing here is of this cluster|bars marked “here” are of this cluster/),
  ).toBeVisible();
  const chart = page.getByRole("figure", { name: "Latency added to a request" });
  await chart.scrollIntoViewIfNeeded();
  await expect(chart.locator("svg.recharts-surface")).toBeVisible();
  await expect(chart.getByRole("link", { name: "istio.io" })).toBeVisible();
  await chart.getByRole("button", { name: "Latency added to a request as a table" }).click();
  await expect(chart.getByRole("row", { name: /Sidecar, P99/ })).toContainText("0.88");
  await expectAccessible(page);
});

test("the past is shown as of its snapshot", async ({ page }) => {
  await openSavings(page, "staging");
  const now = new Date().toISOString();
  await page.goto(`${new URL(page.url()).pathname}?view=savings&at=${encodeURIComponent(now)}`);
  await expect(page.getByRole("heading", { level: 2, name: /Sidecars request/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "Published figures" })).toHaveAttribute(
    "href",
    /at=/,
  );
});
