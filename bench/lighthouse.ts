import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import lighthouse from "lighthouse";
import { findBrowser } from "../scripts/browser.ts";
import { median } from "./child.ts";

const RUNS = 3;

/** Lighthouse's mobile performance score of a page, 0 to 100: the median of three runs. */
export async function lighthouseScore(url: string): Promise<number> {
  const scores: number[] = [];
  for (let run = 0; run < RUNS; run += 1) scores.push(await scoreOnce(url));
  return median(scores);
}

async function scoreOnce(url: string): Promise<number> {
  const { executablePath, args } = await findBrowser();
  const profile = await mkdtemp(join(tmpdir(), "mesh-readiness-lighthouse-"));
  const browser = spawn(
    executablePath,
    [
      ...args,
      "--headless",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  try {
    const port = await debuggingPort(createInterface({ input: browser.stderr }));
    const result = await lighthouse(url, {
      port,
      onlyCategories: ["performance"],
      logLevel: "silent",
    });
    const score = result?.lhr.categories.performance?.score;
    if (typeof score !== "number") throw new Error(`Lighthouse gave ${url} no score.`);
    return Math.round(score * 100);
  } finally {
    const closed = once(browser, "close");
    browser.kill("SIGKILL");
    await closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function debuggingPort(lines: AsyncIterable<string>): Promise<number> {
  for await (const line of lines) {
    const [, port] = /DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line) ?? [];
    if (port) return Number(port);
  }
  throw new Error("The browser ended before it could be used.");
}
