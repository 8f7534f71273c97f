/**
 * "About 70 % of memory saved: 500 pods on 3 nodes", as the article that this product began from has it, put through the
 * model. No publication with a method was found for that number; the cases show what it would take.
 */
import type { SavingsInput } from "./input.ts";
import { estimate, type Scenario } from "./model.ts";
import { assume, type GivenAssumptions, OLD_ZTUNNEL_REQUESTS, PARAMETERS } from "./parameters.ts";

export const ARTICLE = {
  pods: 500,
  nodes: 3,
  /** Of memory, 0 to 1. */
  saved: 0.7,
  /** Bytes for each sidecar, from and to. */
  sidecar: { from: 50e6, to: 100e6 },
} as const;

const NAMESPACES = 10;
const SERVICES = 75;

/**
 * The article's cluster as an input. It says nothing of namespaces and services, so these are ours: 500 pods in 10
 * namespaces with 75 services. Every namespace would like a waypoint and none requires one, so the three estimates of use
 * are the cases A, B and C.
 */
export function articleInput(takenAt: string): SavingsInput {
  return {
    takenAt,
    requestSource: "pod-specs",
    usageSource: null,
    cluster: { nodes: ARTICLE.nodes },
    cniIsNew: true,
    ztunnelRuns: 0,
    pool: null,
    unset: 0,
    namespaces: Array.from({ length: NAMESPACES }, (_, at) => {
      const pods = ARTICLE.pods / NAMESPACES;
      return {
        name: `namespace-${at + 1}`,
        pods,
        requested: {
          memory: pods * PARAMETERS.sidecarMem.fallback * MIB,
          cpu: pods * PARAMETERS.sidecarCpu.fallback,
        },
        used: null,
        rps: null,
        need: "recommended",
        services: Math.floor(SERVICES / NAMESPACES) + (at < SERVICES % NAMESPACES ? 1 : 0),
        stays: false,
      };
    }),
    gaps: [],
  };
}

export interface HeadlineCase {
  readonly id: string;
  readonly title: string;
  readonly inputs: string;
  /** "mixed" compares what sidecars use with what ambient requests, which the model never does. */
  readonly basis: "usage" | "requests" | "mixed" | "cpu";
  /** Bytes, for CPU millicores. */
  readonly sidecar: number;
  readonly ambient: number;
  /** 0 to 1. */
  readonly saved: number;
  readonly remark: string;
}

/** What the model gives for the article's cluster under eleven readings of it, worked out and not written down. */
export function headlineCases(): readonly HeadlineCase[] {
  const stillOnSidecars = 0.3 * ARTICLE.pods * PARAMETERS.sidecarMemUsage.fallback * MB;
  const oldAgents =
    ARTICLE.nodes * (OLD_ZTUNNEL_REQUESTS.memory + PARAMETERS.cniMem.fallback) * MIB;
  const istiod = 2048 * MIB;
  const lowest = ARTICLE.pods * ARTICLE.sidecar.from;
  const { sidecarCpuPer1k, ztunnelCpuPer1k, hops } = PARAMETERS;
  const old = { ztunnelMem: OLD_ZTUNNEL_REQUESTS.memory, ztunnelCpu: OLD_ZTUNNEL_REQUESTS.cpu };

  return [
    modelled("A", "usage", "high", {
      title: "Use, L4 only",
      inputs: "60 MB for each sidecar, 12 MB for each ztunnel",
      remark: "With published figures, next to nothing remains.",
    }),
    modelled("B", "usage", "likely", {
      title: "Use, 10 waypoints of 2 replicas",
      inputs: "60 MB more for each replica",
      remark: "One waypoint for each namespace.",
    }),
    modelled("C", "usage", "low", {
      title: "Use, 75 waypoints of 2 replicas",
      inputs: "one pair of waypoints for 6.7 pods",
      remark: "About 70 %, but only with a waypoint for every service.",
    }),
    modelled("D", "requests", "high", {
      title: "Requests, L4 only",
      inputs: "128 MiB for each sidecar; 512 and 100 MiB on each node for ztunnel and istio-cni",
      remark: "Chart defaults since Istio 1.22.1.",
    }),
    modelled(
      "D′",
      "requests",
      "high",
      {
        title: "Requests, L4 only, Istio 1.22.0",
        inputs: "2048 MiB for ztunnel",
        remark: "The request of ztunnel was cut in 1.22.1.",
      },
      old,
    ),
    modelled("D″", "requests", "likely", {
      title: "Requests, 10 waypoints of 2 replicas",
      inputs: "128 MiB more for each replica",
      remark: "One waypoint for each namespace.",
    }),
    reckoned("E", "mixed", lowest, oldAgents, {
      title: "Use of sidecars against requests of ambient, Istio 1.22.0",
      inputs: "50 MB for each sidecar; 2048 and 100 MiB requested on each node",
      remark: "About 70 %, by comparing two things that are not the same.",
    }),
    reckoned("E′", "mixed", lowest, oldAgents + istiod, {
      title: "As E, with istiod on the side of ambient",
      inputs: "2 GiB more for istiod",
      remark: "istiod is needed for sidecars too.",
    }),
    reckoned(
      "F",
      "usage",
      ARTICLE.pods * PARAMETERS.sidecarMemUsage.fallback * MB,
      stillOnSidecars + ARTICLE.nodes * PARAMETERS.ztunnelMemUsage.fallback * MB,
      {
        title: "Use, 70 % of the pods moved, L4 only",
        inputs: "150 pods keep their sidecar of 60 MB",
        remark: "About 70 %, because 70 % moved.",
      },
    ),
    reckoned("G", "cpu", ARTICLE.pods * 600, ARTICLE.nodes * 300 + NAMESPACES * 600, {
      title: "CPU by Solo's model",
      inputs: "0.6 vCPU for each sidecar and waypoint, 0.3 vCPU for each node",
      remark: "Prices every sidecar as if it carried 1000 requests per second.",
    }),
    reckoned(
      "H",
      "cpu",
      hops.fallback * sidecarCpuPer1k.fallback * 1000,
      hops.fallback * ztunnelCpuPer1k.fallback * 1000,
      {
        title: "CPU along the path, 1000 requests per second",
        inputs: "two sidecars of 0.20 vCPU, two ztunnels of 0.06 vCPU",
        remark: "Exactly 70 %, but of CPU under load: perhaps the number was retold as memory.",
      },
    ),
  ];
}

/** Replicas of waypoints with which the article's cluster saves exactly 70 % of memory. */
export function waypointsForArticle(
  basis: "usage" | "requests",
  { cniIsNew }: { readonly cniIsNew: boolean } = { cniIsNew: true },
): number {
  const { sidecarMem, ztunnelMem, cniMem, waypointMem } = PARAMETERS;
  const { sidecarMemUsage, ztunnelMemUsage, waypointMemUsage } = PARAMETERS;
  const left = (1 - ARTICLE.saved) * ARTICLE.pods;
  const replicas =
    basis === "usage"
      ? (left * sidecarMemUsage.fallback - ARTICLE.nodes * ztunnelMemUsage.fallback) /
        waypointMemUsage.fallback
      : (left * sidecarMem.fallback -
          ARTICLE.nodes * (ztunnelMem.fallback + (cniIsNew ? cniMem.fallback : 0))) /
        waypointMem.fallback;
  return Math.round(replicas);
}

const MIB = 1024 ** 2;
const MB = 1e6;

type Words = Pick<HeadlineCase, "title" | "inputs" | "remark">;

function modelled(
  id: string,
  basis: "usage" | "requests",
  scenario: Scenario,
  words: Words,
  given: GivenAssumptions = {},
): HeadlineCase {
  const input = articleInput("");
  const { sidecars, ambient } = estimate(input, assume(given, input.cluster), basis, scenario);
  const [before, after] = [sidecars.memory.value, ambient.memory.value];
  if (before === null || after === null) throw new Error(`Case ${id} lacks a figure.`);
  return reckoned(id, basis, before, after, words);
}

function reckoned(
  id: string,
  basis: HeadlineCase["basis"],
  sidecar: number,
  ambient: number,
  words: Words,
): HeadlineCase {
  return { id, basis, sidecar, ambient, saved: (sidecar - ambient) / sidecar, ...words };
}
