/**
 * Imports run one way: pages -> components -> lib, and inside lib from the pure middle outwards. Each rule says why.
 * @type {import("dependency-cruiser").IConfiguration}
 */
const PURE = "^lib/(inventory|checks|parity|savings|migration|snapshot|export)/";

export default {
  forbidden: [
    {
      name: "inventory-knows-only-itself",
      comment: "An inventory says what is there; what should be is the checks' business.",
      severity: "error",
      from: { path: "^lib/inventory/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/", pathNot: "^lib/inventory/" },
    },
    {
      name: "checks-read-inventories-only",
      comment: "A check judges an inventory. It never plans, stores or queries.",
      severity: "error",
      from: { path: "^lib/checks/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/", pathNot: "^lib/(inventory|checks)/" },
    },
    {
      name: "migration-stands-on-checks",
      comment: "Phases and plans follow from findings, never from storage or the network.",
      severity: "error",
      from: { path: "^lib/migration/", pathNot: "\\.test\\.ts$" },
      to: { path: "^lib/", pathNot: "^lib/(inventory|checks|migration)/" },
    },
    {
      name: "pure-folders-touch-no-world",
      comment:
        "Pure code runs on a fixture as it does on a live cluster: no files, sockets, processes or databases.",
      severity: "error",
      from: {
        path: PURE,
        pathNot:
          "(\\.test\\.ts$|^lib/inventory/fixture\\.ts$|^lib/checks/(readmes|support/fixtures)\\.ts$)",
      },
      to: {
        path: "^(node:)?(fs|http|https|net|tls|child_process|worker_threads|dns)(/|$)|^lib/(cluster|metrics|db|scan|access|demo)/|node_modules/(@kubernetes|@prisma|@electric-sql|pg)/",
      },
    },
    {
      name: "only-scan-joins-cluster-and-db",
      comment:
        "Kubernetes is spoken in lib/cluster and SQL in lib/db; they meet in lib/scan only. Naming a stored shape is no query.",
      severity: "error",
      from: { path: "^lib/cluster/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^lib/(db|scan|snapshot|migration|checks)/",
        dependencyTypesNot: ["type-only"],
      },
    },
    {
      name: "metrics-measures-and-stores-nothing",
      comment:
        "Prometheus and metrics.k8s.io are spoken in lib/metrics, over the connections of lib/cluster. What is measured is handed to lib/scan, which alone stores it.",
      severity: "error",
      from: { path: "^lib/metrics/", pathNot: "(\\.test\\.ts$|^lib/metrics/testing/)" },
      to: {
        path: "^lib/",
        pathNot: "^lib/(metrics|cluster|inventory|snapshot)/",
      },
    },
    {
      name: "db-knows-no-cluster",
      comment: "The database remembers; it does not read clusters or judge them.",
      severity: "error",
      from: { path: "^lib/db/", pathNot: "(\\.test\\.ts$|^lib/db/testing/)" },
      to: {
        path: "^lib/(cluster|scan|demo|checks|migration)/",
        dependencyTypesNot: ["type-only"],
        pathNot: "^lib/(cluster/source|scan/progress|checks/define|migration/model)\\.ts$",
      },
    },
    {
      name: "demo-knows-only-the-questions",
      comment:
        "The demo fleet is what the product is tried on, so it shares nothing with it but the words in which it asks.",
      severity: "error",
      from: { path: "^lib/demo/", pathNot: "\\.test\\.ts$" },
      to: {
        path: "^lib/",
        pathNot: "^lib/(demo/|metrics/queries\\.ts$|snapshot/measurement\\.ts$)",
      },
    },
    {
      name: "lib-knows-no-page",
      comment: "Pages ask and compose; nothing below them may depend on how it is shown.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|components)/" },
    },
    {
      name: "components-know-no-page",
      comment: "A component is used by pages, not the other way round.",
      severity: "error",
      from: { path: "^components/" },
      to: { path: "^app/" },
    },
    {
      name: "components-do-not-query",
      comment:
        "Components show domain objects that a page asked for; only types may come from the rim.",
      severity: "error",
      from: { path: "^components/", pathNot: "\\.test\\.tsx?$" },
      to: {
        path: "^lib/(cluster|metrics|db|scan|access|demo)/",
        pathNot: "^lib/(cluster/source|metrics/source|db/shapes|scan/progress)\\.ts$",
      },
    },
    {
      name: "charts-behind-one-door",
      comment: "Recharts is wrapped once, in components/charts.",
      severity: "error",
      from: { pathNot: "^components/charts/" },
      to: { path: "node_modules/recharts/" },
    },
    {
      name: "no-cycles",
      comment: "Two files that need each other are one idea in the wrong two places.",
      severity: "error",
      from: { pathNot: "^lib/db/generated/" },
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules|^lib/db/generated" },
    exclude: { path: "^lib/db/generated/" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
