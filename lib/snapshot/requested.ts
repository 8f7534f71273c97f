import type { Inventory } from "../inventory/facts.ts";
import type { Container, PodShape } from "../inventory/model.ts";
import { live } from "../inventory/pods.ts";
import { itemsOf } from "../migration/policies.ts";
import type { RequestedFigures, RequestedNodes, RequestedUsage } from "./document.ts";
import type { MESH_PARTS, MeasurementGap, MeshPart } from "./measurement.ts";
import { meshPartOf } from "./mesh-part.ts";

/**
 * What the containers of the mesh request, from the specs of live pods; null when there were no pods to read, as in
 * manifests. A container without a request reserves nothing and counts as nothing.
 */
export function requestedFigures(inventory: Inventory): RequestedFigures | null {
  const { pods } = inventory.slices;
  const coverage = inventory.coverage.find(({ resource }) => resource === "pods");
  if (pods.read === "unread" || coverage?.outcome === "taken-as-absent") return null;

  const parts = emptyParts();
  const namespaces = new Map<string, { sidecar: Tally; waypoint: Tally }>();
  const all = { memory: 0, cpu: 0 };
  for (const pod of pods.items) {
    if (!live(pod)) continue;
    const whole = podRequests(pod.shape);
    all.memory += whole.memory;
    all.cpu += whole.cpu;

    const part = meshPartOf(pod);
    if (part === null) continue;
    const requests = containersOf(part, pod.shape);
    add(parts[part], requests);
    if (part !== "sidecar" && part !== "waypoint") continue;
    const here = namespaces.get(pod.namespace) ?? { sidecar: emptyTally(), waypoint: emptyTally() };
    namespaces.set(pod.namespace, here);
    add(here[part], requests);
  }

  return {
    parts,
    namespaces: [...namespaces]
      .map(([namespace, { sidecar, waypoint }]) => ({ namespace, sidecar, waypoint }))
      .sort((a, b) => (a.namespace < b.namespace ? -1 : 1)),
    nodes: nodesOf(inventory),
    all,
    gaps: gapsOf(inventory),
  };
}

type Tally = { -readonly [Key in keyof RequestedUsage]: RequestedUsage[Key] };

function emptyTally(): Tally {
  return { proxies: 0, memory: 0, cpu: 0, unset: 0 };
}

function emptyParts(): Record<MeshPart, Tally> {
  return {
    sidecar: emptyTally(),
    ztunnel: emptyTally(),
    waypoint: emptyTally(),
    gateway: emptyTally(),
    istiod: emptyTally(),
    "istio-cni": emptyTally(),
  } satisfies Record<(typeof MESH_PARTS)[number], Tally>;
}

/** Of a pod with a sidecar only the proxy, an init container when it is native; of other parts all that keeps running. */
function containersOf(part: MeshPart, { containers }: PodShape): Container[] {
  const running = containers.filter(keepsRunning);
  return part === "sidecar" ? running.filter(({ name }) => name === "istio-proxy") : running;
}

function keepsRunning({ init, restartAlways }: Container): boolean {
  return !init || restartAlways;
}

function add(tally: Tally, containers: readonly Container[]): void {
  tally.proxies += 1;
  if (containers.some(({ requests }) => requests.memory === null || requests.cpu === null))
    tally.unset += 1;
  for (const { requests } of containers) {
    tally.memory += reserved(requests.memory);
    tally.cpu += reserved(requests.cpu);
  }
}

/** The scheduler reserves nothing for a container that requests nothing. */
function reserved(request: number | null): number {
  return request === null ? 0 : request;
}

/**
 * What the scheduler reserves for a pod: its containers and native sidecars together, or what starting takes, where an
 * init container runs beside the native sidecars before it.
 * https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function podRequests({ containers }: PodShape): { memory: number; cpu: number } {
  const of = (resource: "memory" | "cpu") => {
    const sum = (some: readonly Container[]) =>
      some.reduce((total, { requests }) => total + reserved(requests[resource]), 0);
    const running = sum(containers.filter(keepsRunning));
    const starting = containers.map((container, at) =>
      keepsRunning(container)
        ? 0
        : reserved(container.requests[resource]) +
          sum(containers.slice(0, at).filter(({ init, restartAlways }) => init && restartAlways)),
    );
    return Math.max(running, ...starting);
  };
  return { memory: of("memory"), cpu: of("cpu") };
}

/** null when nodes could not be listed, or not all of them. */
function nodesOf(inventory: Inventory): RequestedNodes | null {
  const { nodes } = inventory.slices;
  if (nodes.read !== "complete" || nodes.items.length === 0) return null;
  const total = (resource: "memory" | "cpu") => {
    const amounts = nodes.items.map(({ allocatable }) => allocatable[resource]);
    const known = amounts.filter((amount) => amount !== null);
    return known.length < amounts.length ? null : known.reduce((sum, amount) => sum + amount, 0);
  };
  return {
    count: nodes.items.length,
    canRunZtunnel: itemsOf(inventory, "nodeCoverage").filter(({ supported }) => supported).length,
    allocatable: { memory: total("memory"), cpu: total("cpu") },
  };
}

function gapsOf({ slices: { pods, nodes } }: Inventory): MeasurementGap[] {
  return [
    ...(pods.read === "partial"
      ? [{ what: "requests of some pods", because: "Not every pod could be read." }]
      : []),
    ...(nodes.read === "complete"
      ? []
      : [{ what: "nodes", because: "Not every node could be read, so they were not counted." }]),
  ];
}
