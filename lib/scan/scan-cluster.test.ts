import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeMeasurement, MEASUREMENT_VERSION } from "../db/measurement-codec.ts";
import { encodeRecords, RECORDS_VERSION } from "../db/records-codec.ts";
import { sampleCollected } from "../db/testing/collected.ts";
import { type Demo, startDemo } from "../demo/server.ts";
import { readDocument } from "../snapshot/codec.ts";
import { scanInThread } from "./scan-thread.ts";
import { sampleOrder } from "./testing/order.ts";

const TOKEN = "planted-token-0123456789";

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo({ clusters: ["dev"], token: TOKEN });
});
afterAll(() => demo.close());

const uploaded = (token: string) => ({
  ...sampleOrder({ kind: "uploaded", server: demo.address("dev"), user: "reader", context: "dev" }),
  credential: {
    server: demo.address("dev"),
    tlsServerName: null,
    ca: null,
    insecureSkipTlsVerify: false,
    token,
    clientCertificate: null,
    clientKey: null,
    username: null,
    password: null,
  },
});

function scan(order: ReturnType<typeof sampleOrder>, signal = new AbortController().signal) {
  const stages: string[] = [];
  const onTold = (stage: string) => {
    if (stages.at(-1) !== stage) stages.push(stage);
  };
  return { stages, done: scanInThread({ order, signal, onTold, hardLimit: 60_000 }) };
}

test("a cluster is walked from its address to a snapshot that keeps no credential", async () => {
  const { stages, done } = scan(uploaded(TOKEN));
  const { bytes, head } = await done;
  expect(stages).toEqual(["connect", "discover", "read", "judge", "measure", "store"]);
  expect(head).toMatchObject({ input: "live", platform: expect.any(String) });

  const { document } = await readDocument(bytes, head.version);
  expect(document.namespaces.length).toBeGreaterThan(5);
  expect(document.summary).toEqual(head.summary);
  expect(JSON.stringify(document)).not.toContain("planted");
  expect(bytes.byteLength / document.namespaces.length).toBeLessThan(1000);
});

test("a metrics credential is sent to its source and found nowhere in what is stored", async () => {
  const seen: (string | undefined)[] = [];
  const prometheus = createServer((request, response) => {
    seen.push(request.headers.authorization);
    response.writeHead(503).end(`{"error":"${request.headers.authorization}"}`);
  });
  await new Promise<void>((resolve) => prometheus.listen(0, "127.0.0.1", resolve));
  const address = prometheus.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const metrics = {
    source: { kind: "prometheus", url: `http://127.0.0.1:${port}`, tenant: null },
    credential: { bearer: "planted-bearer-0123", basic: null, headers: {}, ca: null },
    problem: null,
    moves: [],
    days: null,
  } as const;
  const prepared = await scan({ ...uploaded(TOKEN), metrics }).done;
  prometheus.close();
  expect(seen).toContain("Bearer planted-bearer-0123");
  const whole = prepared.measurement?.bytes ?? new Uint8Array();
  const measurement = await decodeMeasurement(whole, MEASUREMENT_VERSION);
  expect(measurement).toMatchObject({ source: "metrics-api" });
  expect(JSON.stringify(measurement?.gaps)).toContain("503");
  const { document } = await readDocument(prepared.bytes, prepared.head.version);
  const stored = [measurement, document, prepared];
  expect(JSON.stringify(stored)).not.toContain("planted");
});

test("a cluster that refuses the credential fails with a sentence that does not hold it", async () => {
  const failure = await scan(uploaded("planted-wrong-token")).done.catch(String);
  expect(failure).toContain("ScanFailure");
  expect(failure).not.toContain("planted");
});

test("a scan that is cancelled while it reads ends at once", async () => {
  const cancel = new AbortController();
  const { done } = scan(uploaded(TOKEN), cancel.signal);
  cancel.abort(new Error("cancelled by the visitor"));
  await expect(done).rejects.toThrow("cancelled by the visitor");
});

test("a dump is scanned from its stored records, and what it lacks is not taken for absent", async () => {
  const records = { bytes: encodeRecords(sampleCollected()), version: RECORDS_VERSION };
  const source = { kind: "dump", importId: "", files: [], complete: false } as const;
  const { bytes, head } = await scan({ ...sampleOrder(source), records }).done;
  const { document } = await readDocument(bytes, head.version);
  const { input, checks } = document;
  expect(input).toBe("dump");
  expect(checks.filter(({ outcome }) => outcome === "passed")).toEqual([]);
  expect(checks.some(({ outcome }) => outcome === "undetermined")).toBe(true);
});

test("what proxies told in a bug-report is the measurement of its scan", async () => {
  const told = {
    memory: [{ namespace: "shop", pod: "gone", bytes: 50 * 1024 ** 2 }],
    requests: [{ namespace: "shop", reporter: "destination", requests: 8, failed: 2, buckets: [] }],
    counted: 1,
    broken: 0,
    leftOut: 0,
  } as const;
  const records = {
    bytes: encodeRecords({ ...sampleCollected(), told }),
    version: RECORDS_VERSION,
  };
  const source = { kind: "dump", importId: "", files: [], complete: false } as const;
  const { measurement, head } = await scan({ ...sampleOrder(source), records }).done;
  expect(measurement?.point).toMatchObject({ source: "bug-report", at: head.takenAt, parts: {} });
  const stored = measurement && (await decodeMeasurement(measurement.bytes, MEASUREMENT_VERSION));
  expect(stored?.namespaces[0]?.traffic).toMatchObject([
    { reporter: "destination", errorRatio: 0.25, requestsPerSecond: null },
  ]);
});

test("a dump whose records are gone asks for a new import", async () => {
  const source = { kind: "dump", importId: "", files: [], complete: false } as const;
  await expect(scan(sampleOrder(source)).done).rejects.toThrow(/Import them again/);
});
