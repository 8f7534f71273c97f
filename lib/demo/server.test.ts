import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { field, items, type JsonObject } from "./json.ts";
import { type Demo, startDemo } from "./server.ts";

/** What kubectl 1.32 sends, word for word. */
const DISCOVERY =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
const TABLE =
  "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";
const METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({ clusters: ["prod-eu", "staging", "dev"] });
});

afterAll(() => demo.close());

async function ask(path: string, accept = "application/json", cluster = "staging") {
  const response = await fetch(demo.address(cluster) + path, { headers: { accept } });
  const type = response.headers.get("content-type") ?? "";
  const body: JsonObject = type.startsWith("application/json") ? await response.json() : {};
  return { status: response.status, type, body, headers: response.headers };
}

const names = (body: JsonObject): readonly unknown[] =>
  items(body.items).map((item) => field(item, "metadata", "name"));

describe("discovery", () => {
  test("the version is the cluster's own", async () => {
    const { body } = await ask("/version");
    expect(body).toMatchObject({ major: "1", minor: "34", gitVersion: "v1.34.1-eks-113cf36" });
  });

  test("kubectl's request gets the aggregated form, with the type that kubectl checks", async () => {
    const { body, type } = await ask("/apis", DISCOVERY);
    expect(type).toBe("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    const istio = items(body.items).find(
      (item) => field(item, "metadata", "name") === "networking.istio.io",
    );
    expect(items(field(istio, "versions")).map((version) => field(version, "version"))).toEqual([
      "v1",
      "v1beta1",
      "v1alpha3",
    ]);
  });

  test("core resources are aggregated under /api", async () => {
    const { body } = await ask("/api", DISCOVERY);
    const [core] = items(body.items);
    const [version] = items(field(core, "versions"));
    expect(items(field(version, "resources"))).toContainEqual(
      expect.objectContaining({
        resource: "pods",
        scope: "Namespaced",
        singularResource: "pod",
        responseKind: { group: "", version: "v1", kind: "Pod" },
      }),
    );
  });

  test("a client without the aggregated form walks groups and versions", async () => {
    const { body: groups } = await ask("/apis");
    const group = items(groups.groups).find(
      (entry) => field(entry, "name") === "security.istio.io",
    );
    expect(field(group, "preferredVersion", "groupVersion")).toBe("security.istio.io/v1");

    const { body: resources } = await ask("/apis/security.istio.io/v1");
    expect(items(resources.resources).map((entry) => field(entry, "name"))).toEqual([
      "authorizationpolicies",
      "peerauthentications",
      "requestauthentications",
    ]);
  });

  test("a CustomResourceDefinition that is not installed is absent everywhere", async () => {
    const { body } = await ask("/apis", DISCOVERY, "prod-eu");
    expect(names(body)).not.toContain("vpcresources.k8s.aws");
    expect((await ask("/apis/vpcresources.k8s.aws/v1beta1", "", "prod-eu")).status).toBe(404);
    const crds = await ask(
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
      "",
      "prod-eu",
    );
    expect(names(crds.body)).not.toContain("trafficextensions.extensions.istio.io");
    expect(names(crds.body)).toContain("wasmplugins.extensions.istio.io");
  });

  test("OpenAPI is not served, which kubectl get does without", async () => {
    expect((await ask("/openapi/v2")).status).toBe(404);
    expect((await ask("/openapi/v3")).status).toBe(404);
  });
});

describe("lists", () => {
  test("a list has the kind and version of its resource, its items neither", async () => {
    const { body } = await ask("/api/v1/namespaces");
    expect(body).toMatchObject({ kind: "NamespaceList", apiVersion: "v1" });
    expect(items(body.items)[0]).not.toHaveProperty("kind");
  });

  test("custom resources carry kind and the version that was asked for", async () => {
    const { body } = await ask("/apis/networking.istio.io/v1beta1/virtualservices");
    expect(items(body.items)[0]).toMatchObject({
      apiVersion: "networking.istio.io/v1beta1",
      kind: "VirtualService",
    });
  });

  test("a namespace's list holds that namespace only", async () => {
    const { body } = await ask("/api/v1/namespaces/orders/pods");
    const namespaces = new Set(
      items(body.items).map((item) => field(item, "metadata", "namespace")),
    );
    expect([...namespaces]).toEqual(["orders"]);
  });

  test("an unknown namespace has an empty list", async () => {
    expect((await ask("/api/v1/namespaces/nowhere/pods")).body.items).toEqual([]);
  });

  test("pages together are the whole list, each object once, with the count that remains", async () => {
    const whole = names((await ask("/api/v1/pods")).body);
    const paged: unknown[] = [];
    let next = "";
    do {
      const { body } = await ask(`/api/v1/pods?limit=25&continue=${next}`);
      paged.push(...names(body));
      next = String(field(body, "metadata", "continue") ?? "");
      const remaining = field(body, "metadata", "remainingItemCount");
      expect(remaining).toBe(next === "" ? undefined : whole.length - paged.length);
    } while (next !== "");
    expect(paged).toEqual(whole);
  });

  test("a continue token belongs to its list", async () => {
    const { body } = await ask("/api/v1/pods?limit=1");
    const token = String(field(body, "metadata", "continue"));
    const { status, body: refused } = await ask(`/api/v1/services?limit=1&continue=${token}`);
    expect(status).toBe(400);
    expect(refused).toMatchObject({ kind: "Status", reason: "BadRequest" });
  });

  test("a made-up continue token is a bad request", async () => {
    expect((await ask("/api/v1/pods?limit=1&continue=bm90IG91cnM")).status).toBe(400);
  });

  test("an old continue token is gone, and the answer carries a fresh one", async () => {
    const { body } = await ask("/api/v1/pods?limit=1");
    const token = String(field(body, "metadata", "continue"));
    const old = { ...JSON.parse(Buffer.from(token, "base64url").toString()), since: 0 };
    const { status, body: gone } = await ask(
      `/api/v1/pods?limit=1&continue=${Buffer.from(JSON.stringify(old)).toString("base64url")}`,
    );
    expect(status).toBe(410);
    expect(gone).toMatchObject({ kind: "Status", reason: "Expired", code: 410 });
    expect(field(gone, "metadata", "continue")).toBeTruthy();
  });

  test.each([
    ["app=orders-api", ["orders-api"]],
    ["app in (orders-api, orders-worker)", ["orders-api"]],
    ["app,app!=orders-api", []],
    ["!app", []],
    ["app notin (something)", ["orders-api"]],
  ])("labelSelector %s", async (selector, expected) => {
    const { body } = await ask(
      `/api/v1/namespaces/orders/services?labelSelector=${encodeURIComponent(selector)}`,
    );
    expect(names(body)).toEqual(expected);
  });

  test("fieldSelector finds by name, and refuses fields that are not indexed", async () => {
    const { body } = await ask("/api/v1/configmaps?fieldSelector=metadata.name%3Distio-cni-config");
    expect(names(body)).toEqual(["istio-cni-config"]);
    expect((await ask("/api/v1/pods?fieldSelector=spec.color%3Dred")).status).toBe(400);
  });

  test("an unreadable selector is a bad request", async () => {
    expect((await ask("/api/v1/pods?labelSelector=a%20b%20c")).status).toBe(400);
  });
});

describe("representations", () => {
  test("kubectl get is answered with rows", async () => {
    const { body } = await ask("/api/v1/pods?limit=500", TABLE);
    expect(body).toMatchObject({ kind: "Table", apiVersion: "meta.k8s.io/v1" });
    expect(items(body.columnDefinitions).map((entry) => field(entry, "name"))).toEqual([
      "Name",
      "Ready",
      "Status",
      "Restarts",
      "IP",
      "Node",
      "Age",
    ]);
    const sidecar = items(body.rows).find((row) =>
      String(items(field(row, "cells"))[0]).startsWith("mailer-"),
    );
    expect(items(field(sidecar, "cells")).slice(1, 3)).toEqual(["2/2", "Running"]);
  });

  test("virtualservices show gateways and hosts", async () => {
    const { body } = await ask("/apis/networking.istio.io/v1/virtualservices", TABLE);
    const [row] = items(body.rows);
    expect(items(field(row, "cells")).slice(0, 3)).toEqual(["basket-api", "[]", '["basket-api"]']);
  });

  test("metadata only means that Secrets keep their data", async () => {
    const { body } = await ask("/api/v1/secrets?labelSelector=istio/multiCluster%3Dtrue", METADATA);
    expect(body.kind).toBe("PartialObjectMetadataList");
    expect(names(body)).toEqual(["istio-remote-secret-staging-east"]);
    expect(JSON.stringify(body)).not.toContain('"data"');
  });

  test("a client that accepts protobuf only is told what is served", async () => {
    expect((await ask("/api/v1/pods", "application/vnd.kubernetes.protobuf")).status).toBe(406);
  });
});

describe("single objects and refusals", () => {
  test("get returns the object with kind and version", async () => {
    const { body } = await ask("/apis/apps/v1/namespaces/istio-system/daemonsets/ztunnel");
    expect(body).toMatchObject({ kind: "DaemonSet", apiVersion: "apps/v1" });
  });

  test("a missing object is a Status that names it", async () => {
    const { status, body } = await ask("/api/v1/namespaces/orders/services/cart");
    expect(status).toBe(404);
    expect(body).toMatchObject({
      kind: "Status",
      status: "Failure",
      reason: "NotFound",
      message: 'services "cart" not found',
      code: 404,
    });
  });

  test.each([
    "/api/v1/nodes/x/status",
    "/api/v2/pods",
    "/apis/apps/v1/pods",
    "/api/v1/namespaces/orders/nodes",
    "/nothing",
    "/apis",
    "/api/v1/pods/named-without-a-namespace",
  ])("%s is answered without a crash", async (path) => {
    expect((await ask(path)).status).toBe(path === "/apis" ? 200 : 404);
  });

  test("nothing can be written", async () => {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const response = await fetch(`${demo.address("staging")}/api/v1/namespaces/orders`, {
        method,
      });
      expect(response.status).toBe(405);
      expect(await response.json()).toMatchObject({ reason: "MethodNotAllowed" });
    }
  });

  test("a token, once asked for, must be right", async () => {
    const guarded = await startDemo({ clusters: ["dev"], token: "sample-token" });
    const url = `${guarded.address("dev")}/api/v1/nodes`;
    const without = await fetch(url);
    expect(without.status).toBe(401);
    expect(await without.json()).toMatchObject({ kind: "Status", reason: "Unauthorized" });
    const headers = { authorization: "Bearer sample-token" };
    expect((await fetch(url, { headers })).status).toBe(200);
    await guarded.close();
  });

  test("metrics are served for nodes and running pods", async () => {
    const nodes = await ask("/apis/metrics.k8s.io/v1beta1/nodes");
    expect(field(items(nodes.body.items)[0], "usage", "memory")).toMatch(/^\d+Ki$/);
    const pods = await ask("/apis/metrics.k8s.io/v1beta1/namespaces/orders/pods");
    expect(pods.body.kind).toBe("PodMetricsList");
  });
});

test("it listens on the loopback address only, and says that it is a sample", async () => {
  expect(demo.address("dev")).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await ask("/version")).headers.get("x-sample-data")).toBe("mesh-readiness");
  const { body } = await ask("/api/v1/namespaces/orders");
  expect(field(body, "metadata", "annotations", "mesh-readiness.dev/sample-data")).toBe("true");
});
