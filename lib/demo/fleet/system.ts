import type { App } from "../build/app.ts";
import { declareBareNamespace, declareNamespace, type NamespacePlan } from "../build/namespace.ts";
import { declare, type Site } from "../build/site.ts";
import { http, NO_MESH, plan } from "./company.ts";

type Platform = "gke" | "eks" | "kind";

/** What every cluster runs beside the company's own applications. */
export function systemWorkloads(ground: Site, platform: Platform): void {
  const [system, ...others] = systemNamespaces(platform);
  declareNamespace(ground, system);
  for (const name of ["default", "kube-public", "kube-node-lease"])
    declareBareNamespace(ground, name);

  for (const [name, value] of [
    ["system-node-critical", 2_000_001_000],
    ["system-cluster-critical", 2_000_000_000],
  ] as const) {
    declare(ground, {
      resource: "priorityclasses.scheduling.k8s.io",
      name,
      body: {
        value,
        preemptionPolicy: "PreemptLowerPriority",
        description: "Used for system critical pods.",
      },
    });
  }
  declare(ground, {
    resource: "csidrivers.storage.k8s.io",
    name:
      platform === "gke"
        ? "pd.csi.storage.gke.io"
        : platform === "eks"
          ? "ebs.csi.aws.com"
          : "rancher.io",
    body: {
      spec: { attachRequired: true, podInfoOnMount: false, volumeLifecycleModes: ["Persistent"] },
    },
  });

  for (const namespace of others) declareNamespace(ground, namespace);
}

/** The namespaces of these workloads. */
export function systemNamespaces(platform: Platform): readonly [NamespacePlan, ...NamespacePlan[]] {
  return [
    plan("kube-system", NO_MESH, {}, systemApps(platform)),
    plan("cert-manager", NO_MESH, {}, [
      http("cert-manager", 1, { image: "quay.io/jetstack/cert-manager-controller:v1.19.1" }),
      http("cert-manager-webhook", 1, { image: "quay.io/jetstack/cert-manager-webhook:v1.19.1" }),
    ]),
    plan("argocd", NO_MESH, {}, [
      http("argocd-server", 2, { image: "quay.io/argoproj/argocd:v3.2.0" }),
      http("argocd-repo-server", 2, { image: "quay.io/argoproj/argocd:v3.2.0" }),
      http("argocd-application-controller", 1, {
        image: "quay.io/argoproj/argocd:v3.2.0",
        kind: "StatefulSet",
      }),
    ]),
  ];
}

function systemApps(platform: Platform): readonly App[] {
  const onNode = (name: string, image: string, env: App["env"] = {}): App => ({
    name,
    image,
    kind: "DaemonSet",
    hostNetwork: true,
    priorityClass: "system-node-critical",
    cpu: "50m",
    memory: "64Mi",
    env,
  });
  const dns: App = {
    name: platform === "gke" ? "kube-dns" : "coredns",
    image: "registry.k8s.io/coredns/coredns:v1.12.1",
    replicas: 2,
    ports: [
      { name: "dns", port: 53, protocol: "UDP" },
      { name: "dns-tcp", port: 53 },
    ],
    priorityClass: "system-cluster-critical",
  };
  if (platform === "gke")
    return [
      dns,
      onNode("calico-node", "gke.gcr.io/calico/node:v3.30.4"),
      onNode("kube-proxy", "gke.gcr.io/kube-proxy-amd64:v1.33.5"),
    ];
  if (platform === "eks") {
    const settings = {
      ENABLE_POD_ENI: "true",
      POD_SECURITY_GROUP_ENFORCING_MODE: "strict",
      AWS_VPC_K8S_CNI_LOGLEVEL: "INFO",
    };
    return [
      dns,
      onNode(
        "aws-node",
        "602401143452.dkr.ecr.eu-west-1.amazonaws.com/amazon-k8s-cni:v1.20.4",
        settings,
      ),
      onNode("kube-proxy", "602401143452.dkr.ecr.eu-west-1.amazonaws.com/eks/kube-proxy:v1.34.1"),
    ];
  }
  return [
    dns,
    onNode("kindnet", "docker.io/kindest/kindnetd:v20250512"),
    onNode("kube-proxy", "registry.k8s.io/kube-proxy:v1.35.0"),
  ];
}
