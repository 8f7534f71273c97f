import { expect, test } from "vitest";
import type { Collected, Pod, PodShape } from "../inventory/model.ts";
import { decodeRecords, encodeRecords, RECORDS_VERSION, RecordsError } from "./records-codec.ts";
import { sampleCollected } from "./testing/collected.ts";

const shape: PodShape = {
  labels: JSON.parse('{"app":"cart","__proto__":"label"}'),
  annotations: { note: "x".repeat(5000) },
  class: "sidecar-native",
  serviceAccount: "cart",
  hostNetwork: false,
  nodeSelector: {},
  priorityClass: "",
  containers: [],
  csiDrivers: [],
  hostPaths: {},
};

function withPods(count: number): Collected {
  const collected = sampleCollected();
  const items = Array.from(
    { length: count },
    (_, index): Pod => ({
      namespace: "shop",
      name: `cart-${index}`,
      shape,
      owner: null,
      node: null,
      phase: "Running",
      ready: true,
      deleting: false,
      createdAt: null,
      start: { ready: 9, proxy: 4 },
    }),
  );
  return { ...collected, slices: { ...collected.slices, pods: { read: "complete", items } } };
}

function podsOf({ slices: { pods } }: Collected): readonly Pod[] {
  return pods.read === "unread" ? [] : pods.items;
}

test("records come back as they were, hostile labels included", () => {
  const records = withPods(3);
  const back = decodeRecords(encodeRecords(records), RECORDS_VERSION);
  expect(back).toEqual(records);
  const pods = back.slices.pods;
  const first = pods.read === "complete" ? pods.items[0] : undefined;
  expect(Object.entries(first?.shape.labels ?? {})).toEqual([
    ["app", "cart"],
    ["__proto__", "label"],
  ]);
});

test("pods of one template still share their shape", () => {
  const { pods } = decodeRecords(encodeRecords(withPods(2)), RECORDS_VERSION).slices;
  const [one, other] = pods.read === "complete" ? pods.items : [];
  expect(one?.shape).toBe(other?.shape);
});

test("records of version 1, which knew no witnesses, can still be read", () => {
  expect(decodeRecords(encodeRecords(withPods(1)), 1)).not.toHaveProperty("witnessed");
});

test("pods of version 2, which did not know how long they took to start, do not know it", () => {
  const { start: _, ...older } = podsOf(withPods(1))[0] ?? {};
  const records = withPods(0);
  const slices = { ...records.slices, pods: { read: "partial", items: [older], unread: [] } };
  const bytes = encodeRecords(Object.assign(records, { slices }));
  expect(podsOf(decodeRecords(bytes, 2))).toEqual([{ ...older, start: null }]);
  expect(podsOf(decodeRecords(encodeRecords(withPods(1)), RECORDS_VERSION))[0]?.start).toEqual({
    ready: 9,
    proxy: 4,
  });
});

test("what was looked for and found comes back", () => {
  const group = { resource: "services", namespace: "shop", rules: ["a"], objects: [], count: 2 };
  const records = { ...withPods(1), witnessed: { rules: ["a", "b"], groups: [group] } };
  expect(decodeRecords(encodeRecords(records), RECORDS_VERSION).witnessed).toEqual(
    records.witnessed,
  );
});

test("damaged records, and those of another version, ask for a new import", () => {
  const bytes = encodeRecords(withPods(1));
  expect(() => decodeRecords(bytes, RECORDS_VERSION + 1)).toThrow(RecordsError);
  expect(() => decodeRecords(bytes.subarray(0, 40), RECORDS_VERSION)).toThrow(/Import it again/);
  expect(() => decodeRecords(bytes.with(30, (bytes[30] ?? 0) ^ 1), RECORDS_VERSION)).toThrow(
    RecordsError,
  );
});
