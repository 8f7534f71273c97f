import { once } from "node:events";
import { createServer, type IncomingMessage, request, type Server } from "node:http";
import { pipeline } from "node:stream";

/**
 * Stands in front of a demo cluster and holds every list of pods until `openPath` is asked for, so that a test can look
 * at a scan for as long as it needs.
 */
export async function startGate(behind: string, port: number, openPath: string): Promise<Server> {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();

  const server = createServer(async (asked, answer) => {
    if (asked.url === openPath) {
      open();
      answer.end();
      return;
    }
    if (asked.url?.startsWith("/api/v1/pods")) await opened;
    const forwarded = request(`${behind}${asked.url}`, { method: "GET", headers: asked.headers });
    forwarded.on("error", () => answer.destroy());
    forwarded.on("response", (response: IncomingMessage) => {
      answer.writeHead(response.statusCode ?? 502, response.headers);
      pipeline(response, answer, () => {});
    });
    forwarded.end();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}
