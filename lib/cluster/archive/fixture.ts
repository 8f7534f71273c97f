/** For tests: uploads and archives built in memory. */
import { crc32, deflateRawSync } from "node:zlib";
import { pack } from "tar-stream";
import type { ImportedDump, ImportOptions } from "./import-dump.ts";
import { importDump } from "./import-dump.ts";
import type { Upload } from "./unpack.ts";

export type Content = string | Uint8Array;

/** An upload that arrives in small chunks. */
export function upload(name: string, content: Content, chunk = 4096): Upload {
  return { name, bytes: chunked(toBytes(content), chunk) };
}

/** Imports files by name. */
export async function importFiles(
  files: Readonly<Record<string, Content>>,
  options: ImportOptions = {},
): Promise<ImportedDump> {
  return importDump(uploads(files), options);
}

async function* uploads(files: Readonly<Record<string, Content>>): AsyncGenerator<Upload> {
  for (const [name, content] of Object.entries(files)) yield upload(name, content);
}

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function toBytes(content: Content): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** A tar archive; an entry may be a link, or claim a size that its content does not have. */
export async function tarOf(
  entries: readonly {
    readonly name: string;
    readonly content?: Content;
    readonly linkTo?: string;
    readonly claims?: number;
  }[],
): Promise<Uint8Array> {
  const archive = pack();
  const chunks: Uint8Array[] = [];
  archive.on("data", (chunk) => {
    if (chunk instanceof Uint8Array) chunks.push(chunk);
  });
  archive.on("error", () => {});
  for (const { name, content = "", linkTo, claims } of entries) {
    if (linkTo !== undefined) archive.entry({ name, type: "symlink", linkname: linkTo });
    else if (claims !== undefined) archive.entry({ name, size: claims });
    else archive.entry({ name }, Buffer.from(toBytes(content)));
  }
  const isWhole = entries.every(({ claims }) => claims === undefined);
  if (isWhole) {
    archive.finalize();
    await new Promise((resolve) => archive.once("end", () => resolve(null)));
  } else {
    await new Promise((resolve) => setImmediate(resolve));
    archive.destroy();
  }
  return Buffer.concat(chunks);
}

/** A zip archive; an entry may be a link, or claim a size that its content does not have. */
export function zipOf(
  entries: readonly {
    readonly name: string;
    readonly content: Content;
    readonly mode?: number;
    readonly claims?: number;
    readonly encrypted?: true;
  }[],
): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, mode = 0o100644, claims, encrypted } of entries) {
    const bytes = toBytes(content);
    const data = deflateRawSync(bytes);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(encrypted ? 0x801 : 0x800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(data.length, 14);
    fields.writeUInt32LE(claims ?? bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);

    const local = Buffer.concat([
      Buffer.from("PK\x03\x04", "latin1"),
      fields,
      Buffer.from(name),
      data,
    ]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), fields, rest, Buffer.from(name)]),
    );
    parts.push(local);
    offset += local.length;
  }
  const table = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(table.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, table, end]);
}

/** A Service, the smallest object that is read. */
export function service(name: string, namespace = "shop"): string {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;
}
