import { expect, test } from "vitest";
import {
  chosenFiles,
  type DroppedEntry,
  type DroppedFile,
  type DroppedFolder,
  FILE_LIMIT,
  filesOf,
} from "./dropped-files.ts";

function file(fullPath: string): DroppedFile {
  const name = fullPath.split("/").at(-1) ?? "";
  return {
    isFile: true,
    isDirectory: false,
    fullPath,
    file: (found) => found(new File(["kind: List"], name)),
  };
}

/** A folder whose reader answers `portion` entries at a time, as Chrome does with 100. */
function folder(fullPath: string, children: readonly DroppedEntry[], portion = 2): DroppedFolder {
  return {
    isFile: false,
    isDirectory: true,
    fullPath,
    createReader() {
      let told = 0;
      return {
        readEntries(found) {
          found(children.slice(told, told + portion));
          told += portion;
        },
      };
    },
  };
}

const paths = async (entries: readonly DroppedEntry[]) =>
  (await filesOf(entries)).map(({ path }) => path).toSorted();

test("folders are walked to the end, and files keep their path inside the drop", async () => {
  const shop = ["a", "b", "c", "d", "e"].map((name) => file(`/dump/shop/${name}.yaml`));
  expect(
    await paths([folder("/dump", [file("/dump/ns.yaml"), folder("/dump/shop", shop)])]),
  ).toEqual([
    "dump/ns.yaml",
    "dump/shop/a.yaml",
    "dump/shop/b.yaml",
    "dump/shop/c.yaml",
    "dump/shop/d.yaml",
    "dump/shop/e.yaml",
  ]);
});

test("an empty folder has no files", async () => {
  expect(await paths([folder("/empty", [])])).toEqual([]);
});

test("more files than the limit are refused with what to do instead", async () => {
  const many = Array.from({ length: FILE_LIMIT + 1 }, (_, index) => file(`/dump/${index}.yaml`));
  await expect(filesOf([folder("/dump", many, 100)])).rejects.toThrow("Pack the folder as .tar.gz");
});

test("chosen files go by their name when no folder was chosen", () => {
  const [chosen] = chosenFiles([new File(["x"], "prod.tar.gz")]);
  expect(chosen?.path).toBe("prod.tar.gz");
});
