import type { RequestedUsage, SnapshotDocument } from "../snapshot/document.ts";
import { exactly, minus, sum } from "./figure.ts";
import { savingsInput } from "./input.ts";
import { type Amounts, estimate } from "./model.ts";
import { assume, type GivenAssumptions } from "./parameters.ts";

export interface RealisedNamespace {
  readonly name: string;
  /** Pods with a sidecar before. */
  readonly pods: number;
  /** The likely estimate of the snapshot before, without a share of ztunnel, which all namespaces pay together. */
  readonly planned: Amounts;
  /** Requests of its sidecars before, minus those of its sidecars and waypoints now. */
  readonly realised: Amounts;
}

export interface Realised {
  /** When the snapshots were taken. */
  readonly before: string;
  readonly now: string;
  readonly namespaces: readonly RealisedNamespace[];
  readonly planned: Amounts;
  readonly realised: Amounts;
  /** What ztunnel and istio-cni request now beyond what they did before; already paid, whatever moves. */
  readonly agents: Amounts;
}

/**
 * What was planned for the namespaces that moved between two snapshots of one cluster, and what became of it: those that
 * had sidecars and have none now, while pods of theirs are in ambient mode. By request, from pod specs; null when one of
 * the snapshots does not know them. Namespaces that grew or shrank meanwhile are compared as they are.
 */
export function realisedSavings(
  before: SnapshotDocument,
  now: SnapshotDocument,
  given: GivenAssumptions = {},
): Realised | null {
  if (before.requested === null || now.requested === null) return null;
  const input = savingsInput(before);
  const assumptions = assume({ ...given, staying: true }, input.cluster);
  const planned = estimate(input, assumptions, "requests", "likely").namespaces;
  const requestedNow = new Map(now.requested.namespaces.map((row) => [row.namespace, row]));
  const requestedBefore = new Map(before.requested.namespaces.map((row) => [row.namespace, row]));
  const ambientNow = new Set(
    now.namespaces.flatMap(({ name, pods }) => (pods && pods.ambient > 0 ? [name] : [])),
  );

  const namespaces = planned.flatMap(({ name, pods, marginal }): RealisedNamespace[] => {
    const [was, is] = [requestedBefore.get(name), requestedNow.get(name)];
    if (!was || !ambientNow.has(name) || (is && is.sidecar.proxies > 0)) return [];
    const realised = {
      memory: minus(exactly(was.sidecar.memory), exactly(is ? is.waypoint.memory : 0)),
      cpu: minus(exactly(was.sidecar.cpu), exactly(is ? is.waypoint.cpu : 0)),
    };
    return [{ name, pods, planned: marginal, realised }];
  });

  const [then, today] = [before.requested.parts, now.requested.parts];
  const agents = (resource: "memory" | "cpu") =>
    exactly(
      grown(then.ztunnel, today.ztunnel, resource) +
        grown(then["istio-cni"], today["istio-cni"], resource),
    );
  return {
    before: before.takenAt,
    now: now.takenAt,
    namespaces,
    planned: together(namespaces.map((row) => row.planned)),
    realised: together(namespaces.map((row) => row.realised)),
    agents: { memory: agents("memory"), cpu: agents("cpu") },
  };
}

function grown(then: RequestedUsage, today: RequestedUsage, resource: "memory" | "cpu"): number {
  return Math.max(0, today[resource] - then[resource]);
}

function together(amounts: readonly Amounts[]): Amounts {
  return {
    memory: sum(amounts.map(({ memory }) => memory)),
    cpu: sum(amounts.map(({ cpu }) => cpu)),
  };
}
