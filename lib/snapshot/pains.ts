import type { Inventory, SliceName } from "../inventory/facts.ts";
import { isSidecarClass, live } from "../inventory/pods.ts";
import { itemsOf } from "../migration/policies.ts";
import { distributionOf } from "./distribution.ts";
import type { MeasurementGap } from "./measurement.ts";
import type { MemoryPain, PainFigures, PainPoint } from "./pain-model.ts";
import { optOutPain } from "./pain-opt-out.ts";
import { pathPain } from "./pain-path.ts";
import { startPain } from "./pain-start.ts";
import { upgradePain } from "./pain-upgrade.ts";

/**
 * The five pains of sidecars in this cluster's numbers, from live pods; null when there were no pods to read, as in
 * manifests. A pain whose other sources could not be read is null, and a gap says why.
 */
export function painFigures(inventory: Inventory): PainFigures | null {
  const { pods } = inventory.slices;
  const coverage = inventory.coverage.find(({ resource }) => resource === "pods");
  if (pods.read === "unread" || coverage?.outcome === "taken-as-absent") return null;

  const known = isRead(inventory, "meshNamespaces");
  const optOut = known ? optOutPain(inventory) : null;
  const gaps = gapsOf(inventory);
  const untold = optOut?.policies === null && !gaps.some(({ what }) => what === POLICIES);
  return {
    memory: memoryPain(inventory),
    start: known ? startPain(inventory) : null,
    upgrade: isRead(inventory, "controlPlanes") ? upgradePain(inventory) : null,
    optOut,
    path: known ? pathPain(inventory) : null,
    gaps: untold ? [...gaps, { what: POLICIES, because: ROOT_UNKNOWN }] : gaps,
  };
}

/** What history keeps of a snapshot's pains; null when it has none. */
export function painPoint(pains: PainFigures | null): PainPoint | null {
  if (pains === null) return null;
  const { memory, start, upgrade, optOut, path } = pains;
  const requesting = memory === null ? 0 : memory.sidecars - memory.unset;
  return {
    memoryEach:
      memory === null || requesting === 0 ? null : Math.round(memory.requested / requesting),
    startWith: start?.sidecar.seconds?.p50 ?? null,
    startWithout: start?.without.seconds?.p50 ?? null,
    waitShare: start?.wait.native.share ?? null,
    restarts: upgrade?.sidecars ?? null,
    older: upgrade?.older ?? null,
    optedOut: optOut?.pods ?? null,
    notEnforced: optOut?.policies ?? null,
    envoys: path && path.proxies.sidecar + path.proxies.waypoint + path.proxies.gateway,
  };
}

function isRead({ slices }: Inventory, name: SliceName): boolean {
  return slices[name].read !== "unread";
}

function memoryPain(inventory: Inventory): MemoryPain {
  const sidecars = itemsOf(inventory, "pods").filter(
    (pod) => live(pod) && isSidecarClass(pod.shape.class),
  );
  const requests = sidecars.flatMap(
    ({ shape }) =>
      shape.containers.find(({ name }) => name === "istio-proxy")?.requests.memory ?? [],
  );
  return {
    sidecars: sidecars.length,
    unset: sidecars.length - requests.length,
    requested: requests.reduce((sum, request) => sum + request, 0),
    distribution: distributionOf(requests),
  };
}

function gapsOf(inventory: Inventory): MeasurementGap[] {
  return SOURCES.flatMap(({ slices, what, missing, partial }) => {
    const reads = slices.map((name) => inventory.slices[name].read);
    if (reads.includes("unread")) return [{ what, because: missing }];
    return reads.includes("partial") ? [{ what, because: partial }] : [];
  });
}

const POLICIES = "policies that are not enforced";
const ROOT_UNKNOWN =
  "The mesh configuration was not read, so any namespace may be the one whose policies hold for the whole mesh.";

const SOURCES: readonly {
  readonly slices: readonly SliceName[];
  readonly what: string;
  readonly missing: string;
  readonly partial: string;
}[] = [
  {
    slices: ["pods"],
    what: "some pods",
    missing: "Pods could not be read.",
    partial: "Not every pod could be read, so every number here is a lower bound.",
  },
  {
    slices: ["meshNamespaces"],
    what: "start times, opt-outs and paths",
    missing: "Namespaces could not be read, so who belongs to the mesh cannot be told.",
    partial: "Not every namespace could be read; the pods of the others are missing.",
  },
  {
    slices: ["controlPlanes"],
    what: "pods older than their control plane",
    missing: "Deployments could not be read, so no version of istiod is known.",
    partial: "Not every Deployment could be read; an istiod may be missing.",
  },
  {
    slices: ["authorizationPolicies", "peerAuthentications", "requestAuthentications"],
    what: POLICIES,
    missing: "Not every kind of policy could be read.",
    partial: "Not every policy could be read.",
  },
  {
    slices: ["serviceBindings", "waypointNeeds"],
    what: "waypoints on the path",
    missing:
      "Services, policies or Gateways could not be read, so where a waypoint is needed cannot be told.",
    partial: "Services, policies or Gateways could not all be read, so some needs may be missing.",
  },
];
