import type { DumpFile } from "../api.ts";

/** Most files that one drop may hold; more belong into an archive. */
export const FILE_LIMIT = 5000;

/** What a drop hands over for a file or folder: the part of the browser's FileSystemEntry that is used here. */
export interface DroppedEntry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  /** Path inside the drop, with a leading slash. */
  readonly fullPath: string;
}

export interface DroppedFile extends DroppedEntry {
  file(found: (file: File) => void, failed: (error: DOMException) => void): void;
}

export interface DroppedFolder extends DroppedEntry {
  createReader(): {
    /** Answers in portions, and an empty one once it has told all. */
    readEntries(
      found: (entries: DroppedEntry[]) => void,
      failed: (error: DOMException) => void,
    ): void;
  };
}

/**
 * Every file of a drop, folders walked, with its path inside them. Entries must be taken from the event before it ends,
 * so they come as they are.
 * @throws TooManyFiles when there are more than FILE_LIMIT.
 */
export async function filesOf(entries: readonly DroppedEntry[]): Promise<DumpFile[]> {
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
export function chosenFiles(list: ArrayLike<File>): DumpFile[] {
  if (list.length > FILE_LIMIT) throw new TooManyFiles();
  return Array.from(list, (file) => ({ file, path: file.webkitRelativePath || file.name }));
}

export class TooManyFiles extends Error {
  override readonly name = "TooManyFiles";
  constructor() {
    super(
      `More than ${FILE_LIMIT} files were dropped. Pack the folder as .tar.gz or .zip and drop that instead.`,
    );
  }
}

function isDirectory(entry: DroppedEntry): entry is DroppedFolder {
  return entry.isDirectory;
}

function isFile(entry: DroppedEntry): entry is DroppedFile {
  return entry.isFile;
}

function fileOf(entry: DroppedFile): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function childrenOf(directory: DroppedFolder): Promise<DroppedEntry[]> {
  const reader = directory.createReader();
  const children: DroppedEntry[] = [];
  for (;;) {
    const portion = await new Promise<DroppedEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return children;
    children.push(...portion);
    if (children.length > FILE_LIMIT) throw new TooManyFiles();
  }
}
