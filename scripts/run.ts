import { spawn } from "node:child_process";

/** Runs a tool of node_modules/.bin with its output shown. Resolves to its exit code; a signal counts as 1. */
export function run(
  tool: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { stdio: "inherit", env: { ...process.env, ...environment } });
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}
