import type { AmbientComponent } from "./facts.ts";
import type { ConfigMap, Container, PodShape, Workload } from "./model.ts";
import { componentVersion } from "./version.ts";

/**
 * The istio-cni and ztunnel DaemonSets. Sources: istio/istio manifests/charts/istio-cni/templates and
 * manifests/charts/ztunnel/templates.
 *
 * @param configMaps null when they could not be read.
 */
export function ambientComponents(
  workloads: readonly Workload[],
  configMaps: readonly ConfigMap[] | null,
): readonly AmbientComponent[] {
  return workloads.flatMap((workload): AmbientComponent[] => {
    const component = componentOf(workload);
    if (component === null) return [];

    const { ref, shape, labels, desired, ready } = workload;
    const container = component === "ztunnel" ? "istio-proxy" : "install-cni";
    const settings = configMaps?.find(
      (map) => map.ref.name === "istio-cni-config" && map.ref.namespace === ref.namespace,
    );
    return [
      {
        component,
        ref,
        version: componentVersion(shape, container, labels).version,
        desired,
        ready,
        env: shape.containers.find(({ name }) => name === container)?.env ?? {},
        hostPaths: shape.hostPaths,
        serviceAccount: shape.serviceAccount,
        config: component === "istio-cni" && settings ? settings.data : null,
        requests: podRequests(shape),
      },
    ];
  });
}

/** Requests of all containers that keep running; a resource that no container requests stays null. */
function podRequests({ containers }: PodShape): Container["requests"] {
  const running = containers.filter(({ init, restartAlways }) => !init || restartAlways);
  return {
    memory: sum(running.map(({ requests }) => requests.memory)),
    cpu: sum(running.map(({ requests }) => requests.cpu)),
  };
}

function componentOf({ ref, labels, shape }: Workload): AmbientComponent["component"] | null {
  if (ref.kind !== "DaemonSet") return null;
  const cni = "istio-cni-node";
  if (labels["k8s-app"] === cni || shape.labels["k8s-app"] === cni) return "istio-cni";
  return shape.labels.app === "ztunnel" && shape.containers.some(runsZtunnel) ? "ztunnel" : null;
}

function runsZtunnel({ name, args }: Container): boolean {
  return name === "istio-proxy" && args[0] === "proxy" && args[1] === "ztunnel";
}

function sum(amounts: readonly (number | null)[]): number | null {
  const known = amounts.filter((amount) => amount !== null);
  return known.length === 0 ? null : known.reduce((total, amount) => total + amount, 0);
}
