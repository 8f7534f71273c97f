import { describe, expect, test } from "vitest";
import { collectedFrom } from "../../inventory/from-kubernetes/fixture.ts";
import { parseCollected, serializeCollected } from "./stored.ts";

const pods = Array.from(
  { length: 200 },
  (_, index) => `
kind: Pod
metadata:
  name: cart-${index}
  namespace: shop
  labels: { app: cart, constructor: odd, __proto__: odd }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: cart, controller: true }]
spec: { containers: [{ name: app, image: "shop/cart:${"1".repeat(200)}" }] }
`,
);

const collected = collectedFrom(
  [
    ...pods,
    `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: cart, namespace: shop }
spec: { template: { metadata: { labels: { app: cart } }, spec: { containers: [] } } }
`,
    "{ kind: Service, apiVersion: v1, metadata: { name: odd }, spec: { ports: many } }",
  ].join("---\n"),
  { input: "dump", complete: false },
);

describe("what is stored of an import", () => {
  test("comes back as it was, with what could not be read", () => {
    const back = parseCollected(serializeCollected(collected));
    expect(back).toEqual(collected);
    expect(back.slices.services).toMatchObject({
      read: "partial",
      unread: [{ reason: "unparsed", object: { name: "odd" } }],
    });
  });

  test("pods of one template still share one shape", () => {
    const { pods } = parseCollected(serializeCollected(collected)).slices;
    const shapes = new Set((pods.read === "unread" ? [] : pods.items).map(({ shape }) => shape));
    expect(shapes.size).toBe(1);
  });

  test("a shape is written once", () => {
    const text = serializeCollected(collected);
    expect(text.split("1".repeat(200))).toHaveLength(2);
  });

  test("labels still have no prototype", () => {
    const { pods } = parseCollected(serializeCollected(collected)).slices;
    const [first] = pods.read === "unread" ? [] : pods.items;
    const labels = first?.shape.labels ?? {};
    expect(Object.getPrototypeOf(labels)).toBeNull();
    expect(Object.keys(labels)).toEqual(["app", "constructor", "__proto__"]);
  });

  test("a text of another version is refused", () => {
    const other = serializeCollected(collected).replace('"version":1', '"version":2');
    expect(() => parseCollected(other)).toThrow(/import the files again/);
    expect(() => parseCollected("{}")).toThrow(/import the files again/);
  });
});
