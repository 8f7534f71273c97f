import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test, textOf } from "./page.ts";

test("the palette leads anywhere by keyboard", async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.keyboard.press("Control+k");
  const dialog = page.getByRole("dialog", { name: "Go to" });
  const input = dialog.getByRole("combobox");
  await expect(input).toBeFocused();
  await expect(dialog.getByRole("option", { name: /payments/ }).first()).toBeVisible();
  await expectAccessible(page);

  await input.fill("payments");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("payments");

  await page.keyboard.press("Control+k");
  await input.fill("envoyfilter-unsupported");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/EnvoyFilter/);

  await page.keyboard.press("Control+k");
  await input.fill("staging");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("staging");

  await page.keyboard.press("Control+k");
  await input.fill("nothing is called this");
  await expect(dialog).toContainText("Nothing matches.");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
});

test("the theme follows the system until another is chosen, and is remembered", async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.goto("/checks");
  await expect(page.locator("html")).toHaveClass(/\bdark\b/);
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Light" }).click();
  await expect(page.locator("html")).not.toHaveClass(/\bdark\b/);
  await page.reload();
  await expect(page.locator("html")).not.toHaveClass(/\bdark\b/);
});

test("a menu opened by key stands on its first item and gives the focus back", async ({ page }) => {
  await page.goto("/checks");
  const button = page.getByRole("button", { name: "Theme" });
  for (const key of ["Enter", "ArrowDown"]) {
    await button.focus();
    await expect(button).toHaveAttribute("aria-haspopup", "menu");
    await page.keyboard.press(key);
    await expect(page.getByRole("menuitemradio", { name: "As the system" })).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(button).toBeFocused();
    await page.reload();
  }
});

test("the first key leads past the navigation", async ({ page }) => {
  await page.goto("/checks");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the page" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("main").locator(":focus")).toHaveCount(1);
});

test("the cluster switch keeps the page and changes the cluster", async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.getByRole("link", { name: "Findings", exact: true }).click();
  await expect(page.getByRole("region", { name: "List of findings" })).toBeVisible();
  await page.getByRole("button", { name: /switch cluster/ }).click();
  await page.getByRole("menuitem", { name: /staging/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("staging");
  await expect(page.getByRole("region", { name: "List of findings" })).toBeVisible();
});

test("on a phone the navigation is a sheet", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openReport(page, "prod-eu");
  await page.getByRole("button", { name: "Open the navigation" }).click();
  const sheet = page.getByRole("dialog", { name: "Navigation" });
  await expectAccessible(page);
  await sheet.getByRole("link", { name: "Checks" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Checks");
  await expect(sheet).toBeHidden();
});

test("the catalogue explains each check, and where it was found", async ({ page }) => {
  await openReport(page, "prod-eu");
  await page.getByRole("link", { name: "Checks", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Checks");
  const amount = /(\d+) checks judge every scan/.exec(await textOf(page.getByRole("main")))?.[1];
  await expect(page.getByRole("main").getByRole("listitem")).toHaveCount(Number(amount));
  await expectAccessible(page);
  await page.getByRole("link", { name: "No EnvoyFilter changes what sidecars do" }).click();
  for (const part of ["What it finds", "Why it matters", "What to do", "Sources"])
    await expect(page.getByRole("heading", { name: part })).toBeVisible();
  await expect(page.getByRole("table", { name: "it does, use" })).toContainText("rate limits");
  await expectAccessible(page);
  const here = page.getByRole("region", { name: "In your clusters" });
  await here.getByRole("link", { name: "prod-eu" }).click();
  await expect(page).toHaveURL(/findings\?check=envoyfilter-unsupported/);
});

test("every way to connect can be used by everybody", async ({ page }) => {
  for (const way of ["Paste a kubeconfig", "Demo fleet"]) {
    await page.goto("/connect");
    const tab = page.getByRole("navigation", { name: "Ways to connect" }).getByRole("link", {
      name: way,
    });
    await tab.click();
    await expect(tab).toHaveAttribute("aria-current", "page");
    await expectAccessible(page);
  }
});
