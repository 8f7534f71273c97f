import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, lookAround, test, textOf } from "./page.ts";

/** Connects the demo fleet with its sixty days where no earlier file has, and waits until they are made. */
test.beforeAll(async ({ browser, baseURL }) => {
  test.setTimeout(300_000);
  const page = await browser.newPage(baseURL ? { baseURL } : {});
  await page.request.post("/api/clusters", {
    data: { source: { kind: "demo" } },
    headers: { origin: baseURL ?? "" },
  });
  await page.goto("/");
  await expect(page.getByRole("link", { name: "staging", exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Scan of (prod-eu|staging|dev)$/ })).toHaveCount(
    0,
    {
      timeout: 280_000,
    },
  );
  await page.close();
});

/** The page of a cluster's history, in all its length. */
async function openHistory(page: Page): Promise<void> {
  await openReport(page, "staging");
  await page.goto(`${new URL(page.url()).pathname}/history?range=all`);
}

test("a cluster's history says how far it is, draws it, and gives the same numbers as a table", async ({
  page,
}) => {
  await openReport(page, "staging");
  await page.getByRole("link", { name: "History", exact: true }).first().click();

  const progress = page.getByRole("region", { name: "Progress" });
  await expect(progress).toContainText(/\d+ of \d+ namespaces that can move (is|are) done\./);
  await progress.getByText("How this is worked out").click();
  await expect(progress.getByRole("link", { name: "Efron 1979" })).toBeVisible();

  const chart = page.getByRole("figure", { name: "Namespaces by phase" });
  await expect(chart.locator("svg.recharts-surface")).toBeVisible();
  await expect(chart.getByRole("listitem").first()).toBeVisible();
  await expectAccessible(page);

  await chart.getByRole("button", { name: "Namespaces by phase as a table" }).click();
  const table = chart.getByRole("table");
  await expect(table.getByRole("columnheader").first()).toHaveText("Read");
  expect(await table.getByRole("row").count()).toBeGreaterThan(2);
  await expectAccessible(page);
});

test("a chart is drawn with the page, and answers once somebody is there", async ({ page }) => {
  await openHistory(page);
  const chart = page.getByRole("figure", { name: "Namespaces by phase" });
  await expect(
    chart.getByRole("img", { name: "Namespaces by phase, namespaces over time" }),
  ).toBeVisible();
  await expect(chart.locator("svg.recharts-surface")).toHaveCount(0);
  const { height } = (await chart.boundingBox()) ?? { height: 0 };

  await lookAround(page, chart.locator("svg.recharts-surface"));
  expect((await chart.boundingBox())?.height).toBe(height);
});

test("the numbers of a chart are read by keyboard", async ({ page }) => {
  await openHistory(page);
  const chart = page.getByRole("figure", { name: "Pods by mode" });
  await chart.scrollIntoViewIfNeeded();
  await lookAround(page, chart.locator("svg.recharts-surface"));
  await chart.locator("svg.recharts-surface").focus();
  await page.keyboard.press("ArrowRight");
  await expect(chart.locator(".recharts-tooltip-wrapper")).toContainText(/\d{4}, \d\d:\d\d UTC/);
});

test("the range is part of the address", async ({ page }) => {
  await openHistory(page);
  const ranges = page.getByRole("navigation", { name: "Time range" });
  await ranges.getByRole("link", { name: "2 years" }).click();
  await expect(page).toHaveURL(/range=2y/);
  await expect(ranges.getByRole("link", { name: "2 years" })).toHaveAttribute(
    "aria-current",
    "page",
  );
});

test("a note is written beside a day, stays harmless text, and is deleted", async ({ page }) => {
  await openHistory(page);
  const text = `<img src=x onerror="alert(1)"> **freeze** ${"x".repeat(20)}`;
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toHaveText("Write what happened first.");

  await page.getByRole("textbox", { name: "Note" }).fill(text);
  await page.getByRole("button", { name: "Add note" }).click();
  const events = page.getByRole("region", { name: "What happened" });
  const note = events.getByRole("listitem").filter({ hasText: "**freeze**" });
  await expect(note).toContainText(text);
  expect(await events.locator("img").count()).toBe(0);
  await expectAccessible(page);

  await note.getByRole("button", { name: /^Delete the note/ }).click();
  await expect(note).toHaveCount(0);
});

test("notes that break the rules are refused in one sentence, and change nothing", async ({
  page,
  request,
}) => {
  await openReport(page, "staging");
  const origin = new URL(page.url()).origin;
  const at = "2026-01-01T12:00:00.000Z";
  const post = (data: object, from = origin) =>
    request.post("/api/notes", { data, headers: { origin: from } });

  const refusals = [
    await post({ clusterId: null, at, text: " \n " }),
    await post({ clusterId: null, at, text: "x".repeat(501) }),
    await post({ clusterId: null, at, text: "a\u0007b" }),
    await post({ clusterId: null, at: "yesterday", text: "x" }),
    await post({ clusterId: null, at: "2999-01-01T00:00:00.000Z", text: "x" }),
    await post({ clusterId: "__proto__", at, text: "x" }),
    await post({ clusterId: null, at, text: "x" }, "https://elsewhere.example"),
    await request.delete("/api/notes/nothing-here", { headers: { origin } }),
  ];
  expect(refusals.map((answer) => answer.status())).toEqual([
    400, 400, 400, 400, 400, 404, 403, 404,
  ]);
  for (const answer of refusals)
    expect(await answer.json()).toMatchObject({
      error: { sentence: expect.stringMatching(/\.$/) },
    });
});

test("any page is shown as of an earlier snapshot, and every link stays in that time", async ({
  page,
}) => {
  await openReport(page, "staging");
  const report = new URL(page.url()).pathname;
  const picker = page.getByRole("button", { name: /^As of/ });
  await picker.click();
  const panel = page.getByRole("dialog", { name: "Show as of another time" });
  await expect(panel.getByRole("link", { name: "Latest" })).toBeVisible();
  await expectAccessible(page);

  // By keyboard: the arrows walk through the moments, Escape gives the button its focus back.
  await page.keyboard.press("Escape");
  await expect(panel).toHaveCount(0);
  await expect(picker).toBeFocused();
  await page.keyboard.press("Enter");
  await panel.getByRole("link", { name: "Latest" }).focus();
  for (const _ of [1, 2, 3]) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");

  await expect(page.getByText(/^As of .* UTC\./)).toBeVisible();
  await expect(page).toHaveURL(/[?&]at=[0-9a-z]{16}$/);
  await expect(picker).toHaveAccessibleName(/the past/);
  await expect(page.getByRole("button", { name: /Scan (again|now)/ })).toHaveCount(0);
  await expectAccessible(page);

  const at = new URL(page.url()).searchParams.get("at") ?? "";
  const links = await page
    .getByRole("main")
    .locator(`a[href^="${report}"]`)
    .evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
  expect(links.length).toBeGreaterThan(5);
  for (const href of links)
    if (href !== report && !href.includes("/compare")) expect(href).toContain(`at=${at}`);

  await page.getByRole("link", { name: "Findings", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/findings\\?at=${at}`));
  await page.getByRole("link", { name: "Go to latest" }).click();
  await expect(page).toHaveURL(/\/findings$/);
  await expect(page.getByText(/^As of .* UTC\./)).toHaveCount(0);
});

test("the fleet and its history are shown as of an instant", async ({ page }) => {
  await openReport(page, "staging");
  await page.goto("/history");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("History of the fleet");
  await expectAccessible(page);

  await page.goto("/");
  await page.getByRole("button", { name: /^As of/ }).click();
  const panel = page.getByRole("dialog", { name: "Show as of another time" });
  await panel
    .getByRole("link", { name: /^\d\d:\d\d$/ })
    .last()
    .click();
  await expect(page).toHaveURL(/\?at=20/);
  await expect(page.getByText(/^As of .* UTC\./)).toBeVisible();
  await page.getByRole("table").getByRole("link").first().click();
  await expect(page).toHaveURL(/\/clusters\/[0-9a-z]+\?at=[0-9a-z]{16}/);
});

test("a moment that does not exist is a page that says so", async ({ page }) => {
  await openReport(page, "staging");
  const report = new URL(page.url()).pathname;
  await openReport(page, "dev");
  const other = new URL(page.url()).pathname;
  const answer = await page.request.get(`/api/moments?cluster=${other.split("/").at(-1)}`);
  const [[foreign]]: [[string]] = (await answer.json()).moments;

  const addresses = [
    `${report}?at=${foreign}`,
    `${report}?at=0000000000000000`,
    `${report}?at=yesterday`,
    `${report}?at=1999-01-01T00:00:00Z`,
    `${report}?at=`,
    `${report}?at=a&at=b`,
    `${report}?at=__proto__`,
    `${report}/findings?at=%00`,
    `${report}/history?at=${"9".repeat(3000)}`,
    `${report}/namespaces/kube-system?at=${foreign}`,
    "/?at=yesterday",
    "/?at=1999-01-01T00:00:00Z",
    "/history?at=0000000000000000",
  ];
  for (const address of addresses) {
    const shown = await page.goto(address);
    expect(shown?.status(), address).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(
      "There is nothing at this address",
    );
  }
  await expectAccessible(page);
  await page.goto(`${report}?at=${foreign}`);
  await page.getByRole("link", { name: "Go to latest" }).click();
  await expect(page.getByRole("heading", { name: "What stops us" })).toBeVisible();
});

test("a namespace tells what it went through, with a step back and its evidence", async ({
  page,
}) => {
  await openReport(page, "staging");
  const report = new URL(page.url()).pathname;
  await page.goto(`${report}/history?range=all`);
  const fall = page
    .getByRole("region", { name: "What happened" })
    .getByRole("listitem")
    .filter({ hasText: "regressed" })
    .first();
  await expect(fall).toContainText("Fell back from");
  const name = (await textOf(fall.locator("bdi").last())).trim();

  await page.goto(`${report}/namespaces/${name}`);
  const story = page.getByRole("region", { name: "What happened here" });
  await expect(story).toContainText("fell back");
  await expect(story).toContainText("the furthest it has been is");
  await expectAccessible(page);
  await story.getByRole("listitem").nth(1).getByRole("link").first().click();
  await expect(page).toHaveURL(/\?at=20/);
  await expect(page.getByText(/^As of .* UTC\./)).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(name);
});
