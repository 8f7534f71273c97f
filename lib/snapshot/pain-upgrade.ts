import { controlPlaneFor } from "../inventory/control-planes.ts";
import type { ControlPlane, Inventory, IstioVersion } from "../inventory/facts.ts";
import { labelOf } from "../inventory/labels.ts";
import type { PodShape } from "../inventory/model.ts";
import { live } from "../inventory/pods.ts";
import { compareVersions, imageVersion } from "../inventory/version.ts";
import { itemsOf } from "../migration/policies.ts";
import { meshPartOf } from "./mesh-part.ts";
import { MOST_VERSIONS, type UpgradePain } from "./pain-model.ts";

/**
 * What restarts when Istio is upgraded: every pod with a sidecar, since its proxy is an image of the pod.
 * https://istio.io/latest/docs/setup/upgrade/canary/#data-plane
 */
export function upgradePain(inventory: Inventory): UpgradePain {
  const planes = itemsOf(inventory, "controlPlanes");
  const judge = judgeOnce(planes);
  const counts = { sidecars: 0, waypoints: 0, gateways: 0, ztunnels: 0 };
  const ages = { older: 0, unknown: 0, olderGateways: 0 };
  const namespaces = new Map<string, { sidecars: number; older: number; unknown: number }>();
  const versions = new Map<string, { version: IstioVersion | null; pods: number }>();

  for (const pod of itemsOf(inventory, "pods")) {
    const part = live(pod) ? meshPartOf(pod) : null;
    if (part === "ztunnel") counts.ztunnels += 1;
    if (part === "waypoint" || part === "gateway") {
      counts[part === "waypoint" ? "waypoints" : "gateways"] += 1;
      if (judge(pod.shape).age === "older") ages.olderGateways += 1;
    }
    if (part !== "sidecar") continue;

    const { age, version } = judge(pod.shape);
    const here = namespaces.get(pod.namespace) ?? { sidecars: 0, older: 0, unknown: 0 };
    namespaces.set(pod.namespace, here);
    counts.sidecars += 1;
    here.sidecars += 1;
    if (age !== "same") {
      ages[age] += 1;
      here[age] += 1;
    }
    const key = version === null ? "" : version.text;
    const seen = versions.get(key) ?? { version, pods: 0 };
    versions.set(key, seen);
    seen.pods += 1;
  }

  return {
    ...counts,
    ...ages,
    namespaces: [...namespaces]
      .map(([namespace, here]) => ({ namespace, ...here }))
      .sort((a, b) => b.sidecars - a.sidecars || (a.namespace < b.namespace ? -1 : 1)),
    versions: [...versions.values()]
      .sort(newestFirst)
      .slice(0, MOST_VERSIONS)
      .map(({ version, pods }) => ({ version: version?.text ?? null, pods })),
  };
}

interface Judged {
  /** "same" is as new or newer. */
  readonly age: "same" | "older" | "unknown";
  readonly version: IstioVersion | null;
}

/** Pods of one template share their shape, so each shape is judged once. */
function judgeOnce(planes: readonly ControlPlane[]): (shape: PodShape) => Judged {
  const known = new Map<PodShape, Judged>();
  return (shape) => {
    const judged = known.get(shape) ?? judge(shape, planes);
    known.set(shape, judged);
    return judged;
  };
}

function judge(shape: PodShape, planes: readonly ControlPlane[]): Judged {
  const image = shape.containers.find(({ name }) => name === "istio-proxy")?.image;
  const version = image === undefined ? null : imageVersion(image);
  const revision =
    labelOf(shape.annotations, "istio.io/rev") ?? labelOf(shape.labels, "istio.io/rev");
  const plane = controlPlaneFor(planes, revision ?? "default")?.version ?? null;
  if (version === null || plane === null) return { age: "unknown", version };
  return { age: compareVersions(version, plane) < 0 ? "older" : "same", version };
}

function newestFirst(
  { version: a }: { readonly version: IstioVersion | null },
  { version: b }: { readonly version: IstioVersion | null },
): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return compareVersions(b, a);
}
