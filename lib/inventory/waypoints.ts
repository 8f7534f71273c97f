import type { Waypoint } from "./facts.ts";
import type { Gateway, GatewayClass, Labels, ObjectRef, Workload } from "./model.ts";

/** The controllers that deploy waypoints, by the class names that Istio installs. */
const CONTROLLERS: ReadonlyMap<string, string> = new Map([
  ["istio-waypoint", "istio.io/mesh-controller"],
  ["istio-agentgateway-waypoint", "istio.io/agentgateway-waypoint-controller"],
]);
const WAYPOINT_CONTROLLERS = new Set(CONTROLLERS.values());

/**
 * Gateways whose class belongs to a waypoint controller, not yet joined with their users. Sources: istio/istio
 * pilot/pkg/serviceregistry/ambient/waypoints.go, pilot/pkg/config/kube/gatewaycommon/deploymentcontroller.go.
 *
 * @param workloads null when Deployments could not be read.
 */
export function waypoints(
  gateways: readonly Gateway[],
  classes: readonly GatewayClass[],
  workloads: readonly Workload[] | null,
): readonly Waypoint[] {
  const byName = new Map(classes.map((gatewayClass) => [gatewayClass.ref.name, gatewayClass]));
  const deployments = workloads === null ? null : deploymentsByGateway(workloads);

  return gateways.flatMap((gateway): Waypoint[] => {
    const controller = waypointController(gateway, byName);
    if (controller === null) return [];

    const { ref, labels, annotations, conditions, addresses } = gateway;
    const mesh = meshListener(gateway);
    return [
      {
        ref,
        trafficType: trafficType(labels, byName.get(gateway.className)),
        revision: labels["istio.io/rev"] ?? null,
        agentgateway: controller === "istio.io/agentgateway-waypoint-controller",
        programmed: conditions.some(
          ({ type, status }) => type === "Programmed" && status === "True",
        ),
        addresses,
        serviceAccount: annotations["gateway.istio.io/service-account"] ?? ref.name,
        allowedFrom: mesh ? mesh.allowedFrom : "Same",
        allowedSelector: mesh ? mesh.allowedSelector : null,
        readyPods: deployments === null ? null : readyPods(deployments.get(gatewayKey(ref))),
        usedBy: [],
      },
    ];
  });
}

/** The listener that waypoint users connect to. */
function meshListener({ listeners }: Gateway): Gateway["listeners"][number] | undefined {
  return listeners.find(({ port, protocol }) => port === 15008 && protocol === "HBONE");
}

/** The label of the Gateway, else of its class, else "service"; a value nobody knows serves nothing. */
function trafficType(
  labels: Labels,
  gatewayClass: GatewayClass | undefined,
): Waypoint["trafficType"] {
  const wanted =
    labels["istio.io/waypoint-for"] ?? gatewayClass?.labels["istio.io/waypoint-for"] ?? "service";
  return TRAFFIC_TYPES.find((known) => known === wanted) ?? "none";
}

function waypointController(
  { className }: Gateway,
  classes: ReadonlyMap<string, GatewayClass>,
): string | null {
  const controller = classes.get(className)?.controllerName ?? CONTROLLERS.get(className);
  return controller !== undefined && WAYPOINT_CONTROLLERS.has(controller) ? controller : null;
}

function deploymentsByGateway(workloads: readonly Workload[]): ReadonlyMap<string, Workload[]> {
  const byGateway = new Map<string, Workload[]>();
  for (const workload of workloads) {
    const { ref, labels, shape } = workload;
    const gateway =
      labels["gateway.networking.k8s.io/gateway-name"] ??
      shape.labels["gateway.networking.k8s.io/gateway-name"];
    if (ref.kind !== "Deployment" || gateway === undefined) continue;
    const key = `${ref.namespace}/${gateway}`;
    byGateway.set(key, [...(byGateway.get(key) ?? []), workload]);
  }
  return byGateway;
}

/** null when the Deployment is not there yet or carries no status: a manifest says nothing about pods. */
function readyPods(deployments: readonly Workload[] | undefined): number | null {
  const counts = (deployments ?? []).flatMap(({ ready }) => (ready === null ? [] : [ready]));
  return counts.length === 0 ? null : counts.reduce((total, ready) => total + ready, 0);
}

function gatewayKey({ namespace, name }: ObjectRef): string {
  return `${namespace}/${name}`;
}

const TRAFFIC_TYPES = ["service", "workload", "all", "none"] as const;
