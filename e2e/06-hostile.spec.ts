import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectNoSidewaysScroll, test } from "./page.ts";

/** Every text of this cluster sets this when it is run instead of shown. */
async function expectNothingRan(page: Page): Promise<void> {
  expect(await page.evaluate(() => Reflect.get(globalThis, "hostile"))).toBeUndefined();
  await expect(page.locator("main img, main svg[onload], main script")).toHaveCount(0);
}

test("a cluster in which every name and message is a script or a control sequence is shown as text", async ({
  page,
}) => {
  await openReport(page, "hostile");
  await expectNothingRan(page);
  await expectNoSidewaysScroll(page);

  const main = page.getByRole("main");
  await expect(main).not.toContainText("\u202e");
  await page.getByPlaceholder("Search namespaces").fill("<script>");
  await expect(main).toContainText("<script>globalThis.hostile=1</script>");
  await expect(page.getByRole("table", { name: "Namespaces" }).getByRole("row")).toHaveCount(2);

  await main.getByRole("link", { name: /^<script>/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("<script>");
  await expectNothingRan(page);
  await expectNoSidewaysScroll(page);
});

test("findings about hostile objects are text too, and namespaces named like JavaScript's own are found", async ({
  page,
}) => {
  await openReport(page, "hostile");
  await page.getByRole("navigation").getByRole("link", { name: "Findings" }).first().click();
  await expect(page.getByRole("heading", { name: "Findings" })).toBeAttached();
  await expectNothingRan(page);
  await expectNoSidewaysScroll(page);

  const report = page.url().replace(/\/findings.*/, "");
  for (const name of ["constructor", "prototype", "__proto__"]) {
    const answer = await page.goto(`${report}/namespaces/${name}`);
    expect([200, 404]).toContain(answer?.status());
    await expectNothingRan(page);
  }
  await page.goto(`${report}/namespaces/constructor`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("constructor");
});
