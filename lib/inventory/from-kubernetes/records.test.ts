import { describe, expect, test } from "vitest";
import type { RecordName, Records } from "../model.ts";
import { collectedFrom } from "./fixture.ts";

describe("pods", () => {
  test("a pod keeps what checks read", () => {
    const pod = only(
      "pods",
      `
      kind: Pod
      metadata:
        name: cart-6d4b-x
        namespace: shop
        creationTimestamp: "2026-08-01T10:00:00Z"
        labels: { app: cart, pod-template-hash: 6d4b }
        annotations: { istio.io/rev: "1-27", example.com/secret: hunter2 }
        ownerReferences:
          - { apiVersion: example.com/v1, kind: Team, name: other }
          - { apiVersion: apps/v1, kind: ReplicaSet, name: cart-6d4b, controller: true }
      spec:
        nodeName: node-1
        serviceAccountName: cart
        priorityClassName: high
        nodeSelector: { kubernetes.io/os: linux }
        volumes:
          - { name: id, csi: { driver: csi.spiffe.io } }
          - { name: bin, hostPath: { path: /opt/cni/bin } }
          - { name: tmp, emptyDir: {} }
        initContainers:
          - { name: istio-proxy, image: "istio/proxyv2:1.27.1", restartPolicy: Always, args: [proxy, sidecar], env: [{ name: OUTPUT_CERTS, value: /etc/certs }, { name: TOKEN, value: hunter2 }] }
        containers:
          - name: app
            image: shop/cart:2
            args: ["--password=hunter2"]
            env: [{ name: CLUSTER_ID, value: hunter2 }]
            ports: [{ containerPort: 8080, name: http }]
            readinessProbe: { httpGet: { port: http } }
            livenessProbe: { exec: { command: ["true"] } }
            startupProbe: { tcpSocket: { port: 9000 } }
            resources: { requests: { cpu: 250m, memory: 64Mi }, limits: { memory: 1Gi } }
      status:
        phase: Running
        conditions: [{ type: Initialized, status: "False" }, { type: Ready, status: "True" }]
    `,
    );
    expect(pod).toMatchObject({
      namespace: "shop",
      name: "cart-6d4b-x",
      owner: { group: "apps", kind: "Deployment", namespace: "shop", name: "cart" },
      node: "node-1",
      phase: "Running",
      ready: true,
      deleting: false,
      createdAt: "2026-08-01T10:00:00Z",
      shape: {
        class: "sidecar-native",
        annotations: { "istio.io/rev": "1-27" },
        serviceAccount: "cart",
        priorityClass: "high",
        hostNetwork: false,
        nodeSelector: { "kubernetes.io/os": "linux" },
        csiDrivers: ["csi.spiffe.io"],
        hostPaths: { bin: "/opt/cni/bin" },
      },
    });
    expect(pod.shape.containers).toEqual([
      {
        name: "istio-proxy",
        image: "istio/proxyv2:1.27.1",
        init: true,
        restartAlways: true,
        args: ["proxy", "sidecar"],
        ports: [],
        probes: [],
        env: { OUTPUT_CERTS: "/etc/certs" },
        requests: { memory: null, cpu: null },
        limits: { memory: null, cpu: null },
      },
      {
        name: "app",
        image: "shop/cart:2",
        init: false,
        restartAlways: false,
        args: [],
        ports: [{ name: "http", port: 8080, protocol: "TCP" }],
        probes: [
          { use: "liveness", kind: "exec", port: null },
          { use: "readiness", kind: "httpGet", port: "http" },
          { use: "startup", kind: "tcpSocket", port: "9000" },
        ],
        env: {},
        requests: { memory: 67_108_864, cpu: 250 },
        limits: { memory: 1_073_741_824, cpu: null },
      },
    ]);
    expect(JSON.stringify(pod)).not.toContain("hunter2");
  });

  test("a pod that is being deleted, or in a phase we do not know, says so", () => {
    const pod = only(
      "pods",
      `
      kind: Pod
      metadata: { name: a, deletionTimestamp: "2026-08-01T10:00:00Z" }
      spec: { containers: [] }
      status: { phase: Dreaming }
    `,
    );
    expect(pod).toMatchObject({ deleting: true, phase: "Unknown", ready: false, node: null });
  });

  test("pods of one template share one shape, and another image makes another shape", () => {
    const { pods } = collectedFrom(
      ["one", "one", "two"]
        .map(
          (image, index) => `
kind: Pod
metadata: { name: p${index}, ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, controller: true }] }
spec: { containers: [{ name: app, image: ${image} }] }
`,
        )
        .join("---"),
    ).slices;
    const [first, second, third] = pods.read === "unread" ? [] : pods.items;
    expect(second?.shape).toBe(first?.shape);
    expect(third?.shape).not.toBe(first?.shape);
  });

  test("pods of a StatefulSet, which differ in a label, share their containers", () => {
    const { pods } = collectedFrom(
      [0, 1]
        .map(
          (index) => `
kind: Pod
metadata:
  name: db-${index}
  labels: { statefulset.kubernetes.io/pod-name: db-${index} }
  ownerReferences: [{ apiVersion: apps/v1, kind: StatefulSet, name: db, controller: true }]
spec: { containers: [{ name: app }] }
`,
        )
        .join("---"),
    ).slices;
    const [first, second] = pods.read === "unread" ? [] : pods.items;
    expect(second?.shape.labels).toEqual({ "statefulset.kubernetes.io/pod-name": "db-1" });
    expect(second?.shape.containers).toBe(first?.shape.containers);
  });
});

describe("workloads", () => {
  const template = "template: { metadata: { labels: { app: a } }, spec: { containers: [] } }";

  test.each([
    ["Deployment", "apps/v1", "", "", { desired: 1, ready: null, idle: false }],
    ["Deployment", "apps/v1", "replicas: 0,", "", { desired: 0, idle: true }],
    ["Deployment", "apps/v1", "replicas: 3,", "status: { replicas: 3 }", { desired: 3, ready: 0 }],
    [
      "StatefulSet",
      "apps/v1",
      "updateStrategy: { type: OnDelete },",
      "status: { readyReplicas: 1 }",
      { desired: 1, ready: 1, updateStrategy: "OnDelete" },
    ],
    ["DaemonSet", "apps/v1", "", "", { desired: null, ready: null, idle: false }],
    [
      "DaemonSet",
      "apps/v1",
      "",
      "status: { desiredNumberScheduled: 4, numberReady: 3 }",
      { desired: 4, ready: 3 },
    ],
    ["Job", "batch/v1", "", "", { desired: null, idle: true, selector: null }],
    ["Job", "batch/v1", "", "status: { active: 1 }", { idle: false }],
  ])("%s %s with %s %s", (kind, apiVersion, spec, status, expected) => {
    const yaml = `
kind: ${kind}
apiVersion: ${apiVersion}
metadata: { name: a }
spec: { ${spec} ${template} }
${status}
`;
    expect(only("workloads", yaml)).toMatchObject(expected);
  });

  test("a CronJob's template is that of its Jobs", () => {
    const workload = only(
      "workloads",
      `
kind: CronJob
apiVersion: batch/v1
metadata: { name: nightly }
spec: { jobTemplate: { spec: { ${template} } } }
status: { active: [{ name: nightly-1 }] }
`,
    );
    expect(workload).toMatchObject({
      shape: { labels: { app: "a" } },
      selector: null,
      idle: false,
    });
  });
});

describe("kinds of Kubernetes", () => {
  test("a Service without a cluster IP is headless; ports get their defaults", () => {
    const yaml = `
kind: Service
apiVersion: v1
metadata: { name: db }
spec:
  clusterIP: None
  ipFamilies: [IPv4, IPv6]
  ports: [{ port: 5432 }, { name: http, port: 80, targetPort: web, appProtocol: http }]
`;
    expect(only("services", yaml)).toMatchObject({
      type: "ClusterIP",
      headless: true,
      selector: {},
      ipFamilies: ["IPv4", "IPv6"],
      externalName: null,
      ports: [
        { name: "", port: 5432, targetPort: "5432", protocol: "TCP", appProtocol: null },
        { name: "http", port: 80, targetPort: "web", protocol: "TCP", appProtocol: "http" },
      ],
    });
  });

  test("a node tells its system, taints and what pods may use of it", () => {
    const yaml = `
kind: Node
metadata: { name: n1 }
spec: { providerID: "gce://x", unschedulable: true, taints: [{ key: a, effect: NoSchedule }] }
status:
  allocatable: { cpu: 3920m, memory: 8Gi }
  nodeInfo: { operatingSystem: linux, architecture: arm64, kernelVersion: "6.1", osImage: Debian, kubeletVersion: v1.33.4 }
`;
    expect(only("nodes", yaml)).toMatchObject({
      ref: { namespace: null },
      providerId: "gce://x",
      unschedulable: true,
      taints: ["a=:NoSchedule"],
      os: "linux",
      allocatable: { cpu: 3920, memory: 8_589_934_592 },
    });
  });

  test("a NetworkPolicy keeps apart what is absent and what is empty", () => {
    const yaml = `
kind: NetworkPolicy
apiVersion: networking.k8s.io/v1
metadata: { name: np }
spec:
  podSelector: {}
  ingress:
    - {}
    - from: [{ podSelector: {} }, { ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] } }]
      ports: [{ port: web }, { protocol: UDP, port: 53, endPort: 54 }]
`;
    expect(only("networkPolicies", yaml)).toMatchObject({
      policyTypes: null,
      egress: [],
      ingress: [
        { peers: [], ports: [] },
        {
          peers: [
            { podSelector: { matchLabels: {} }, namespaceSelector: null, ipBlock: null },
            { podSelector: null, ipBlock: { cidr: "10.0.0.0/8", except: ["10.1.0.0/16"] } },
          ],
          ports: [
            { protocol: "TCP", port: "web", endPort: null },
            { protocol: "UDP", port: "53", endPort: 54 },
          ],
        },
      ],
    });
  });

  test("a webhook that calls a URL belongs to an external control plane", () => {
    const yaml = `
kind: MutatingWebhookConfiguration
apiVersion: admissionregistration.k8s.io/v1
metadata: { name: injector, labels: { istio.io/tag: default } }
webhooks:
  - name: rev.namespace.sidecar-injector.istio.io
    clientConfig: { url: "https://istiod.example" }
    namespaceSelector: { matchExpressions: [{ key: istio.io/rev, operator: In, values: [a] }] }
  - { name: object.sidecar-injector.istio.io, clientConfig: { service: { namespace: x, name: istiod } } }
`;
    expect(only("mutatingWebhooks", yaml)).toMatchObject({
      webhooks: [
        {
          external: true,
          service: null,
          namespaceSelector: {
            matchExpressions: [{ key: "istio.io/rev", operator: "In", values: ["a"] }],
          },
          objectSelector: { matchLabels: {}, matchExpressions: [] },
        },
        { external: false, service: { namespace: "x", name: "istiod" } },
      ],
    });
  });

  test("a quota admits the priority classes of its scope", () => {
    const yaml = `
kind: ResourceQuota
metadata: { name: q }
spec: { scopeSelector: { matchExpressions: [{ scopeName: PriorityClass, operator: In, values: [system-node-critical] }] } }
`;
    expect(only("resourceQuotas", yaml).priorityClasses).toEqual(["system-node-critical"]);
  });

  test("an EndpointSlice names its Service and the pods behind it", () => {
    const yaml = `
kind: EndpointSlice
apiVersion: discovery.k8s.io/v1
metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
endpoints: [{ targetRef: { kind: Pod, name: db-0 } }, { addresses: [10.0.0.1] }]
`;
    expect(only("endpointSlices", yaml)).toMatchObject({ service: "db", pods: ["db-0"] });
  });

  test("a CRD tells which versions are served and its Gateway API bundle", () => {
    const yaml = `
kind: CustomResourceDefinition
apiVersion: apiextensions.k8s.io/v1
metadata: { name: x, annotations: { gateway.networking.k8s.io/bundle-version: v1.4.1 } }
spec:
  group: gateway.networking.k8s.io
  names: { kind: Gateway, plural: gateways }
  versions: [{ name: v1, served: true }, { name: v1alpha2, served: false }]
`;
    expect(only("customResourceDefinitions", yaml)).toMatchObject({
      plural: "gateways",
      served: ["v1"],
      annotations: { "gateway.networking.k8s.io/bundle-version": "v1.4.1" },
    });
  });
});

describe("Istio's policies", () => {
  const policy = (kind: string, spec: string, group = "security.istio.io/v1") =>
    `{ kind: ${kind}, apiVersion: ${group}, metadata: { name: a }, spec: ${spec} }`;
  const authorization = (spec: string) =>
    only("authorizationPolicies", policy("AuthorizationPolicy", spec));

  test("a selector is absent, empty or has labels", () => {
    expect(authorization("{}").selector).toEqual({ state: "absent" });
    expect(authorization("{ selector: {} }").selector).toEqual({ state: "empty" });
    expect(authorization("{ selector: { matchLabels: {} } }").selector).toEqual({ state: "empty" });
    expect(authorization("{ selector: { matchLabels: { app: a } } }").selector).toEqual({
      state: "labels",
      matchLabels: { app: "a" },
    });
  });

  test("rules keep their fields, an empty rule stays, and no rule stays none", () => {
    expect(authorization("{}")).toMatchObject({ action: "ALLOW", rules: [], provider: null });
    expect(authorization("{ rules: [{}] }").rules).toEqual([{ from: [], to: [], when: [] }]);
    const { action, provider, rules } = authorization(`{
      action: CUSTOM, provider: { name: authz },
      rules: [{
        from: [{ source: { principals: [a], namespaces: [] } }],
        to: [{ operation: { methods: [GET], paths: [/x] } }],
        when: [{ key: request.auth.claims, values: [b] }] }] }`);
    expect({ action, provider }).toEqual({ action: "CUSTOM", provider: "authz" });
    expect(rules).toEqual([
      {
        from: [{ principals: ["a"] }],
        to: [{ methods: ["GET"], paths: ["/x"] }],
        when: [{ key: "request.auth.claims", values: ["b"], notValues: [] }],
      },
    ]);
  });

  test("an action that Istio does not have is not understood, rather than taken for ALLOW", () => {
    const { authorizationPolicies } = collectedFrom(
      policy("AuthorizationPolicy", "{ action: allow }"),
    ).slices;
    expect(authorizationPolicies).toMatchObject({
      read: "partial",
      unread: [{ reason: "unparsed" }],
    });
  });

  test("one targetRef counts like a list of one", () => {
    expect(authorization("{ targetRef: { kind: Service, name: a } }").targetRefs).toEqual([
      { group: "", kind: "Service", name: "a", namespace: null },
    ]);
    expect(
      authorization(
        "{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: wp }] }",
      ).targetRefs,
    ).toEqual([
      { group: "gateway.networking.k8s.io", kind: "Gateway", name: "wp", namespace: null },
    ]);
  });

  test.each([
    ['"1"', true],
    ['"True"', true],
    ['"yes"', false],
    ['"false"', false],
  ])("dry-run %s is %s, as Go reads it", (value, dryRun) => {
    const yaml = `{ kind: AuthorizationPolicy, apiVersion: security.istio.io/v1, metadata: { name: a, annotations: { istio.io/dry-run: ${value} } } }`;
    expect(only("authorizationPolicies", yaml).dryRun).toBe(dryRun);
  });

  test("mTLS modes are read for the workload and its ports", () => {
    const spec =
      '{ mtls: { mode: STRICT }, portLevelMtls: { "8080": { mode: DISABLE }, "9090": {} } }';
    expect(only("peerAuthentications", policy("PeerAuthentication", spec))).toMatchObject({
      mode: "STRICT",
      portLevel: { "8080": "DISABLE", "9090": "UNSET" },
    });
    expect(only("peerAuthentications", policy("PeerAuthentication", "{}")).mode).toBe("UNSET");
  });

  test("an EnvoyFilter keeps names and types, never the body of a patch", () => {
    const spec = `{
      workloadSelector: { labels: { app: a } },
      configPatches: [
        { applyTo: HTTP_FILTER,
          match: { context: SIDECAR_INBOUND, listener: { filterChain: { filter: {
            name: envoy.filters.network.http_connection_manager, subFilter: { name: envoy.filters.http.router } } } } },
          patch: { operation: INSERT_BEFORE, value: { name: envoy.filters.http.lua, typed_config: {
            "@type": type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua, inlineCode: hunter2 } } } },
        { applyTo: CLUSTER }] }`;
    const filter = only(
      "envoyFilters",
      policy("EnvoyFilter", spec, "networking.istio.io/v1alpha3"),
    );
    expect(filter.selector).toEqual({ state: "labels", matchLabels: { app: "a" } });
    expect(filter.patches).toEqual([
      {
        applyTo: "HTTP_FILTER",
        context: "SIDECAR_INBOUND",
        names: [
          "envoy.filters.network.http_connection_manager",
          "envoy.filters.http.router",
          "envoy.filters.http.lua",
          "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
        ],
      },
      { applyTo: "CLUSTER", context: "ANY", names: [] },
    ]);
  });

  test("Telemetry names its features, a WasmPlugin its phase, a Sidecar its outbound mode", () => {
    expect(
      only(
        "telemetries",
        policy("Telemetry", "{ tracing: [{}], metrics: [] }", "telemetry.istio.io/v1"),
      ).features,
    ).toEqual(["tracing"]);
    expect(
      only(
        "wasmPlugins",
        policy(
          "WasmPlugin",
          "{ phase: AUTHN, url: oci://x, match: [{ mode: CLIENT }] }",
          "extensions.istio.io/v1alpha1",
        ),
      ),
    ).toMatchObject({ phase: "AUTHN", url: "oci://x", modes: ["CLIENT"] });
    expect(
      only(
        "sidecars",
        policy(
          "Sidecar",
          "{ outboundTrafficPolicy: { mode: REGISTRY_ONLY }, egress: [{ hosts: [./*] }], ingress: [{}] }",
          "networking.istio.io/v1",
        ),
      ),
    ).toMatchObject({
      outboundMode: "REGISTRY_ONLY",
      egressHosts: ["./*"],
      ingressListeners: 1,
      selector: { state: "absent" },
    });
  });
});

describe("Istio's traffic kinds", () => {
  const object = (kind: string, spec: string) =>
    `{ kind: ${kind}, apiVersion: networking.istio.io/v1, metadata: { name: a }, spec: ${spec} }`;
  const features = (http: string) =>
    only("virtualServices", object("VirtualService", `{ hosts: [a], http: [${http}] }`)).routes[0]
      ?.features;

  test.each([
    ["{ route: [{ destination: { host: a } }] }", []],
    ["{ name: main, match: [{ name: x, gateways: [mesh] }], route: [] }", []],
    [
      "{ match: [{ uri: { exact: / } }, { headers: { a: {} }, ignoreUriCase: true }] }",
      ["match.uri", "match.headers", "match.ignoreUriCase"],
    ],
    ["{ match: [{ ignoreUriCase: false, headers: {} }] }", ["match.headers"]],
    ["{ timeout: 1s, retries: { attempts: 0 } }", ["timeout", "retries"]],
    ["{ fault: { abort: {}, delay: {} } }", ["fault.abort", "fault.delay"]],
    ["{ rewrite: { uriRegexRewrite: { match: x } } }", ["rewrite", "rewrite.uriRegexRewrite"]],
    ["{ mirrors: [{}], mirrorPercentage: { value: 1 } }", ["mirror"]],
    ["{ mirrors: [] }", []],
    ["{ route: [{ destination: { host: a }, headers: { request: {} } }] }", ["route.headers"]],
    [
      "{ redirect: {}, directResponse: {}, delegate: {}, corsPolicy: {}, headers: {} }",
      ["redirect", "directResponse", "delegate", "corsPolicy", "headers"],
    ],
  ])("a route of %s has the features %j", (http, expected) => {
    expect(features(http)).toEqual(expected);
  });

  test("a VirtualService without gateways serves the mesh", () => {
    const yaml = object(
      "VirtualService",
      `{ hosts: [a], tls: [{ match: [{ sniHosts: [x], gateways: [g] }], route: [{ destination: { host: b, subset: v1, port: { number: 443 } }, weight: 10 }] }] }`,
    );
    expect(only("virtualServices", yaml)).toMatchObject({
      gateways: ["mesh"],
      routes: [
        {
          protocol: "tls",
          features: [],
          sniHosts: ["x"],
          gateways: ["g"],
          destinations: [{ host: "b", subset: "v1", port: 443, weight: 10 }],
        },
      ],
    });
  });

  test("a DestinationRule names its settings and every TLS mode", () => {
    const yaml = object(
      "DestinationRule",
      `{ host: a,
         trafficPolicy: { connectionPool: {}, tls: { mode: SIMPLE }, portLevelSettings: [{ tls: { mode: MUTUAL } }] },
         subsets: [{ name: v1, labels: { version: v1 }, trafficPolicy: { outlierDetection: {}, tls: { mode: DISABLE } } }, { name: v2 }] }`,
    );
    expect(only("destinationRules", yaml)).toMatchObject({
      host: "a",
      trafficPolicy: ["tls", "connectionPool", "portLevelSettings"],
      tlsModes: ["SIMPLE", "MUTUAL", "DISABLE"],
      subsets: [
        { name: "v1", labels: { version: "v1" }, trafficPolicy: ["tls", "outlierDetection"] },
        { name: "v2", labels: {}, trafficPolicy: [] },
      ],
      workloadSelector: false,
    });
  });

  test("ServiceEntry, Gateway, WorkloadEntry and WorkloadGroup keep what checks read", () => {
    expect(
      only(
        "serviceEntries",
        object(
          "ServiceEntry",
          "{ hosts: ['*.a.com'], ports: [{ number: 443, name: tls, protocol: TLS }], resolution: DNS }",
        ),
      ),
    ).toMatchObject({
      hosts: ["*.a.com"],
      location: "MESH_EXTERNAL",
      resolution: "DNS",
      ports: [{ name: "tls", port: 443, targetPort: "443", protocol: "TLS" }],
      workloadSelector: null,
    });
    expect(
      only(
        "istioGateways",
        object(
          "Gateway",
          "{ selector: { istio: eastwest }, servers: [{ hosts: ['*'], port: { number: 15443, protocol: TLS }, tls: { mode: AUTO_PASSTHROUGH } }] }",
        ),
      ),
    ).toMatchObject({
      selector: { istio: "eastwest" },
      servers: [{ hosts: ["*"], port: 15443, protocol: "TLS", tlsMode: "AUTO_PASSTHROUGH" }],
    });
    expect(
      only(
        "workloadEntries",
        object("WorkloadEntry", "{ address: 1.2.3.4, serviceAccount: vm, labels: { app: a } }"),
      ),
    ).toMatchObject({ address: "1.2.3.4", serviceAccount: "vm", workloadLabels: { app: "a" } });
    expect(
      only(
        "workloadGroups",
        object(
          "WorkloadGroup",
          "{ metadata: { labels: { app: a } }, template: { serviceAccount: vm } }",
        ),
      ),
    ).toMatchObject({ serviceAccount: "vm", workloadLabels: { app: "a" } });
  });
});

describe("Gateway API and platforms", () => {
  test("a waypoint's listener, addresses and conditions are read", () => {
    const yaml = `
kind: Gateway
apiVersion: gateway.networking.k8s.io/v1
metadata: { name: waypoint, labels: { istio.io/waypoint-for: service } }
spec:
  gatewayClassName: istio-waypoint
  listeners:
    - { name: mesh, port: 15008, protocol: HBONE, allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { team: a } } } } }
    - { name: other, port: 80, protocol: HTTP, tls: { options: { gateway.istio.io/tls-terminate-mode: ISTIO_MUTUAL } } }
status:
  addresses: [{ value: 10.0.0.1 }]
  conditions: [{ type: Programmed, status: "True", reason: Programmed, message: "${"m".repeat(900)}" }]
`;
    const gateway = only("gateways", yaml);
    expect(gateway).toMatchObject({
      className: "istio-waypoint",
      addresses: ["10.0.0.1"],
      listeners: [
        {
          name: "mesh",
          port: 15008,
          protocol: "HBONE",
          allowedFrom: "Selector",
          allowedSelector: { matchLabels: { team: "a" } },
        },
        {
          allowedFrom: "Same",
          allowedSelector: null,
          tlsOptions: { "gateway.istio.io/tls-terminate-mode": "ISTIO_MUTUAL" },
        },
      ],
    });
    expect(gateway.conditions[0]?.message).toHaveLength(500);
  });

  test("a route's parents and backends get the defaults of the Gateway API", () => {
    const yaml = `
kind: HTTPRoute
apiVersion: gateway.networking.k8s.io/v1
metadata: { name: r }
spec:
  parentRefs: [{ name: ingress }, { group: "", kind: Service, name: reviews }]
  rules: [{ backendRefs: [{ name: v1 }] }, {}]
`;
    expect(only("routes", yaml)).toMatchObject({
      ref: { kind: "HTTPRoute" },
      parents: [
        { group: "gateway.networking.k8s.io", kind: "Gateway", name: "ingress", namespace: null },
        { group: "", kind: "Service", name: "reviews" },
      ],
      backends: [{ kind: "Service", name: "v1", namespace: null }],
      rules: 2,
    });
  });

  test("platform objects keep the fields that checks name, as text", () => {
    expect(
      only(
        "calicoObjects",
        "{ kind: FelixConfiguration, apiVersion: crd.projectcalico.org/v1, metadata: { name: default }, spec: { bpfEnabled: true, secret: x } }",
      ).fields,
    ).toEqual({ "spec.bpfEnabled": "true" });
    expect(
      only(
        "ciliumPolicies",
        "{ kind: CiliumNetworkPolicy, apiVersion: cilium.io/v2, metadata: { name: a }, specs: [{ ingress: [{ fromCIDR: [169.254.7.127/32], fromCIDRSet: [{ cidr: 10.0.0.0/8 }] }] }] }",
      ).fields,
    ).toEqual({ "spec.ingress.fromCIDR": "169.254.7.127/32 10.0.0.0/8" });
    expect(
      only(
        "ciliumPolicies",
        "{ kind: CiliumNetworkPolicy, apiVersion: cilium.io/v2, metadata: { name: a }, spec: { enableDefaultDeny: { ingress: false, egress: false }, ingress: [{}] } }",
      ).fields,
    ).toEqual({ "spec.enableDefaultDeny": "false" });
    expect(
      only(
        "ciliumPolicies",
        "{ kind: CiliumNetworkPolicy, apiVersion: cilium.io/v2, metadata: { name: a }, spec: { enableDefaultDeny: { ingress: false, egress: false }, ingressDeny: [{}] } }",
      ).fields,
    ).toEqual({});
    expect(
      only(
        "securityGroupPolicies",
        "{ kind: SecurityGroupPolicy, apiVersion: vpcresources.k8s.aws/v1beta1, metadata: { name: a }, spec: { podSelector: { matchLabels: { app: a } } } }",
      ).fields,
    ).toEqual({ "spec.podSelector": '{"matchLabels":{"app":"a"}}' });
  });
});

/** The only record that this YAML makes in a slice. */
function only<R extends RecordName>(name: R, yaml: string): Records[R] {
  const slice = collectedFrom(yaml).slices[name];
  if (slice.read !== "complete") throw new Error(slice.unread[0]?.detail);
  const [record, ...others] = slice.items;
  if (record === undefined || others.length > 0) {
    throw new Error(`The YAML makes ${slice.items.length} records of ${name}.`);
  }
  return record;
}
