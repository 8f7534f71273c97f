import type { Source } from "../define.ts";

/** Where the facts of the checks come from: istio.io pages, and the code that decides. */
export const SOURCES = {
  migrate: docs("Migrate from sidecar to ambient mode", "ambient/migrate"),
  migrateBefore: docs(
    "Before you begin a migration to ambient",
    "ambient/migrate/before-you-begin",
  ),
  migrateInstall: docs("Install ambient components", "ambient/migrate/install-ambient-components"),
  migratePolicies: docs("Migrate policies to ambient", "ambient/migrate/migrate-policies"),
  migrateEnable: docs("Enable ambient mode", "ambient/migrate/enable-ambient-mode"),
  platforms: docs(
    "Platform-specific prerequisites of ambient mode",
    "ambient/install/platform-prerequisites",
  ),
  multicluster: docs("Install ambient in several clusters", "ambient/install/multicluster"),
  upgradeHelm: docs("Upgrade ambient with Helm", "ambient/upgrade/helm"),
  waypoints: docs("Configure waypoint proxies", "ambient/usage/waypoint"),
  l4Policy: docs("Use Layer 4 security policy", "ambient/usage/l4-policy"),
  l7Features: docs("Use Layer 7 features", "ambient/usage/l7-features"),
  addWorkloads: docs("Add workloads to the mesh", "ambient/usage/add-workloads"),
  networkPolicy: docs("Ambient and Kubernetes NetworkPolicy", "ambient/usage/networkpolicy"),
  waypointWasm: docs("Extend waypoints with WebAssembly", "ambient/usage/extend-waypoint-wasm"),
  architecture: docs("Ambient architecture", "ambient/architecture"),
  redirection: docs("Ztunnel traffic redirection", "ambient/architecture/traffic-redirection"),
  requirements: docs("Application requirements", "ops/deployment/application-requirements"),
  injection: docs("Install the sidecar", "setup/additional-setup/sidecar-injection"),
  gateways: docs("Install gateways", "setup/additional-setup/gateway"),
  canaryUpgrade: docs("Canary upgrades", "setup/upgrade/canary"),
  meshConfig: docs("Global mesh options", "reference/config/istio.mesh.v1alpha1"),
  supportedReleases: docs("Supported releases", "releases/supported-releases"),
  supportData: {
    title: "Istio's support table as data (istio/istio.io)",
    url: "https://github.com/istio/istio.io/blob/master/data/compatibility/supportStatus.yml",
  },
  ambientGa: {
    title: "Ambient mode reaches general availability in Istio 1.24",
    url: "https://istio.io/latest/blog/2024/ambient-reaches-ga/",
  },
  multinetworkBeta: {
    title: "Ambient multi-network multicluster reaches Beta",
    url: "https://istio.io/latest/blog/2026/ambient-multinetwork-multicluster-beta/",
  },
  release124: news("1.24"),
  release125: news("1.25"),
  release127: news("1.27"),
  release129: news("1.29"),
  release130: news("1.30"),
  release131: news("1.31"),

  codeAuthorization: code(
    "istio/istio",
    "pilot/pkg/serviceregistry/ambient/authorization.go",
    "What istiod sends to ztunnel of an AuthorizationPolicy",
  ),
  codeWaypoints: code(
    "istio/istio",
    "pilot/pkg/serviceregistry/ambient/waypoints.go",
    "How istiod binds waypoints",
  ),
  codeWorkloads: code(
    "istio/istio",
    "pilot/pkg/serviceregistry/ambient/workloads.go",
    "How istiod describes workloads to ztunnel",
  ),
  codeAttachment: code(
    "istio/istio",
    "pilot/pkg/model/policyattachment.go",
    "Which policies reach a waypoint",
  ),
  codeEndpoints: code(
    "istio/istio",
    "pilot/pkg/xds/endpoints/endpoint_builder.go",
    "Who is sent through a waypoint",
  ),
  codeFeatures: code("istio/istio", "pilot/pkg/features/ambient.go", "istiod's ambient settings"),
  codeInjector: code("istio/istio", "pkg/kube/inject/inject.go", "The sidecar injector"),
  codeDiscoveryChart: code(
    "istio/istio",
    "manifests/charts/istio-control/istio-discovery/templates/deployment.yaml",
    "The istiod chart",
  ),
  codeCniChart: code(
    "istio/istio",
    "manifests/charts/istio-cni/templates/daemonset.yaml",
    "The istio-cni chart",
  ),
  codeCniSelection: code(
    "istio/istio",
    "cni/pkg/util/enablement_selector.go",
    "Which pods istio-cni enrols",
  ),
  codeCniNetns: code(
    "istio/istio",
    "cni/pkg/nodeagent/podcgroupns_linux.go",
    "istio-cni refuses the network of the host",
  ),
  codeCniIptables: code(
    "istio/istio",
    "cni/pkg/iptables/iptables.go",
    "Redirection rules of istio-cni",
  ),
  codeZtunnelChart: code(
    "istio/istio",
    "manifests/charts/ztunnel/templates/daemonset.yaml",
    "The ztunnel chart",
  ),
  codeZtunnelRbac: code("istio/ztunnel", "src/rbac.rs", "How ztunnel evaluates policies"),
  codePlatformProfiles: {
    title: "Platform profiles of the Istio charts (istio/istio)",
    url: "https://github.com/istio/istio/tree/master/manifests/helm-profiles",
  },
  codeGatewayApiVersions: code(
    "istio/istio",
    "pkg/config/schema/gatewayapi/minimumversions.go",
    "Oldest Gateway API resources that istiod watches",
  ),
  codeGatewayApiWatcher: code(
    "istio/istio",
    "pkg/kube/kclient/crdwatcher.go",
    "How istiod ignores Gateway API resources",
  ),
  codeGatewayDeployer: code(
    "istio/istio",
    "pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go",
    "How istiod deploys waypoints",
  ),
  codeGatewayConversion: code(
    "istio/istio",
    "pilot/pkg/config/kube/gateway/conversion.go",
    "How istiod reads Gateway API routes",
  ),
  codeKubernetesVersion: code(
    "istio/istio",
    "istioctl/pkg/install/k8sversion/version.go",
    "Oldest Kubernetes that istioctl accepts",
  ),
  codeAnnotations: code("istio/api", "annotation/annotations.yaml", "Istio's annotations"),
  codeLabels: code("istio/api", "label/labels.yaml", "Istio's labels"),
  codeEnvoyFilter: code(
    "istio/api",
    "networking/v1alpha3/envoy_filter.proto",
    "Definition of EnvoyFilter",
  ),
  gatewayApiRoutes: code(
    "kubernetes-sigs/gateway-api",
    "apis/v1/httproute_types.go",
    "Definition of HTTPRoute",
    "main",
  ),
  gatewayApiReleases: {
    title: "Gateway API releases (kubernetes-sigs/gateway-api)",
    url: "https://github.com/kubernetes-sigs/gateway-api/releases",
  },
  sailMigration: code(
    "istio-ecosystem/sail-operator",
    "docs/migrate-from-sidecar-to-ambient/migration.adoc",
    "Migration with the Sail operator",
    "main",
  ),
} satisfies Record<string, Source>;

/** An issue of istio/istio. */
export function issue(number: number, title: string): Source {
  return {
    title: `${title} (istio/istio #${number})`,
    url: `https://github.com/istio/istio/issues/${number}`,
  };
}

function docs(title: string, path: string): Source {
  return { title, url: `https://istio.io/latest/docs/${path}/` };
}

function news(minor: string): Source {
  return {
    title: `Istio ${minor}: announcement and change notes`,
    url: `https://istio.io/latest/news/releases/${minor}.x/announcing-${minor}/`,
  };
}

function code(repository: string, path: string, title: string, branch = "master"): Source {
  return {
    title: `${title} (${repository})`,
    url: `https://github.com/${repository}/blob/${branch}/${path}`,
  };
}
