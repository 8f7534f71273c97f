import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  createCluster,
  metricsCredentialOf,
  metricsSourceOf,
  saveMetricsSource,
} from "@/lib/db/questions.ts";
import { onEveryDatabase } from "@/lib/db/testing/databases.ts";
import { POST as fill } from "./days/route.ts";
import { DELETE, GET, POST, PUT } from "./route.ts";

vi.hoisted(() => {
  process.env.MESH_READINESS_ENCRYPTION_KEY = "0f".repeat(32);
  process.env.MESH_READINESS_LOG = "debug";
  process.env.PORT = "3999";
});

const NONE = { bearer: null, basic: null, headers: {}, ca: null };
const SECRET = "planted-secret-0123456789";

/** A Prometheus that has nothing but manners. */
let asked: IncomingMessage[] = [];
let prometheus: Server;
let url = "";
beforeAll(async () => {
  prometheus = createServer((request, response) => {
    asked.push(request);
    const denied = request.headers.authorization !== `Bearer ${SECRET}`;
    response.writeHead(denied ? 401 : 200, {
      "content-type": "application/json",
      date: new Date().toUTCString(),
    });
    response.end(
      denied
        ? `{"status":"error","errorType":"auth","error":"not ${SECRET.length} characters"}`
        : '{"status":"success","data":{"resultType":"vector","result":[]}}',
    );
  });
  await new Promise<void>((resolve) => prometheus.listen(0, "127.0.0.1", resolve));
  const address = prometheus.address();
  if (typeof address !== "object" || address === null) throw new Error("It does not listen.");
  url = `http://127.0.0.1:${address.port}`;
});
afterAll(() => prometheus.close());

const written: string[] = [];
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = (chunk: string | Uint8Array) => {
  written.push(String(chunk));
  return write(chunk);
};

onEveryDatabase(() => {
  test("a source is saved and answered without its secrets", async () => {
    const id = await newCluster();
    const answer = await send(PUT, id, {
      source: { kind: "prometheus", url: `${url}/`, tenant: "team" },
      credential: { ...NONE, bearer: SECRET, headers: { "X-Key": `${SECRET}-header` } },
    });
    expect(answer.status).toBe(200);
    expect(await metricsCredentialOf(id)).toMatchObject({ bearer: SECRET });

    const told = await (await GET(asking("GET"), context(id))).text();
    expect(JSON.parse(told)).toEqual({
      source: { kind: "prometheus", url, tenant: "team" },
      secrets: ["bearer", "headers"],
      found: [],
    });
    expect(told + (await answer.text())).not.toContain(SECRET);
  });

  test("testing uses the stored credential for its own address and for no other", async () => {
    const id = await newCluster();
    await saveMetricsSource(
      id,
      { kind: "prometheus", url, tenant: null },
      { ...NONE, bearer: SECRET },
    );
    asked = [];
    const source = { kind: "prometheus", url, tenant: null };
    expect(await (await send(POST, id, { source })).json()).toMatchObject({ ok: true });
    expect(asked.every(({ headers }) => headers.authorization === `Bearer ${SECRET}`)).toBe(true);

    asked = [];
    const elsewhere = { ...source, url: `${url}/elsewhere` };
    const refused = await (await send(POST, id, { source: elsewhere })).text();
    expect(JSON.parse(refused)).toMatchObject({ ok: false });
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.some(({ headers }) => headers.authorization !== undefined)).toBe(false);
    expect(refused).not.toContain(SECRET);
    expect((await metricsSourceOf(id))?.source).toEqual(source);
  });

  test.each([
    ["http://169.254.169.254/latest", /cloud metadata|link-local/],
    ["http://metadata.google.internal", /metadata/],
    ["http://[fe80::1]:9090", /link-local/],
    ["http://[::ffff:169.254.169.254]", /link-local|metadata/],
    ["http://127.0.0.1:3999/prometheus", /Mesh Readiness itself/],
    ["http://user:pass@10.0.0.1", /user name or password/],
    ["ftp://10.0.0.1", /begins with https/],
    ["file:///etc/passwd", /begins with https/],
    ["prometheus", /begins with https/],
    ["http://10.0.0.1/?x=1", /behind \?/],
    ["", /needs an address/],
  ])("the address %s is refused at its field, saved or tested", async (address, sentence) => {
    const id = await newCluster();
    const body = { source: { kind: "prometheus", url: address, tenant: null } };
    for (const method of [PUT, POST]) {
      const answer = await send(method, id, body);
      expect(answer.status).toBe(400);
      const { error } = await answer.json();
      expect(error.field).toBe("source.url");
      expect(error.sentence).toMatch(sentence);
    }
    expect(await metricsSourceOf(id)).toBeNull();
  });

  test("a private address is where a Prometheus normally lives", async () => {
    const id = await newCluster();
    const source = { kind: "prometheus", url: "http://10.0.0.1:9090/prometheus", tenant: null };
    expect((await send(PUT, id, { source })).status).toBe(200);
    expect((await metricsSourceOf(id))?.source).toEqual(source);
  });

  test.each([
    ["source.namespace", { source: service({ namespace: "../../secrets" }) }],
    ["source.service", { source: service({ service: "a/b" }) }],
    ["source.port", { source: service({ port: "9090/x" }) }],
    ["source.path", { source: service({ path: "/../../api" }) }],
    ["credential", { source: service({}), credential: { ...NONE, bearer: "x" } }],
    ["credential.bearer", { credential: { ...NONE, bearer: "a\r\nX-Evil: b" } }],
    [
      "credential.bearer",
      { credential: { ...NONE, bearer: "a", basic: { username: "b", password: "" } } },
    ],
    [
      "credential.basic.username",
      { credential: { ...NONE, basic: { username: "a:b", password: "" } } },
    ],
    ["credential.headers.bad name", { credential: { ...NONE, headers: { "bad name": "x" } } }],
    ["credential.headers.X-Key", { credential: { ...NONE, headers: { "X-Key": "a\nb" } } }],
    ["credential.ca", { credential: { ...NONE, ca: "not a certificate" } }],
    ["source.tenant", { source: { kind: "prometheus", url: "http://10.0.0.1", tenant: "a\nb" } }],
  ])("what cannot be sent is refused at %s", async (field, wrong) => {
    const id = await newCluster();
    const source = { kind: "prometheus", url: "http://10.0.0.1", tenant: null };
    const answer = await send(PUT, id, { source, ...wrong });
    expect(answer.status).toBe(400);
    expect((await answer.json()).error.field).toBe(field);
    expect(await metricsSourceOf(id)).toBeNull();
  });

  test("a source is deleted, and a cluster that is not known or is a dump has none", async () => {
    const id = await newCluster();
    await saveMetricsSource(id, { kind: "prometheus", url, tenant: null });
    expect((await DELETE(asking("DELETE"), context(id))).status).toBe(200);
    expect(await metricsSourceOf(id)).toBeNull();
    expect((await GET(asking("GET"), context("0".repeat(16)))).status).toBe(404);
    expect((await fill(asking("POST"), context(id))).status).toBe(404);
  });

  test("a request from another site changes nothing", async () => {
    const id = await newCluster();
    const source = { kind: "prometheus", url, tenant: null };
    for (const method of [PUT, POST, DELETE, fill]) {
      const answer = await method(asking("PUT", { source }, "https://evil.example"), context(id));
      expect(answer.status).toBe(403);
    }
    expect(await metricsSourceOf(id)).toBeNull();
  });

  test("no secret was written to the log", () => {
    expect(written.join("")).not.toContain(SECRET);
  });
});

async function newCluster(): Promise<string> {
  return (await createCluster({ name: "demo", source: { kind: "kubeconfig", context: "none" } }))
    .id;
}

function service(wishes: object) {
  return {
    kind: "service-proxy",
    namespace: "monitoring",
    service: "prometheus",
    port: "9090",
    scheme: "http",
    path: "",
    ...wishes,
  };
}

type Handler = typeof PUT;

function send(handler: Handler, id: string, body: unknown): Promise<Response> {
  return handler(asking("PUT", body), context(id));
}

function asking(method: string, body?: unknown, origin = "http://localhost:3999"): Request {
  const text = body === undefined ? null : JSON.stringify(body);
  return new Request("http://localhost:3999/", {
    method,
    body: text,
    headers: {
      origin,
      host: "localhost:3999",
      ...(text === null
        ? {}
        : { "content-type": "application/json", "content-length": `${text.length}` }),
    },
  });
}

function context(clusterId: string) {
  return { params: Promise.resolve({ clusterId }) };
}
