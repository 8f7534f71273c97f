import { afterEach, describe, expect, test } from "vitest";
import { FAULTS, type Fault, parseFault } from "./faults.ts";
import { field, items, type JsonObject } from "./json.ts";
import { type Demo, startDemo } from "./server.ts";

let demo: Demo | undefined;

afterEach(async () => {
  await demo?.close();
  demo = undefined;
});

async function start(...faults: readonly Fault[]): Promise<string> {
  demo = await startDemo({ clusters: ["dev"], faults });
  return demo.address("dev");
}

const PODS = "/api/v1/pods?limit=20";

async function read(url: string): Promise<JsonObject> {
  const response = await fetch(url);
  return response.json();
}

describe("refusals", () => {
  test.each([
    ["unauthorized", 401, "Unauthorized"],
    ["forbidden", 403, "Forbidden"],
    ["too-many-requests", 429, "TooManyRequests"],
    ["server-error", 500, "InternalError"],
    ["unavailable", 503, "ServiceUnavailable"],
  ] as const)("%s is a Status with code %i", async (does, code, reason) => {
    const address = await start({ does, resource: "pods" });
    const response = await fetch(address + PODS);
    expect(response.status).toBe(code);
    expect(await response.json()).toMatchObject({ kind: "Status", reason, code });
    expect((await fetch(`${address}/api/v1/nodes`)).status).toBe(200);
  });

  test("429 says when to come back", async () => {
    const address = await start({ does: "too-many-requests", resource: "pods", times: 1 });
    expect((await fetch(address + PODS)).headers.get("retry-after")).toBe("1");
    expect((await fetch(address + PODS)).status).toBe(200);
  });

  test("410 ends a list in its middle, not at its start", async () => {
    const address = await start({ does: "gone", resource: "pods", times: 1 });
    const first = await read(address + PODS);
    const token = String(field(first, "metadata", "continue"));
    const next = `${address}${PODS}&continue=${encodeURIComponent(token)}`;
    expect((await fetch(next)).status).toBe(410);
    expect((await fetch(next)).status).toBe(200);
  });

  test("a group that is not installed is gone from discovery", async () => {
    const address = await start({ does: "not-installed", resource: "*.networking.istio.io" });
    const groups = await read(`${address}/apis`);
    expect(JSON.stringify(groups)).not.toContain("networking.istio.io");
    expect((await fetch(`${address}/apis/networking.istio.io/v1/virtualservices`)).status).toBe(
      404,
    );
  });

  test("a redirect points to where nobody should follow", async () => {
    const address = await start({ does: "redirect", resource: "pods" });
    const response = await fetch(address + PODS, { redirect: "manual" });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toContain("169.254.169.254");
  });
});

describe("broken bodies", () => {
  test.each(["invalid-json", "truncated"] as const)("%s does not parse", async (does) => {
    const address = await start({ does, resource: "pods" });
    const response = await fetch(address + PODS);
    const body = await response.text();
    expect(response.status).toBe(200);
    expect(body).toContain('"PodList"');
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
  });

  test("a reset breaks the connection after some bytes", async () => {
    const address = await start({ does: "reset", resource: "pods" });
    const response = await fetch(address + PODS);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
  });

  test("a page of HTML is no list", async () => {
    const address = await start({ does: "html", resource: "pods" });
    const response = await fetch(address + PODS);
    expect(response.headers.get("content-type")).toContain("text/html");
  });

  test("a drip is slow and complete", async () => {
    const address = await start({ does: "drip", resource: "nodes" });
    const started = performance.now();
    expect(items((await read(`${address}/api/v1/nodes`)).items)).toHaveLength(4);
    expect(performance.now() - started).toBeGreaterThan(100);
  });

  test("a hanging answer sends headers and nothing else", async () => {
    const address = await start({ does: "hang", resource: "pods" });
    const response = await fetch(address + PODS, { signal: AbortSignal.timeout(300) });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow(/timeout|aborted/);
  });

  test("a huge object stands in a list that is otherwise well", async () => {
    const address = await start({ does: "huge-object", resource: "nodes" });
    const body = await (await fetch(`${address}/api/v1/nodes`)).text();
    expect(body.length).toBeGreaterThan(60 * 1_048_576);
    const list: JsonObject = JSON.parse(body);
    expect(items(list.items)).toHaveLength(5);
  });

  test("malformed objects stand before the good ones", async () => {
    const address = await start({ does: "malformed-object", resource: "services" });
    const list = items((await read(`${address}/api/v1/services`)).items);
    expect(list[0]).toMatchObject({ metadata: { name: "wrong-spec" }, spec: "text" });
    expect(list).toContain(null);
    expect(list.length).toBeGreaterThan(10);
  });

  test("endless pages never run out of tokens", async () => {
    const address = await start({ does: "endless-pages", resource: "nodes" });
    let token = "";
    for (let page = 0; page < 5; page += 1) {
      const body = await read(`${address}/api/v1/nodes?limit=10&continue=${token}`);
      expect(items(body.items)).toHaveLength(4);
      token = String(field(body, "metadata", "continue"));
      expect(token).not.toBe("");
    }
  });

  test("a server whose clock is wrong says so in its Date header", async () => {
    const address = await start({ does: "clock-skew" });
    const date = Date.parse((await fetch(`${address}/version`)).headers.get("date") ?? "");
    expect(date - Date.now()).toBeGreaterThan(2 * 86_400_000);
  });
});

describe("which requests are hit", () => {
  test("some first, then a number of them", async () => {
    const address = await start({ does: "server-error", resource: "pods", skip: 1, times: 2 });
    const statuses = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await fetch(address + PODS)).status);
    }
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  test("discovery can fail while lists work", async () => {
    const address = await start({ does: "forbidden", resource: "discovery" });
    expect((await fetch(`${address}/apis`)).status).toBe(403);
    expect((await fetch(address + PODS)).status).toBe(200);
  });

  test("only in the cluster that is named", async () => {
    demo = await startDemo({
      clusters: ["dev", "staging"],
      faults: [{ does: "unauthorized", cluster: "staging" }],
    });
    expect((await fetch(`${demo.address("dev")}/version`)).status).toBe(200);
    expect((await fetch(`${demo.address("staging")}/version`)).status).toBe(401);
  });
});

describe("the command line's spelling", () => {
  test("name, resource, and counts", () => {
    expect(parseFault("gone:pods:skip=2:times=1")).toEqual({
      does: "gone",
      resource: "pods",
      skip: 2,
      times: 1,
    });
    expect(parseFault("unauthorized")).toEqual({ does: "unauthorized" });
  });

  test("an unknown fault names the known ones", () => {
    expect(() => parseFault("explode:pods")).toThrow(FAULTS[0]);
    expect(() => parseFault("gone:pods:often")).toThrow("often");
  });
});
