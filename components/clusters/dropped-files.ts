import type { DumpFile } from "../api.ts";

/** Most files that one drop may hold; more belong into an archive. */
export const FILE_LIMIT = 5000;

/** What the browser hands over for a dropped file or folder. */
type Entry = FileSystemEntry;

/**
 * Every file of a drop, folders walked, with its path inside them. Entries must be taken from the event before it ends,
 * so they come as they are.
 * @throws TooManyFiles when there are more than FILE_LIMIT.
 */
export async function filesOf(entries: readonly Entry[]): Promise<DumpFile[]> {
  const files: DumpFile[] = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    if (isDirectory(entry)) waiting.push(...(await childrenOf(entry)));
    else if (isFile(entry))
      files.push({ file: await fileOf(entry), path: entry.fullPath.slice(1) });
    if (files.length > FILE_LIMIT) throw new TooManyFiles();
  }
  return files;
}

/** Files chosen in a dialog, with their path when a folder was chosen. */
export function chosenFiles(list: FileList): DumpFile[] {
  if (list.length > FILE_LIMIT) throw new TooManyFiles();
  return [...list].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
}

export class TooManyFiles extends Error {
  override readonly name = "TooManyFiles";
  constructor() {
    super(
      `More than ${FILE_LIMIT} files were dropped. Pack the folder as .tar.gz or .zip and drop that instead.`,
    );
  }
}

function isDirectory(entry: Entry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function isFile(entry: Entry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader answers in portions, and nothing once it has told all. */
async function childrenOf(directory: FileSystemDirectoryEntry): Promise<Entry[]> {
  const reader = directory.createReader();
  const children: Entry[] = [];
  for (;;) {
    const portion = await new Promise<Entry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return children;
    children.push(...portion);
    if (children.length > FILE_LIMIT) throw new TooManyFiles();
  }
}
