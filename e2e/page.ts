import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

/** Every page that a test opens must stay silent in the console and ask nothing of anybody else. */
export const test = base.extend<{ quiet: undefined }>({
  quiet: [
    async ({ page, baseURL }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => {
        // A refused request is told to the visitor in a sentence; the browser notes its status as an error.
        if (message.type() === "error" && !/status of 4\d\d/.test(message.text()))
          complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("request", (request) => {
        const url = request.url();
        if (baseURL && !url.startsWith(`${baseURL}/`) && !/^(data|blob|about):/.test(url))
          complaints.push(`asked ${url}`);
      });
      await use(undefined);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Axe's WCAG 2.2 AA rules over the page as it stands, in light and in dark, and nothing wider than a phone. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${scheme}\\b`));
    const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${scheme} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
      ),
    ).toEqual([]);
  }
  await expectNoSidewaysScroll(page);
}

/** At the width of a phone, whatever is too wide scrolls inside its own box. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect
    .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), {
      message: "the page scrolls sideways on a phone",
    })
    .toBeLessThanOrEqual(0);
  if (size) await page.setViewportSize(size);
}
