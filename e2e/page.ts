import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";

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

/**
 * Axe's WCAG 2.2 AA rules over the page as it stands, its contrasts in the dark theme too, and nothing wider than a
 * phone.
 */
export async function expectAccessible(page: Page): Promise<void> {
  // Halfway down, the top bar covers parts of what scrolls under it.
  await page.evaluate(() => scrollTo(0, 0));
  await expectTheme(page, "dark");
  const dark = await axe(page).withRules("color-contrast").analyze();
  await expectTheme(page, "light");
  const light = await axe(page).withTags(RULES).analyze();
  expect(
    [...light.violations, ...dark.violations].map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
    ),
  ).toEqual([]);
  await expectNoSidewaysScroll(page);
}

/** Of what passes nothing is gathered, which takes most of the time of a large page. */
function axe(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).options({ resultTypes: ["violations"] });
}

async function expectTheme(page: Page, theme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveClass(new RegExp(`\\b${theme}\\b`));
}

/** Moves the pointer until charts answer to it: a page that has just been sent does not hear the first move yet. */
export async function lookAround(page: Page, drawn: Locator): Promise<void> {
  await expect(async () => {
    await page.mouse.move(300, 300);
    await page.mouse.move(310, 310);
    await expect(drawn).toBeVisible({ timeout: 1000 });
  }).toPass();
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

export async function textOf(locator: Locator): Promise<string> {
  return (await locator.allTextContents()).join("\n");
}
