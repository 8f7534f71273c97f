import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: { "server-only": here("./scripts/empty.ts"), "@": here(".") },
  },
  test: {
    include: ["{app,components,lib,bench,scripts,prisma}/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: "forks",
    reporters: ["default", ["json", { outputFile: ".results/unit.json" }]],
  },
});
