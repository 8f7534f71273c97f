/**
 * Asks one address over and over on keep-alive connections, as a process of its own. Arguments: address, seconds,
 * connections, and an entity tag to send or "".
 */
import { Agent, get } from "node:http";

const [url = "", seconds = "5", connections = "16", tag = ""] = process.argv.slice(2);

const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const headers = {
  "accept-encoding": "gzip, br",
  ...(tag === "" ? {} : { "if-none-match": tag }),
};
const statuses: Record<string, number> = {};
let bytes = 0;

const started = performance.now();
const end = started + Number(seconds) * 1000;
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (performance.now() < end) await ask();
  }),
);
const took = (performance.now() - started) / 1000;
agent.destroy();

const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0);
process.stdout.write(
  `${JSON.stringify({ rate: requests / took, requests, statuses, bytes: bytes / requests })}\n`,
);

function ask(): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers }, (response) => {
      response.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on("error", reject);
      response.on("end", () => {
        const status = String(response.statusCode);
        statuses[status] = (statuses[status] ?? 0) + 1;
        resolve();
      });
    }).on("error", reject);
  });
}
