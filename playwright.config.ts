import { defineConfig } from "@playwright/test";
import { PORT } from "./e2e/places.ts";
import { findBrowser } from "./scripts/browser.ts";

const server = `http://127.0.0.1:${PORT}`;

/** One server, one browser, one story after the other: the files of e2e/ run in the order of their names. */
export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  retries: 0,
  reporter: [["list"], ["json", { outputFile: ".results/e2e.json" }]],
  outputDir: "test-results",
  use: {
    baseURL: server,
    viewport: { width: 1280, height: 800 },
    // A trace takes as much time as the story: `npx playwright test --trace on FILE` makes one.
    screenshot: "only-on-failure",
    launchOptions: await findBrowser(),
  },
  webServer: {
    command: "node e2e/serve.ts",
    url: `${server}/checks`,
    reuseExistingServer: false,
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});
