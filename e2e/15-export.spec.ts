import { readFile } from "node:fs/promises";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, lookAround, test, textOf } from "./page.ts";

/** Opens the export menu and answers the number of rows that it says. */
async function openExport(page: Page): Promise<number> {
  await page.getByRole("button", { name: "Export" }).click();
  const files = page.getByRole("group", { name: /^Export [\d,]+ rows? of/ });
  await expect(files).toBeVisible();
  return Number((await textOf(files)).match(/[\d,]+/)?.[0].replace(",", ""));
}

async function download(page: Page, item: string) {
  const coming = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: item }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

test("the namespaces that the table keeps are what is exported, in all three formats", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  await page.getByRole("combobox", { name: "Verdict" }).selectOption("blocked");
  await expect(page).toHaveURL(/verdict=blocked/);
  const shown = await textOf(page.getByRole("status").filter({ hasText: /of \d+ namespaces/ }));

  const rows = await openExport(page);
  expect(`${rows} of`).toBe(shown.match(/^\d+ of/)?.[0]);
  const csv = await download(page, "CSV, for spreadsheets");
  expect(csv.name).toMatch(/^prod-eu-namespaces-\d{8}-\d{4}\.csv$/);
  expect(csv.text.startsWith('\ufeff"namespace","verdict"')).toBe(true);
  expect(csv.text.trimEnd().split("\r\n")).toHaveLength(rows + 1);

  await openExport(page);
  const json = JSON.parse((await download(page, "JSON, with its schema's version")).text);
  expect(json).toMatchObject({
    schema: "mesh-readiness/namespaces",
    schemaVersion: 1,
    cluster: { name: "prod-eu" },
    filters: [{ name: "verdict", value: "blocked" }],
    rowCount: rows,
  });
  expect(json.rows).toHaveLength(rows);
  expect(json.rows.every(({ verdict }: { verdict: string }) => verdict === "blocked")).toBe(true);

  await openExport(page);
  const markdown = await download(page, "Markdown");
  expect(markdown.text).toContain(`- ${rows} row`);
  expect(markdown.text.match(/^\| /gm)).toHaveLength(rows + 2);
});

test.describe("every table of a cluster", () => {
  for (const tab of ["findings", "parity", "history", "compare"]) {
    test(`${tab} has its export`, async ({ page }) => {
      await openReport(page, "healthy");
      await page.goto(`${new URL(page.url()).pathname}/${tab}`);
      const rows = await openExport(page);
      const menu = await new AxeBuilder({ page }).include("[role=menu]").analyze();
      expect(menu.violations.filter(({ id }) => id !== "region").map(({ id }) => id)).toEqual([]);
      const csv = await download(page, "CSV, for spreadsheets");
      expect(csv.name).toMatch(new RegExp(`^healthy-${tab}-\\d{8}-\\d{4}\\.csv$`));
      const lines = csv.text.trimEnd().split("\r\n");
      expect(lines).toHaveLength(rows + 1);
    });
  }
});

test("the export of a hostile cluster holds no formula, and its Markdown no markup", async ({
  page,
}) => {
  await openReport(page, "hostile");
  const path = `/api/clusters/${new URL(page.url()).pathname.split("/")[2]}/export/findings`;
  const csv = await (await page.request.get(`${path}?format=csv`)).text();
  expect(csv).not.toMatch(/(^|[,;\t\r\n|"])\s*[=+@]/m);
  const markdown = await (await page.request.get(`${path}?format=md`)).text();
  expect(markdown.replace(/\\./g, "")).not.toMatch(/[<>`*]|\]\(|https?:\/\//);
});

test("an export that cannot be is refused in one sentence, and nothing is kept", async ({
  page,
}) => {
  await openReport(page, "healthy");
  const id = new URL(page.url()).pathname.split("/")[2];
  const path = `/api/clusters/${id}/export`;
  for (const [address, status, sentence] of [
    ["secrets?format=csv", 404, "Exports are namespaces, findings"],
    ["findings", 400, '"format" must be one of csv, json, md, schema, count.'],
    ["findings?format=xlsx", 400, '"format" must be one of'],
    ["findings?format=csv&limit=5", 400, "knows the parameters at, q, severity"],
    ["findings?format=csv&q=a&q=b", 400, '"q" may stand there only once.'],
    [`findings?format=csv&q=${"x".repeat(301)}`, 400, '"q" is longer than 300 characters.'],
    ["findings?format=csv&at=0000000000000000", 404, "no such snapshot"],
    ["namespaces?format=csv&sort=__proto__", 400, '"sort" must be one of'],
    ["compare?format=csv&threshold=-1", 400, "The threshold must be"],
    ["history?format=csv&range=ever", 400, '"range" must be one of'],
  ] as const) {
    const answer = await page.request.get(`${path}/${address}`);
    expect(answer.status(), address).toBe(status);
    expect((await answer.json()).error.sentence, address).toContain(sentence);
  }
  const unknown = await page.request.get("/api/clusters/nobody/export/findings?format=csv");
  expect(unknown.status()).toBe(404);

  const good = await page.request.get(`${path}/findings?format=csv`);
  expect(good.headers()["cache-control"]).toBe("no-store");
  expect(good.headers()["content-type"]).toBe("text/csv; charset=utf-8; header=present");
  const schema = await (await page.request.get(`${path}/findings?format=schema`)).json();
  expect(schema["$id"]).toBe("urn:mesh-readiness:export:findings:1");
});

test("on paper every namespace and every folded part is there, light and without controls", async ({
  page,
}) => {
  await openReport(page, "prod-eu");
  const id = new URL(page.url()).pathname.split("/")[2];
  const answer = await page.request.get(`/api/clusters/${id}/export/namespaces?format=json`);
  const { rows } = await answer.json();

  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const table = page.getByRole("table", { name: "Namespaces" });
  for (const { namespace } of rows)
    await expect(table.getByText(namespace, { exact: true })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Export" })).toBeHidden();
  await expect(page.getByRole("searchbox")).toBeHidden();
  expect(await page.locator("details:not([open])").count()).toBeGreaterThan(0);
  expect(await foldedHeights(page)).not.toContain(0);
  expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe(
    "rgb(255, 255, 255)",
  );
  const title = await page.evaluate(() =>
    document.documentElement.style.getPropertyValue("--print-title"),
  );
  expect(title).toMatch(/^"prod-eu, \d{1,2} \w{3} \d{4}, \d\d:\d\d UTC"$/);

  await page.emulateMedia({ media: null });
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
});

test("on paper the findings of a namespace are open", async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.goto(`${new URL(page.url()).pathname}/namespaces/payments`);
  const remedies = page.getByRole("region", { name: "What to do" });
  const all = await page.locator("details").count();
  expect(await remedies.count()).toBeLessThan(all);
  await page.emulateMedia({ media: "print" });
  await expect(remedies).toHaveCount(all);
});

test("on paper a chart is as wide as the page, not as the window", async ({ page }) => {
  await openReport(page, "healthy");
  await page.goto(`${new URL(page.url()).pathname}/history`);
  const chart = page.locator(".recharts-wrapper").first();
  await lookAround(page, chart);
  const wide = (await chart.boundingBox())?.width ?? 0;
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 700, height: 900 });
  await expect.poll(async () => (await chart.boundingBox())?.width ?? 0).toBeGreaterThan(400);
  expect((await chart.boundingBox())?.width).toBeLessThan(wide);
});

test("printing is asked for in the menu", async ({ page }) => {
  await openReport(page, "healthy");
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute("data-printed", "");
  });
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "Print or save as PDF" }).click();
  await expect(page.locator("body")).toHaveAttribute("data-printed");
});

/** Heights of what closed folds hold; 0 is hidden. */
function foldedHeights(page: Page): Promise<number[]> {
  return page
    .locator("details:not([open]) > :not(summary)")
    .evaluateAll((parts) => parts.map((part) => part.getBoundingClientRect().height));
}
