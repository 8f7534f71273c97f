/**
 * Draws docs/report.png, the picture of the README: the report of the demo cluster prod-eu, light, 1440 by 900. Start
 * the product with `npm run demo` first; another address may be given as the argument.
 */
import { chromium, expect } from "@playwright/test";
import { findBrowser } from "./browser.ts";

const [address = "http://127.0.0.1:3000"] = process.argv.slice(2);

const browser = await chromium.launch(await findBrowser());
const page = await browser.newPage({
  viewport: { width: 1440, height: 900 },
  colorScheme: "light",
  reducedMotion: "reduce",
});
await page.goto(address);
await page.getByRole("main").getByRole("link", { name: "prod-eu", exact: true }).click();
await expect(page.getByRole("heading", { name: "What stops us" })).toBeVisible({ timeout: 60_000 });
await page.mouse.move(0, 0);
await page.screenshot({ path: "docs/report.png" });
await browser.close();
