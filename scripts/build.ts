import { spawn } from "node:child_process";
import { compressBuild } from "./compress-build.ts";

/**
 * Builds the pages for production with its output shown. Resolves to the exit code. Now and then Next fails while it
 * prerenders its own error page, with nothing changed: that is tried once more.
 * https://github.com/vercel/next.js/issues/95741
 */
export async function build(): Promise<number> {
  const first = await attempt();
  const { code } =
    first.code !== 0 && first.said.includes("/_global-error") ? await again() : first;
  if (code === 0) await compressBuild(".next/static");
  return code;
}

function again() {
  console.log("Next could not prerender its own error page; building once more.");
  return attempt();
}

function attempt(): Promise<{ readonly code: number; readonly said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    });
    let said = "";
    child.stdout.on("data", (text: Buffer) => {
      process.stdout.write(text);
      said += text;
    });
    child.stderr.on("data", (text: Buffer) => {
      process.stderr.write(text);
      said += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, said }));
  });
}
