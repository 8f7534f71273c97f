/** Prisma's Schema Engine as WebAssembly: applies and compares migrations inside this process. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";

/** Tables and enums to leave out of a comparison: none. */
export const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** An engine that works through the given adapter. Free it after use. */
export async function schemaEngine(
  factory: SqlMigrationAwareDriverAdapterFactory,
): Promise<glue.SchemaEngine> {
  loaded ??= load();
  await loaded;
  return glue.SchemaEngine.new(
    { datamodels: undefined },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factory),
  );
}

let loaded: Promise<void> | undefined;

/** The package expects a bundler to import its .wasm file; Node is handed the bytes instead. */
async function load(): Promise<void> {
  const file = join(process.cwd(), "node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm");
  const { instance } = await WebAssembly.instantiate(await readFile(file), {
    "./schema_engine_bg.js": { ...glue },
  });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports.__wbindgen_start;
  if (typeof start !== "function")
    throw new Error("schema_engine_bg.wasm exports no start function");
  start();
}

/** The folder prisma/migrations as the engine wants it. */
export async function migrationList(): Promise<glue.MigrationList> {
  const baseDir = join(process.cwd(), "prisma/migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);

  return {
    baseDir,
    lockfile: {
      path: "migration_lock.toml",
      content: await readFile(join(baseDir, "migration_lock.toml"), "utf8"),
    },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      folders.sort().map(async (path) => ({
        path,
        migrationFile: {
          path: "migration.sql",
          content: {
            tag: "ok" as const,
            value: await readFile(join(baseDir, path, "migration.sql"), "utf8"),
          },
        },
      })),
    ),
  };
}
