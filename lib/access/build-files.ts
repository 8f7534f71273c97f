/** Scripts, styles and fonts of the build: their names change with what they hold, so a browser keeps them for good. */
import type { IncomingMessage, ServerResponse } from "node:http";
import sirv from "sirv";

const PREFIX = "/_next/static";

/**
 * Answers what lies in `folder` (".next/static"), compressed where `compressBuild` left it so; anything else is for
 * `next`. The folder is listed once, here.
 */
export function buildFiles(folder: string) {
  const files = sirv(folder, {
    brotli: true,
    immutable: true,
    maxAge: 31_536_000,
    setHeaders: (response) => response.setHeader("vary", "Accept-Encoding"),
  });
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const { url = "/" } = request;
    if (!url.startsWith(`${PREFIX}/`)) {
      next();
      return;
    }
    request.url = url.slice(PREFIX.length);
    files(request, response, () => {
      request.url = url;
      next();
    });
  };
}
