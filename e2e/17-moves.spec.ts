import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test, textOf } from "./page.ts";

async function openMoves(page: Page, name: string): Promise<void> {
  await openReport(page, name);
  await page.goto(`${new URL(page.url()).pathname}/performance`);
  await page
    .getByRole("navigation", { name: "Performance" })
    .getByRole("link", { name: "Before and after", exact: true })
    .click();
  await expect(page).toHaveURL(/view=moves/);
}

/** The demo cluster with its sample history, in which namespaces move; stories before this one may have connected it. */
async function openMoved(page: Page): Promise<void> {
  await page.goto("/");
  const link = page.getByRole("main").getByRole("link", { name: "staging", exact: true });
  await expect(link).toBeVisible();
  await openMoves(page, "staging");
}

test("a cluster without a move says what will stand there, and how it is compared", async ({
  page,
}) => {
  await openMoves(page, "dev");
  await expect(
    page
      .getByRole("heading", { name: "No namespace was seen moving into ambient mode yet." })
      .or(page.getByRole("heading", { name: /namespaces? ha(s|ve) moved:/ })),
  ).toBeVisible();
  await page.getByText("How this is compared").click();
  await expect(
    page.getByText(/An hour of the week counts only where both sides have it/),
  ).toBeVisible();
  await expectAccessible(page);
});

test("each move says what became of latency, errors, memory and CPU, and why", async ({ page }) => {
  await openMoved(page);
  await expect(page.getByRole("heading", { name: /namespaces? ha(s|ve) moved:/ })).toBeVisible();

  const table = page.getByRole("table", { name: "Namespaces that moved" });
  const first = table.getByRole("row").nth(1).getByRole("link");
  const name = await textOf(first);
  await first.click();
  await expect(page).toHaveURL(new RegExp(`move=${name}`));
  const chosen = page.getByRole("region", { name: `Before and after: ${name}` });
  for (const figure of ["Latency", "Errors", "Memory", "CPU"]) {
    await expect(chosen.getByRole("listitem").filter({ hasText: figure }).first()).toContainText(
      /better|same within noise|worse|not comparable/,
    );
  }
  await expect(chosen).toContainText(/what lies between is compared with nothing/);
  await expectAccessible(page);

  await chosen.getByRole("link", { name: "Its own page" }).click();
  await page.getByRole("link", { name: "Before and after" }).click();
  await expect(page).toHaveURL(new RegExp(`view=moves&move=${name}`));
});

test("moves are found by their outcome, and the link of each says how many came out so", async ({
  page,
}) => {
  await openMoved(page);
  const outcomes = page.getByRole("navigation", { name: "Moves by outcome" }).getByRole("link");
  await expect(outcomes.first()).toHaveText(/^All\s*\d+$/);
  const last = outcomes.last();
  const amount = Number((await textOf(last)).match(/\d+$/)?.[0]);
  await last.click();
  await expect(page).toHaveURL(/outcome=/);
  // The head of the table is a row too.
  await expect(
    page.getByRole("table", { name: "Namespaces that moved" }).getByRole("row"),
  ).toHaveCount(amount + 1);
});

test("all moves are exported with their verdicts and reasons, and only those of an outcome where one is chosen", async ({
  page,
}) => {
  await openMoved(page);
  const outcomes = page.getByRole("navigation", { name: "Moves by outcome" }).getByRole("link");
  for (const tab of [outcomes.first(), outcomes.last()]) {
    await tab.click();
    await expect(tab).toHaveAttribute("aria-current", "page");
    const amount = Number((await textOf(tab)).match(/\d+$/)?.[0]);
    const csv = page.getByRole("link", { name: "Namespaces that moved as CSV" });
    const answer = await page.request.get((await csv.getAttribute("href")) ?? "");
    const lines = (await answer.text()).trimEnd().split("\r\n");
    expect(lines[0]).toContain('"latencyVerdict","latencyReason"');
    expect(lines).toHaveLength(amount + 1);
  }
});

test("an outcome that nothing has leads back to all moves", async ({ page }) => {
  await openMoved(page);
  await page.goto(`${page.url()}&outcome=waiting`);
  const none = page.getByText("No move came out so.");
  const some = page.getByRole("table", { name: "Namespaces that moved" });
  await expect(none.or(some)).toBeVisible();
});

test("the savings of the fleet keep request and use apart, and follow the assumptions of the address", async ({
  page,
}) => {
  // Sample clusters do not count beside a real one.
  await openReport(page, "blind");
  await page
    .getByRole("navigation")
    .getByRole("link", { name: "Savings", exact: true })
    .first()
    .click();
  await expect(page).toHaveURL(/\/savings$/);
  await expect(page.getByRole("heading", { level: 1, name: "Savings" })).toBeVisible();
  const requests = page.getByRole("table", { name: "By request, by cluster" });
  await expect(requests.getByRole("row", { name: /^blind/ })).toContainText(/[GM]iB/);
  await expect(page.getByRole("table", { name: "By use, by cluster" })).toContainText(
    /published figures, not measured|measured by/,
  );
  await expectAccessible(page);

  await page.getByRole("button", { name: "Assumptions" }).click();
  const sheet = page.getByRole("dialog", { name: "Assumptions" });
  await sheet.getByRole("button", { name: /Use Google Cloud us-central1$/ }).click();
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/usdPerVcpuHour=0.031611/);
  await expect(requests.getByRole("row", { name: /^blind/ })).toContainText("USD");

  await requests.getByRole("link", { name: "blind", exact: true }).click();
  await expect(page).toHaveURL(/performance.*usdPerVcpuHour=0.031611/);
  await expect(page.getByRole("table", { name: "Estimates by request" })).toContainText("USD");
});

test("an assumption that differs by cluster is refused for all of them, with the reason", async ({
  page,
}) => {
  await page.goto("/savings?nodes=3&hops=many");
  await expect(page.getByText(/Nodes that run ztunnel differ by cluster/)).toBeVisible();
  await expect(page.getByText(/Proxies that a request passes.* has to be a number/)).toBeVisible();
});

test("the fleet and the report name memory and savings with their sources", async ({ page }) => {
  await page.goto("/");
  const row = page.getByRole("table", { name: "Clusters" }).getByRole("row", { name: /staging/ });
  await expect(row).toContainText(/requested|used, /);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect(row).toContainText("planned, likely");
  await openReport(page, "staging");
  await expect(
    page.getByRole("definition").filter({ hasText: /planned, likely, by request/ }),
  ).toBeVisible();
});

test("the saving of each namespace is told by request and by use, never together", async ({
  page,
}) => {
  await openReport(page, "staging");
  await page.goto(`${new URL(page.url()).pathname}/performance?view=savings`);
  const table = page.getByRole("table", { name: "Saving by namespace" });
  await expect(table.getByRole("columnheader", { name: "They request" })).toBeVisible();
  await page.getByRole("combobox", { name: "Saving by request or by use" }).selectOption("usage");
  await expect(page).toHaveURL(/sbasis=usage/);
  await expect(table.getByRole("columnheader", { name: "They use" })).toBeVisible();
});
