import { Readable } from "node:stream";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { Refusal } from "../answer.ts";

/** One uploaded file, in the order of arrival. It must be read to its end before the next one is asked for. */
export interface UploadedFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

const MOST_FILES = 10_000;

/**
 * The files of a multipart upload, one after the other, without ever holding one whole. Ends with a Refusal when the
 * upload is larger than `limit` bytes or not multipart.
 */
export async function* uploadedFiles(
  request: Request,
  limit: number,
): AsyncGenerator<UploadedFile> {
  const type = request.headers.get("content-type");
  if (!type?.startsWith("multipart/form-data") || request.body === null) {
    throw new Refusal("Send the files as multipart/form-data in the field files.", { status: 415 });
  }
  const declared = Number(request.headers.get("content-length"));
  if (declared > limit) throw tooLarge(limit);

  const parser = new Busboy({
    headers: { "content-type": type },
    preservePath: true,
    limits: { files: MOST_FILES, fields: 10, fieldSize: 1000 },
  });
  const waiting: { name: string; stream: BusboyFileStream }[] = [];
  let wake = () => {};
  let ended = false;
  let failure: unknown;
  parser.on("file", (_, stream, name) => {
    waiting.push({ name, stream });
    wake();
  });
  parser.on("filesLimit", () =>
    fail(
      new Refusal(`More than ${MOST_FILES} files at once: send them as one archive.`, {
        status: 413,
      }),
    ),
  );
  parser.on("error", (error) => fail(error));
  parser.on("finish", () => {
    ended = true;
    wake();
  });
  const fail = (error: unknown) => {
    failure ??= error;
    for (const { stream } of waiting) stream.destroy();
    wake();
  };

  const source = Readable.from(request.body);
  let received = 0;
  source.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (received > limit) {
      source.destroy();
      fail(tooLarge(limit));
    }
  });
  source.on("error", () =>
    fail(new Refusal("The upload ended before it was complete. Nothing was stored.")),
  );
  source.pipe(parser);

  for (;;) {
    if (failure) throw failure;
    const next = waiting.shift();
    if (next) {
      yield { name: next.name, bytes: next.stream };
      next.stream.resume();
    } else if (ended) {
      return;
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

function tooLarge(limit: number): Refusal {
  return new Refusal(
    `The upload is larger than ${Math.round(limit / 1_000_000)} MB, the limit set by MESH_READINESS_UPLOAD_BYTES.`,
    { status: 413 },
  );
}
