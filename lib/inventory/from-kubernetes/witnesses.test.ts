import { expect, test } from "vitest";
import { createCollector } from "./collector.ts";
import { byResourceName, type Resource } from "./resources.ts";
import type { Witnesses } from "./witnesses.ts";

const about = { kubernetesVersion: null, apiGroups: null };

function of(name: string): Resource {
  const resource = byResourceName(name);
  if (!resource) throw new Error(name);
  return resource;
}

/** Satisfied by everything, and counts how often it is asked. */
function everything() {
  const asked: string[] = [];
  const witnesses: Witnesses = {
    rules: ["any"],
    see: ({ resource }) => {
      asked.push(resource);
      return ["any"];
    },
  };
  return { asked, witnesses };
}

const pod = (name: string, label: string) => ({
  metadata: {
    name,
    namespace: "shop",
    labels: { app: label },
    ownerReferences: [{ apiVersion: "apps/v1", kind: "StatefulSet", name: "db", controller: true }],
  },
  spec: { containers: [{ name: "app" }] },
});

const service = (name: string) => ({ metadata: { name, namespace: "shop" }, spec: {} });

test("pods of one shape are asked once and told by the workload that owns them", () => {
  const { asked, witnesses } = everything();
  const collector = createCollector({ input: "live", witnesses });
  for (let index = 0; index < 1000; index += 1) collector.add(of("pods"), pod(`p-${index}`, "a"));
  collector.add(of("pods"), pod("other", "b"));
  expect(asked).toHaveLength(2);
  expect(collector.collected(about).witnessed?.groups).toEqual([
    {
      resource: "pods",
      namespace: "shop",
      rules: ["any"],
      objects: [{ group: "apps", kind: "StatefulSet", namespace: "shop", name: "db" }],
      count: 1,
    },
  ]);
});

test("a list that starts again forgets what was seen in it", () => {
  const { witnesses } = everything();
  const collector = createCollector({ input: "live", witnesses });
  collector.add(of("services"), service("old"));
  collector.add(of("pods"), pod("p", "a"));
  collector.reset(of("services"));
  collector.reset(of("pods"));
  collector.add(of("services"), service("new"));
  collector.add(of("pods"), pod("p", "a"));
  const groups = collector.collected(about).witnessed?.groups ?? [];
  expect(groups.map(({ objects }) => objects[0]?.name)).toEqual(["db", "new"]);
});

test("objects that are dropped as private, or belong to another one, are not asked", () => {
  const { asked, witnesses } = everything();
  const collector = createCollector({ input: "dump", witnesses });
  collector.add(of("secrets"), { metadata: { name: "password" } });
  collector.add(of("replicasets.apps"), {
    metadata: {
      name: "cart-x",
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "Deployment", name: "cart", controller: true },
      ],
    },
    spec: { template: { spec: { containers: [] } } },
  });
  expect(asked).toEqual([]);
});

test("fifty objects are named and all are counted", () => {
  const { witnesses } = everything();
  const collector = createCollector({ input: "live", witnesses });
  for (let index = 0; index < 60; index += 1) collector.add(of("services"), service(`s-${index}`));
  const [group] = collector.collected(about).witnessed?.groups ?? [];
  expect(group?.count).toBe(60);
  expect(group?.objects).toHaveLength(50);
});

test("a reader that nobody asks says that nothing was looked for", () => {
  expect(createCollector({ input: "live" }).collected(about)).not.toHaveProperty("witnessed");
});

test("what is remembered of a dump weighs something", () => {
  const { witnesses } = everything();
  const plain = createCollector({ input: "dump" });
  const asked = createCollector({ input: "dump", witnesses });
  for (const collector of [plain, asked]) collector.add(of("services"), service("cart"));
  expect(asked.weight()).toBeGreaterThan(plain.weight());
});
