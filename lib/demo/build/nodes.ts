import type { Labels } from "../json.ts";
import { dice } from "./random.ts";
import { declare, type Site } from "./site.ts";

export interface DemoNode {
  readonly name: string;
  readonly pool: string;
  readonly ip: string;
  readonly os: "linux" | "windows";
  readonly taints: readonly Taint[];
}

export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: "NoSchedule" | "NoExecute";
}

export interface Pool {
  readonly name: string;
  readonly count: number;
  readonly os?: "linux" | "windows";
  readonly taints?: readonly Taint[];
  readonly labels?: Labels;
  readonly cpu: number;
  readonly memoryGi: number;
  readonly kubelet?: string;
}

/** Names, labels and provider ids as the cloud gives them. */
export interface Cloud {
  readonly provider: "gke" | "eks" | "kind";
  readonly cluster: string;
  readonly zones: readonly [string, ...string[]];
  readonly kubelet: string;
}

export function nodesOf(cloud: Cloud, pools: readonly Pool[]): readonly DemoNode[] {
  return pools.flatMap((pool, poolIndex) =>
    Array.from({ length: pool.count }, (_, index) => ({
      name: nodeName(cloud, pool, index),
      pool: pool.name,
      ip: `10.132.${poolIndex}.${index + 2}`,
      os: pool.os ?? "linux",
      taints: pool.taints ?? [],
    })),
  );
}

/** Declares the Node objects. */
export function declareNodes(ground: Site, cloud: Cloud, pools: readonly Pool[]): void {
  for (const node of ground.nodes) {
    const pool = pools.find(({ name }) => name === node.pool);
    if (pool) declareNode(ground, cloud, pool, node);
  }
}

function nodeName({ provider, cluster }: Cloud, pool: Pool, index: number): string {
  const chance = dice(cluster, pool.name, index);
  if (provider === "gke") return `gke-${cluster}-${pool.name}-${chance.hex(8)}-${chance.suffix(4)}`;
  if (provider === "eks") {
    return `ip-10-40-${chance.below(256)}-${chance.below(256)}.eu-west-1.compute.internal`;
  }
  return `${cluster}-${pool.name}${index === 0 ? "" : index + 1}`;
}

function declareNode(ground: Site, cloud: Cloud, pool: Pool, node: DemoNode): void {
  const chance = dice("node", node.name);
  const zone = chance.pick<string>([cloud.zones[0], ...cloud.zones.slice(1)]);
  const windows = node.os === "windows";
  const kubeletVersion = pool.kubelet ?? cloud.kubelet;
  declare(ground, {
    resource: "nodes",
    name: node.name,
    manager: "kubelet",
    ageDays: 6 + chance.below(60),
    labels: {
      "beta.kubernetes.io/arch": "amd64",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": node.name,
      "kubernetes.io/os": node.os,
      "topology.kubernetes.io/region": zone.replace(/-?[a-z]$/, ""),
      "topology.kubernetes.io/zone": zone,
      ...poolLabels(cloud, pool),
      ...pool.labels,
    },
    annotations: { "node.alpha.kubernetes.io/ttl": "0" },
    body: {
      spec: {
        podCIDR: `10.36.${chance.below(250)}.0/24`,
        providerID: providerId(cloud, zone, node.name),
        taints: node.taints.length > 0 ? node.taints.map((taint) => ({ ...taint })) : undefined,
      },
      status: {
        capacity: { cpu: String(pool.cpu), memory: `${pool.memoryGi * 1_048_576}Ki`, pods: "110" },
        allocatable: {
          cpu: `${pool.cpu * 1000 - 80}m`,
          memory: `${pool.memoryGi * 1_048_576 - 1_250_000}Ki`,
          pods: "110",
        },
        conditions: [
          {
            type: "MemoryPressure",
            status: "False",
            reason: "KubeletHasSufficientMemory",
            message: "kubelet has sufficient memory available",
          },
          {
            type: "Ready",
            status: "True",
            reason: "KubeletReady",
            message: "kubelet is posting ready status",
          },
        ],
        addresses: [
          { type: "InternalIP", address: node.ip },
          { type: "Hostname", address: node.name },
        ],
        nodeInfo: {
          machineID: chance.hex(32),
          systemUUID: chance.hex(32),
          bootID: chance.hex(32),
          kernelVersion: windows ? "10.0.20348.2700" : "6.6.97+",
          osImage: windows ? "Windows Server 2022 Datacenter" : osImage(cloud),
          containerRuntimeVersion: "containerd://2.0.4",
          kubeletVersion,
          kubeProxyVersion: kubeletVersion,
          operatingSystem: node.os,
          architecture: "amd64",
        },
      },
    },
  });
}

function poolLabels({ provider }: Cloud, pool: Pool): Labels {
  if (provider === "gke") {
    return {
      "cloud.google.com/gke-nodepool": pool.name,
      "node.kubernetes.io/instance-type": "n2d-standard-8",
    };
  }
  if (provider === "eks") {
    return {
      "eks.amazonaws.com/nodegroup": pool.name,
      "node.kubernetes.io/instance-type": "m7i.2xlarge",
    };
  }
  return {};
}

function providerId({ provider, cluster }: Cloud, zone: string, name: string): string {
  if (provider === "gke") return `gce://sample-${cluster}/${zone}/${name}`;
  if (provider === "eks") return `aws:///${zone}/i-0${dice("instance", name).hex(16)}`;
  return `kind://docker/${cluster}/${name}`;
}

function osImage({ provider }: Cloud): string {
  if (provider === "gke") return "Container-Optimized OS from Google";
  if (provider === "eks") return "Amazon Linux 2023.9.20251014";
  return "Debian GNU/Linux 12 (bookworm)";
}
