/**
 * Starts the product: settings, database client, build if needed, then one process that serves pages and runs scans.
 * `--dev` serves the sources as they are, `--demo` also connects the demo fleet.
 */
import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { parseArgs } from "node:util";
import { buildFiles } from "../lib/access/build-files.ts";
import { compressed } from "../lib/access/compress.ts";
import { addressDecodes, hostAllowed, securityHeaders } from "../lib/access/guard.ts";
import { isSharedPath } from "../lib/access/share-link.ts";
import { asksForDrawing, RENDER_HEADER, renderSecret } from "../lib/access/share-render.ts";
import { type Config, config } from "../lib/config.ts";
import { build } from "./build.ts";
import { isBuilt } from "./build-state.ts";
import { generate } from "./generate.ts";

const { values: flags } = parseArgs({
  options: { dev: { type: "boolean", default: false }, demo: { type: "boolean", default: false } },
});

/** Errors whose sentence is for the operator: settings, a data folder in use, a database that does not answer. */
const FOR_THE_OPERATOR = new Set(["ConfigError", "LockedError", "DatabaseUnreachableError"]);

try {
  await start(config());
} catch (error) {
  if (!(error instanceof Error && FOR_THE_OPERATOR.has(error.name))) throw error;
  console.error(error.message);
  process.exit(1);
}

async function start(settings: Config): Promise<void> {
  Object.assign(process.env, {
    NODE_ENV: flags.dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  generate();
  if (!flags.dev && !(await isBuilt())) await buildOnce();

  // These load what generate() and build() made, so not before.
  const { startUp, shutDown } = await import("../lib/scan/start-up.ts");
  await startUp();

  const { default: next } = await import("next");
  const app = next({
    dev: flags.dev,
    hostname: settings.host,
    port: settings.port,
    turbopack: true,
  });
  await app.prepare();
  const handle = app.getRequestHandler();

  const { sharedPages } = await import("../lib/access/share-server.ts");
  let own = "";
  const shared = sharedPages({
    draw: (path) => draw(`${own}${path}`),
    build: flags.dev ? "dev" : readFileSync(".next/BUILD_ID", "utf8"),
    dev: flags.dev,
  });

  const files = flags.dev ? null : buildFiles(".next/static");
  const server = createServer((request, response) => {
    if (!guard(request, response, settings)) return;
    if (ownedByLinks(request)) void shared.answer(request, response);
    else {
      const drawn = () => void handle(request, response);
      compressed(request, response, () => {
        if (files) files(request, response, drawn);
        else drawn();
      });
    }
  });
  server.listen(settings.port, settings.host, () => {
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : settings.port;
    const url = `http://${settings.host.includes(":") ? `[${settings.host}]` : settings.host}:${port}`;
    own = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
    console.log(`Mesh Readiness is at ${url}`);
    if (flags.demo) void connectDemo(url);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      void shared
        .close()
        .then(shutDown)
        .finally(() => process.exit(0));
    });
  }
}

/** Refuses foreign Host headers and gives every answer its security headers and nonce. */
function guard(request: IncomingMessage, response: ServerResponse, settings: Config): boolean {
  const nonce = randomBytes(16).toString("base64");
  const headers = securityHeaders(nonce, { dev: flags.dev });
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Next reads the nonce for its own scripts from the policy on the request.
  request.headers["content-security-policy"] = headers["content-security-policy"];
  request.headers["x-nonce"] = nonce;
  // Layouts are not told the query, but must refuse an unknown point in time before a page is streamed.
  const asked = askedMoment(request.url);
  if (asked === null) delete request.headers["x-as-of"];
  else request.headers["x-as-of"] = asked;

  if (!hostAllowed(request.headers.host, settings)) {
    return refuse(
      response,
      421,
      "This server does not answer under that name. Open it by the address it printed, or list the name in MESH_READINESS_ALLOWED_HOSTS.",
    );
  }
  // Below /s/ a damaged address is one more that opens nothing, and looks like the others.
  if (!isSharedPath(pathOf(request)) && !addressDecodes(request.url)) {
    return refuse(response, 400, "This address is damaged: its percent signs spell no characters.");
  }
  return true;
}

/** Everything below /s/ is answered by the links themselves; Next only draws for them. */
function ownedByLinks(request: IncomingMessage): boolean {
  return isSharedPath(pathOf(request)) && !asksForDrawing(request.headers[RENDER_HEADER]);
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}

/** The page of a link as Next draws it. Numbers in it are spelled the same for every receiver. */
async function draw(url: string): Promise<string> {
  const answer = await fetch(url, {
    headers: { [RENDER_HEADER]: renderSecret(), "accept-language": "en" },
  });
  if (answer.status !== 200)
    throw new Error(`A shared page was drawn with status ${answer.status}.`);
  return answer.text();
}

/** What `?at=` asks for, encoded as a header can carry it; null when it asks for nothing. */
function askedMoment(url = "/"): string | null {
  const asked = new URLSearchParams(url.split("?", 2)[1]).getAll("at");
  return asked.length === 0 ? null : encodeURIComponent(asked.join(" ").slice(0, 100));
}

function refuse(response: ServerResponse, status: number, sentence: string): false {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(`${sentence}\n`);
  return false;
}

async function buildOnce(): Promise<void> {
  console.log("Building once; this takes about a minute.");
  const code = await build();
  if (code !== 0) process.exit(code);
}

async function connectDemo(url: string): Promise<void> {
  const answer = await fetch(`${url}/api/clusters`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ source: { kind: "demo" } }),
  });
  console.log(
    answer.ok
      ? "The demo fleet is connected."
      : `The demo fleet could not be connected: ${await answer.text()}`,
  );
}
