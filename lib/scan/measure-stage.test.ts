import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { collect } from "../cluster/collect.ts";
import { connect } from "../cluster/connect.ts";
import type { Connection } from "../cluster/connection.ts";
import { DEMO_METRICS } from "../db/metrics-sources.ts";
import { type Demo, startDemo } from "../demo/server.ts";
import type { Inventory } from "../inventory/facts.ts";
import { understand } from "../inventory/understand.ts";
import type { Move } from "../snapshot/moves.ts";
import { type MetricsOrder, measure } from "./measure-stage.ts";

const OWN = { host: "127.0.0.1", port: 1 };
const NOW = new Date("2026-11-23T16:40:00.000Z");
const DAY = 86_400_000;

let demo: Demo;
let connection: Connection;
let inventory: Inventory;
/** Takes a request and never answers it. */
let silent: Server;
let silentUrl = "";

beforeAll(async () => {
  demo = await startDemo({ clusters: ["staging"], now: NOW });
  const source = { kind: "demo", cluster: "staging" } as const;
  const demoAddress = demo.address("staging");
  connection = await connect(source, { kubeconfigFiles: [], demoAddress, ownListener: OWN });
  const { signal } = new AbortController();
  inventory = understand(
    await collect(connection, { signal, timeLimit: 60_000 }),
    NOW.toISOString(),
  );
  silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  if (typeof address === "object" && address) silentUrl = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  connection.close();
  silent.closeAllConnections();
  silent.close();
  await demo.close();
});

const order = (wishes: Partial<MetricsOrder> = {}): MetricsOrder => ({
  source: DEMO_METRICS,
  credential: null,
  problem: null,
  moves: [],
  days: null,
  ...wishes,
});

function measured(
  asked: MetricsOrder | null,
  limits?: Parameters<typeof measure>[3],
  signal = new AbortController().signal,
) {
  const unmeasured: string[] = [];
  const watch = { signal, onUnmeasured: (what: string) => void unmeasured.push(what) };
  const cluster = { connection, inventory, at: NOW, ownListener: OWN };
  return { unmeasured, done: measure(cluster, asked, watch, limits) };
}

test("a cluster is measured with its Prometheus, which is also found among its Services", async () => {
  const { measurement, metricsFound, facts, moves } = await measured(order()).done;
  expect(measurement).toMatchObject({ source: "prometheus", at: NOW.toISOString() });
  expect(measurement?.parts.sidecar?.memory).toBeGreaterThan(0);
  expect(metricsFound).toContainEqual(DEMO_METRICS);
  expect([facts, moves]).toEqual([null, []]);
});

test("without a source only the moment is measured, by the cluster itself", async () => {
  const { measurement } = await measured(null).done;
  expect(measurement).toMatchObject({ source: "metrics-api", window: null });
});

test("a credential that does not open is a gap beside what was measured otherwise", async () => {
  const problem = "Its stored credential does not open.";
  const { measurement } = await measured(order({ source: null, problem })).done;
  expect(measurement?.source).toBe("metrics-api");
  expect(measurement?.gaps[0]).toEqual({ what: "Prometheus", because: problem });
});

test("facts are handed on when earlier days are to be filled", async () => {
  const days = { from: "2026-06-01T00:00:00.000Z", to: "2026-09-01T00:00:00.000Z" };
  expect((await measured(order({ days })).done).facts?.pods).not.toBeNull();
  expect((await measured(order({ days, source: null })).done).facts).toBeNull();
});

test("a source that is silent costs its time and is a gap; moves are then not asked about", async () => {
  const source = { kind: "prometheus", url: silentUrl, tenant: null } as const;
  const started = performance.now();
  const { unmeasured, done } = measured(order({ source, moves: [OLD] }), { now: 500, moves: 500 });
  const { measurement, moves } = await done;
  expect(performance.now() - started).toBeLessThan(8000);
  expect(measurement?.source).not.toBe("prometheus");
  expect(moves).toEqual([]);
  expect(unmeasured.length + (measurement?.gaps.length ?? 0)).toBeGreaterThan(0);
});

test("a scan that is cancelled while it measures ends at once", async () => {
  const source = { kind: "prometheus", url: silentUrl, tenant: null } as const;
  const cancel = new AbortController();
  const { unmeasured, done } = measured(order({ source }), undefined, cancel.signal);
  cancel.abort(new Error("cancelled by the visitor"));
  await expect(done).rejects.toThrow("cancelled by the visitor");
  expect(unmeasured).toEqual([]);
});

test("a move of which nothing is known is final only when it is long past", async () => {
  const ago = (days: number) => new Date(NOW.getTime() - days * DAY).toISOString();
  const move = (namespace: string, days: number): Move => ({
    namespace,
    before: ago(days + 1),
    enrolledAt: ago(days),
  });
  const moves = [move("nobody-knows", 20), move("nobody-knows", 40)];
  const compared = (await measured(order({ moves })).done).moves;
  expect(compared.map((each) => each.move)).toEqual(moves);
  expect(compared.map(({ latency }) => latency.verdict)).toEqual([
    "not-comparable",
    "not-comparable",
  ]);
  expect(compared.map(({ final }) => final)).toEqual([false, true]);
});

const OLD: Move = {
  namespace: "shop",
  before: "2026-10-01T06:00:00.000Z",
  enrolledAt: "2026-10-02T06:00:00.000Z",
};
