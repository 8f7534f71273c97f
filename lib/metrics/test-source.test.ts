import { afterEach, describe, expect, it } from "vitest";
import { presence } from "./queries.ts";
import { testSource } from "./test-source.ts";
import {
  type Answering,
  scalar,
  sendJson,
  startPrometheus,
  vector,
} from "./testing/prometheus-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const scope = { window: 300, cluster: null, namespaces: null };

/** With containers and HTTP of sidecars; the question about ztunnel is refused. */
const some: Answering = ({ path, query, time }, response) => {
  if (path.endsWith("buildinfo")) return { status: "success", data: { version: "3.5.0" } };
  if (query === "time()") return scalar(0, Date.now() / 1000 - 600);
  if (query === presence.ztunnelTcp(scope).text) {
    sendJson(response, 422, { status: "error", errorType: "execution", error: "too many samples" });
    return undefined;
  }
  const found = [presence.cadvisor(scope).text, presence.istioHttp(scope).text].includes(query);
  return vector(time ?? 0, query.startsWith("count by") ? [] : [[{}, found ? 40 : 0]]);
};

describe("the test of a source", () => {
  it("says what is there, what is not, and what could not be told", async () => {
    const test = await tested(some);

    expect(test).toMatchObject({ ok: true, server: "Prometheus 3.5.0", clockAhead: -600 });
    expect(test.ok && test.found.map(({ what, present }) => [what, present])).toEqual([
      ["cadvisor", true],
      ["kube-state-metrics", false],
      ["istio-http", true],
      ["istio-waypoint", false],
      ["istio-tcp", null],
    ]);
    expect(test.ok && test.found.at(-1)?.sentence).toMatch(/^Could not tell: .*too many samples/);
  });

  it("says in one sentence why there is nothing to test", async () => {
    expect(
      await tested((_, response) => {
        response.writeHead(401).end();
        return undefined;
      }),
    ).toMatchObject({
      ok: false,
      sentence: expect.stringMatching(/does not accept the credential/),
    });
  });

  it("names a wrong address", async () => {
    const source = { kind: "prometheus", url: "prometheus", tenant: null } as const;
    const { signal } = new AbortController();

    expect(await testSource({ source, connection: null, credential: null, signal })).toMatchObject({
      ok: false,
      sentence: expect.stringMatching(/begins with https/),
    });
  });
});

async function tested(answer: Answering) {
  const prometheus = await startPrometheus(answer);
  closers.push(() => prometheus.close());
  const source = { kind: "prometheus", url: prometheus.url, tenant: null } as const;
  const { signal } = new AbortController();
  return testSource({ source, connection: null, credential: null, signal });
}
