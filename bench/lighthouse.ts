import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import lighthouse from "lighthouse";
import { findBrowser } from "../scripts/browser.ts";
import { median } from "./child.ts";

const RUNS = 5;

/** What Lighthouse measures of a page on an emulated phone. */
export interface PageMetrics {
  /** Performance, 0 to 100. */
  readonly score: number;
  /** Largest contentful paint, milliseconds. */
  readonly largestPaint: number;
  /** Cumulative layout shift. */
  readonly shift: number;
  /** Total blocking time, milliseconds. */
  readonly blocking: number;
}

/** Lighthouse's mobile performance score of a page, 0 to 100: the median of five runs. */
export async function lighthouseScore(url: string): Promise<number> {
  return (await lighthouseMetrics(url)).score;
}

/** Each figure the median of five runs. */
export async function lighthouseMetrics(url: string): Promise<PageMetrics> {
  const runs: PageMetrics[] = [];
  for (let run = 0; run < RUNS; run += 1) runs.push(await metricsOnce(url));
  const middle = (figure: keyof PageMetrics) => median(runs.map((each) => each[figure]));
  return {
    score: middle("score"),
    largestPaint: middle("largestPaint"),
    shift: middle("shift"),
    blocking: middle("blocking"),
  };
}

async function metricsOnce(url: string): Promise<PageMetrics> {
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
    const figure = (audit: string): number => {
      const value = result?.lhr.audits[audit]?.numericValue;
      if (typeof value !== "number") throw new Error(`Lighthouse did not measure ${audit}.`);
      return value;
    };
    const score = result?.lhr.categories.performance?.score;
    if (typeof score !== "number") throw new Error(`Lighthouse gave ${url} no score.`);
    return {
      score: Math.round(score * 100),
      largestPaint: figure("largest-contentful-paint"),
      shift: figure("cumulative-layout-shift"),
      blocking: figure("total-blocking-time"),
    };
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
