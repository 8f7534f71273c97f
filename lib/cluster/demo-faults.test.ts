/** Reads the demo fleet through the code that reads a real cluster, with each thing that can go wrong. */
import { afterEach, describe, expect, it } from "vitest";
import { FAULTS, type Fault } from "../demo/faults.ts";
import { startDemo } from "../demo/server.ts";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import type { Collected, ResourceCoverage } from "../inventory/model.ts";
import { collect } from "./collect.ts";
import { connect } from "./connect.ts";
import type { Connection } from "./connection.ts";
import { testConnection } from "./test-connection.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** What becomes of the pods of a cluster when every request for them meets this fault. */
const EXPECTED: Readonly<Record<(typeof FAULTS)[number], ResourceCoverage["outcome"]>> = {
  unauthorized: "failed",
  forbidden: "not-permitted",
  // Every Kubernetes serves pods, so their absence is a failure of discovery.
  "not-installed": "failed",
  "not-found": "failed",
  gone: "failed",
  "too-many-requests": "failed",
  "server-error": "failed",
  unavailable: "failed",
  reset: "failed",
  drip: "timed-out",
  hang: "timed-out",
  "invalid-json": "failed",
  truncated: "failed",
  html: "failed",
  redirect: "failed",
  "huge-object": "failed",
  "malformed-object": "partly-read",
  "endless-pages": "failed",
  "clock-skew": "read",
};

describe("reading the demo fleet", () => {
  it.each(["prod-eu", "staging", "dev", "hostile"])("reads all of %s", async (cluster) => {
    const connection = await demoConnection(cluster, []);
    expect(await testConnection(connection)).toMatchObject({ ok: true });

    const { coverage } = await read(connection);
    const trouble = coverage.filter(
      ({ outcome }) => outcome !== "read" && outcome !== "not-installed",
    );
    // The hostile cluster holds objects that nobody could understand.
    expect(trouble.filter(({ outcome }) => outcome !== "partly-read")).toEqual([]);
    if (cluster !== "hostile") expect(trouble).toEqual([]);
  });

  it.each(FAULTS)("survives %s on pods and says what could not be read", async (does) => {
    const collected = await readWith([{ does, resource: "pods" }]);
    const pods = coverageOf(collected, "pods");

    const isPartly = pods.outcome === "partly-read" && pods.objects > 0;
    if (!isPartly) expect(pods.outcome).toBe(EXPECTED[does]);
    if (does !== "clock-skew") {
      expect(pods.detail).toMatch(/pods|Pod/);
      expect(collected.slices.pods.read).not.toBe("complete");
    }
    for (const { resource, outcome } of collected.coverage) {
      if (resource !== "pods")
        expect([resource, outcome]).toEqual([resource, healthy.get(resource)]);
    }
  });

  it.each(["gone", "too-many-requests", "server-error", "unavailable", "reset", "hang"] as const)(
    "reads all pods when %s happens once",
    async (does) => {
      const collected = await readWith([{ does, resource: "pods", skip: 1, times: 1 }]);

      expect(coverageOf(collected, "pods")).toMatchObject({
        outcome: "read",
        objects: 50,
        restarted: does === "gone",
      });
    },
  );

  it.each(["drip", "clock-skew"] as const)("reads a short list through %s", async (does) => {
    const resource = "csidrivers.storage.k8s.io";
    const collected = await readWith([{ does, resource }]);

    expect(coverageOf(collected, resource)).toMatchObject({ outcome: "read" });
  });

  it.each(["forbidden", "not-found", "server-error", "html", "invalid-json", "reset"] as const)(
    "asks for each kind directly when discovery meets %s",
    async (does) => {
      const fault = { does, resource: "discovery", skip: 1 };
      const collected = await readWith([fault]);

      expect(coverageOf(collected, "pods")).toMatchObject({ outcome: "read", objects: 50 });
      expect(collected.apiGroups).toBeNull();
    },
  );

  it("names each kind in turn that is not permitted", async () => {
    for (const resource of RESOURCES) {
      const name = resource.resource;
      const connection = await demoConnection("dev", [{ does: "forbidden", resource: name }]);
      const { outcome } = coverageOf(await read(connection, [resource]), name);

      const installed = healthy.get(name) === "read";
      expect([name, outcome]).toEqual([name, installed ? "not-permitted" : "not-installed"]);
    }
  });

  it("tells a connection test what is wrong", async () => {
    const problemOf = async (fault: Fault) => {
      const test = await testConnection(await demoConnection("dev", [fault]), { timeout: 100 });
      return test.ok ? "ok" : test.problem;
    };
    expect(await problemOf({ does: "unauthorized" })).toBe("unauthorized");
    expect(await problemOf({ does: "forbidden", resource: "namespaces" })).toBe("forbidden");
    expect(await problemOf({ does: "html" })).toBe("not-kubernetes");
    expect(await problemOf({ does: "redirect" })).toBe("not-kubernetes");
    expect(await problemOf({ does: "hang" })).toBe("timeout");
    expect(await problemOf({ does: "reset" })).toBe("unreachable");
    expect(await problemOf({ does: "unavailable" })).toBe("unreachable");
  });
});

/** How each kind of the cluster "dev" reads without any fault. */
const healthy = new Map(
  (await readWith([])).coverage.map(({ resource, outcome }) => [resource, outcome]),
);

async function readWith(faults: readonly Fault[]): Promise<Collected> {
  return read(await demoConnection("dev", faults));
}

async function demoConnection(cluster: string, faults: readonly Fault[]): Promise<Connection> {
  const demo = await startDemo({ clusters: [cluster], faults });
  const connection = await connect(
    { kind: "demo", cluster },
    { kubeconfigFiles: [], demoAddress: demo.address(cluster) },
  );
  closers.push(() => connection.close());
  closers.push(() => demo.close());
  return connection;
}

function read(connection: Connection, resources = RESOURCES): Promise<Collected> {
  return collect(connection, {
    signal: new AbortController().signal,
    timeLimit: 15_000,
    resources,
    pageSize: 20,
    pageTimeout: 400,
    retry: { tries: 3, firstWait: 1, longestWait: 10 },
  });
}

function coverageOf({ coverage }: Collected, resource: string): ResourceCoverage {
  const found = coverage.find((each) => each.resource === resource);
  if (!found) throw new Error(`no coverage of ${resource}`);
  return found;
}
