import type { Page } from "@playwright/test";
import { expect } from "./page.ts";

/** The demo clusters that the product itself offers. */
const DEMO = ["prod-eu", "staging", "dev"];

/** Opens the report of a cluster, connecting and scanning it first when an earlier test has not. */
export async function openReport(page: Page, name: string): Promise<void> {
  await page.goto("/");
  const link = page.getByRole("main").getByRole("link", { name, exact: true });
  // The list may still be on its way to the page.
  const isThere = await link.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const source = DEMO.includes(name)
      ? { kind: "demo", history: false }
      : { kind: "kubeconfig", context: name };
    const answer = await page.request.post("/api/clusters", {
      data: { source },
      headers: { origin: new URL(page.url()).origin },
    });
    expect(answer.status()).toBe(201);
    await page.goto("/");
  }
  await link.click();
  await expectReport(page);
}

/** Waits until the page shows a stored report; it renews itself when the scan ends. */
export async function expectReport(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { name: "What stops us" })).toBeVisible({
    timeout: 60_000,
  });
}
