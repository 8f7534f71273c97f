/** Inputs of the estimate for tests: a cluster of three nodes without istio-cni, unless a test says otherwise. */
import type { SavingsInput, SavingsNamespace } from "../input.ts";

const MIB = 1024 ** 2;

/** By chart defaults: 128 MiB and 100 m for each sidecar. */
export function savingsNamespace(
  name: string,
  pods: number,
  said: Partial<SavingsNamespace> = {},
): SavingsNamespace {
  return {
    name,
    pods,
    requested: { memory: pods * 128 * MIB, cpu: pods * 100 },
    used: null,
    rps: null,
    need: "none",
    services: 3,
    stays: false,
    ...said,
  };
}

export function savingsCluster(
  namespaces: readonly SavingsNamespace[],
  said: Partial<SavingsInput> = {},
): SavingsInput {
  return {
    takenAt: "2026-11-22T10:42:00.000Z",
    requestSource: "pod-specs",
    usageSource: null,
    cluster: { nodes: 3 },
    cniIsNew: true,
    ztunnelRuns: 0,
    pool: null,
    unset: 0,
    namespaces,
    gaps: [],
    ...said,
  };
}
