import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkById } from "./catalogue.ts";

/**
 * The text of a check's page, Markdown. Only ids of the catalogue are ever turned into a path.
 * Throws for any other id: ask checkById first.
 */
export async function readReadme(id: string): Promise<string> {
  const check = checkById(id);
  if (check === undefined) throw new Error("There is no check of that id in the catalogue.");
  return readFile(join(process.cwd(), "lib", "checks", check.id, "README.md"), "utf8");
}
