import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCollector } from "./collector.ts";
import { createInterner } from "./intern.ts";
import { PARSERS, type Parser } from "./parsers.ts";
import { CAPS, ParseError } from "./raw.ts";
import { byResourceName, RESOURCES } from "./resources.ts";

const LONG = "x".repeat(64 * 1024);

/** Field names that readers look at, so that random objects reach deep into them. */
const FIELDS = [
  ...["metadata", "name", "namespace", "labels", "annotations", "spec", "status", "data", "items"],
  ...["selector", "matchLabels", "matchExpressions", "key", "operator", "values", "template"],
  ...["containers", "initContainers", "volumes", "env", "args", "ports", "port", "resources"],
  ...["containerPort", "requests", "limits", "memory", "cpu", "livenessProbe", "httpGet", "csi"],
  ...["conditions", "type", "reason", "message", "ownerReferences", "controller", "apiVersion"],
  ...["kind", "rules", "from", "to", "when", "source", "operation", "action", "provider", "mtls"],
  ...["mode", "portLevelMtls", "targetRef", "targetRefs", "http", "tcp", "tls", "match", "route"],
  ...["destination", "host", "hosts", "subsets", "trafficPolicy", "servers", "listeners", "match"],
  ...[
    "configPatches",
    "patch",
    "value",
    "webhooks",
    "clientConfig",
    "service",
    "ingress",
    "egress",
  ],
  ...["jobTemplate", "names", "versions", "group", "plural", "parentRefs", "backendRefs", "specs"],
  ...["__proto__", "constructor", "toString", "sidecar.istio.io/status", "istio/multiCluster"],
];

const leaf = fc.oneof(
  fc.string(),
  fc.constantFrom(LONG, "\0", "\ud800", "ALLOW", "STRICT", "True", "true", "ClusterIP"),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
);

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom(...FIELDS), fc.string()), tie("tree")), {
        maxLength: 6,
      })
      // Own keys called __proto__ exist in JSON that a server sends.
      .map((entries) => JSON.parse(toJson(entries)) as unknown),
  ),
}));

const objects = fc.record({
  metadata: fc.oneof(fc.record({ name: fc.string({ minLength: 1 }), labels: tree }), tree),
  spec: tree,
  status: tree,
  data: tree,
});

describe.each(RESOURCES.map((resource) => [resource.resource, resource] as const))(
  "%s",
  (_, resource) => {
    const parse: Parser<unknown> = PARSERS[resource.slice];
    const read = (raw: unknown) => {
      try {
        return parse(raw, resource, createInterner());
      } catch (error) {
        if (error instanceof ParseError) return error.message;
        throw error;
      }
    };

    test("any object is understood or refused with a ParseError, and nothing long is kept", () => {
      fc.assert(
        fc.property(fc.oneof(objects, tree, fc.jsonValue()), (raw) => {
          for (const text of textsIn(read(raw))) {
            expect(text.length).toBeLessThanOrEqual(capOf(resource.slice));
            expect(text.isWellFormed()).toBe(true);
            expect(text).not.toContain("\0");
          }
        }),
        { numRuns: 60 },
      );
    });
  },
);

describe("hostile metadata", () => {
  const pods = byResourceName("pods");
  if (!pods) throw new Error("pods");

  const podWith = (metadata: string) => {
    const collector = createCollector({ input: "live" });
    collector.add(pods, JSON.parse(`{"metadata":{"name":"a",${metadata}},"spec":{}}`));
    const slice = collector.collected({ kubernetesVersion: null, apiGroups: null }).slices.pods;
    return slice.read === "unread" ? undefined : slice.items[0];
  };

  test("a label called __proto__ is a label and changes no other object", () => {
    const labels = podWith(`"labels":{"__proto__":"evil"}`)?.shape.labels ?? {};
    expect(Object.keys(labels)).toEqual(["__proto__"]);
    expect(Object.hasOwn(Object.prototype, "evil")).toBe(false);
  });

  test("a label that is not there is not found on a prototype", () => {
    const labels = podWith(`"labels":{}`)?.shape.labels ?? { constructor: "found" };
    expect("constructor" in labels).toBe(false);
    expect(labels.toString).toBeUndefined();
  });

  test("a label of 64 KB is cut", () => {
    expect(podWith(`"labels":{"a":"${LONG}"}`)?.shape.labels.a).toHaveLength(CAPS.text);
  });

  test("an object with ten thousand labels is refused rather than half read", () => {
    const many = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, index) => [`l${index}`, ""]),
    );
    expect(podWith(`"labels":${JSON.stringify(many)}`)).toBeUndefined();
  });

  test("NUL, which no database stores, is replaced", () => {
    expect(podWith(`"labels":{"a":"x\\u0000y"}`)?.shape.labels.a).toBe("x\uFFFDy");
  });

  test("annotations outside Istio's, such as the last applied manifest, are never kept", () => {
    const pod = podWith(
      `"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"secret","evil-istio.io/x":"1","sidecar.istio.io/inject":"false"}`,
    );
    expect(Object.keys(pod?.shape.annotations ?? {})).toEqual(["sidecar.istio.io/inject"]);
  });
});

function toJson(entries: readonly (readonly [string, unknown])[]): string {
  const fields = entries.map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value ?? null)}`,
  );
  return `{${fields.join(",")}}`;
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      yield key;
      yield* textsIn(inner);
    }
  }
}

function capOf(slice: string): number {
  if (slice === "configMaps") return CAPS.document;
  const holdsJson = /^(sail|openshift|calico)Objects$|^ciliumPolicies$|^securityGroupPolicies$/;
  return holdsJson.test(slice) ? 4096 : CAPS.text + 64;
}
