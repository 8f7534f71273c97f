import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ObjectRef } from "../inventory/model.ts";
import type { FindingRecord, NamespaceRecord, SnapshotDocument } from "./document.ts";
import { DOCUMENT_VERSION } from "./document.ts";
import { type Scope, scopeDocument, scopeSpans, shownCluster, shownNamespace } from "./scope.ts";

const CHOSEN: Scope = { namespaces: ["shop", "cart"], redactKey: null };
const REDACTED: Scope = { namespaces: null, redactKey: "key of one link" };

/** The names that must never leave. */
const OTHER = "payroll-zq";
const SECRET_OBJECT = "salaries-zq";
const NODE = "node-zq-17";

describe("a document for chosen namespaces", () => {
  test("has these namespaces, their findings and nothing else", () => {
    const seen = scopeDocument(
      documentWith(() => ""),
      CHOSEN,
    );
    expect(seen.namespaces.map(({ name }) => name)).toEqual(["shop", "cart"]);
    expect(seen.findings.map(({ namespace }) => namespace)).toEqual(["shop", "cart"]);
    expect(seen.components).toEqual([]);
    expect(seen.coverage).toMatchObject([
      { resource: "pods", outcome: "failed", objects: 0, detail: "" },
    ]);
    expect(seen.waypoints.map(({ ref }) => ref.namespace)).toEqual(["shop"]);
    expect(seen.requested).toBeNull();
  });

  test("counts these namespaces only, in its sentence too", () => {
    const { summary, recommendation } = scopeDocument(
      documentWith(() => ""),
      CHOSEN,
    );
    expect(summary).toMatchObject({
      namespaces: 2,
      judged: 2,
      blockers: 2,
      verdicts: [
        { verdict: "ready", namespaces: 1 },
        { verdict: "blocked", namespaces: 1 },
      ],
      pods: { sidecar: 6 },
      kindsAsked: 0,
      sidecarMemoryRequested: null,
    });
    expect(recommendation).toMatchObject({ decidedBy: null, rules: [] });
    expect(summary.sentence).toBe(
      "Of 2 namespaces in the mesh, 1 can move today and 1 is blocked.",
    );
  });

  test("says of a check that failed elsewhere no more than that nothing was found here", () => {
    const seen = scopeDocument(
      documentWith(() => ""),
      CHOSEN,
    );
    const outcomes = Object.fromEntries(seen.checks.map(({ id, outcome }) => [id, outcome]));
    expect(outcomes).toEqual({
      "authz-l7-deny-noop": "failed",
      "envoyfilter-unsupported": "passed",
      "peer-auth-disable": "undetermined",
    });
    expect(seen.checks.map(({ examined }) => examined)).toEqual([0, 0, 0]);
  });

  test("calls a feature that only others use not used, and says nothing of the whole cluster's", () => {
    const seen = scopeDocument(
      documentWith(() => ""),
      CHOSEN,
    );
    expect(
      seen.features?.map(({ feature, used, namespaces }) => [feature, used, namespaces]),
    ).toEqual([
      ["retries", "used", ["shop"]],
      ["wasm", "not-used", []],
    ]);
    expect(seen.features?.[0]?.objectCount).toBe(1);
  });

  test("keeps its own words, and replaces what names another namespace as a whole", () => {
    const document = documentWith(
      () => `Calls ${OTHER}/${SECRET_OBJECT} and db.${OTHER}.svc.cluster.local from shop/web.`,
    );
    const [finding] = scopeDocument(document, CHOSEN).findings;
    expect(finding?.problem).toBe("Calls another namespace and another namespace from shop/web.");
    expect(finding?.remedy).not.toHaveProperty("command");
  });

  test("keeps names that every cluster has, and hides what is in them", () => {
    const document = documentWith(
      () => "kubectl -n istio-system get pods, istio-system/deny-all, sa/default by default",
    );
    const [finding] = scopeDocument(document, CHOSEN).findings;
    expect(finding?.problem).toBe(
      "kubectl -n istio-system get pods, another namespace, sa/default by default",
    );
  });

  test("never has another namespace's name in it, wherever a cluster wrote it", () => {
    fc.assert(
      fc.property(fc.array(spelling, { minLength: 40, maxLength: 40 }), (spellings) => {
        let at = 0;
        const document = documentWith(() => spellings[at++ % spellings.length] ?? "");
        const seen = JSON.stringify([
          scopeDocument(document, CHOSEN),
          scopeSpans(document, spans(spellings[0] ?? ""), CHOSEN),
        ]);
        for (const name of [OTHER, SECRET_OBJECT, NODE])
          expect(seen.toLowerCase()).not.toContain(name);
      }),
    );
  });
});

describe("a redacted document", () => {
  test("shows one name as one pseudonym, and another one under another key", () => {
    const seen = scopeDocument(
      documentWith(() => ""),
      REDACTED,
    );
    const again = scopeDocument(
      documentWith(() => ""),
      REDACTED,
    );
    const other = scopeDocument(
      documentWith(() => ""),
      { ...REDACTED, redactKey: "another" },
    );
    expect(again).toEqual(seen);
    expect(seen.namespaces[0]?.name).toMatch(/^namespace-[0-9a-f]{10}$/);
    expect(seen.findings[0]?.namespace).toBe(seen.namespaces[0]?.name);
    expect(seen.findings[0]?.object.namespace).toBe(seen.namespaces[0]?.name);
    expect(other.namespaces[0]?.name).not.toBe(seen.namespaces[0]?.name);
    expect(other.findings[0]?.fingerprint).not.toBe(seen.findings[0]?.fingerprint);
    expect(shownNamespace("shop", REDACTED)).toBe(seen.namespaces[0]?.name);
    expect(shownCluster("prod-eu", REDACTED)).toMatch(/^cluster-[0-9a-f]{10}$/);
    expect(shownNamespace(OTHER, { ...REDACTED, namespaces: ["shop"] })).toBeNull();
  });

  test("still says what is wrong, in the words of its check", () => {
    const [finding] = scopeDocument(
      documentWith(() => OTHER),
      REDACTED,
    ).findings;
    expect(finding?.title).toMatch(/^[A-Z]/);
    expect(finding?.problem).toBe(`${finding?.title}.`);
    expect(finding?.evidence).toEqual([]);
    expect(finding?.sources.length).toBeGreaterThan(0);
  });

  test("has no name of the cluster in it, wherever it was", () => {
    const names = ["shop", "cart", OTHER, SECRET_OBJECT, NODE];
    fc.assert(
      fc.property(
        fc.array(spelling, { minLength: 40, maxLength: 40 }),
        fc.boolean(),
        (spellings, some) => {
          let at = 0;
          const document = planted(
            documentWith(() => spellings[at++ % spellings.length] ?? ""),
            () => `${spellings[at++ % spellings.length]} shop`,
          );
          const scope = { ...REDACTED, namespaces: some ? ["shop", "cart"] : null };
          const seen = JSON.stringify([
            scopeDocument(document, scope),
            scopeSpans(document, spans("shop/web"), scope),
          ]);
          for (const name of names) expect(seen.toLowerCase()).not.toContain(name);
        },
      ),
    );
  });
});

test("the whole cluster keeps its names, and loses how reading failed", () => {
  const document = documentWith(() => `Calls ${OTHER}.`);
  const seen = scopeDocument(document, { namespaces: null, redactKey: null });
  expect(seen.namespaces).toEqual(document.namespaces);
  expect(seen.findings).toEqual(document.findings);
  expect(JSON.stringify(seen)).not.toContain("10.0.0.7");
});

/** How names come into texts. */
const spelling = fc.constantFrom(
  OTHER,
  OTHER.toUpperCase(),
  `${OTHER}/${SECRET_OBJECT}`,
  `Service ${OTHER}/${SECRET_OBJECT}:8080.`,
  `${SECRET_OBJECT}.${OTHER}.svc.cluster.local`,
  `spiffe://cluster.local/ns/${OTHER}/sa/${SECRET_OBJECT}`,
  `["${OTHER}", '${OTHER}']`,
  `kubectl -n ${OTHER} get pods --field=${OTHER}`,
  `namespace=${OTHER},${OTHER};(${OTHER})`,
  `*.${OTHER}:80 on ${NODE}`,
  `@${OTHER}_${SECRET_OBJECT}`,
);

const ref = (namespace: string | null, name: string, kind = "AuthorizationPolicy"): ObjectRef => ({
  group: "security.istio.io",
  kind,
  namespace,
  name,
});

/** Two namespaces to share, one to keep; `text` makes every text that comes from the cluster. */
function documentWith(text: () => string): SnapshotDocument {
  return {
    version: DOCUMENT_VERSION,
    takenAt: "2026-11-22T10:42:00.000Z",
    input: "live",
    catalogue: "1",
    kubernetesVersion: `v1.33.4 ${text()}`,
    istioVersion: `1.27.3 ${text()}`,
    platform: { name: "gke", kubernetesVersion: null, cnis: [], nodes: 3, evidence: `${NODE}` },
    components: [
      {
        component: "istiod",
        ref: ref(OTHER, SECRET_OBJECT, "Deployment"),
        revision: text(),
        version: "1.27.3",
        ready: 1,
        desired: 1,
      },
    ],
    waypoints: ["shop", OTHER].map((namespace) => ({
      ref: ref(namespace, namespace === OTHER ? SECRET_OBJECT : "waypoint", "Gateway"),
      trafficType: "service",
      programmed: true,
      readyPods: 1,
      usedBy: 7,
    })),
    summary: {
      sentence: `3 namespaces. ${text()}`,
      namespaces: 3,
      judged: 3,
      phases: [{ phase: "sidecar", namespaces: 3 }],
      verdicts: [{ verdict: "blocked", namespaces: 3 }],
      blockers: 4,
      warnings: 0,
      infos: 0,
      namespacesWithBlockers: 3,
      needWaypoint: 3,
      pods: { sidecar: 99, ambient: 0, none: 0 },
      kindsAsked: 34,
      kindsRead: 33,
      undeterminedChecks: 1,
      sidecarMemoryRequested: 1,
    },
    recommendation: {
      advice: "prepare",
      sentence: `3 namespaces. ${text()}`,
      decidedBy: "D",
      rules: [{ rule: "D", situation: text(), holds: true, evidence: text(), advice: "prepare" }],
    },
    coverage: [
      {
        resource: "pods",
        kind: "Pod",
        outcome: "failed",
        objects: 0,
        detail: `connect ECONNREFUSED 10.0.0.7:6443 ${text()}`,
        restarted: false,
        undecidedChecks: [],
        rbac: text(),
      },
    ],
    checks: [
      check("authz-l7-deny-noop", "failed", text),
      check("envoyfilter-unsupported", "failed", text),
      check("peer-auth-disable", "undetermined", text),
    ],
    findings: [
      finding("authz-l7-deny-noop", "shop", text),
      finding("authz-l7-deny-noop", "cart", text),
      finding("envoyfilter-unsupported", OTHER, text),
      finding("envoyfilter-unsupported", null, text),
    ],
    namespaces: [
      namespace("shop", "blocked", text),
      namespace("cart", "ready", text),
      namespace(OTHER, "blocked", text),
      namespace("istio-system", null, text),
    ],
    features: [
      {
        feature: "retries",
        used: "used",
        objects: [ref("shop", "route"), ref(OTHER, SECRET_OBJECT)],
        objectCount: 60,
        namespaces: [OTHER, "shop"],
        unread: [{ resource: "pods", reason: "failed", detail: text(), object: ref(OTHER, "x") }],
      },
      {
        feature: "wasm",
        used: "used",
        objects: [],
        objectCount: 9,
        namespaces: [OTHER],
        unread: [],
      },
      {
        feature: "multicluster",
        used: "used",
        objects: [],
        objectCount: 1,
        namespaces: [],
        unread: [],
      },
    ],
    requested: requested(),
    pains: {
      memory: null,
      start: null,
      upgrade: null,
      optOut: {
        pods: 1,
        partly: 0,
        namespaces: 0,
        unprotected: 1,
        policies: 1,
        captured: 1,
        stayOut: 0,
        objects: [
          {
            way: "pod-injection",
            object: ref(OTHER, SECRET_OBJECT),
            namespace: OTHER,
            pods: 1,
            says: text(),
            policies: [ref(OTHER, SECRET_OBJECT)],
            policyCount: 1,
          },
        ],
        objectCount: 1,
      },
      path: null,
      gaps: [{ what: text(), because: text() }],
    },
  };
}

function requested(): NonNullable<SnapshotDocument["requested"]> {
  const usage = { proxies: 3, memory: 384, cpu: 300, unset: 0 };
  const parts = {
    sidecar: usage,
    ztunnel: usage,
    waypoint: usage,
    gateway: usage,
    istiod: usage,
    "istio-cni": usage,
  };
  return {
    parts,
    namespaces: [OTHER, "shop"].map((name) => ({
      namespace: name,
      sidecar: usage,
      waypoint: usage,
    })),
    nodes: { count: 3, canRunZtunnel: 3, allocatable: { memory: 1, cpu: 1 } },
    all: { memory: 1, cpu: 1 },
    gaps: [],
  };
}

function check(
  id: string,
  outcome: "failed" | "undetermined",
  text: () => string,
): SnapshotDocument["checks"][number] {
  return {
    id,
    title: text(),
    group: "security",
    severity: "blocker",
    outcome,
    examined: 12,
    findings: 1,
    unread: [{ resource: "pods", reason: "failed", detail: `10.0.0.7 ${text()}` }],
    reference: null,
  };
}

function finding(id: string, namespace: string | null, text: () => string): FindingRecord {
  return {
    fingerprint: `${id} ${namespace === OTHER ? "x" : "y"}`,
    check: id,
    title: text(),
    severity: "blocker",
    security: true,
    facet: null,
    namespace,
    object: namespace === "cart" ? ref(OTHER, SECRET_OBJECT) : ref(namespace, "deny-admin"),
    problem: text(),
    why: text(),
    remedy: { text: text(), command: text(), yaml: text() },
    evidence: [
      { object: ref("shop", "deny-admin"), field: text(), value: text() },
      { object: ref(OTHER, SECRET_OBJECT), field: "spec", value: SECRET_OBJECT },
      { object: ref(null, NODE, "Node"), field: "spec", value: "x" },
    ],
    sources: [{ title: text(), url: text() }],
  };
}

function namespace(
  name: string,
  verdict: NamespaceRecord["verdict"],
  text: () => string,
): NamespaceRecord {
  return {
    name,
    phase: "sidecar",
    phaseEvidence: [text(), text()],
    verdict,
    because: text(),
    advice: "prepare",
    excluded: text(),
    gatewayOnly: false,
    ambient: false,
    injection: { injected: true, revision: text(), because: text() },
    pods: {
      sidecar: 3,
      sidecarHbone: 3,
      ambient: 0,
      pending: 0,
      plainSelected: 0,
      stuck: 0,
      candidates: 3,
      infrastructure: 0,
      live: 3,
    },
    need: "required",
    needTrafficType: "service",
    needReasons: [
      {
        rule: "R1",
        object: ref(name, "deny-admin"),
        subject: ref(name, "web", "Service"),
        detail: text(),
        decisive: true,
        bound: false,
      },
      {
        rule: "R4",
        object: ref(OTHER, SECRET_OBJECT),
        subject: ref(name, "web", "Service"),
        detail: text(),
        decisive: true,
        bound: false,
      },
    ],
    waypoints: [ref(name, "waypoint", "Gateway"), ref(OTHER, SECRET_OBJECT, "Gateway")],
    counts: { blockers: 1, warnings: 0, infos: 0 },
    hard: 1,
    undecided: name === "shop" ? ["peer-auth-disable"] : [],
    nextStep: {
      title: text(),
      why: text(),
      commands: [text()],
      verify: [text()],
      undo: [text()],
      meanwhile: text(),
    },
    workloads: [
      {
        ref: ref(name, name === OTHER ? SECRET_OBJECT : "web", "Deployment"),
        mode: "sidecar",
        pods: 3,
        proxyVersion: `1.27.3 ${text()}`,
        hbone: true,
      },
    ],
    services: [
      {
        ref: ref(name, name === OTHER ? SECRET_OBJECT : "web", "Service"),
        headless: false,
        binding: "rejected",
        waypoint: `${OTHER}/${SECRET_OBJECT}`,
        rejectedBecause: text(),
      },
    ],
  };
}

function spans(evidence: string) {
  return ["shop", "cart", OTHER].map((name) => ({
    name,
    fromAt: "2026-11-01T00:00:00.000Z",
    untilAt: null,
    phase: "sidecar" as const,
    verdict: "blocked" as const,
    need: "none" as const,
    blockers: 1,
    warnings: 0,
    infos: 0,
    hard: 1,
    evidence: [evidence],
  }));
}

/** Fields that only ever hold words of our own. */
const OURS = new Set(
  "version takenAt input catalogue phase verdict advice severity outcome id check feature used rule mode binding trafficType component reason resource decidedBy need needTrafficType fromAt untilAt undecided undecidedChecks group kind".split(
    " ",
  ),
);

/** A copy with more names in every text that a cluster could have written. */
function planted(document: SnapshotDocument, text: () => string): SnapshotDocument {
  return JSON.parse(
    JSON.stringify(document, function (this: unknown, key, value: unknown) {
      const ours = OURS.has(key) || (Array.isArray(this) && typeof value === "string");
      const known = key === "name" || key === "namespace" || key === "waypoint";
      return typeof value === "string" && !ours && !known ? `${value} ${text()}` : value;
    }),
  );
}
