import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { RecordName } from "../../inventory/model.ts";
import { importFiles, service, tarOf, zipOf } from "./fixture.ts";
import type { ImportedDump, ImportProgress } from "./import-dump.ts";

describe("what can be dropped", () => {
  test("YAML of several documents", async () => {
    const dump = await importFiles({ "a.yaml": `${service("cart")}---\n${service("web")}` });
    expect(namesOf(dump, "services")).toEqual(["cart", "web"]);
    expect(dump.preview).toMatchObject({
      files: ["a.yaml"],
      layout: "manifests",
      found: [{ resource: "services", kind: "Service", objects: 2, unparsed: 0 }],
      problems: [],
    });
  });

  test("JSON, a List of several kinds, and a typed list whose items leave their kind out", async () => {
    const object = { apiVersion: "v1", kind: "Service", metadata: { name: "cart" } };
    const list = {
      kind: "List",
      apiVersion: "v1",
      items: [{ ...object, metadata: { name: "b" } }],
    };
    const typed = { kind: "NodeList", apiVersion: "v1", items: [{ metadata: { name: "n1" } }] };
    const dump = await importFiles({
      "one.json": JSON.stringify(object, null, 2),
      "list.json": JSON.stringify(list),
      "raw.json": JSON.stringify(typed),
    });
    expect(namesOf(dump, "services")).toEqual(["cart", "b"]);
    expect(namesOf(dump, "nodes")).toEqual(["n1"]);
  });

  test("a folder in a tar, a tar.gz and a zip", async () => {
    const entries = [
      { name: "./mesh/shop/cart.yaml", content: service("cart") },
      { name: "mesh/README.md", content: "# not: [read" },
      { name: "mesh/shop/app.log", content: "\xff\xfe" },
    ];
    const tar = await tarOf(entries);
    for (const archive of [tar, gzipSync(tar), zipOf(entries)]) {
      const dump = await importFiles({ archive });
      expect(namesOf(dump, "services")).toEqual(["cart"]);
      expect(dump.preview.problems).toEqual([]);
    }
  });

  test("a single file that is only gzipped, and UTF-16 as PowerShell writes it", async () => {
    const powershell = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(service("web"), "utf16le"),
    ]);
    const dump = await importFiles({
      "a.yaml.gz": gzipSync(service("cart")),
      "b.yaml": powershell,
    });
    expect(namesOf(dump, "services")).toEqual(["cart", "web"]);
  });

  test("a folder, whose files come with their paths, or with a note beside them", async () => {
    const dump = await importFiles({
      "mesh/cart.yaml": service("cart"),
      "mesh/app.log": "\u0000: [",
      "README.md": "# a: [b",
    });
    expect(namesOf(dump, "services")).toEqual(["cart"]);
    expect(dump.preview.problems).toEqual([
      "README.md was left out: a file of this name holds no objects.",
    ]);
  });

  test("an archive inside an archive is named as a problem", async () => {
    const inner = zipOf([{ name: "a.yaml", content: service("hidden") }]);
    const archive = zipOf([
      { name: "inner.zip", content: inner },
      { name: "b.yaml", content: service("cart") },
    ]);
    const dump = await importFiles({ "outer.zip": archive });
    expect(namesOf(dump, "services")).toEqual(["cart"]);
    expect(dump.preview.problems).toEqual([
      "inner.zip is an archive inside an archive and was not opened.",
    ]);
  });

  test("objects without a namespace are in default, and the last of two with one name counts", async () => {
    const { collected, preview } = await importFiles({
      "a.yaml": `kind: Service
apiVersion: v1
metadata: { name: cart, labels: { v: "1" } }
---
kind: Service
apiVersion: v1
metadata: { name: cart, namespace: default, labels: { v: "2" } }
`,
    });
    expect(collected.slices.services).toMatchObject({
      items: [{ ref: { namespace: "default" }, labels: { v: "2" } }],
    });
    expect(preview.problems).toEqual([
      "1 objects have the name of an earlier one; the last of each counts.",
    ]);
  });

  test("anchors and merge keys, as people write them by hand", async () => {
    const { collected } = await importFiles({
      "a.yaml": `kind: Service
apiVersion: v1
metadata: { name: cart, labels: &l { app: cart, v: "1" } }
spec: { selector: { <<: *l, v: "2" } }
`,
    });
    expect(collected.slices.services).toMatchObject({
      items: [{ selector: { app: "cart", v: "2" } }],
    });
  });
});

describe("layouts", () => {
  test("istioctl bug-report", async () => {
    const archive = gzipSync(
      await tarOf([
        { name: "bug-report/cluster/k8s-resources", content: kubectlList(pod("cart")) },
        { name: "bug-report/cluster/crs", content: kubectlList(sidecar) },
        { name: "bug-report/cluster/nodes", content: "Name: n1\nRoles: <none>\n" },
        { name: "bug-report/cluster/secrets", content: "NAMESPACE NAME\n" },
        {
          name: "bug-report/cluster/kubectl-version",
          content:
            "Client Version: v1.34.0\nKustomize Version: v5\nServer Version: v1.33.4-gke.1\n",
        },
        { name: "bug-report/proxies/shop/cart/config_dump", content: "{" },
      ]),
    );
    const dump = await importFiles({ "bug-report.tar.gz": archive });
    expect(dump.preview).toMatchObject({ layout: "bug-report", problems: [] });
    expect(dump.collected.kubernetesVersion).toBe("v1.33.4-gke.1");
    expect(namesOf(dump, "sidecars")).toEqual(["default"]);
    expect(dump.collected.slices.pods).toMatchObject({ items: [{ name: "cart" }] });
    expect(dump.collected.slices.nodes.read).toBe("unread");
  });

  test("OpenShift must-gather, in which objects come twice", async () => {
    const root = "must-gather.local.1/quay-io-x";
    const archive = await tarOf([
      { name: `${root}/cluster-scoped-resources/core/nodes/n1.yaml`, content: node("n1") },
      { name: `${root}/namespaces/shop/shop.yaml`, content: namespace("shop") },
      {
        name: `${root}/namespaces/shop/core/pods.yaml`,
        content: kubectlList(pod("cart"), "PodList"),
      },
      { name: `${root}/namespaces/shop/pods/cart/cart.yaml`, content: `---\n${pod("cart")}` },
    ]);
    const dump = await importFiles({ "must-gather.tar": archive });
    expect(dump.preview).toMatchObject({ layout: "must-gather", problems: [] });
    expect(dump.preview.found.map(({ kind, objects }) => [kind, objects])).toEqual([
      ["Namespace", 1],
      ["Node", 1],
      ["Pod", 1],
    ]);
    expect(dump.collected.slices.namespaces.read).toBe("complete");
  });

  test("kubectl cluster-info dump, whose lists leave the kind of their items out", async () => {
    const typed = (kind: string, name: string) =>
      JSON.stringify({ kind, apiVersion: "v1", metadata: {}, items: [{ metadata: { name } }] });
    const archive = zipOf([
      { name: "dump/nodes.json", content: typed("NodeList", "n1") },
      { name: "dump/shop/services.json", content: typed("ServiceList", "cart") },
      {
        name: "dump/shop/replication-controllers.json",
        content: typed("ReplicationControllerList", "a"),
      },
      { name: "dump/shop/events.json", content: typed("EventList", "a") },
      { name: "dump/shop/cart/logs.txt", content: "{" },
    ]);
    const dump = await importFiles({ "dump.zip": archive });
    expect(dump.preview).toMatchObject({
      layout: "cluster-info dump",
      problems: [],
      dropped: [
        { kind: "ReplicationController", objects: 1 },
        { kind: "Event", objects: 1 },
      ],
    });
    expect(namesOf(dump, "nodes")).toEqual(["n1"]);
    expect(namesOf(dump, "services")).toEqual(["cart"]);
  });

  test("the same in YAML, where the file's name tells what its items are", async () => {
    const archive = zipOf([
      {
        name: "dump/nodes.yaml",
        content: "apiVersion: v1\nitems:\n- metadata:\n    name: n1\nkind: NodeList\n",
      },
    ]);
    expect(namesOf(await importFiles({ "dump.zip": archive }), "nodes")).toEqual(["n1"]);
  });
});

describe("secrets", () => {
  const hidden = "hunter2";

  test("Secrets and the ConfigMaps of applications are counted and gone", async () => {
    const dump = await importFiles({
      "a.yaml": `apiVersion: v1
kind: Secret
metadata: { name: db, namespace: shop }
data: { password: ${hidden} }
---
{apiVersion: v1, kind: Secret, metadata: {name: flow}, stringData: {password: ${hidden}}}
---
apiVersion: v1
kind: Secret
metadata: { name: east, namespace: istio-system, labels: { istio/multiCluster: "true" } }
data: { kubeconfig: ${hidden} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: app, namespace: shop }
data: { password: ${hidden} }
---
apiVersion: example.com/v1
kind: Vault
metadata: { name: v }
spec: { password: ${hidden} }
---
${pod("cart", `env: [{ name: PASSWORD, value: ${hidden} }]`)}
`,
      "b.json": JSON.stringify({
        kind: "Secret",
        apiVersion: "v1",
        metadata: { name: "j" },
        data: { a: hidden },
      }),
    });
    expect(namesOf(dump, "remoteSecrets")).toEqual(["east"]);
    expect(dump.preview.dropped).toEqual([
      { kind: "Secret", objects: 3 },
      { kind: "ConfigMap", objects: 1 },
      { kind: "Vault", objects: 1 },
    ]);
    expect(JSON.stringify(dump)).not.toContain(hidden);
  });
});

describe("doubt", () => {
  test("kinds that the files do not have are unread and listed with what follows", async () => {
    const { collected, preview } = await importFiles({ "a.yaml": service("cart") });
    expect(collected.slices.authorizationPolicies).toMatchObject({
      read: "unread",
      unread: [{ reason: "not-in-dump" }],
    });
    expect(preview.missing).toContainEqual({
      resource: "authorizationpolicies.security.istio.io",
      kind: "AuthorizationPolicy",
      consequence:
        "Policies decide whether a waypoint is needed: no namespace can be called ready.",
    });
  });

  test("a document that is no YAML leaves its kind partial and is named", async () => {
    const { collected, preview } = await importFiles({
      "a.yaml": `${service("cart")}---\napiVersion: v1\nkind: Service\nmetadata: {name: {{ .Values.name }}\n`,
    });
    expect(collected.slices.services).toMatchObject({
      read: "partial",
      items: [{ ref: { name: "cart" } }],
      unread: [{ reason: "failed" }],
    });
    expect(preview.problems[0]).toMatch(
      /^A document with services in a\.yaml could not be read: it is not valid YAML/,
    );
  });

  test("a document that could be anything leaves every kind in doubt", async () => {
    const { collected } = await importFiles({ "a.yaml": `${service("cart")}---\n[a: {\n` });
    expect(collected.slices.services.read).toBe("partial");
    expect(collected.slices.sidecars).toMatchObject({
      read: "unread",
      unread: [{ reason: "failed" }],
    });
  });

  test("a broken document of a kind that is not read leaves nothing in doubt", async () => {
    const event = '{"kind":"Event","apiVersion":"v1","metadata":{"name" "a"}}';
    const { collected, preview } = await importFiles({
      "a.yaml": service("cart"),
      "b.json": event,
    });
    expect(collected.slices.services.read).toBe("complete");
    expect(collected.slices.sidecars).toMatchObject({ unread: [{ reason: "not-in-dump" }] });
    expect(preview.problems).toEqual([
      "A document in b.json could not be read: it is not valid JSON.",
    ]);
  });

  test("a kind inside a broken document may be another object's, so everything stays in doubt", async () => {
    const { collected } = await importFiles({
      "a.yaml": service("cart"),
      "b.json": '{"metadata":{"ownerReferences":[{"kind":"Other"}] "a"},"kind":"Sidecar"}',
    });
    expect(collected.slices.services.read).toBe("partial");
  });

  test("a list that was cut off leaves every kind in doubt", async () => {
    const whole = kubectlList(pod("cart"));
    const cut = whole.slice(0, whole.indexOf("kind: List"));
    const { collected, preview } = await importFiles({ "a.yaml": cut });
    expect(collected.slices.pods.read).toBe("partial");
    expect(collected.slices.sidecars).toMatchObject({ unread: [{ reason: "failed" }] });
    expect(preview.problems).toEqual([
      "a.yaml ends in the middle of a list or an object, so some objects are missing.",
    ]);
  });

  test("a repeated key is no valid object, rather than one with half of its fields", async () => {
    const { preview } = await importFiles({
      "a.yaml": `${service("cart")}spec: { type: A }\nspec: { type: B }\n---\n${service("web")}`,
    });
    expect(preview.problems).toEqual([
      expect.stringMatching(/^A document with services .*duplicated mapping key/),
    ]);
  });

  test("an object that cannot be understood is counted", async () => {
    const { preview } = await importFiles({
      "a.yaml": `${service("cart")}spec: { ports: many }\n---\n${service("web")}`,
    });
    expect(preview.found).toEqual([
      { resource: "services", kind: "Service", objects: 2, unparsed: 1 },
    ]);
  });
});

describe("manifests that never met a cluster", () => {
  test("Pods are taken as absent, and the coverage says that templates are judged", async () => {
    const { collected } = await importFiles({ "a.yaml": deployment("") });
    expect(collected.slices.pods).toEqual({ read: "complete", items: [] });
    expect(collected.coverage.find(({ resource }) => resource === "pods")).toMatchObject({
      outcome: "taken-as-absent",
      detail: "No Pods in the files: judged from their templates.",
    });
  });

  test("Pods of workloads that report a status exist, so they are missing", async () => {
    const { collected } = await importFiles({
      "a.yaml": deployment("status: { readyReplicas: 1 }"),
    });
    expect(collected.slices.pods.read).toBe("unread");
  });

  test("a namespace that objects are in but that is not in the files is doubt, not a record", async () => {
    const { collected } = await importFiles({
      "a.yaml": `${namespace("shop")}---\n${service("cart")}---\n${service("web", "team")}`,
    });
    expect(collected.slices.namespaces).toMatchObject({
      read: "partial",
      items: [{ ref: { name: "shop" } }],
      unread: [
        {
          reason: "not-in-dump",
          detail: "Namespace team is not in the files, so its labels are unknown.",
        },
      ],
    });
    expect(collected.coverage.find(({ resource }) => resource === "namespaces")).toMatchObject({
      outcome: "partly-read",
      objects: 1,
    });
  });
});

test("progress tells bytes, objects and the file", async () => {
  const seen: ImportProgress[] = [];
  const yaml = Array.from({ length: 1200 }, (_, index) => service(`s${index}`)).join("---\n");
  await importFiles({ "a.yaml": yaml }, { onProgress: (progress) => seen.push(progress) });
  expect(seen.map(({ objects }) => objects)).toEqual([0, 499, 999]);
  expect(seen.at(-1)).toMatchObject({ file: "a.yaml", bytes: expect.any(Number) });
});

test("an import that is cancelled rejects with the reason", async () => {
  const reason = new Error("cancelled by the visitor");
  const controller = new AbortController();
  const importing = importFiles(
    { "a.yaml": service("cart") },
    { signal: controller.signal, onProgress: () => controller.abort(reason) },
  );
  await expect(importing).rejects.toBe(reason);
});

function namesOf(
  { collected }: ImportedDump,
  name: Exclude<RecordName, "pods">,
): readonly string[] {
  const slice = collected.slices[name];
  return slice.read === "unread" ? [] : slice.items.map(({ ref }) => ref.name);
}

function pod(name: string, container = ""): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
spec:
  containers:
  - name: app
    ${container}
`;
}

const sidecar = `apiVersion: networking.istio.io/v1
kind: Sidecar
metadata:
  name: default
  namespace: shop
`;

function node(name: string): string {
  return `apiVersion: v1\nkind: Node\nmetadata:\n  name: ${name}\n`;
}

function namespace(name: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
}

function deployment(status: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec: { template: { spec: { containers: [] } } }
${status}
`;
}

/** As `kubectl get -o yaml` prints a list: keys sorted, so that the kind comes after the items. */
function kubectlList(item: string, kind = "List"): string {
  const lines = item.trimEnd().split("\n");
  const body = lines.map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`)).join("\n");
  return `apiVersion: v1\nitems:\n${body}\nkind: ${kind}\nmetadata:\n  resourceVersion: ""\n`;
}
