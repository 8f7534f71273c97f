import type { NamespacePlan } from "../build/namespace.ts";
import {
  envoyFilter,
  grpc,
  http,
  INJECTED,
  NO_MESH,
  nightly,
  peerAuthentication,
  plan,
  sidecar,
  tcp,
  wasmPlugin,
  worker,
  workloadEntry,
  workloadGroup,
} from "./company.ts";

/** Built on parts of the sidecar that nothing in ambient replaces. */
export function heldNamespaces(version: string): readonly NamespacePlan[] {
  const mesh = sidecar(version);
  return [
    plan(
      "search",
      mesh,
      INJECTED,
      [
        http("search-api", 12),
        grpc("query-planner", 6),
        tcp("search-index", 9200, "docker.io/opensearchproject/opensearch:3.3.0", 5, {
          headless: false,
          memory: "8Gi",
        }),
      ],
      [
        envoyFilter("search-ratelimit", {
          workloadSelector: { labels: { app: "search-api" } },
          configPatches: [
            {
              applyTo: "HTTP_FILTER",
              match: {
                context: "SIDECAR_INBOUND",
                listener: {
                  filterChain: {
                    filter: { name: "envoy.filters.network.http_connection_manager" },
                  },
                },
              },
              patch: {
                operation: "INSERT_BEFORE",
                value: {
                  name: "envoy.filters.http.local_ratelimit",
                  typed_config: {
                    "@type": "type.googleapis.com/udpa.type.v1.TypedStruct",
                    type_url:
                      "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
                  },
                },
              },
            },
          ],
        }),
        envoyFilter("search-headers", {
          workloadSelector: { labels: { app: "search-api" } },
          configPatches: [
            {
              applyTo: "HTTP_FILTER",
              match: { context: "SIDECAR_INBOUND" },
              patch: {
                operation: "INSERT_BEFORE",
                value: {
                  name: "envoy.filters.http.lua",
                  typed_config: {
                    "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
                  },
                },
              },
            },
          ],
        }),
      ],
    ),
    plan(
      "ads",
      mesh,
      INJECTED,
      [http("ad-server", 8), worker("bidder", 4)],
      [
        wasmPlugin("request-stats", {
          selector: { matchLabels: { app: "ad-server" } },
          phase: "STATS",
          url: "oci://europe-docker.pkg.dev/sample-shop/wasm/request-stats:0.8.1",
        }),
      ],
    ),
    plan("media-encoding", mesh, INJECTED, [
      http("encode-api", 3),
      worker("burst-encoder", 6, {
        pool: "virtual",
        nodeSelector: { type: "virtual-kubelet" },
        cpu: "4",
        memory: "8Gi",
      }),
    ]),
    plan("observability", mesh, INJECTED, [
      http("grafana", 2, { image: "docker.io/grafana/grafana:12.2.0" }),
      grpc("otel-collector", 4, {
        image: "docker.io/otel/opentelemetry-collector-contrib:0.138.0",
      }),
      {
        name: "node-exporter",
        image: "quay.io/prometheus/node-exporter:v1.9.1",
        kind: "DaemonSet",
        hostNetwork: true,
        ports: [{ name: "metrics", port: 9100 }],
        service: false,
        cpu: "50m",
        memory: "64Mi",
      },
    ]),
    plan(
      "data-platform",
      mesh,
      INJECTED,
      [
        tcp("kafka", 9092, "quay.io/strimzi/kafka:0.48.0-kafka-4.1.0", 5, { memory: "8Gi" }),
        tcp("schema-registry", 8081, "docker.io/confluentinc/cp-schema-registry:8.1.0", 2, {
          headless: false,
          kind: "Deployment",
        }),
        worker("connect", 4, { memory: "4Gi" }),
        nightly("compaction"),
      ],
      [
        peerAuthentication("kafka-brokers", {
          selector: { matchLabels: { app: "kafka" } },
          mtls: { mode: "PERMISSIVE" },
          portLevelMtls: { 9092: { mode: "DISABLE" } },
        }),
      ],
    ),
  ];
}

/** The oldest corner: its own revision, virtual machines, a Windows service. */
export function legacyNamespaces(version: string, oldVersion: string): readonly NamespacePlan[] {
  const old = sidecar(oldVersion, { revision: "1-24", classic: true, hbone: false });
  return [
    plan(
      "legacy-erp",
      old,
      { "istio.io/rev": "1-24" },
      [
        http("erp-web", 4),
        http("erp-soap", 4),
        worker("erp-batch", 2),
        {
          name: "print-service",
          image: "europe-docker.pkg.dev/sample-shop/services/print-service:1.2.0-windows",
          replicas: 2,
          pool: "windows",
          nodeSelector: { "kubernetes.io/os": "windows" },
          dataPlane: NO_MESH,
          labels: { "sidecar.istio.io/inject": "false" },
          ports: [{ name: "tcp-print", port: 9300 }],
          probe: "tcp",
        },
      ],
      [
        peerAuthentication("default", { mtls: { mode: "DISABLE" } }),
        workloadGroup("mainframe-bridge", {
          metadata: { labels: { app: "mainframe-bridge" } },
          template: { serviceAccount: "mainframe-bridge", network: "datacenter" },
        }),
        workloadEntry(
          "mainframe-bridge-10.60.4.11",
          {
            address: "10.60.4.11",
            labels: { app: "mainframe-bridge" },
            serviceAccount: "mainframe-bridge",
          },
          {
            annotations: {
              "istio.io/autoRegistrationGroup": "mainframe-bridge",
              "istio.io/workloadController": "istiod-1-24-5d7c9f6b8d-x2v4k",
            },
          },
        ),
      ],
    ),
    // Never restarted since the last upgrade: the proxies are two minors behind, without the HBONE label.
    plan("accounting", sidecar("1.25.3", { classic: true, hbone: false }), INJECTED, [
      http("ledger", 3),
      worker("period-close", 1),
    ]),
    plan("hr", sidecar("1.26.4", { classic: true, hbone: false }), INJECTED, [
      http("people-portal", 2),
      http("payroll", 2, { dataPlane: sidecar(version) }),
    ]),
  ];
}
