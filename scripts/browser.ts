import { access } from "node:fs/promises";
import { chromium as playwrightChromium } from "@playwright/test";
import packaged from "@sparticuz/chromium";

const SYSTEM = [
  "/usr/bin/google-chrome",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** A browser to test with: its file and the flags it needs. */
export interface Browser {
  readonly executablePath: string;
  readonly args: string[];
}

/** Runs as root in a container, asks nothing of anybody, and keeps the web's own safety rules switched on. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Playwright's own browser if it is installed, else the system's, else the Chromium that comes as an npm package. */
export async function findBrowser(): Promise<Browser> {
  for (const path of [playwrightChromium.executablePath(), ...SYSTEM]) {
    if (await exists(path)) return { executablePath: path, args: FLAGS };
  }
  return { executablePath: await packaged.executablePath(), args: FLAGS };
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
