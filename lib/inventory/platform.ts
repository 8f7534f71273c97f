import type { Platform } from "./facts.ts";
import type { ConfigMap, CustomResourceDefinition, Node, Workload } from "./model.ts";

interface PlatformRecords {
  readonly nodes: readonly Node[];
  readonly workloads: readonly Workload[];
  readonly customResourceDefinitions: readonly CustomResourceDefinition[];
  /** False when there may be more definitions than these. */
  readonly definitionsInFull: boolean;
  readonly configMaps: readonly ConfigMap[];
  readonly kubernetesVersion: string | null;
  readonly apiGroups: readonly string[] | null;
}

/** Who runs the cluster, and its network plugins. https://istio.io/latest/docs/ambient/install/platform-prerequisites/ */
export function platform(records: PlatformRecords): Platform {
  const { nodes, kubernetesVersion, apiGroups, definitionsInFull } = records;
  const unseen = apiGroups === null && !definitionsInFull;
  const found = SIGNS.find(({ sign }) => sign(records) !== null);
  return {
    name: found ? found.name : "unknown",
    kubernetesVersion,
    cnis: CNIS.filter(({ present }) => present(records)).map(({ name }) => name),
    nodes: nodes.length,
    evidence: found?.sign(records) ?? "No mark of a known platform was found.",
    ...(unseen && (found === undefined || found.byCloud === true) && { mayBeOpenshift: true }),
  };
}

/** A sentence that names the evidence, or null. */
type Sign = (records: PlatformRecords) => string | null;

const SIGNS: readonly {
  readonly name: Platform["name"];
  readonly sign: Sign;
  /** It names the cloud below, where OpenShift runs as well. */
  readonly byCloud?: true;
}[] = [
  {
    name: "openshift",
    sign: ({ apiGroups, customResourceDefinitions }) =>
      apiGroups?.includes("config.openshift.io") ||
      customResourceDefinitions.some(({ group }) => group === "config.openshift.io")
        ? "The API group config.openshift.io is served."
        : null,
  },
  {
    name: "gke",
    sign: anyOf(version("-gke"), nodeLabel("cloud.google.com/gke-nodepool")),
  },
  { name: "gke", sign: provider("gce://"), byCloud: true },
  {
    name: "eks",
    sign: anyOf(
      version("-eks-"),
      nodeLabel("eks.amazonaws.com/nodegroup"),
      nodeLabel("eks.amazonaws.com/compute-type"),
    ),
  },
  { name: "aks", sign: nodeLabel("kubernetes.azure.com/cluster") },
  { name: "rke2", sign: version("+rke2") },
  {
    name: "k3d",
    sign: (records) => {
      const node = records.nodes.find(({ ref }) => ref.name.startsWith("k3d-"));
      return node && version("+k3s")(records) !== null
        ? `k3s runs on node ${node.ref.name}.`
        : null;
    },
  },
  { name: "k3s", sign: version("+k3s") },
  { name: "kind", sign: provider("kind://") },
  { name: "minikube", sign: nodeLabel("minikube.k8s.io/name") },
  { name: "microk8s", sign: nodeLabel("microk8s.io/cluster") },
  // Nodes of other distributions also name a cloud as their provider, so this comes last.
  { name: "eks", sign: provider("aws://"), byCloud: true },
  { name: "aks", sign: provider("azure://"), byCloud: true },
];

const CNIS: readonly {
  readonly name: Platform["cnis"][number];
  readonly present: (records: PlatformRecords) => boolean;
}[] = [
  {
    name: "cilium",
    present: (records) =>
      daemonSet("cilium")(records) ||
      records.configMaps.some(
        ({ ref }) => ref.name === "cilium-config" && ref.namespace === "kube-system",
      ),
  },
  { name: "calico", present: daemonSet("calico-node") },
  { name: "aws-vpc", present: daemonSet("aws-node") },
  { name: "flannel", present: daemonSet("kube-flannel-ds", "kube-flannel") },
  { name: "kindnet", present: daemonSet("kindnet") },
  { name: "weave", present: daemonSet("weave-net") },
  { name: "antrea", present: daemonSet("antrea-agent") },
  { name: "ovn-kubernetes", present: daemonSet("ovnkube-node") },
  { name: "dataplane-v2", present: daemonSet("anetd") },
  {
    name: "multus",
    present: ({ customResourceDefinitions }) =>
      customResourceDefinitions.some(
        ({ group, plural }) =>
          group === "k8s.cni.cncf.io" && plural === "network-attachment-definitions",
      ),
  },
];

function anyOf(...signs: readonly Sign[]): Sign {
  return (records) => {
    for (const sign of signs) {
      const evidence = sign(records);
      if (evidence !== null) return evidence;
    }
    return null;
  };
}

function provider(prefix: string): Sign {
  return ({ nodes }) => {
    const node = nodes.find(({ providerId }) => providerId.startsWith(prefix));
    return node ? `Node ${node.ref.name} has a provider id that starts with ${prefix}.` : null;
  };
}

/** Kubelets of these platforms carry the mark as well, where the server's version is not known. */
function version(part: string): Sign {
  return ({ kubernetesVersion, nodes }) => {
    if (kubernetesVersion?.includes(part)) {
      return `The server's version is ${kubernetesVersion.slice(0, 100)}.`;
    }
    const node =
      kubernetesVersion === null && nodes.find((one) => one.kubeletVersion.includes(part));
    return node ? `Node ${node.ref.name} runs kubelet ${node.kubeletVersion.slice(0, 100)}.` : null;
  };
}

function nodeLabel(key: string): Sign {
  return ({ nodes }) => {
    const node = nodes.find(({ labels }) => Object.hasOwn(labels, key));
    return node ? `Node ${node.ref.name} has label ${key}.` : null;
  };
}

function daemonSet(...names: readonly string[]): (records: PlatformRecords) => boolean {
  return ({ workloads }) =>
    workloads.some(({ ref }) => ref.kind === "DaemonSet" && names.includes(ref.name));
}
