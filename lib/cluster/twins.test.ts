import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCollector } from "../inventory/from-kubernetes/collector.ts";
import { isRaw } from "../inventory/from-kubernetes/raw.ts";
import { RESOURCES } from "../inventory/from-kubernetes/resources.ts";
import { ballastOf } from "./ballast.ts";
import { MalformedPage, pageObjects, readPage } from "./page.ts";

const PODS = RESOURCES.filter(({ resource }) => resource === "pods");

describe("pods that look alike", () => {
  it("share all but their identity, their node and their status", () => {
    const [first, second] = read(page([pod(1), pod(2)]));

    expect(containersOf(second)).toBe(containersOf(first));
    expect(second).toMatchObject({
      metadata: { name: "cart-5d8f-2", creationTimestamp: "2026-11-02T00:00:00Z" },
      spec: { nodeName: "node-2" },
      status: {
        phase: "Running",
        conditions: [{ type: "Ready", status: "True" }, { type: "PodScheduled" }],
      },
    });
  });

  it("keep their own times, without what else their containers tell", () => {
    const collector = createCollector({ input: "live" });
    const text = page([pod(1), pod(2), pod(2).replace('"restartCount":0', '"restartCount":1')]);
    const items = read(text);
    for (const item of items) collector.add(resourceOf(PODS), item);

    expect(items[1]).toMatchObject({
      status: {
        containerStatuses: [
          {
            name: "cart",
            state: { running: { startedAt: "2026-11-20T10:00:09Z" } },
            restartCount: 0,
          },
        ],
      },
    });
    expect(JSON.stringify(items)).not.toContain("sha256");
    const { pods } = collector.collected({ kubernetesVersion: null, apiGroups: null }).slices;
    const starts = pods.read === "unread" ? [] : pods.items.map(({ start }) => start);
    expect(starts).toEqual([{ ready: 8, proxy: null }, { ready: 7, proxy: null }, null]);
    expectSameRecords(text);
  });

  it("may differ in the name of their token, a node in their affinity and notes of a network plugin", () => {
    const text = page([pod(1), pod(2)]);

    expect(text).toContain("kube-api-access-a1");
    expect(text).toContain('"values":["node-2"]');
    expect(text).toContain("10.0.0.2/32");
    const [first, second] = read(text);
    expect(containersOf(second)).toBe(containersOf(first));
    expectSameRecords(text);
  });

  it.each([
    ["an image", (text: string) => text.replace("cart:1", "cart:2")],
    ["a label", (text: string) => text.replace('"app":"cart"', '"app":"card"')],
    ["an annotation that counts", (text: string) => text.replace('"x-rev"', '"y-rev"')],
    [
      "a mark of deletion",
      (text: string) =>
        text.replace('"labels"', '"deletionTimestamp":"2026-11-03T00:00:00Z","labels"'),
    ],
    ["no node", (text: string) => text.replace(/"nodeName":"[^"]*",/, "")],
    [
      "a path of the host named like a token",
      (text: string) =>
        text.replace(
          /\{"name":"kube-api-access-a\d","projected":\{"sources":\[\]\}\}/,
          '{"name":"kube-api-access-zz","hostPath":{"path":"/"}}',
        ),
    ],
    [
      "a second source beside its token",
      (text: string) =>
        text.replace(
          /(\{"name":"kube-api-access-a\d","projected":\{"sources":\[\]\})\}/,
          '$1,"hostPath":{"path":"/"}}',
        ),
    ],
    ["two names", (text: string) => text.replace('"namespace"', '"name":"other","namespace"')],
    [
      "a name in disguise",
      (text: string) => text.replace('"namespace"', '"n\\u0061me":"other","namespace"'),
    ],
    ["a name with an escape", (text: string) => text.replace('"cart-5d8f-', '"c\\u0061rt-5d8f-')],
    [
      "a name that is a number",
      (text: string) => text.replace('"namespace"', '"name":7,"namespace"'),
    ],
    [
      "a second metadata",
      (text: string) => text.replace('"spec"', '"metadata":{"name":"b"},"spec"'),
    ],
    ["a prototype", (text: string) => text.replace('"labels":{', '"labels":{"__proto__":"x",')],
    ["a container that restarted", (text: string) => text.replace('Count":0', 'Count":3')],
    ["no times", (text: string) => text.replaceAll(/,"lastTransitionTime":"[^"]*"/g, "")],
    ["a time that is none", (text: string) => text.replaceAll("10:00:09Z", "10:00:0xZ")],
    ["statuses that are none", (text: string) => text.replace(/"containerStatuses":\[/, "$&7,")],
    ["white space", (text: string) => text.replace('"metadata":', '"metadata" : ')],
    [
      "a status before its spec",
      (text: string) => text.replace('"spec"', '"status":{"phase":"Failed"},"spec"'),
    ],
    ["no status", (text: string) => text.replace(/,"status":.*\}$/, "}")],
    [
      "a status that is a text",
      (text: string) => text.replace(/"status":\{.*\}$/, '"status":"x"}'),
    ],
    [
      "something behind its status",
      (text: string) => text.replace(/\}$/, ',"metadata":{"name":"z"}}'),
    ],
  ])("read like any other where one has %s", (_, change) => {
    const plain = pod(1);
    for (const odd of [change(pod(2)), change(pod(1))]) {
      expect(odd).not.toBe(plain);
      for (const order of [
        [plain, odd, pod(3)],
        [odd, odd, plain],
        [plain, pod(2), odd, odd],
      ]) {
        expectSameRecords(page(order));
      }
    }
    const both = change(pod(2)).replace("cart-5d8f-2", "cart-5d8f-4");
    expectSameRecords(page([change(pod(2)), both, change(pod(3))]));
  });

  it("give the same records as pods read one by one, whatever is changed in their text", () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      cut: fc.nat(12),
      put: fc.oneof(
        fc.constantFrom('"', "\\", "{", "}", "[", "]", ",", ":", " ", '\\"', '"name":"x",', "1"),
        fc.string({ maxLength: 6 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(fc.option(change, { freq: 2 }), { maxLength: 6 }), (changes) => {
        const pods = changes.map((each, index) => {
          const text = pod(index);
          if (each === null) return text;
          const at = Math.floor(each.at * text.length);
          return text.slice(0, at) + each.put + text.slice(at + each.cut);
        });
        expectSameRecords(page(pods));
      }),
      { numRuns: 2000 },
    );
  });

  it("make a page that was cut short fail, wherever it was cut", () => {
    const text = page([pod(1), pod(2), pod(3)]);
    for (let length = 1; length < text.length - 1; length += 7) {
      expect(() => read(text.slice(0, length))).toThrow(MalformedPage);
    }
  });
});

describe("ReplicaSets", () => {
  const sets = RESOURCES.filter(({ resource }) => resource === "replicasets.apps");
  const owner = (kind: string, extra = "") =>
    `[{"apiVersion":"apps/v1","kind":"${kind}","name":"cart","uid":"u"${extra},"controller":true}]`;
  const set = (owners: string, spec = `{"replicas":1,"template":${TEMPLATE}}`) =>
    `{"metadata":{"name":"cart-5d8f","namespace":"shop","uid":"u","ownerReferences":${owners}},"spec":${spec},"status":{"replicas":1}}`;

  it("of a Deployment come with their metadata alone, others whole", () => {
    const text = list("ReplicaSetList", [
      set(owner("Deployment")),
      set(owner("Rollout")),
      set(owner("Deployment")),
      set("[]"),
      set(owner("Deployment")),
    ]);
    const items = read(text, sets, "owned");

    expect(items.map((item) => isRaw(item) && "spec" in item)).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
    expectSameRecords(text, sets, "owned");
  });

  it("end where the next one begins, not where something within looks like one", () => {
    const inside = '[{"a":{}},{"metadata":{"name":"x"}},{"metadata":{"name":"y","namespace":"z"}}]';
    const quoted = JSON.stringify('},{"metadata":{"name":"x","namespace":"y","uid":"z"');
    const specs = [`{"replicas":1,"more":${inside}}`, `{"replicas":1,"more":[{"text":${quoted}}]}`];
    const text = list(
      "ReplicaSetList",
      specs.flatMap((spec) => [set(owner("Deployment"), spec), set("[]")]),
    );

    expectSameRecords(text, sets, "owned");
    expect(read(text, sets, "owned")).toHaveLength(4);
  });

  it.each([
    ["labels that are no object", (text: string) => text.replace('"uid"', '"labels":5,"uid"')],
    ["a name that is no text", (text: string) => text.replace('"name":"cart-5d8f"', '"name":5')],
    ["an empty name", (text: string) => text.replace('"name":"cart-5d8f"', '"name":""')],
    ["no name", (text: string) => text.replace('"name":"cart-5d8f",', "")],
    ["no identifier", (text: string) => text.replace('"uid":"u",', "")],
    [
      "metadata that is a text",
      (text: string) => text.replace(/\{.*?(?=,"spec":)/, '{"metadata":"x"'),
    ],
    ["no metadata", (text: string) => text.replace(/"metadata":.*?(?="spec":)/, "")],
    ["no status", (text: string) => text.replace(/,"status":.*$/, "}")],
    ["nothing of an object", () => "5"],
    ["nothing in it", () => "{}"],
  ])("are kept as not understood, or understood, with %s, beside others", (_what, breaks) => {
    const owned = set(owner("Deployment"));
    const broken = breaks(owned);
    for (const items of [
      [broken, owned, owned],
      [owned, broken, owned],
      [owned, broken, broken, set("[]")],
      [owned, owned, broken],
    ]) {
      const text = list("ReplicaSetList", items);
      expect(read(text, sets, "owned")).toHaveLength(items.length);
      expectSameRecords(text, sets, "owned");
    }
  });

  it("of broken metadata are not understood, with their reference", () => {
    const text = list("ReplicaSetList", [
      set(owner("Deployment")),
      set(owner("Deployment")).replace('"uid"', '"labels":5,"uid"'),
      set(owner("Deployment")),
    ]);
    const collector = createCollector({ input: "live" });
    for (const item of read(text, sets, "owned")) collector.add(resourceOf(sets), item);
    const { workloads } = collector.collected({ kubernetesVersion: null, apiGroups: null }).slices;
    expect(workloads).toMatchObject({
      read: "partial",
      unread: expect.arrayContaining([
        expect.objectContaining({
          resource: "replicasets.apps",
          reason: "unparsed",
          object: { group: "apps", kind: "ReplicaSet", namespace: "shop", name: "cart-5d8f" },
        }),
      ]),
    });
  });

  it("give the same records whoever seems to own them", () => {
    const owners = [
      owner("Deployment"),
      owner("Deployment", ',"x":[1]'),
      owner("Deployment").replace("true", "false"),
      owner("Deployment").replace("apps/v1", "apps/v2"),
      `[{"kind":"Deployment"},${owner("Rollout").slice(1)}`,
      '"Deployment"',
      "[]",
    ];
    expectSameRecords(
      list(
        "ReplicaSetList",
        owners.map((each) => set(each)),
      ),
      sets,
      "owned",
    );
  });
});

const TEMPLATE =
  '{"metadata":{"labels":{"app":"cart"}},"spec":{"containers":[{"name":"cart","image":"cart:1"}]}}';

/** As an API server writes it; the number tells a pod from its twins. */
function pod(number: number): string {
  return [
    `{"metadata":{"name":"cart-5d8f-${number}","generateName":"cart-5d8f-","namespace":"shop","uid":"u-${number}"`,
    `"resourceVersion":"${number * 9}","creationTimestamp":"2026-11-0${(number % 9) + (number < 9 ? 0 : 1)}T00:00:00Z"`,
    '"labels":{"app":"cart","pod-template-hash":"5d8f"}',
    `"annotations":{"cni.projectcalico.org/podIP":"10.0.0.${number}/32","istio.io/rev":"x-rev","notes":"{\\"ip\\":\\"${number}\\"}"}`,
    '"ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"cart-5d8f","uid":"r","controller":true}]',
    `"managedFields":[{"manager":"kubelet","fieldsV1":{"f:status":{"k:{\\"ip\\":\\"10.0.0.${number}\\"}":{}}}}]}`,
    `"spec":{"volumes":[{"name":"host","hostPath":{"path":"/var"}},{"name":"kube-api-access-a${number}","projected":{"sources":[]}}]`,
    `"containers":[{"name":"cart","image":"cart:1","volumeMounts":[{"name":"kube-api-access-a${number}","mountPath":"/x"}]}]`,
    `"nodeName":"node-${number}","serviceAccountName":"cart"`,
    `"affinity":{"nodeAffinity":{"matchFields":[{"key":"metadata.name","operator":"In","values":["node-${number}"]}]}}}`,
    `"status":{"phase":"Running","conditions":[${condition("Ready", 9)},${condition("PodScheduled", number % 9)}],"podIPs":[{"ip":"10.0.0.${number}"}],"startTime":"2026-11-20T10:00:09Z"`,
    `"containerStatuses":[{"name":"cart","state":{"running":{"startedAt":"2026-11-20T10:00:09Z"}},"lastState":{},"ready":true,"restartCount":0,"imageID":"cart@sha256:${number}","volumeMounts":[{"name":"x"}]}]}}`,
  ].join(",");
}

function condition(type: string, second: number): string {
  return `{"type":"${type}","status":"True","lastProbeTime":null,"lastTransitionTime":"2026-11-20T10:00:0${second}Z"}`;
}

function page(pods: readonly string[]): string {
  return list("PodList", pods);
}

function list(kind: string, items: readonly string[]): string {
  return `{"kind":"${kind}","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[${items.join(",")}]}\n`;
}

function read(
  text: string,
  resources: typeof PODS = PODS,
  manner: "alike" | "owned" = "alike",
): readonly unknown[] {
  const items: unknown[] = [];
  const reading = { ballast: ballastOf(resourceOf(resources)), manner };
  readPage(Buffer.from(text), reading, (item) => items.push(item));
  return items;
}

function containersOf(item: unknown): unknown {
  return isRaw(item) && isRaw(item.spec) ? item.spec.containers : undefined;
}

function resourceOf([resource]: typeof PODS) {
  if (!resource) throw new Error("The list of resources has no such one.");
  return resource;
}

/** What is broken for a decoder has to be broken for the fast reader as well. */
function expectSameRecords(
  text: string,
  [...resources]: typeof PODS = PODS,
  manner: "alike" | "owned" = "alike",
): void {
  const resource = resourceOf(resources);
  const fast = createCollector({ input: "live" });
  const plain = createCollector({ input: "live" });
  const broken = [
    isBroken(() => {
      const reading = { ballast: ballastOf(resource), manner };
      readPage(Buffer.from(text), reading, (item) => fast.add(resource, item));
    }),
    isBroken(() => {
      const { items } = pageObjects(Buffer.from(text), ballastOf(resource));
      for (const item of items) plain.add(resource, item);
    }),
  ];

  expect(broken[0]).toBe(broken[1]);
  if (broken[0]) return;
  const about = { kubernetesVersion: null, apiGroups: null };
  expect(fast.collected(about)).toEqual(plain.collected(about));
}

function isBroken(read: () => void): boolean {
  try {
    read();
    return false;
  } catch (error) {
    if (error instanceof MalformedPage) return true;
    throw error;
  }
}
