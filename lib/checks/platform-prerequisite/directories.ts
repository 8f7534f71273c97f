import type { Platform } from "../../inventory/facts.ts";
import { labelOf } from "../../inventory/labels.ts";
import type { Labels } from "../../inventory/model.ts";

/** A hostPath volume of istio-cni and the directories it may name on a platform. */
interface Directory {
  readonly volume: "cni-net-dir" | "cni-bin-dir" | "cni-netns-dir";
  readonly accepted: readonly string[];
}

/**
 * Where each platform keeps its network plugins, over all supported releases of the charts.
 * Source: istio/istio manifests/helm-profiles/platform-*.yaml.
 */
const DIRECTORIES: ReadonlyMap<Platform["name"], readonly Directory[]> = new Map([
  [
    "k3s",
    [
      { volume: "cni-net-dir", accepted: ["/var/lib/rancher/k3s/agent/etc/cni/net.d"] },
      {
        volume: "cni-bin-dir",
        accepted: ["/var/lib/rancher/k3s/data/cni", "/var/lib/rancher/k3s/data/current/bin"],
      },
    ],
  ],
  [
    "k3d",
    [
      { volume: "cni-net-dir", accepted: ["/var/lib/rancher/k3s/agent/etc/cni/net.d"] },
      { volume: "cni-bin-dir", accepted: ["/bin"] },
    ],
  ],
  [
    "microk8s",
    [
      { volume: "cni-net-dir", accepted: ["/var/snap/microk8s/current/args/cni-network"] },
      { volume: "cni-bin-dir", accepted: ["/var/snap/microk8s/current/opt/cni/bin"] },
    ],
  ],
  ["minikube", [{ volume: "cni-netns-dir", accepted: ["/var/run/docker/netns"] }]],
  [
    "openshift",
    [
      { volume: "cni-net-dir", accepted: ["/etc/cni/multus/net.d"] },
      { volume: "cni-bin-dir", accepted: ["/var/lib/cni/bin"] },
    ],
  ],
]);

export interface Mismatch {
  readonly volume: string;
  readonly found: string;
  readonly expected: string;
}

/** True for a platform on which the charts need global.platform. */
export function hasDirectories(platform: Platform["name"]): boolean {
  return DIRECTORIES.has(platform);
}

/** Volumes of istio-cni that lead somewhere else than the platform keeps its plugins. */
export function mismatches(platform: Platform["name"], hostPaths: Labels): Mismatch[] {
  return (DIRECTORIES.get(platform) ?? []).flatMap(({ volume, accepted }) => {
    const path = labelOf(hostPaths, volume);
    const found = path === undefined ? "no such volume" : path.replace(/\/+$/, "");
    return accepted.includes(found) ? [] : [{ volume, found, expected: accepted.join(" or ") }];
  });
}
