import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http, { type RequestListener, type Server } from "node:http";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { connect } from "./connect.ts";
import { AnswerTooLarge, type Connection } from "./connection.ts";
import { createRooms } from "./rooms.ts";
import type { ClusterSource, UploadedCredential } from "./source.ts";
import { testConnection } from "./test-connection.ts";

const tls = (name: string) => readFile(new URL(`fixtures/tls/${name}`, import.meta.url), "utf8");
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const kubernetes: RequestListener = (request, response) => {
  const { url = "" } = request;
  if (url === "/version") return json(response, 200, VERSION);
  if (url === "/api") return json(response, 200, { kind: "APIVersions", versions: ["v1"] });
  return json(response, 200, { kind: "List", items: [] });
};
const VERSION = { major: "1", minor: "33+", gitVersion: "v1.33.4-gke.1134000" };

describe("connecting with a kubeconfig context", () => {
  it("trusts the CA that the context names by file", async () => {
    const server = await serveTls(kubernetes);
    const connection = await own(server, { "certificate-authority": fixture("ca.crt") });

    expect(await testConnection(connection)).toEqual({
      ok: true,
      kubernetesVersion: "v1.33.4-gke.1134000",
      server,
    });
  });

  it("says that a server signed by nobody we know is not trusted", async () => {
    const connection = await own(await serveTls(kubernetes), {});

    expect(await testConnection(connection)).toMatchObject({ problem: "tls-not-trusted" });
  });

  it("connects to such a server when the context says to skip verification", async () => {
    const connection = await own(await serveTls(kubernetes), { "insecure-skip-tls-verify": true });

    expect(await testConnection(connection)).toMatchObject({ ok: true });
  });

  it("says that a server's certificate has expired", async () => {
    const connection = await own(await serveTls(kubernetes, "expired"), {
      "certificate-authority": fixture("ca.crt"),
    });

    expect(await testConnection(connection)).toMatchObject({ problem: "certificate-expired" });
  });

  it("checks the certificate against tls-server-name", async () => {
    const server = await serveTls(kubernetes);
    const ca = {
      "certificate-authority-data": Buffer.from(await tls("ca.crt")).toString("base64"),
    };

    const right = await own(server, { ...ca, "tls-server-name": "api.cluster.test" });
    expect(await testConnection(right)).toMatchObject({ ok: true });

    const wrong = await own(server, { ...ca, "tls-server-name": "other.cluster.test" });
    expect(await testConnection(wrong)).toMatchObject({
      problem: "tls-not-trusted",
      sentence: expect.stringContaining("for another name"),
    });
  });

  it("shows its client certificate", async () => {
    const seen: string[] = [];
    const server = await serveTls((request, response) => {
      const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
      seen.push(String(CN));
      kubernetes(request, response);
    });
    const connection = await own(
      server,
      { "certificate-authority": fixture("ca.crt") },
      { "client-certificate": fixture("client.crt"), "client-key": fixture("client.key") },
    );

    expect(await testConnection(connection)).toMatchObject({ ok: true });
    expect(new Set(seen)).toEqual(new Set(["platform-engineer"]));
  });

  it("sends the token of a token file, and reads the file again when it is refused", async () => {
    const folder = await newFolder();
    await writeFile(join(folder, "token"), "old\n");
    const server = await serve((request, response) => {
      const accepted = request.headers.authorization === "Bearer new";
      json(response, accepted ? 200 : 401, VERSION);
    });
    const connection = await own(server, {}, { tokenFile: "token" }, folder);

    expect((await connection.get("/version")).status).toBe(401);
    await writeFile(join(folder, "token"), "new\n");
    expect((await connection.get("/version")).status).toBe(200);
  });

  it("sends a user name and password, and impersonates", async () => {
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization, request.headers["impersonate-group"]);
      kubernetes(request, response);
    });
    const user = { username: "ann", password: "secret", as: "bob", "as-groups": ["readers"] };
    await (await own(server, {}, user)).get("/version");

    expect(seen).toEqual([`Basic ${Buffer.from("ann:secret").toString("base64")}`, "readers"]);
  });

  it("goes through the proxy that the context names", async () => {
    const { proxyUrl, tunnels } = await startProxy();
    const server = (await serveTls(kubernetes)).replace("127.0.0.1", "localhost");
    const connection = await own(server, {
      "certificate-authority": fixture("ca.crt"),
      "proxy-url": proxyUrl,
    });

    expect(await testConnection(connection)).toMatchObject({ ok: true });
    expect(tunnels).toHaveLength(1);
  });

  it("goes through the proxy that the environment names", async () => {
    const { proxyUrl, tunnels } = await startProxy();
    process.env.HTTPS_PROXY = proxyUrl;
    closers.push(() => delete process.env.HTTPS_PROXY);
    const server = await serveTls(kubernetes);
    const connection = await own(server, { "certificate-authority": fixture("ca.crt") });

    expect(await testConnection(connection)).toMatchObject({ ok: true });
    expect(tunnels).toHaveLength(1);
  });

  it("goes through a SOCKS proxy", async () => {
    const { proxyUrl, tunnels } = await startSocks();
    const server = await serveTls(kubernetes);
    const connection = await own(server, {
      "certificate-authority": fixture("ca.crt"),
      "proxy-url": proxyUrl,
    });

    expect(await testConnection(connection)).toMatchObject({ ok: true });
    expect(tunnels).toEqual([new URL(server).port]);
  });

  it("signs in through an auth-provider of the older kind", async () => {
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization);
      kubernetes(request, response);
    });
    const settings = { "access-token": "from-gcp", expiry: "2999-01-01T00:00:00Z" };
    const user = { "auth-provider": { name: "gcp", config: settings } };
    await (await own(server, {}, user)).get("/version");

    expect(seen).toEqual(["Bearer from-gcp"]);
  });

  it("says that an auth-provider is unknown", async () => {
    const user = { "auth-provider": { name: "openstack", config: {} } };

    expect(await testConnection(await own(await serve(kubernetes), {}, user))).toMatchObject({
      problem: "exec-plugin-failed",
      sentence: expect.stringContaining("openstack"),
    });
  });

  it("says since when its client certificate or token has ended", async () => {
    const refusing: RequestListener = (_request, response) =>
      json(response, 401, { kind: "Status", message: "Unauthorized" });
    const ca = { "certificate-authority": fixture("ca.crt") };
    const withCertificate = await own(await serveTls(refusing), ca, {
      "client-certificate": fixture("client-expired.crt"),
      "client-key": fixture("client-expired.key"),
    });
    expect(await testConnection(withCertificate)).toMatchObject({
      problem: "certificate-expired",
      sentence: expect.stringContaining("The client certificate ended on 2021-01-01"),
    });

    const claims = Buffer.from(JSON.stringify({ exp: 1_600_000_000 })).toString("base64url");
    const withToken = await own(await serve(refusing), {}, { token: `e30.${claims}.c2ln` });
    expect(await testConnection(withToken)).toMatchObject({
      problem: "unauthorized",
      sentence: expect.stringContaining("The token ended on 2020-09-13"),
    });
  });

  it("says which context is gone", async () => {
    await expect(
      connect({ kind: "kubeconfig", context: "gone" }, { kubeconfigFiles: ["/nowhere/config"] }),
    ).rejects.toMatchObject({ problem: "context-missing" });
  });

  it("says that a referenced file is missing", async () => {
    const connection = await own("https://127.0.0.1:1", { "certificate-authority": "/nowhere/ca" });

    expect(await testConnection(connection)).toMatchObject({
      problem: "invalid-kubeconfig",
      sentence: expect.stringContaining("/nowhere/ca"),
    });
  });
});

describe("an exec plugin", () => {
  const plugin = (script: string) => ({
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      command: process.execPath,
      args: ["-e", script],
      env: [{ name: "WHO", value: "ann" }],
      installHint: "Install it with brew.",
    },
  });
  const printing = (status: string) =>
    `console.log(JSON.stringify({ kind: "ExecCredential", status: ${status} }))`;

  it("gives the token that is sent, and knows the protocol version", async () => {
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization);
      kubernetes(request, response);
    });
    const status = `{ token: process.env.WHO + JSON.parse(process.env.KUBERNETES_EXEC_INFO).apiVersion }`;
    await (await own(server, {}, plugin(printing(status)))).get("/version");

    expect(seen).toEqual(["Bearer annclient.authentication.k8s.io/v1"]);
  });

  it("runs again when its credential is refused, and only then", async () => {
    const accepted = new Set<string>();
    const server = await serve((request, response) => {
      const token = String(request.headers.authorization);
      const isFirst = accepted.size === 0;
      accepted.add(token);
      json(response, isFirst ? 401 : 200, VERSION);
    });
    const connection = await own(server, {}, plugin(printing("{ token: String(process.pid) }")));

    expect((await connection.get("/version")).status).toBe(200);
    expect((await connection.get("/version")).status).toBe(200);
    expect(accepted.size).toBe(2);
  });

  it("runs twice, not once for each request, when nothing it gives is accepted", async () => {
    const seen = new Set<unknown>();
    const server = await serve((request, response) => {
      seen.add(request.headers.authorization);
      json(response, 401, { kind: "Status", message: "Unauthorized" });
    });
    const connection = await own(server, {}, plugin(printing("{ token: String(process.pid) }")));

    await Promise.all([1, 2, 3, 4].map(() => connection.get("/version")));
    await connection.get("/version");
    expect(seen.size).toBe(2);
  });

  it("that hangs ends with the request that waits for it", async () => {
    const controller = new AbortController();
    const hanging = plugin("setTimeout(() => {}, 10_000)");
    const connection = await own(await serve(kubernetes), {}, hanging);
    const answer = connection.get("/version", { signal: controller.signal });
    controller.abort();

    await expect(answer).rejects.toMatchObject({ name: "AbortError" });
  });

  it("that is not installed is named with its install hint", async () => {
    const missing = { exec: { ...plugin("").exec, command: "no-such-plugin" } };
    const connection = await own("https://127.0.0.1:1", {}, missing);

    expect(await testConnection(connection)).toMatchObject({
      problem: "exec-plugin-missing",
      sentence: expect.stringMatching(/no-such-plugin.*Install it with brew/),
    });
  });

  it("that fails is quoted without its tokens", async () => {
    const script = `console.error("session expired, eyJhbGciOiJSUzI1NiJ9.secret"); process.exit(3)`;
    const test = await testConnection(await own("https://127.0.0.1:1", {}, plugin(script)));

    expect(test).toMatchObject({ problem: "exec-plugin-failed" });
    expect(JSON.stringify(test)).toContain("session expired");
    expect(JSON.stringify(test)).not.toContain("eyJ");
  });

  it("that prints something else is a failure", async () => {
    const connection = await own("https://127.0.0.1:1", {}, plugin("console.log('hello')"));

    expect(await testConnection(connection)).toMatchObject({ problem: "exec-plugin-failed" });
  });

  it("never sees our own secrets", async () => {
    process.env.MESH_READINESS_ENCRYPTION_KEY = "key";
    closers.push(() => delete process.env.MESH_READINESS_ENCRYPTION_KEY);
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      seen.push(request.headers.authorization);
      kubernetes(request, response);
    });
    const status = "{ token: String(process.env.MESH_READINESS_ENCRYPTION_KEY) }";
    await (await own(server, {}, plugin(printing(status)))).get("/version");

    expect(seen).toEqual(["Bearer undefined"]);
  });
});

describe("connecting with an uploaded credential", () => {
  it("sends its token over the CA that it brought", async () => {
    const seen: unknown[] = [];
    const server = await serveTls((request, response) => {
      seen.push(request.headers.authorization);
      kubernetes(request, response);
    });
    const connection = await uploaded({ server, ca: await tls("ca.crt"), token: "t0ken" });

    expect(await testConnection(connection)).toMatchObject({ ok: true });
    expect(new Set(seen)).toEqual(new Set(["Bearer t0ken"]));
  });

  it("is refused without its credential", async () => {
    const source = uploadedSource("https://127.0.0.1:1");
    await expect(connect(source, { kubeconfigFiles: [] })).rejects.toMatchObject({
      problem: "unauthorized",
    });
  });

  it("is refused for our own listener, also by a name that resolves to it", async () => {
    const server = await serve(kubernetes);
    const port = Number(new URL(server).port);
    const ownListener = { host: "127.0.0.1", port };

    await expect(uploaded({ server }, ownListener)).rejects.toMatchObject({
      problem: "refused-address",
    });
    const byName = await uploaded({ server: `http://localhost:${port}` }, ownListener);
    expect(await testConnection(byName)).toMatchObject({ problem: "refused-address" });
  });
});

describe("testing a connection", () => {
  const answering = async (listener: RequestListener) =>
    testConnection(await uploaded({ server: await serve(listener) }), { timeout: 2_000 });

  it("tells a refused port", async () => {
    const test = await testConnection(await uploaded({ server: "http://127.0.0.1:1" }));
    expect(test).toMatchObject({ problem: "unreachable" });
  });

  it("tells a name that does not resolve", async () => {
    const test = await testConnection(await uploaded({ server: "https://api.invalid" }));
    expect(test).toMatchObject({ problem: "dns" });
  });

  it("tells TLS spoken to a plain port, and the other way round", async () => {
    const plain = (await serve(kubernetes)).replace("http:", "https:");
    expect(await testConnection(await uploaded({ server: plain }))).toMatchObject({
      problem: "not-kubernetes",
    });
    const secure = (await serveTls(kubernetes)).replace("https:", "http:");
    expect(await testConnection(await uploaded({ server: secure }))).toMatchObject({ ok: false });
  });

  it("tells a server that never answers", async () => {
    const test = await testConnection(await uploaded({ server: await serve(() => {}) }), {
      timeout: 50,
    });
    expect(test).toMatchObject({ problem: "timeout" });
  });

  it("tells a server that drips its answer", async () => {
    const server = await serve((_request, response) => {
      response.write("{");
      const drip = setInterval(() => response.write(" "), 5);
      closers.push(() => clearInterval(drip));
    });
    const test = await testConnection(await uploaded({ server }), { timeout: 100 });
    expect(test).toMatchObject({ problem: "timeout" });
  });

  it("tells a web page", async () => {
    const test = await answering((_request, response) => {
      response.setHeader("content-type", "text/html").end("<!doctype html><title>Sign in</title>");
    });
    expect(test).toMatchObject({ problem: "not-kubernetes", sentence: /web page/ });
  });

  it("tells a redirect and does not follow it", async () => {
    let followed = false;
    const target = await serve((_request, response) => {
      followed = true;
      json(response, 200, VERSION);
    });
    const test = await answering((_request, response) => {
      response.writeHead(302, { location: `${target}/version` }).end();
    });
    expect(test).toMatchObject({ problem: "not-kubernetes" });
    expect(followed).toBe(false);
  });

  it("tells a server that is too old, and which version would do", async () => {
    const test = await answering((_request, response) =>
      json(response, 200, { major: "1", minor: "21", gitVersion: "v1.21.14" }),
    );
    expect(test).toMatchObject({ problem: "too-old", sentence: /v1\.21\.14.*1\.24/ });
  });

  it.each([
    [401, "Unauthorized", "unauthorized"],
    [403, 'namespaces is forbidden: User "ann" cannot list', "forbidden"],
    [403, 'forbidden: User "system:anonymous" cannot get path "/api"', "unauthorized"],
    [503, "apiserver not ready", "unreachable"],
    [404, "not found", "not-kubernetes"],
  ])("tells %i (%s) as %s", async (status, message, problem) => {
    const test = await answering((request, response) => {
      if (request.url === "/version") return json(response, 200, VERSION);
      json(response, status, { kind: "Status", message });
    });
    expect(test).toMatchObject({ ok: false, problem });
  });

  it("tells a server that speaks another protocol", async () => {
    const server = net.createServer((socket) => {
      socket.on("error", () => {}).end("220 mail.example.com ESMTP\r\n");
    });
    const test = await testConnection(await uploaded({ server: await listening(server, "http") }));
    expect(test).toMatchObject({ problem: "not-kubernetes" });
  });
});

describe("one answer", () => {
  it("is not read beyond its cap, said or unsaid", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/said") response.setHeader("content-length", 2_000_000);
      const body = Buffer.alloc(1_000_000, 32);
      response.write(body);
      response.end(body);
    });
    const connection = await uploaded({ server });

    for (const path of ["/said", "/unsaid"]) {
      await expect(connection.get(path, { maxBytes: 1000 })).rejects.toBeInstanceOf(AnswerTooLarge);
    }
  });

  it("is unpacked when the server sends it compressed anyway, within the cap", async () => {
    const server = await serve((_request, response) => {
      response.setHeader("content-encoding", "gzip").end(gzipSync(Buffer.alloc(100_000, 32)));
    });
    const connection = await uploaded({ server });

    expect((await connection.get("/")).body).toHaveLength(100_000);
    await expect(connection.get("/", { maxBytes: 99_999 })).rejects.toBeInstanceOf(AnswerTooLarge);
  });

  it("is cancelled by its signal", async () => {
    const controller = new AbortController();
    const connection = await uploaded({ server: await serve(() => controller.abort()) });

    await expect(connection.get("/", { signal: controller.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
  });

  it("comes over a socket that is used again, and again after the server closed it", async () => {
    const sockets = new Set<unknown>();
    const server = http.createServer((request, response) => {
      sockets.add(request.socket);
      kubernetes(request, response);
      if (request.url === "/drop") response.on("finish", () => request.socket.destroy());
    });
    const connection = await uploaded({ server: await listening(server, "http") });

    await connection.get("/version");
    await connection.get("/drop");
    expect(sockets.size).toBe(1);
    expect((await connection.get("/version")).status).toBe(200);
  });

  it("lies in memory that was given back, and not in that of an answer which broke off", async () => {
    const bodies = new Map([
      ["/long", "a".repeat(200_000)],
      ["/short", "b"],
    ]);
    const server = await serve((request, response) => {
      const body = bodies.get(request.url ?? "");
      if (body !== undefined) return response.end(body);
      response.write("c".repeat(1000), () => request.socket.destroy());
    });
    const connection = await uploaded({ server });
    const rooms = createRooms();

    const long = (await connection.get("/long", { rooms })).body;
    expect(String(long)).toBe(bodies.get("/long"));
    await expect(connection.get("/broken", { rooms })).rejects.toThrow();
    expect(String(long)).toBe(bodies.get("/long"));

    rooms.give(long);
    const short = (await connection.get("/short", { rooms })).body;
    expect(String(short)).toBe("b");
    expect(short.buffer).toBe(long.buffer);
    const other = (await connection.get("/long", { rooms })).body;
    expect(other.buffer).not.toBe(short.buffer);
    expect(String(short)).toBe("b");

    rooms.give(other);
    rooms.close();
    expect(other.buffer.byteLength).toBe(0);
    expect(String(short)).toBe("b");
  });

  it("is asked for below the path of the server's address", async () => {
    const seen: unknown[] = [];
    const server = await serve((request, response) => {
      seen.push(request.url);
      json(response, 200, {});
    });
    await (await uploaded({ server: `${server}/k8s/clusters/c-1/` })).get("/version");

    expect(seen).toEqual(["/k8s/clusters/c-1/version"]);
  });
});

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function serve(listener: RequestListener): Promise<string> {
  return listening(http.createServer(listener), "http");
}

async function serveTls(listener: RequestListener, name = "server"): Promise<string> {
  const identity = { cert: await tls(`${name}.crt`), key: await tls(`${name}.key`) };
  const ca = await tls("ca.crt");
  const options = { ...identity, ca, requestCert: true, rejectUnauthorized: false };
  return listening(https.createServer(options, listener), "https");
}

async function listening(server: Server | net.Server, scheme: string): Promise<string> {
  const sockets = new Set<net.Socket>();
  server.on("connection", (socket: net.Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return `${scheme}://127.0.0.1:${port}`;
}

/** An HTTP proxy that opens tunnels to this machine. */
async function startProxy(): Promise<{ proxyUrl: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const proxy = http.createServer();
  proxy.on("connect", (request, socket) => {
    const port = String(request.url?.split(":").at(-1));
    tunnels.push(port);
    tunnel(socket, port, "HTTP/1.1 200 OK\r\n\r\n");
  });
  return { proxyUrl: await listening(proxy, "http"), tunnels };
}

/** A SOCKS 5 proxy without sign-in (https://www.rfc-editor.org/rfc/rfc1928) for addresses of this machine. */
async function startSocks(): Promise<{ proxyUrl: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const proxy = net.createServer((socket) => {
    socket.once("data", () => {
      socket.write(Buffer.from([5, 0]));
      socket.once("data", (wish) => {
        const port = String(wish.readUInt16BE(wish.length - 2));
        tunnels.push(port);
        tunnel(socket, port, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      });
    });
  });
  return { proxyUrl: await listening(proxy, "socks5"), tunnels };
}

function tunnel(socket: Duplex, port: string, ready: string | Buffer): void {
  const onward = net.connect(Number(port), "127.0.0.1", () => {
    socket.write(ready);
    socket.pipe(onward).pipe(socket);
  });
  onward.on("error", () => socket.destroy());
  socket.on("error", () => onward.destroy());
}

function fixture(name: string): string {
  return new URL(`fixtures/tls/${name}`, import.meta.url).pathname;
}

/** For files of a kubeconfig, until the test ends. */
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
  closers.push(() => rm(folder, { recursive: true }));
  return folder;
}

async function own(
  server: string,
  cluster: object,
  user: object = {},
  folder?: string,
): Promise<Connection> {
  const at = folder ?? (await newFolder());
  const file = join(at, "config");
  const config = {
    clusters: [{ name: "c", cluster: { server, ...cluster } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
  };
  await writeFile(file, JSON.stringify(config));
  return remembered(
    await connect({ kind: "kubeconfig", context: "x" }, { kubeconfigFiles: [file] }),
  );
}

async function uploaded(
  given: Partial<UploadedCredential> & { readonly server: string },
  ownListener = { host: "127.0.0.1", port: 1 + 65_534 },
): Promise<Connection> {
  const credential: UploadedCredential = {
    tlsServerName: null,
    ca: null,
    insecureSkipTlsVerify: false,
    token: null,
    clientCertificate: null,
    clientKey: null,
    username: null,
    password: null,
    ...given,
  };
  const source = uploadedSource(given.server);
  return remembered(await connect(source, { credential, kubeconfigFiles: [], ownListener }));
}

function uploadedSource(server: string): ClusterSource {
  return { kind: "uploaded", server, user: "u", context: "x" };
}

function remembered(connection: Connection): Connection {
  closers.push(() => connection.close());
  return connection;
}
