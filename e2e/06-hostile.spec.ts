import type { Page } from "@playwright/test";
import { HOSTILE_NAMES, HOSTILE_TEXTS } from "../lib/demo/fleet/hostile.ts";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

test("a cluster of scripts and markup is shown as text, and none of it acts", async ({ page }) => {
  await openReport(page, "hostile");
  await expectHarmless(page);
  await expectAccessible(page);
  const search = page.getByRole("searchbox", { name: "Search namespaces" });
  await search.fill("<script>");
  await expect(
    page.getByRole("link", { name: "<script>globalThis.hostile=1</script>" }),
  ).toBeVisible();
  await expectHarmless(page);

  await page.getByRole("link", { name: "Findings", exact: true }).click();
  for (const grouping of ["By check", "By namespace", "By object"]) {
    await page.getByRole("link", { name: grouping }).click();
    await expect(page.getByRole("link", { name: grouping })).toHaveAttribute(
      "aria-current",
      "page",
    );
    await expectHarmless(page);
  }
  await expectAccessible(page);
  await page.goto("/");
  await expectHarmless(page);
});

test("every namespace has its page, whatever it is called", async ({ page, request }) => {
  await openReport(page, "hostile");
  const report = new URL(page.url()).pathname;
  const { namespaces } = await (
    await request.get(`/api/palette?cluster=${report.split("/").at(-1)}`)
  ).json();
  expect(namespaces).toEqual(
    expect.arrayContaining([...HOSTILE_NAMES, "<script>globalThis.hostile=1</script>"]),
  );
  expect(namespaces.length).toBeGreaterThan(HOSTILE_NAMES.length + HOSTILE_TEXTS.length);

  for (const name of namespaces) {
    const address = `${report}/namespaces/${encodeURIComponent(name)}`;
    // Names that are plain words do no harm; that they have a page is enough.
    const plain = /^[a-z0-9-]+$/.test(name);
    const answer = plain ? await request.get(address) : await page.goto(address);
    expect(answer?.status(), JSON.stringify(name)).toBe(200);
    if (!plain) await expectHarmless(page);
  }
  const answer = await page.goto(`${report}/namespaces/__proto__`);
  expect(answer?.status()).toBe(404);
});

test("hostile names in the palette lead nowhere but to their pages", async ({ page }) => {
  await openReport(page, "hostile");
  await page.getByRole("button", { name: /Go to/ }).click();
  const dialog = page.getByRole("dialog", { name: "Go to" });
  await dialog.getByRole("combobox").fill("onerror");
  await expect(dialog.getByRole("option").first()).toContainText("<img src=x");
  await expectHarmless(page);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("<img src=x");
  await expectHarmless(page);
});

/** No script of the cluster ran, none of its markup became elements, and no link leads to a script. */
async function expectHarmless(page: Page): Promise<void> {
  // While a page streams in, its heading is there twice, once hidden.
  await expect(page.locator("h1:visible")).toHaveCount(1);
  const acted = await page.evaluate(() => ({
    ran: "hostile" in globalThis,
    turned: /[\u202e\u2066]/.test(document.querySelector("main")?.textContent ?? ""),
    elements: document.querySelectorAll("img, [onerror], [onload], a[href^='javascript' i]").length,
    // A page that was torn open would have more than one.
    mains: document.querySelectorAll("main").length,
  }));
  expect(acted).toEqual({ ran: false, turned: false, elements: 0, mains: 1 });
}
