import type { Page } from "@playwright/test";
import { openReport } from "./clusters.ts";
import { expect, expectAccessible, test } from "./page.ts";

function rowOf(page: Page, cluster: string) {
  return page
    .getByRole("region", { name: "Scheduled scans" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("link", { name: cluster, exact: true }) });
}

test("a cluster is scheduled, paused, changed and left alone again", async ({ page }) => {
  test.slow();
  await openReport(page, "dev");
  await page.goto("/settings");
  const row = rowOf(page, "dev");
  await expect(row).toContainText("Scanned only when somebody asks.");
  await expectAccessible(page);

  await row.getByRole("button", { name: "Schedule dev" }).click();
  const dialog = page.getByRole("dialog", { name: "Scan dev by itself" });
  await expect(dialog).toContainText("Every 6 hours");
  await expect(dialog.getByRole("row")).toHaveCount(6);
  await expectAccessible(page);

  const amount = dialog.getByRole("spinbutton", { name: "Every" });
  await amount.fill("1");
  await dialog.getByLabel("Unit").selectOption("minutes");
  await expect(dialog.getByRole("alert")).toContainText("more often than every 5 minutes");
  await expect(dialog.getByRole("button", { name: "Save schedule" })).toBeDisabled();

  await dialog.getByRole("radio", { name: "At set times" }).click();
  const cron = dialog.getByLabel("Cron expression");
  for (const [text, sentence] of [
    ["0 0 30 2 *", "never runs"],
    ["* * * * *", "more often than every 5 minutes"],
    ["* * * * * *", "five fields"],
    ["61 * * * *", "cannot be read"],
  ] as const) {
    await cron.fill(text);
    await expect(dialog.getByRole("alert")).toContainText(sentence);
  }
  await cron.fill("30 2 * * *");
  const zone = dialog.getByRole("combobox", { name: "Time zone" });
  await zone.fill("Mars/Phobos");
  await expect(dialog.getByRole("alert")).toContainText("no time zone that we know");
  await zone.fill("America/New_York");
  await expect(dialog).toContainText("Every day at 02:30, America/New_York");
  await expect(dialog.getByRole("columnheader")).toHaveText(["America/New_York", /\(yours\)$/]);
  await dialog.getByRole("button", { name: "Save schedule" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("Every day at 02:30, America/New_York, up to 5 min later");
  await expect(row).toContainText(/Next scan\s*in \d/);
  await expect(row).toContainText("None yet");

  await row.getByRole("button", { name: "Pause schedule of dev" }).click();
  await expect(row).toContainText("Paused");
  await expectAccessible(page);
  await row.getByRole("button", { name: "Resume schedule of dev" }).click();
  await expect(row).toContainText(/Next scan\s*in \d/);

  await openReport(page, "dev");
  await expect(page.getByText(/next scan\s+in \d/)).toBeVisible();

  await page.goto("/settings");
  await row.getByRole("button", { name: "Edit schedule of dev" }).click();
  await expect(dialog.getByLabel("Cron expression")).toHaveValue("30 2 * * *");
  await dialog.getByRole("button", { name: "Remove schedule" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("Scanned only when somebody asks.");
});

test("a schedule that makes no sense is refused in one sentence, and nothing changes", async ({
  page,
}) => {
  await openReport(page, "dev");
  const clusterId = page.url().split("/").at(-1) ?? "";
  const origin = new URL(page.url()).origin;
  const good = {
    everyMinutes: null,
    cron: "0 3 * * *",
    timeZone: "Europe/Berlin",
    jitterSeconds: 60,
    paused: false,
  };
  const put = (data: object, id = clusterId, headers = { origin }) =>
    page.request.put(`/api/clusters/${id}/schedule`, { data, headers });

  for (const [bad, status] of [
    [{ ...good, cron: "0 0 31 2,4 *" }, 400],
    [{ ...good, cron: "*/4 * * * *" }, 400],
    [{ ...good, cron: "* * * * * *" }, 400],
    [{ ...good, cron: "1,".repeat(200) }, 400],
    [{ ...good, cron: null }, 400],
    [{ ...good, cron: null, everyMinutes: 4 }, 400],
    [{ ...good, cron: null, everyMinutes: 1e9 }, 400],
    [{ ...good, everyMinutes: 60 }, 400],
    [{ ...good, timeZone: "../../etc/passwd" }, 400],
    [{ ...good, timeZone: "+02:00" }, 400],
    [{ ...good, jitterSeconds: -1 }, 400],
    [{ ...good, jitterSeconds: 1e6 }, 400],
    [{ ...good, cron: null, everyMinutes: 5, jitterSeconds: 300 }, 400],
    [{ ...good, more: true }, 400],
  ] as const) {
    const answer = await put(bad);
    expect(answer.status(), JSON.stringify(bad)).toBe(status);
    const { error } = await answer.json();
    expect(error.sentence).toMatch(/^[^\n]{10,200}[.]$/);
  }
  expect((await put(good, "0".repeat(16))).status()).toBe(404);
  expect((await put(good, clusterId, { origin: "https://elsewhere.example" })).status()).toBe(403);
  await page.goto("/settings");
  await expect(rowOf(page, "dev")).toContainText("Scanned only when somebody asks.");
});

test("a dump cannot be scheduled, and the page says why", async ({ page }) => {
  await page.goto("/settings");
  const origin = new URL(page.url()).origin;
  const manifest = "apiVersion: v1\nkind: Namespace\nmetadata: { name: attic }\n";
  const imported = await page.request.post("/api/imports", {
    headers: { origin },
    multipart: {
      files: {
        name: "attic.yaml",
        mimeType: "application/yaml",
        buffer: Buffer.from(manifest),
      },
    },
  });
  const { id } = await imported.json();
  const connected = await page.request.post(`/api/imports/${id}/cluster`, {
    headers: { origin },
    data: { name: "attic", complete: true },
  });
  const [cluster] = (await connected.json()).clusters;

  await page.reload();
  const row = rowOf(page, "attic");
  await expect(row).toContainText("A dump stays as it was");
  await expect(row.getByRole("button")).toHaveCount(0);
  const answer = await page.request.put(`/api/clusters/${cluster.id}/schedule`, {
    headers: { origin },
    data: { everyMinutes: 60, cron: null, timeZone: "UTC", jitterSeconds: 0, paused: false },
  });
  expect(answer.status()).toBe(409);
  expect((await answer.json()).error.sentence).toMatch(/^A dump cannot be scanned by a schedule/);
  await page.request.delete(`/api/clusters/${cluster.id}`, { headers: { origin } });
});

test("retention says what it would delete, and refuses to delete all", async ({ page }) => {
  await openReport(page, "dev");
  await page.goto("/settings");
  const retention = page.getByRole("region", { name: "Retention" });
  await expect(retention).toContainText("Nothing would be deleted now.");
  await expect(retention).toContainText(/the oldest of \d+ \w+ \d{4}/);
  const save = retention.getByRole("button", { name: "Save retention" });
  await expect(save).toBeDisabled();

  const all = retention.getByLabel("Keep every snapshot for");
  for (const days of ["0", "-3", "1.5", ""]) {
    await all.fill(days);
    await expect(retention.getByRole("alert")).toContainText(/days?/i);
    await expect(save).toBeDisabled();
  }
  await expectAccessible(page);
  await all.fill("45");
  await expect(retention).toContainText("Nothing would be deleted now.");
  await save.click();
  await expect(save).toBeDisabled();
  await page.reload();
  await expect(all).toHaveValue("45");
  await all.fill("30");
  await save.click();
  await expect(save).toBeDisabled();

  const origin = new URL(page.url()).origin;
  for (const data of [{ allDays: 0, dailyDays: 0 }, { allDays: -1, dailyDays: 1 }, {}]) {
    const answer = await page.request.put("/api/retention", { data, headers: { origin } });
    expect(answer.status()).toBe(400);
    const { error } = await answer.json();
    expect(error.sentence).toMatch(/^[^\n]{10,200}[.]$/);
  }
  await page.reload();
  await expect(all).toHaveValue("30");
});
