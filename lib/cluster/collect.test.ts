import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import type { Collected, ResourceCoverage } from "../inventory/model.ts";
import type { ReadProgress } from "../scan/progress.ts";
import { type CollectOptions, collect } from "./collect.ts";
import { connect } from "./connect.ts";
import type { Connection } from "./connection.ts";
import {
  type ApiServer,
  type ApiServerOptions,
  json,
  pods,
  startApiServer,
  status,
} from "./fixtures/api-server.ts";

const closers: (() => unknown)[] = [];
const IMPATIENT = { tries: 3, firstWait: 1, longestWait: 20 };

afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("reading a whole cluster", () => {
  it("reads every resource and says so", async () => {
    const { collected } = await read({ objects: { pods: pods(3) } });

    expect(collected.kubernetesVersion).toBe("v1.33.4");
    expect(collected.coverage).toHaveLength(RESOURCES.length);
    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "read", objects: 3 });
    expect(coverageOf(collected, "services")).toMatchObject({ outcome: "read", objects: 0 });
    expect(coverageOf(collected, VIRTUAL_SERVICES)).toMatchObject({ outcome: "not-installed" });
    expect(collected.slices.virtualServices).toEqual({ read: "complete", items: [] });
  });

  it("only ever sends GET requests for lists and discovery, and never for whole secrets", async () => {
    const accepts: string[] = [];
    const methods = new Set<string>();
    await read({
      intercept(request, _response, url) {
        methods.add(String(request.method));
        if (url.pathname.endsWith("/secrets")) {
          accepts.push(`${request.headers.accept} ${url.searchParams.get("labelSelector")}`);
        }
        return false;
      },
    });

    expect(methods).toEqual(new Set(["GET"]));
    expect(accepts).toEqual([
      "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1 istio/multiCluster=true",
    ]);
  });

  it("lists ConfigMaps in the namespaces of the mesh only, and elsewhere by name", async () => {
    const objects = {
      "deployments.apps": [deployment("istiod", "mesh-control", { app: "istiod" })],
      "daemonsets.apps": [deployment("ztunnel", "mesh-agents", { app: "ztunnel" })],
    };
    const { server } = await read({ objects });

    expect(server.requests.filter((each) => each.includes("/configmaps")).map(readable)).toEqual([
      "/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name=istio-cni-config&limit=500",
      "/api/v1/namespaces/kube-system/configmaps?fieldSelector=metadata.name=cilium-config&limit=500",
      "/api/v1/namespaces/mesh-agents/configmaps?fieldSelector=metadata.name=istio-cni-config&limit=500",
      "/api/v1/namespaces/mesh-control/configmaps?limit=500",
    ]);
    expect(server.requests.filter((each) => each.includes("/secrets")).map(readable)).toEqual([
      "/api/v1/namespaces/mesh-control/secrets?labelSelector=istio/multiCluster=true&limit=500",
    ]);
  });

  it("tells its progress for each resource to the end", async () => {
    const told = new Map<string, ReadProgress[]>();
    const stages: string[] = [];
    await read(
      { objects: { pods: pods(5) } },
      {
        pageSize: 2,
        onStage: (stage) => stages.push(stage),
        onProgress: (progress) =>
          told.set(progress.resource, [...(told.get(progress.resource) ?? []), progress]),
      },
    );

    expect(stages).toEqual(["discover", "read"]);
    expect(told.size).toBe(RESOURCES.length);
    expect(told.get("pods")?.map(({ state, objects }) => `${state} ${objects}`)).toEqual([
      "waiting 0",
      "reading 0",
      "reading 2",
      "reading 4",
      "reading 5",
      "read 5",
    ]);
    expect(told.get(VIRTUAL_SERVICES)?.at(-1)?.state).toBe("not-installed");
  });
});

describe("paging", () => {
  it("asks for the next page before the current one is reduced", async () => {
    const order: string[] = [];
    const server = await startApiServer({ objects: { pods: pods(5) } });
    closers.push(() => server.close());
    const connection = await connect(DEMO, { kubeconfigFiles: [], demoAddress: server.address });
    closers.push(() => connection.close());
    const watched: Connection = {
      ...connection,
      get(path, options) {
        if (path.includes("/pods?")) order.push(`ask ${path.split("continue=")[1] ?? "first"}`);
        return connection.get(path, options);
      },
    };
    await collect(watched, {
      signal: new AbortController().signal,
      timeLimit: 5_000,
      pageSize: 2,
      onProgress({ resource, state, objects }) {
        if (resource === "pods" && state === "reading") order.push(`reduced ${objects}`);
      },
    });

    expect(order).toEqual([
      "reduced 0",
      "ask first",
      "ask 2",
      "reduced 2",
      "ask 4",
      "reduced 4",
      "reduced 5",
    ]);
  });

  it("reads the pages of custom resources, whose token stands at the end", async () => {
    const services = Array.from({ length: 5 }, (_, index) => ({
      metadata: { name: `vs-${index}`, namespace: "shop" },
      spec: { hosts: ["a"], http: [{ route: [{ destination: { host: "a" } }] }] },
    }));
    const { collected, server } = await read(
      { objects: { [VIRTUAL_SERVICES]: services } },
      { pageSize: 2 },
    );

    expect(coverageOf(collected, VIRTUAL_SERVICES)).toMatchObject({ outcome: "read", objects: 5 });
    expect(listed(server, "virtualservices")).toHaveLength(3);
  });

  it("reads a list again from its start when its token has expired, and says so", async () => {
    let expired = 0;
    const { collected } = await readPods(5, (_request, response, url) => {
      if (url.searchParams.get("continue") !== "4" || expired++ > 0) return false;
      json(response, 410, status(410, "The provided continue parameter is too old"));
      return true;
    });

    expect(coverageOf(collected, "pods")).toMatchObject({
      outcome: "read",
      objects: 5,
      restarted: true,
    });
    expect(podNames(collected)).toHaveLength(5);
  });

  it("gives up on a list that expires again and again", async () => {
    const { collected, server } = await readPods(5, (_request, response, url) => {
      if (!url.searchParams.has("continue")) return false;
      json(response, 410, status(410, "too old"));
      return true;
    });

    expect(collected.slices.pods.read).not.toBe("complete");
    expect(coverageOf(collected, "pods")).toMatchObject({
      restarted: true,
      detail: expect.stringContaining("expired 3 times"),
    });
    expect(listed(server, "pods").filter((each) => !each.includes("continue"))).toHaveLength(3);
  });

  it("ends a list that never ends", async () => {
    const { collected } = await readPods(0, (_request, response) => {
      json(response, 200, { kind: "PodList", metadata: { continue: "again" }, items: pods(2) });
      return true;
    });

    expect(coverageOf(collected, "pods").detail).toContain("does not end");
    expect(collected.slices.pods.read).toBe("partial");
  });

  it("asks for smaller pages when one is too large, and reads them all", async () => {
    const big = pods(12).map((pod) => ({ ...pod, padding: "x".repeat(3_000_000) }));
    const { collected, server } = await read({ objects: { pods: big } }, { pageSize: 12 });

    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "read", objects: 12 });
    expect(listed(server, "pods").every((each) => /limit=(12|1)\b/.test(each))).toBe(true);
  });

  it("fails a kind of which one object is larger than anything Kubernetes stores", async () => {
    const huge = [{ metadata: { name: "huge" }, padding: "x".repeat(33_000_000) }];
    const { collected } = await read({ objects: { pods: huge } });

    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "failed" });
    expect(coverageOf(collected, "services")).toMatchObject({ outcome: "read" });
  });
});

describe("a refused or missing resource", () => {
  it("that is forbidden is not permitted, with what the server said", async () => {
    const { collected } = await readPods(1, (_request, response) => {
      json(response, 403, status(403, 'pods is forbidden: User "ann" cannot list'));
      return true;
    });

    expect(coverageOf(collected, "pods")).toMatchObject({
      outcome: "not-permitted",
      detail: 'This user may not list pods (pods is forbidden: User "ann" cannot list).',
    });
    expect(collected.slices.pods.read).toBe("unread");
    expect(coverageOf(collected, "services").outcome).toBe("read");
  });

  it("that discovery lists but whose list is 404 is a failure, not an absence", async () => {
    const { collected } = await read({
      objects: { [VIRTUAL_SERVICES]: [] },
      intercept: answering("/virtualservices", 404),
    });

    expect(coverageOf(collected, VIRTUAL_SERVICES).outcome).toBe("failed");
  });

  it.each([403, 500])("is asked for directly when discovery answers %i", async (code) => {
    const { collected } = await read({
      objects: { pods: pods(2), "gateways.gateway.networking.k8s.io": [] },
      intercept(_request, response, url) {
        if (url.pathname !== "/api" && url.pathname !== "/apis") return false;
        json(response, code, status(code, "no"));
        return true;
      },
    });

    expect(collected.apiGroups).toBeNull();
    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "read", objects: 2 });
    expect(coverageOf(collected, "gateways.gateway.networking.k8s.io").outcome).toBe("read");
    expect(coverageOf(collected, VIRTUAL_SERVICES).outcome).toBe("not-installed");
  });

  it("is found through per-group discovery on older servers", async () => {
    const { collected } = await read({
      aggregated: false,
      objects: { pods: pods(2), [VIRTUAL_SERVICES]: [] },
    });

    expect(coverageOf(collected, "pods").objects).toBe(2);
    expect(coverageOf(collected, VIRTUAL_SERVICES).outcome).toBe("read");
    expect(coverageOf(collected, "telemetries.telemetry.istio.io").outcome).toBe("not-installed");
    expect(collected.apiGroups).toContain("networking.istio.io");
  });

  it("is a failure when a server leaves out what every Kubernetes has", async () => {
    const { collected } = await read({
      intercept(_request, response, url) {
        if (url.pathname !== "/api") return false;
        json(response, 200, { kind: "APIGroupDiscoveryList", items: [] });
        return true;
      },
    });

    expect(coverageOf(collected, "pods").outcome).toBe("failed");
  });

  it("is a failure when only versions are served that we do not know", async () => {
    const { collected } = await read({
      intercept(_request, response, url) {
        if (url.pathname !== "/apis") return false;
        const resources = [{ resource: "virtualservices" }];
        const versions = [{ version: "v9", resources }];
        const items = [{ metadata: { name: "networking.istio.io" }, versions }];
        json(response, 200, { kind: "APIGroupDiscoveryList", items });
        return true;
      },
    });

    expect(coverageOf(collected, VIRTUAL_SERVICES)).toMatchObject({
      outcome: "failed",
      detail: expect.stringContaining("v9"),
    });
  });
});

describe("trouble on the way", () => {
  it.each([429, 500, 503])("waits and tries again after %i", async (code) => {
    let answers = 0;
    const { collected } = await readPods(3, (_request, response) => {
      if (answers++ > 1) return false;
      response.setHeader("retry-after", "0");
      json(response, code, status(code, "later"));
      return true;
    });

    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "read", objects: 3 });
  });

  it("tries again after a reset in the middle of a body", async () => {
    let answers = 0;
    const { collected } = await readPods(3, (_request, response) => {
      if (answers++ > 0) return false;
      response.write('{"kind":"PodList"', () => response.destroy());
      return true;
    });

    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "read", objects: 3 });
  });

  it.each<[string, (response: ServerResponse) => void, RegExp]>([
    ["a server error that stays", (r) => json(r, 500, status(500, "etcd is slow")), /500.*etcd/],
    ["resets that stay", (r) => void r.write("{", () => r.destroy()), /closed the connection/],
    ["a body that is no JSON", (r) => void r.end('{"items":[,]}'), /not valid JSON/],
    ["a body that is cut short", (r) => void r.end('{"kind":"PodList","items":[{'), /cut off/],
    ["a web page", (r) => void r.end("<!doctype html><p>Sign in"), /web page/],
    ["JSON that is no list", (r) => json(r, 200, { kind: "Pod" }), /not a Kubernetes list/],
    ["a redirect", (r) => void r.writeHead(302, { location: "/elsewhere" }).end(), /redirect/],
    ["a credential that ended", (r) => json(r, 401, status(401, "Unauthorized")), /credential/],
  ])("fails this kind only after %s", async (_name, respond, detail) => {
    const { collected, server } = await readPods(3, (_request, response) => {
      respond(response);
      return true;
    });

    expect(coverageOf(collected, "pods").outcome).toBe("failed");
    expect(coverageOf(collected, "pods").detail).toMatch(detail);
    expect(collected.slices.pods.read).toBe("unread");
    expect(coverageOf(collected, "services").outcome).toBe("read");
    expect(server.requests).not.toContain("/elsewhere");
  });

  it("keeps the objects of a list that broke on its second page, as partly read", async () => {
    const { collected } = await readPods(5, (_request, response, url) => {
      if (!url.searchParams.has("continue")) return false;
      response.end("{");
      return true;
    });

    expect(collected.slices.pods).toMatchObject({ read: "partial" });
    expect(podNames(collected)).toHaveLength(2);
  });

  it("does not let one slow kind stop the others", async () => {
    const { collected } = await readPods(3, () => true, { perKindTimeLimit: 1500 });

    expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "timed-out" });
    expect(collected.coverage.filter(({ outcome }) => outcome === "timed-out")).toHaveLength(1);
  });

  it("ends at its time limit with what it has", async () => {
    const { collected } = await read(
      { intercept: (_request, _response, url) => url.pathname === "/api/v1/pods" },
      { timeLimit: 300, perKindTimeLimit: 10_000, streams: 1 },
    );

    expect(coverageOf(collected, "pods").outcome).toBe("timed-out");
    expect(coverageOf(collected, "services").outcome).toBe("timed-out");
  });

  it("ends at once when it is cancelled", async () => {
    const controller = new AbortController();
    const reading = readPods(
      3,
      () => {
        controller.abort();
        return true;
      },
      { signal: controller.signal },
    );

    await expect(reading).rejects.toMatchObject({ name: "AbortError" });
  });

  it("keeps a malformed object as unparsed and reads the rest", async () => {
    const { collected } = await read({ objects: { pods: [...pods(2), { metadata: 7 }] } });

    expect(collected.slices.pods).toMatchObject({ read: "partial" });
    expect(podNames(collected)).toHaveLength(2);
  });

  it.each([
    [401, "unauthorized"],
    [404, "not-kubernetes"],
  ])("fails as a whole when the version answers %i", async (code, problem) => {
    await expect(read({ intercept: answering("/version", code) })).rejects.toMatchObject({
      name: "ConnectionError",
      problem,
    });
  });

  it("reads the rest when only the version is refused", async () => {
    const { collected } = await read({ intercept: answering("/version", 403) });

    expect(collected.kubernetesVersion).toBeNull();
    expect(coverageOf(collected, "pods").outcome).toBe("read");
  });

  it("fails as a whole when nothing listens", async () => {
    const connection = await connect(DEMO, {
      kubeconfigFiles: [],
      demoAddress: "http://127.0.0.1:1",
    });
    const { signal } = new AbortController();

    await expect(
      collect(connection, { signal, timeLimit: 5_000, retry: IMPATIENT }),
    ).rejects.toMatchObject({ problem: "unreachable" });
  });
});

const VIRTUAL_SERVICES = "virtualservices.networking.istio.io";
const DEMO = { kind: "demo", cluster: "test" } as const;

type Intercept = NonNullable<ApiServerOptions["intercept"]>;

async function read(
  served: ApiServerOptions,
  options: Partial<CollectOptions> = {},
): Promise<{ collected: Collected; server: ApiServer }> {
  const server = await startApiServer(served);
  closers.push(() => server.close());
  const connection = await connect(DEMO, { kubeconfigFiles: [], demoAddress: server.address });
  closers.push(() => connection.close());
  const collected = await collect(connection, {
    signal: new AbortController().signal,
    timeLimit: 60_000,
    retry: IMPATIENT,
    ...options,
  });
  return { collected, server };
}

/** Reads a cluster of so many pods, two per page, in which `intercept` answers every request for pods. */
function readPods(count: number, intercept: Intercept, options: Partial<CollectOptions> = {}) {
  const onlyPods: Intercept = (request, response, url) =>
    url.pathname === "/api/v1/pods" && intercept(request, response, url);
  return read({ objects: { pods: pods(count) }, intercept: onlyPods }, { pageSize: 2, ...options });
}

function answering(path: string, code: number): Intercept {
  return (_request: IncomingMessage, response, url) => {
    if (!url.pathname.endsWith(path)) return false;
    json(response, code, status(code, "no"));
    return true;
  };
}

function coverageOf({ coverage }: Collected, resource: string): ResourceCoverage {
  const found = coverage.find((each) => each.resource === resource);
  if (!found) throw new Error(`no coverage of ${resource}`);
  return found;
}

function podNames({ slices }: Collected): readonly string[] {
  return slices.pods.read === "unread" ? [] : slices.pods.items.map(({ name }) => name);
}

function listed(server: ApiServer, plural: string): readonly string[] {
  return server.requests.filter((each) => each.includes(`/${plural}?`));
}

function readable(request: string): string {
  return decodeURIComponent(request);
}

function deployment(name: string, namespace: string, labels: Record<string, string>): object {
  const template = { metadata: { labels }, spec: { containers: [{ name: "main" }] } };
  return {
    metadata: { name, namespace, labels },
    spec: { selector: { matchLabels: labels }, template },
  };
}
