import { afterEach, describe, expect, it } from "vitest";
import { openPrometheus, type Prometheus, type PrometheusOptions } from "./client.ts";
import { sidecarMemory } from "./queries.ts";
import { parseMetricsUrl } from "./route.ts";
import { AT, SCOPE } from "./testing/mesh.ts";
import {
  type Answering,
  matrix,
  scalar,
  startPrometheus,
  vector,
} from "./testing/prometheus-server.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const query = sidecarMemory(SCOPE);
const seconds = AT.getTime() / 1000;

describe("a conversation with a Prometheus", () => {
  it("sends the credential, the tenant and custom headers, and none that belong to the connection", async () => {
    const { prometheus, asked } = await open(empty, {
      credential: {
        bearer: null,
        basic: { username: "mesh", password: "pass" },
        headers: { "X-Team": "platform", Host: "elsewhere", "Accept-Encoding": "br" },
        ca: null,
      },
      tenant: "team-a",
    });
    await prometheus.instant(query, AT);

    expect(asked[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from("mesh:pass").toString("base64")}`,
      "x-scope-orgid": "team-a",
      "x-team": "platform",
      "accept-encoding": "identity",
    });
    expect(asked[0]?.headers["host"]).toMatch(/^127\.0\.0\.1:/);
  });

  it("keeps a base path", async () => {
    const { prometheus, asked } = await open(empty, { path: "/prometheus/" });
    await prometheus.instant(query, AT);

    expect(asked[0]).toMatchObject({ path: "/prometheus/api/v1/query", time: seconds });
  });

  it("asks at most four questions at once", async () => {
    let running = 0;
    let most = 0;
    const { prometheus } = await open(({ time }, response) => {
      running += 1;
      most = Math.max(most, running);
      setTimeout(() => {
        running -= 1;
        response.end(JSON.stringify(vector(time ?? 0, [])));
      }, 20);
      return undefined;
    });
    await Promise.all(Array.from({ length: 20 }, () => prometheus.instant(query, AT)));

    expect(most).toBe(4);
    expect(prometheus.sent).toBe(20);
  });

  it("stops asking a server that failed three times in a row", async () => {
    const { prometheus, asked } = await open((_, response) => {
      response.writeHead(404).end();
      return undefined;
    });
    for (let at = 0; at < 10; at += 1) await prometheus.instant(query, AT);

    expect(asked).toHaveLength(3);
  });

  it("ends as a whole when its time is over", async () => {
    const { prometheus } = await open(() => undefined, { limits: { query: 5000, total: 200 } });
    const told = await prometheus.instant(query, AT);

    expect(told).toMatchObject({
      ok: false,
      because: "The 0.2 seconds that measuring may take were over.",
    });
  });

  it("asks again once after a short failure", async () => {
    let first = true;
    const { prometheus, asked } = await open(({ time }, response) => {
      if (first) response.writeHead(503).end();
      const answer = first ? undefined : vector(time ?? 0, []);
      first = false;
      return answer;
    });

    expect(await prometheus.instant(query, AT)).toMatchObject({ ok: true });
    expect(asked).toHaveLength(2);
  });

  it("asks about the past by the server's clock, and answers by ours", async () => {
    const { prometheus, asked } = await open(({ range }) =>
      range
        ? matrix(range, [[{ namespace: "shop" }, (at) => at]])
        : scalar(0, Date.now() / 1000 + 600),
    );
    expect(await prometheus.readClock()).toMatchObject({ ok: true, ahead: 600 });
    const range = { from: seconds, to: seconds + 3600, step: 3600 };
    const told = await prometheus.range(query, range);

    expect(asked[1]?.range).toEqual({ start: seconds + 600, end: seconds + 4200, step: 3600 });
    expect(told.ok && told.series[0]?.points.map(({ at }) => at)).toEqual([
      seconds,
      seconds + 3600,
    ]);
  });

  it("never asks for more points than a Prometheus gives", async () => {
    const { prometheus } = await open(empty);
    const range = { from: 0, to: 11_000 * 60, step: 60 };

    await expect(prometheus.range(query, range)).rejects.toThrow(RangeError);
  });

  it("says what a header holds that HTTP does not allow, without repeating it", async () => {
    const { prometheus } = await open(empty, {
      credential: { bearer: "a\nsecret", basic: null, headers: {}, ca: null },
    });
    const told = await prometheus.instant(query, AT);

    expect(told).toMatchObject({
      ok: false,
      because: expect.stringMatching(/characters that HTTP/),
    });
    expect(JSON.stringify(told)).not.toContain("secret");
  });

  it("reads the names that servers give themselves", async () => {
    for (const [data, version] of [
      [{ version: "3.5.0" }, "Prometheus 3.5.0"],
      [{ version: "2.15.0", application: "Grafana Mimir" }, "Grafana Mimir 2.15.0"],
      [{ version: 3 }, null],
    ] as const) {
      const { prometheus } = await open(() => ({ status: "success", data }));
      expect(await prometheus.version()).toBe(version);
    }
  });
});

describe("the way through the API server", () => {
  it.each([
    { service: "../../secrets" },
    { namespace: "a/b" },
    { port: "9090/x" },
    { path: "/../.." },
    { path: "prometheus" },
  ])("refuses %j", (wrong) => {
    const source = {
      kind: "service-proxy" as const,
      namespace: "istio-system",
      service: "prometheus",
      port: "9090",
      scheme: "http" as const,
      path: "",
      ...wrong,
    };
    const connection = {
      server: "https://10.0.0.1",
      get: () => Promise.reject(new Error("must not be asked")),
      credentialEnd: () => null,
      close: () => {},
    };
    const opened = openPrometheus({ source, connection, credential: null, signal: SIGNAL });

    expect(opened).toMatchObject({ ok: false, because: expect.stringMatching(/is not valid/) });
  });

  it("needs a connection", () => {
    const source = {
      kind: "service-proxy" as const,
      namespace: "istio-system",
      service: "prometheus",
      port: "9090",
      scheme: "http" as const,
      path: "",
    };
    const opened = openPrometheus({ source, connection: null, credential: null, signal: SIGNAL });

    expect(opened).toMatchObject({ ok: false, because: expect.stringMatching(/no connection/) });
  });
});

describe("an address of a Prometheus", () => {
  it.each([
    ["ftp://prometheus", /begins with https/],
    ["prometheus:9090", /begins with https/],
    ["https://me:secret@prometheus", /user name or password/],
    ["https://prometheus/?token=secret", /behind \? or #/],
    ["http://169.254.169.254/", /link-local/],
    ["http://[fd00:ec2::254]/", /metadata/],
    ["http://metadata.google.internal/", /metadata/],
  ])("%s is refused", (text, because) => {
    expect(() => parseMetricsUrl(text)).toThrow(because);
    expect(() => parseMetricsUrl(text)).not.toThrow(/secret|kubeconfig/);
  });

  it("may be private", () => {
    expect(parseMetricsUrl("http://10.1.2.3:9090/prometheus").pathname).toBe("/prometheus");
  });

  it("may not be our own", () => {
    expect(() =>
      parseMetricsUrl("http://127.0.0.1:3000", { host: "127.0.0.1", port: 3000 }),
    ).toThrow(/Mesh Readiness itself/);
  });
});

const SIGNAL = new AbortController().signal;
const empty: Answering = ({ time }) => vector(time ?? 0, []);

async function open(
  answer: Answering,
  {
    path = "",
    tenant = null,
    ...options
  }: Partial<PrometheusOptions> & { path?: string; tenant?: string | null } = {},
) {
  const server = await startPrometheus(answer);
  closers.push(() => server.close());
  const prometheus = opened({
    source: { kind: "prometheus", url: `${server.url}${path}`, tenant },
    connection: null,
    credential: null,
    signal: SIGNAL,
    ...options,
  });
  closers.push(() => prometheus.close());
  return { prometheus, asked: server.asked };
}

function opened(options: PrometheusOptions): Prometheus {
  const prometheus = openPrometheus(options);
  if ("because" in prometheus) throw new Error(prometheus.because);
  return prometheus;
}
