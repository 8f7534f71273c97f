import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { connect } from "../cluster/connect.ts";
import { json, startApiServer, status } from "../cluster/fixtures/api-server.ts";
import { metricsManifest } from "../cluster/rbac.ts";
import { measureCluster } from "./measure.ts";
import { AT, answering, FACTS, MIB, ROWS } from "./testing/mesh.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

describe("the role of rbac-metrics.yaml", () => {
  it("is the one that the product generates", () => {
    const file = new URL("../cluster/rbac-metrics.yaml", import.meta.url);
    expect(readFileSync(file, "utf8")).toBe(`${metricsManifest()}\n`);
  });

  it("lets a Prometheus be asked through the API server, and nothing else be read", async () => {
    const { measurement, used } = await measureWith(metricsManifest(), true);

    expect(measurement?.parts.sidecar?.memory).toBe(110 * MIB);
    expect([...used]).toEqual(["istio-system services/proxy http:prometheus:9090 get"]);
  });

  it("lets metrics.k8s.io be read", async () => {
    const { measurement, used } = await measureWith(metricsManifest(), false);

    expect(measurement?.parts.sidecar?.memory).toBe(60 * MIB);
    expect([...used]).toEqual(["* pods.metrics.k8s.io list"]);
  });

  it("allows nothing that measuring does not ask for", async () => {
    const [prometheus, metricsApi] = [
      await measureWith(metricsManifest(), true),
      await measureWith(metricsManifest(), false),
    ];
    const used = new Set([...prometheus.used, ...metricsApi.used]);

    // Whoever may list may as well get one of them, as in rbac.yaml.
    const granted = grantsIn(metricsManifest()).filter(
      (grant) => grant !== "* pods.metrics.k8s.io get",
    );
    expect([...used].sort()).toEqual(granted.sort());
  });

  it("is named in the gap when it was not applied", async () => {
    for (const withPrometheus of [true, false]) {
      const { measurement } = await measureWith("", withPrometheus);
      const reasons = measurement?.gaps.map(({ because }) => because).join("\n") ?? "";
      if (withPrometheus) expect(reasons).toContain("lib/cluster/rbac-metrics.yaml");
      else expect(measurement).toBeNull();
    }
  });
});

const Role = z.object({
  kind: z.enum(["ClusterRole", "Role"]),
  metadata: z.object({ namespace: z.string().optional() }),
  rules: z.array(
    z.object({
      apiGroups: z.array(z.string()),
      resources: z.array(z.string()),
      resourceNames: z.array(z.string()).optional(),
      verbs: z.array(z.string()),
    }),
  ),
});

/** "namespace resource name verb" */
function grantsIn(manifests: string): string[] {
  return parseAllDocuments(manifests).flatMap((document) => {
    const role = Role.safeParse(document.toJS());
    if (!role.success) return [];
    return role.data.rules.flatMap(({ apiGroups: [group = ""], resources, resourceNames, verbs }) =>
      resources.flatMap((plural) =>
        (resourceNames ?? [""]).flatMap((name) =>
          verbs.map((verb) =>
            [role.data.metadata.namespace ?? "*", group ? `${plural}.${group}` : plural, name, verb]
              .filter((word) => word !== "")
              .join(" "),
          ),
        ),
      ),
    );
  });
}

/** Measures through an API server that permits what is granted, as Kubernetes does. */
async function measureWith(manifests: string, withPrometheus: boolean) {
  const grants = new Set(grantsIn(manifests));
  const used = new Set<string>();
  const server = await startApiServer({
    intercept(_, response, url) {
      const proxy = /^\/api\/v1\/namespaces\/([^/]+)\/services\/([^/]+)\/proxy(\/.*)$/.exec(
        url.pathname,
      );
      const wanted = proxy
        ? `${proxy[1]} services/proxy ${proxy[2]} get`
        : url.pathname === "/apis/metrics.k8s.io/v1beta1/pods"
          ? "* pods.metrics.k8s.io list"
          : null;
      if (wanted === null || !grants.has(wanted)) {
        json(response, 403, status(403, "forbidden"));
        return true;
      }
      used.add(wanted);
      json(response, 200, proxy ? proxied(url) : PODS);
      return true;
    },
  });
  closers.push(() => server.close());
  const demo = { kind: "demo", cluster: "test" } as const;
  const connection = await connect(demo, { kubeconfigFiles: [], demoAddress: server.address });
  closers.push(() => connection.close());
  const source = {
    kind: "service-proxy",
    namespace: "istio-system",
    service: "prometheus",
    port: "9090",
    scheme: "http",
    path: "",
  } as const;
  const measurement = await measureCluster({
    connection,
    source: withPrometheus ? source : null,
    credential: null,
    facts: FACTS,
    at: AT,
    signal: new AbortController().signal,
  });
  return { measurement, used };
}

const answerAsPrometheus = answering(ROWS);

function proxied({ searchParams }: URL): object {
  const time = searchParams.get("time");
  return answerAsPrometheus({
    query: searchParams.get("query") ?? "",
    time: time === null ? null : Number(time),
  });
}

const PODS = {
  kind: "PodMetricsList",
  apiVersion: "metrics.k8s.io/v1beta1",
  metadata: {},
  items: [
    {
      metadata: { name: "orders-7c9f6-abcde", namespace: "shop" },
      timestamp: AT.toISOString(),
      window: "15s",
      containers: [
        { name: "orders", usage: { cpu: "12345678n", memory: "180224Ki" } },
        { name: "istio-proxy", usage: { cpu: "8123456n", memory: "61440Ki" } },
      ],
    },
  ],
};
