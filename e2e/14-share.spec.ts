import { once } from "node:events";
import { createServer } from "node:http";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, expectNoSidewaysScroll, test } from "./page.ts";

/** Namespaces of prod-eu that are not shared below; names that no other word of a page could be. */
const OTHERS = ["legacy-erp", "customer-profile", "partner-api", "ml-training", "wishlists"];

test("a link for two namespaces shows these two in a private window, and dies when it is revoked", async ({
  page,
  browser,
}) => {
  await openReport(page, "prod-eu");
  const url = await shareTwo(page, async (dialog) => {
    await dialog.getByRole("checkbox", { name: "Features in use" }).check();
    await dialog.getByRole("checkbox", { name: "History" }).check();
    await dialog.getByRole("checkbox", { name: "Each namespace in full" }).check();
    await dialog.getByRole("textbox", { name: /Note to yourself/ }).fill("for <b>two</b> teams");
    await expectAccessible(page);
  });

  const guest = await receiver(browser);
  const answer = await guest.page.goto(url);
  expect(answer?.status()).toBe(200);
  expect(answer?.headers()).toMatchObject({
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow",
  });
  await expect(guest.page.getByRole("region", { name: "About this page" })).toContainText(
    /^prod-eu, 2 namespaces, snapshot of .* UTC\. Link expires .*\.$/,
  );
  const table = guest.page.getByRole("table", { name: "Namespaces", exact: true });
  await expect(table.getByRole("row")).toHaveCount(1 + 2);
  await expect(table).toContainText("checkout");
  await expect(table).toContainText("payments");
  await expect(guest.page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
  await expect(guest.page.locator("a[href^='/']")).toHaveCount(0);
  await expectAccessible(guest.page);

  const html = (await answer?.text()) ?? "";
  const clusterId = new URL(page.url()).pathname.split("/")[2] ?? "none";
  for (const planted of [...OTHERS, clusterId, "127.0.0.1", "Bearer"])
    expect(html, planted).not.toContain(planted);
  const full = await guest.page.goto(`${url}/namespaces/checkout`);
  expect(full?.status()).toBe(200);
  await expect(guest.page.getByRole("table", { name: "Workloads" })).toContainText("checkout-api");
  expect((await guest.page.goto(`${url}/namespaces/legacy-erp`))?.status()).toBe(404);
  guest.expectQuiet();

  const tag = answer?.headers()["etag"] ?? "";
  const again = await page.request.get(url, { headers: { "if-none-match": tag } });
  expect(again.status()).toBe(304);

  await page.goto("/shared-links");
  const row = page.getByRole("row").filter({ hasText: "for <b>two</b> teams" });
  await expect(row).toContainText("checkout, payments");
  await expect
    .poll(async () => {
      await page.reload();
      return row.textContent();
    })
    .toMatch(/[23]last just now/);
  await expectAccessible(page);
  await row.getByRole("button", { name: /^Revoke/ }).click();
  await page.getByRole("button", { name: "Revoke link" }).click();
  await expect(row).toHaveCount(0);

  expect((await guest.page.goto(url))?.status()).toBe(404);
  await expect(guest.page.getByRole("heading", { level: 1 })).toHaveText(
    "There is nothing at this address",
  );
  await expectPlainAccessible(guest.page);
  await guest.close();
});

test("a passphrase is asked for once, and guessing is soon over", async ({ page, browser }) => {
  await openReport(page, "prod-eu");
  const url = await shareTwo(page, async (dialog) => {
    await dialog.getByRole("textbox", { name: "Passphrase (optional)" }).fill("open sesame");
    await expect(dialog.getByRole("checkbox", { name: /Allow the card/ })).toBeDisabled();
  });
  expect(url).not.toContain("sesame");

  const guest = await receiver(browser);
  await guest.page.goto(url);
  await expect(guest.page.getByRole("heading", { level: 1 })).toHaveText(
    "This page has a passphrase",
  );
  expect(await guest.page.content()).not.toMatch(/prod-eu|checkout|payments/);
  await expectPlainAccessible(guest.page);
  await tryPassphrase(guest.page, "open barley");
  await expect(guest.page.getByRole("alert")).toHaveText(
    "This is not the passphrase of this page.",
  );
  await expectPlainAccessible(guest.page);
  await tryPassphrase(guest.page, "open sesame");
  await expect(guest.page.getByRole("region", { name: "About this page" })).toBeVisible();
  expect(new URL(guest.page.url()).pathname).toBe(new URL(url).pathname);
  expect(await guest.page.evaluate(() => document.cookie)).toBe("");

  const stranger = await receiver(browser);
  await stranger.page.goto(url);
  for (let guess = 0; guess < 6; guess += 1) {
    await tryPassphrase(stranger.page, `guess number ${guess}`);
  }
  await expect(stranger.page.getByRole("alert")).toHaveText(
    "Too many attempts. Try again in a minute.",
  );
  await guest.page.reload();
  await expect(guest.page.getByRole("region", { name: "About this page" })).toBeVisible();
  await Promise.all([guest.close(), stranger.close()]);
});

test("a redacted link shows pseudonyms, and does not know the real names", async ({
  page,
  browser,
}) => {
  await openReport(page, "prod-eu");
  const url = await shareTwo(page, async (dialog) => {
    await dialog.getByRole("checkbox", { name: "Replace names by pseudonyms" }).check();
    await dialog.getByRole("checkbox", { name: "Each namespace in full" }).check();
  });

  const guest = await receiver(browser);
  const html = (await (await guest.page.goto(url))?.text()) ?? "";
  for (const name of ["prod-eu", "checkout", "payments", "card-vault", ...OTHERS])
    expect(html, name).not.toContain(name);
  const table = guest.page.getByRole("table", { name: "Namespaces", exact: true });
  await expect(table.getByRole("row").nth(1)).toContainText(/^namespace-[0-9a-f]{10}/);
  await expectAccessible(guest.page);
  guest.expectQuiet();

  const shown = /namespace-[0-9a-f]{10}/.exec(html)?.[0] ?? "";
  expect((await guest.page.goto(`${url}/namespaces/checkout`))?.status()).toBe(404);
  expect((await guest.page.goto(`${url}/namespaces/${shown}`))?.status()).toBe(200);
  await guest.close();
});

test("a link may be embedded as a badge and a card where it says so", async ({ page, browser }) => {
  await openReport(page, "prod-eu");
  const url = await shareTwo(page, (dialog) =>
    dialog.getByRole("checkbox", { name: /Allow the card/ }).check(),
  );
  const guest = await receiver(browser);
  await guest.page.goto(`${url}/card`);
  await expect(guest.page.getByRole("heading", { level: 1 })).toContainText("prod-eu");
  await expect(guest.page.locator("script")).toHaveCount(0);
  await expectPlainAccessible(guest.page);
  const badge = await page.request.get(`${url}/badge.svg`);
  expect(badge.headers()["content-type"]).toBe("image/svg+xml");
  expect(await badge.text()).toMatch(/<title>ambient: \d+ % ready<\/title>/);

  const elsewhere = await otherSite(`<iframe src="${url}/card" title="card"></iframe>`);
  await guest.page.goto(elsewhere.url);
  await expect(guest.page.frameLocator("iframe").getByRole("heading")).toContainText("prod-eu");
  await elsewhere.close();
  await guest.close();
});

test("addresses that open nothing are the same page", async ({ page, baseURL }) => {
  const bodies = new Set<string>();
  for (const path of [
    "/s",
    "/s/",
    "/s/:token",
    "/s/%3Atoken",
    `/s/${"A".repeat(42)}`,
    `/s/${"A".repeat(43)}`,
    `/s/${"A".repeat(43)}/`,
    `/s/${"A".repeat(20)}%2F${"A".repeat(22)}`,
    "/s/%E0%A4%A",
    `/s/${"long".repeat(500)}`,
  ]) {
    const answer = await page.request.get(path, { maxRedirects: 0 });
    expect(answer.status(), path).toBe(404);
    bodies.add(await answer.text());
  }
  expect(bodies.size).toBe(1);
  // However its address is spelled, the page that is drawn for the server itself is nobody else's.
  for (const path of ["//s/x", "/%73/x", `/%73/${"A".repeat(43)}`, "/S/x"]) {
    const answer = await page.request.get(`${baseURL}${path}`, {
      headers: { "x-shared-render": "guess" },
    });
    expect(answer.status(), path).toBe(404);
  }
});

/** Makes a link to checkout and payments in the dialog; `more` chooses further. Answers its address. */
async function shareTwo(
  page: Page,
  more: (dialog: ReturnType<Page["getByRole"]>) => Promise<void>,
): Promise<string> {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: "Chosen namespaces only" }).check();
  await expect(dialog.getByRole("button", { name: "Create link" })).toBeDisabled();
  for (const name of ["checkout", "payments"]) {
    await dialog.getByRole("searchbox").fill(name);
    await dialog.getByRole("checkbox", { name, exact: true }).check();
  }
  await more(dialog);
  await dialog.getByRole("button", { name: "Create link" }).click();
  await expect(dialog.getByRole("heading", { name: "The link is ready" })).toBeVisible();
  const url = await dialog.getByRole("textbox", { name: /^Link, until/ }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(dialog).toHaveCount(0);
  return url;
}

async function tryPassphrase(page: Page, passphrase: string): Promise<void> {
  await page.getByLabel("Passphrase").fill(passphrase);
  const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.getByRole("button", { name: "Open the page" }).click();
  await answered;
  await page.waitForLoadState();
}

/** A page of somebody else, from a server of its own. */
async function otherSite(html: string) {
  const server = createServer((_, answer) => {
    answer.setHeader("content-type", "text/html");
    answer.end(html);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

/** A private window: nothing of the maker's in it. What the browser complains of is kept. */
async function receiver(browser: Browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text()))
      complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (!/^\/(s|_next\/static)\/|^\/icon/.test(pathname)) complaints.push(`asked ${request.url()}`);
  });
  return {
    page,
    expectQuiet: () => expect(complaints).toEqual([]),
    close: () => context.close(),
  };
}

/** The small pages follow the system's theme by style alone. */
async function expectPlainAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
  await expectNoSidewaysScroll(page);
}
