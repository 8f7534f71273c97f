/** Requests to the product over loopback, on connections that stay open. */
import { Agent, get, type IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";

const agent = new Agent({ keepAlive: true });

export interface Received {
  /** From request to last byte. */
  readonly milliseconds: number;
  /** Of the body as sent. */
  readonly bytes: number;
  /** Of the body, decompressed when it is asked for: a server shares its processor with who measures it. */
  readonly text: () => string;
  readonly etag: string | undefined;
}

/** @throws when the answer has another status than the one that is wanted. */
export function request(
  url: string,
  wanted: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Received> {
  const { status = 200 } = wanted;
  const started = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "accept-encoding": "gzip", ...wanted.headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const milliseconds = performance.now() - started;
        const body = Buffer.concat(chunks);
        const { statusCode, headers } = response;
        if (statusCode !== status) reject(new Error(`${url}: ${statusCode}`));
        else {
          const text = () => textOf(body, headers);
          resolve({ milliseconds, bytes: body.length, text, etag: headers.etag });
        }
      });
    }).on("error", reject);
  });
}

/** Closes what is open, so that a server may end. */
export function closeConnections(): void {
  agent.destroy();
}

function textOf(body: Buffer, headers: IncomingHttpHeaders): string {
  return (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
}
