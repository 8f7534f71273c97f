/**
 * What sidecars cost and what ambient mode would cost instead, from counts, requests and assumptions. Requests (what the
 * scheduler reserves and a bill is made of) and use (what is burned) are two estimates that never touch. Memory is bytes,
 * CPU millicores, money USD. A figure that is missing makes its sum a lower bound, and what is worked out from it says so.
 */
import { exactly, type Figure, minus, shareOf, sum, times, UNKNOWN } from "./figure.ts";
import type { Amount, SavingsInput, SavingsNamespace } from "./input.ts";
import type { Assumptions, WaypointScope } from "./parameters.ts";

/**
 * The three estimates are named by the saving. "low": a waypoint for every service of each namespace that requires one,
 * could not be judged, or would only like one. "likely": one waypoint for each of these namespaces, or as the assumptions
 * say. "high": one waypoint for each namespace that requires one, and none besides.
 */
export const SCENARIOS = ["low", "likely", "high"] as const;
export type Scenario = (typeof SCENARIOS)[number];

export type Basis = "requests" | "usage";

export interface Amounts {
  readonly memory: Figure;
  readonly cpu: Figure;
}

export interface NamespaceEstimate {
  readonly name: string;
  readonly pods: number;
  /** Replicas; a fraction where one waypoint serves several namespaces. */
  readonly waypoints: number;
  readonly sidecars: Amounts;
  readonly waypoint: Amounts;
  /** The part of ztunnel and istio-cni, where they are new, that falls to it by its share of pods. */
  readonly ztunnelShare: Amounts;
  /** With its share of ztunnel. */
  readonly saved: Amounts;
  /** Without: what moving it changes once ztunnel is there, which is paid in full from the first namespace on. */
  readonly marginal: Amounts;
  /** It would take more memory than it frees; null when that is unknown. */
  readonly costsMore: boolean | null;
}

export interface Estimate {
  readonly scenario: Scenario;
  readonly basis: Basis;
  /** Replicas of all waypoints. */
  readonly waypoints: number;
  readonly sidecars: Amounts;
  readonly ztunnel: Amounts;
  readonly waypointsTogether: Amounts;
  /** ztunnel and istio-cni where they are new, waypoints, and what istiod needs more. */
  readonly ambient: Amounts;
  readonly saved: Amounts;
  /** Of what sidecars take, 0 to 1; below 0 when ambient takes more. */
  readonly savedShare: Amounts;
  /** For requests only, and only when both prices are given. */
  readonly usdPerMonth: Figure | null;
  readonly namespaces: readonly NamespaceEstimate[];
}

/** The namespaces that an estimate moves. */
export function moving(input: SavingsInput, { staying }: Assumptions): readonly SavingsNamespace[] {
  return input.namespaces.filter(({ stays }) => staying || !stays);
}

/** One estimate of one basis. */
export function estimate(
  input: SavingsInput,
  assumptions: Assumptions,
  basis: Basis,
  scenario: Scenario,
): Estimate {
  const namespaces = moving(input, assumptions);
  const rules = RULES[basis](assumptions, input);
  const replicas = waypointReplicas(namespaces, assumptions, scenario);
  const pods = namespaces.reduce((total, namespace) => total + namespace.pods, 0);
  const rows = namespaces.map((namespace, at) =>
    namespaceEstimate(namespace, replicas[at] ?? 0, pods, rules),
  );

  const sidecars = total(rows.map((row) => row.sidecars));
  const waypoints = total(rows.map(({ waypoint }) => waypoint));
  const ztunnel = rules.ztunnel(namespaces);
  const { istiodDeltaMem, istiodDeltaCpu } = assumptions;
  const istiod = {
    memory: exactly(inBytes(istiodDeltaMem, MIB)),
    cpu: exactly(istiodDeltaCpu),
  };
  const ambient = total([ztunnel, waypoints, istiod]);
  const saved = less(sidecars, ambient);
  return {
    scenario,
    basis,
    waypoints: replicas.reduce((all, each) => all + each, 0),
    sidecars,
    ztunnel,
    waypointsTogether: waypoints,
    ambient,
    saved,
    savedShare: {
      memory: shareOf(saved.memory, sidecars.memory),
      cpu: shareOf(saved.cpu, sidecars.cpu),
    },
    usdPerMonth: basis === "requests" ? money(saved, assumptions) : null,
    namespaces: rows,
  };
}

/** USD per month that freed requests are worth; null unless both prices are given. */
export function money(saved: Amounts, assumptions: Assumptions): Figure | null {
  const { usdPerVcpuHour, usdPerGibHour, hoursPerMonth, realisation } = assumptions;
  if (usdPerVcpuHour === null || usdPerGibHour === null) return null;
  if (hoursPerMonth === null || realisation === null) return null;
  const months = hoursPerMonth * realisation;
  const parts = [
    times(saved.cpu, (months * usdPerVcpuHour) / 1000),
    times(saved.memory, (months * usdPerGibHour) / GIB),
  ];
  return parts.some(({ value }) => value === null) ? UNKNOWN : sum(parts);
}

/**
 * Nodes that could go when requests shrink so much, packed perfectly: the best case. Works with the average node; null
 * when nodes, what they allow or the saving is unknown.
 */
export function nodesFreed({ pool }: SavingsInput, saved: Amounts): number | null {
  const { memory, cpu } = { memory: saved.memory.value, cpu: saved.cpu.value };
  if (!pool || pool.nodes === 0 || memory === null || cpu === null) return null;
  const { allocatable, requested } = pool;
  if (!allocatable.memory || !allocatable.cpu) return null;
  if (requested.memory === null || requested.cpu === null) return null;
  const [each, now] = [
    { memory: allocatable.memory / pool.nodes, cpu: allocatable.cpu / pool.nodes },
    { memory: requested.memory, cpu: requested.cpu },
  ];
  const nodesFor = (m: number, c: number) =>
    Math.max(Math.ceil(c / each.cpu), Math.ceil(m / each.memory));
  return nodesFor(now.memory, now.cpu) - nodesFor(now.memory - memory, now.cpu - cpu);
}

export interface MigrationCost {
  /** The most that is taken at once on the way, beside what is taken now. */
  readonly peak: Figure;
  /** After so many namespaces less is taken than now; null when that never comes, or is unknown. */
  readonly breaksEvenAfter: number | null;
}

/**
 * What one resource costs on the way, when namespaces move one after the other, those that free most first. ztunnel is
 * paid in full before the first, and the waypoint of a namespace runs beside its sidecars until these are removed.
 */
export function whileMigrating(
  { namespaces, sidecars, ztunnel }: Estimate,
  resource: keyof Amounts,
): MigrationCost {
  const unknown = { peak: UNKNOWN, breaksEvenAfter: null };
  const now = sidecars[resource].value;
  const agents = ztunnel[resource].value;
  if (now === null || agents === null) return unknown;

  const steps = namespaces.map((row) => ({
    frees: row.sidecars[resource].value,
    takes: row.waypoint[resource].value,
  }));
  let cost = now + agents;
  let peak = cost;
  let breaksEvenAfter: number | null = cost <= now ? 0 : null;
  const known = steps.flatMap(({ frees, takes }) =>
    frees === null || takes === null ? [] : [{ frees, takes }],
  );
  const inOrder = known.sort((a, b) => b.frees - b.takes - (a.frees - a.takes));
  for (const [at, { frees, takes }] of inOrder.entries()) {
    peak = Math.max(peak, cost + takes);
    cost += takes - frees;
    if (breaksEvenAfter === null && cost < now) breaksEvenAfter = at + 1;
  }
  const bound = known.length < steps.length ? "at-least" : sidecars[resource].bound;
  return { peak: { value: peak, bound }, breaksEvenAfter };
}

/**
 * Pods with a sidecar from which a namespace with a waypoint frees more memory than it takes, by request and with its
 * share of ztunnel; null when no number of pods is enough.
 */
export function breakEvenPods(
  { sidecars, ztunnel, namespaces }: Estimate,
  { waypointMem, waypointMinReplicas }: Assumptions,
): number | null {
  const pods = namespaces.reduce((all, namespace) => all + namespace.pods, 0);
  const [side, agents] = [sidecars.memory.value, ztunnel.memory.value];
  if (pods === 0 || side === null || agents === null) return null;
  if (waypointMem === null || waypointMinReplicas === null) return null;
  const freedByPod = (side - agents) / pods;
  if (freedByPod <= 0) return null;
  return Math.floor((waypointMinReplicas * waypointMem * MIB) / freedByPod) + 1;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
/** Published figures of use are decimal. */
const MB = 1e6;
const MILLI = 1000;

/** What one proxy of each kind takes, by one basis. */
interface Rules {
  readonly sidecars: (namespace: SavingsNamespace) => Amounts;
  readonly waypoint: (namespace: SavingsNamespace, replicas: number) => Amounts;
  readonly ztunnel: (namespaces: readonly SavingsNamespace[]) => Amounts;
  readonly ztunnelShare: (namespace: SavingsNamespace, ofPods: number) => Amounts;
}

const RULES: Readonly<Record<Basis, (assumptions: Assumptions, input: SavingsInput) => Rules>> = {
  requests: requestRules,
  usage: usageRules,
};

function requestRules(assumptions: Assumptions, input: SavingsInput): Rules {
  const { nodes, ztunnelMem, ztunnelCpu, cniMem, cniCpu } = assumptions;
  const newNodes = withoutZtunnel(input, assumptions);
  const { sidecarMem, sidecarCpu, waypointMem, waypointCpu } = assumptions;
  const assumed = input.requestSource === "assumed";
  const agents = (ztunnel: number | null, cni: number | null, unit: number) =>
    exactly(
      added(product([newNodes, ztunnel, unit]), input.cniIsNew ? product([nodes, cni, unit]) : 0),
    );
  const whole = { memory: agents(ztunnelMem, cniMem, MIB), cpu: agents(ztunnelCpu, cniCpu, 1) };
  return {
    sidecars: ({ requested, pods }) =>
      assumed
        ? {
            memory: times(exactly(inBytes(sidecarMem, MIB)), pods),
            cpu: times(exactly(sidecarCpu), pods),
          }
        : figures(requested),
    waypoint: (_, replicas) => ({
      memory: atReplicas(inBytes(waypointMem, MIB), replicas),
      cpu: atReplicas(waypointCpu, replicas),
    }),
    ztunnel: () => whole,
    ztunnelShare: ({ pods }, ofPods) => ({
      memory: times(whole.memory, pods / ofPods),
      cpu: times(whole.cpu, pods / ofPods),
    }),
  };
}

/** vCPU for 1000 requests per second are millicores for one. */
function usageRules(assumptions: Assumptions, input: SavingsInput): Rules {
  const { hops, sidecarMemUsage, sidecarCpuIdle, sidecarCpuPer1k } = assumptions;
  const { ztunnelMemUsage, ztunnelCpuPer1k, waypointMemUsage, waypointCpuPer1k } = assumptions;
  const measured = input.usageSource !== null;
  const memory = exactly(product([withoutZtunnel(input, assumptions), ztunnelMemUsage, MB]));
  const ztunnelCpu = ({ rps }: SavingsNamespace) => exactly(product([rps, hops, ztunnelCpuPer1k]));
  return {
    // What was measured is not filled up with what was published: a namespace without a measurement is a gap.
    sidecars: ({ used, pods, rps }) =>
      measured
        ? figures(used ?? { memory: null, cpu: null })
        : {
            memory: times(exactly(inBytes(sidecarMemUsage, MB)), pods),
            cpu: exactly(
              added(product([pods, sidecarCpuIdle, MILLI]), product([rps, hops, sidecarCpuPer1k])),
            ),
          },
    waypoint: ({ rps }, replicas) => ({
      memory: atReplicas(inBytes(waypointMemUsage, MB), replicas),
      cpu: replicas === 0 ? exactly(0) : exactly(product([rps, waypointCpuPer1k])),
    }),
    ztunnel: (namespaces) => ({ memory, cpu: sum(namespaces.map(ztunnelCpu)) }),
    ztunnelShare: (namespace, ofPods) => ({
      memory: times(memory, namespace.pods / ofPods),
      cpu: ztunnelCpu(namespace),
    }),
  };
}

/** Nodes that ztunnel has yet to come to. */
function withoutZtunnel({ ztunnelRuns }: SavingsInput, { nodes }: Assumptions): number | null {
  return nodes === null ? null : Math.max(0, nodes - ztunnelRuns);
}

function namespaceEstimate(
  namespace: SavingsNamespace,
  waypoints: number,
  ofPods: number,
  rules: Rules,
): NamespaceEstimate {
  const sidecars = rules.sidecars(namespace);
  const waypoint = rules.waypoint(namespace, waypoints);
  const ztunnelShare = rules.ztunnelShare(namespace, ofPods);
  const marginal = less(sidecars, waypoint);
  const saved = less(marginal, ztunnelShare);
  const { value } = saved.memory;
  return {
    name: namespace.name,
    pods: namespace.pods,
    waypoints,
    sidecars,
    waypoint,
    ztunnelShare,
    saved,
    marginal,
    costsMore: value === null ? null : value < 0,
  };
}

/** Replicas by namespace, in their order. Without a measured rate the smallest number is counted. */
function waypointReplicas(
  namespaces: readonly SavingsNamespace[],
  assumptions: Assumptions,
  scenario: Scenario,
): readonly number[] {
  const scope = scopeOf(scenario, assumptions);
  const wants = (namespace: SavingsNamespace) => wantsWaypoint(namespace, assumptions, scenario);
  if (scope !== "shared") {
    return namespaces.map((namespace) => {
      if (!wants(namespace)) return 0;
      const waypoints = scope === "service" ? Math.max(1, namespace.services) : 1;
      return replicasFor(namespace.rps, waypoints, assumptions);
    });
  }

  const served = namespaces.filter(wants);
  const pods = served.reduce((total, namespace) => total + namespace.pods, 0);
  if (pods === 0) return namespaces.map(() => 0);
  const rps = served.reduce((total, each) => total + (each.rps === null ? 0 : each.rps), 0);
  const replicas = replicasFor(rps, 1, assumptions);
  return namespaces.map((each) => (wants(each) ? (replicas * each.pods) / pods : 0));
}

function scopeOf(scenario: Scenario, { waypointScope }: Assumptions): WaypointScope {
  if (scenario === "low") return "service";
  return scenario === "high" ? "namespace" : waypointScope;
}

function wantsWaypoint(
  { need }: SavingsNamespace,
  { optionalWaypoints }: Assumptions,
  scenario: Scenario,
): boolean {
  switch (need) {
    case "required":
      return true;
    case "could-not-tell":
      return scenario !== "high";
    case "recommended":
      return scenario === "low" || (scenario === "likely" && optionalWaypoints);
    case "none":
      return false;
  }
}

/** max(minimum, ceil(rps / 1000 * CPU per 1000 rps / CPU per replica)) for one waypoint; several have the minimum each. */
function replicasFor(
  rps: number | null,
  waypoints: number,
  { waypointMinReplicas, waypointCpuPer1k, waypointCpuTarget }: Assumptions,
): number {
  const least = waypoints * (waypointMinReplicas === null ? 1 : waypointMinReplicas);
  if (rps === null || waypointCpuPer1k === null || !waypointCpuTarget) return least;
  return Math.max(least, Math.ceil(((rps / 1000) * waypointCpuPer1k) / waypointCpuTarget));
}

/** No waypoint costs nothing, whatever one would cost. */
function atReplicas(each: number | null, replicas: number): Figure {
  return replicas === 0 ? exactly(0) : times(exactly(each), replicas);
}

function figures({ memory, cpu }: Amount): Amounts {
  return { memory: exactly(memory), cpu: exactly(cpu) };
}

function total(amounts: readonly Amounts[]): Amounts {
  return {
    memory: sum(amounts.map(({ memory }) => memory)),
    cpu: sum(amounts.map(({ cpu }) => cpu)),
  };
}

function less(from: Amounts, what: Amounts): Amounts {
  return { memory: minus(from.memory, what.memory), cpu: minus(from.cpu, what.cpu) };
}

function inBytes(amount: number | null, unit: number): number | null {
  return amount === null ? null : amount * unit;
}

function product(factors: readonly (number | null)[]): number | null {
  let result = 1;
  for (const factor of factors) {
    if (factor === null) return null;
    result *= factor;
  }
  return result;
}

function added(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
