/** What the parts of a mesh use at one moment, as a Prometheus tells it. */
import {
  type Consumer,
  type Distribution,
  type MeshPart,
  TOP_CONSUMERS,
  type Usage,
} from "../snapshot/measurement.ts";
import { byLabels, type Sample } from "./answer.ts";
import type { Prometheus } from "./client.ts";
import { type MeshFacts, podKey } from "./facts.ts";
import { type Gaps, listed } from "./gaps.ts";
import {
  addUsage,
  countParts,
  millicores,
  NO_PROXIES,
  type PartTeller,
  partTeller,
} from "./parts.ts";
import {
  aloneCpu,
  aloneMemory,
  controlCount,
  controlCpu,
  controlMemory,
  presence,
  QUANTILES,
  type Query,
  type Scope,
  sidecarCount,
  sidecarCpu,
  sidecarMemory,
  sidecarMemoryBuckets,
  sidecarMemoryQuantile,
  topCpu,
  topMemory,
} from "./queries.ts";
import { type Ask, countIn, isOld, TOO_YOUNG, UNKNOWN_AGE } from "./scope.ts";

/** What was told about memory and CPU, part by part. */
export interface UsageAnswers {
  readonly sidecars: Columns;
  readonly alone: Columns;
  readonly control: Columns;
  readonly buckets: readonly Sample[] | null;
  readonly quantiles: readonly (readonly Sample[] | null)[];
  readonly top: Columns;
}

/** Memory in bytes, CPU in cores, count in containers; null: the question was not answered. */
interface Columns {
  readonly memory: readonly Sample[] | null;
  readonly cpu: readonly Sample[] | null;
  readonly count: readonly Sample[] | null;
}

/** No figures, because series lack what tells them apart. */
export interface Unplaced {
  readonly because: string;
}

/** Asks for memory and CPU, unless series lack what tells them apart. */
export async function askUsage(
  prometheus: Prometheus,
  scope: Scope,
  at: Date,
  ask: Ask,
  gaps: Gaps,
): Promise<UsageAnswers | Unplaced> {
  const count = (query: Query) => prometheus.instant(query, at).then(countIn);
  const [placed, any, unplaced, before] = await Promise.all([
    count(presence.cadvisor(scope)),
    count(presence.cadvisorAnyLabels(scope)),
    count(presence.unplacedProxies(scope)),
    count(presence.cpuBefore(scope)),
  ]);
  if (placed === 0) return { because: withoutContainers(any) };
  if (unplaced === null) {
    return {
      because:
        "Whether series of proxies lack the label namespace or pod could not be told, and sums over them would be wrong then.",
    };
  }
  if (unplaced > 0) {
    return {
      because: `${unplaced.toLocaleString("en")} series of proxies lack the label namespace or pod, so sums over them would be wrong. Some installs call them pod_name or kubernetes_namespace: keep the names that the kubelet gives.`,
    };
  }

  if (!isOld(before)) gaps.add("CPU", before === null ? UNKNOWN_AGE : TOO_YOUNG);
  const askCpu = async (what: string, query: Query) => (isOld(before) ? ask(what, query) : null);

  const control = "istiod and istio-cni";
  const [memory, cpu, sidecars, aloneOf, aloneUse, ...rest] = await Promise.all([
    ask("memory of sidecars", sidecarMemory(scope)),
    askCpu("CPU of sidecars", sidecarCpu(scope)),
    ask("number of sidecars", sidecarCount(scope)),
    ask("memory of ztunnel, waypoints and gateways", aloneMemory(scope)),
    askCpu("CPU of ztunnel, waypoints and gateways", aloneCpu(scope)),
    ask(`memory of ${control}`, controlMemory(scope)),
    askCpu(`CPU of ${control}`, controlCpu(scope)),
    ask(`number of ${control}`, controlCount(scope)),
    ask("distribution of memory", sidecarMemoryBuckets(scope)),
    ask("top consumers", topMemory(scope)),
    askCpu("CPU of top consumers", topCpu(scope)),
    ...QUANTILES.map((quantile) =>
      ask("distribution of memory", sidecarMemoryQuantile(scope, quantile)),
    ),
  ]);
  const [controlOf = null, controlUse = null, controls = null, buckets = null, ...others] = rest;
  const [top = null, topUse = null, ...quantiles] = others;
  return {
    sidecars: { memory, cpu, count: sidecars },
    alone: { memory: aloneOf, cpu: aloneUse, count: null },
    control: { memory: controlOf, cpu: controlUse, count: controls },
    buckets,
    quantiles,
    top: { memory: top, cpu: topUse, count: null },
  };
}

function withoutContainers(any: number | null): string {
  return any === null || any === 0
    ? "There are no series of containers (container_memory_working_set_bytes): this Prometheus does not scrape the kubelets' cAdvisor."
    : "Series of containers do not say which container, pod and namespace they are of. Some installs call these labels container_name and pod_name: keep the names that the kubelet gives.";
}

/** Memory and CPU by part and by namespace. */
export interface Understood {
  readonly parts: Record<MeshPart, Usage | null>;
  /** By namespace. */
  readonly sidecars: ReadonlyMap<string, Usage> | null;
  readonly waypoints: ReadonlyMap<string, Usage> | null;
  readonly distribution: Distribution | null;
  readonly top: readonly Consumer[];
}

/** Adds up what was told, and says what cannot be added up. Pure but for the gaps. */
export function understandUsage(answers: UsageAnswers, facts: MeshFacts, gaps: Gaps): Understood {
  const tell = partTeller(facts);
  const alone = tellAlone(answers.alone, tell, gaps);
  const sidecars = sidecarsOf(answers.sidecars, alone);
  const known = countParts(facts);
  const settle = (part: MeshPart, found: Usage | null) =>
    settled(part, found, known?.get(part) ?? 0, facts, gaps);

  const ofPart = (part: MeshPart) => alone && sumOf(alone.filter((proxy) => proxy.part === part));
  const parts = {
    sidecar: settle("sidecar", sidecars && sumOf([...sidecars.values()])),
    ztunnel: settle("ztunnel", ofPart("ztunnel")),
    waypoint: settle("waypoint", ofPart("waypoint")),
    gateway: settle("gateway", ofPart("gateway")),
    istiod: settle("istiod", usageAt(answers.control, "discovery")),
    "istio-cni": settle("istio-cni", usageAt(answers.control, "install-cni")),
  };
  tellYoung([...(sidecars?.values() ?? []), ...(alone ?? [])], gaps);
  compareCounts(parts.sidecar, known, facts, gaps);
  return {
    parts,
    sidecars: parts.sidecar && sidecars && usagesOf(sidecars),
    waypoints: parts.waypoint && alone && usagesOf(waypointsOf(alone)),
    distribution: distributionOf(answers.buckets, answers.quantiles),
    top: topOf(answers.top, answers.alone.memory, facts, tell),
  };
}

/** Some proxies whose usage belongs together. */
interface Piece {
  readonly usage: Usage;
  /** There is no rate of their CPU yet, which takes two samples. Something else than a refused figure. */
  readonly young: boolean;
}

interface Alone extends Piece {
  readonly namespace: string;
  readonly pod: string;
  readonly part: MeshPart;
}

/** null: the question was not answered. */
function tellAlone({ memory, cpu }: Columns, tell: PartTeller, gaps: Gaps): Alone[] | null {
  if (memory === null) return null;

  const coresOf = byLabels(cpu);
  const untold: string[] = [];
  const alone = memory.flatMap(({ labels, value }): Alone[] => {
    const [namespace = "", pod = ""] = labels;
    const part = tell(namespace, pod);
    if (part === null) {
      untold.push(podKey(namespace, pod));
      return [];
    }
    const key = labels.join("\n");
    const usage = { proxies: 1, memory: value, cpu: cpuOf(coresOf?.get(key)) };
    return [{ namespace, pod, part, usage, young: coresOf !== null && !coresOf.has(key) }];
  });
  if (untold.length > 0) {
    gaps.add(
      `usage of ${listed(untold, 5)}`,
      "A proxy stands alone there, and neither the list of pods nor the name says which part of the mesh it is. It is in no sum.",
    );
  }
  return alone;
}

/** By namespace. A pod whose application does not run at the moment looks as if its sidecar stood alone. */
function sidecarsOf(
  { memory, cpu, count }: Columns,
  alone: readonly Alone[] | null,
): ReadonlyMap<string, Piece> | null {
  const [memoryOf, coresOf, countOf] = [byLabels(memory), byLabels(cpu), byLabels(count)];
  const namespaces = memoryOf ?? countOf ?? coresOf;
  if (namespaces === null || (memoryOf === null && namespaces.size === 0)) return null;

  const sidecars = new Map<string, Piece>();
  for (const key of namespaces.keys()) {
    const usage = {
      proxies: countOf?.get(key) ?? null,
      memory: memoryOf?.get(key) ?? null,
      cpu: cpuOf(coresOf?.get(key)),
    };
    sidecars.set(key, { usage, young: coresOf !== null && !coresOf.has(key) });
  }
  for (const proxy of alone ?? []) {
    if (proxy.part === "sidecar") join(sidecars, proxy);
  }
  return sidecars;
}

function waypointsOf(alone: readonly Alone[]): ReadonlyMap<string, Piece> {
  const waypoints = new Map<string, Piece>();
  for (const proxy of alone) {
    if (proxy.part === "waypoint") join(waypoints, proxy);
  }
  return waypoints;
}

function join(pieces: Map<string, Piece>, { namespace, usage, young }: Alone): void {
  const known = pieces.get(namespace);
  pieces.set(
    namespace,
    known ? { usage: addUsage(known.usage, usage), young: known.young || young } : { usage, young },
  );
}

function usagesOf(pieces: ReadonlyMap<string, Piece>): ReadonlyMap<string, Usage> {
  return new Map([...pieces].map(([namespace, { usage }]) => [namespace, usage]));
}

/** Of the proxies of a sum; those that just started may be left out of their CPU. */
const MOST_YOUNG = 0.01;

function sumOf(pieces: readonly Piece[]): Usage {
  const old = pieces.filter(({ young }) => !young).map(({ usage }) => usage);
  const young = pieces.filter((piece) => piece.young).map(({ usage }) => ({ ...usage, cpu: 0 }));
  const missing = young.reduce(addUsage, NO_PROXIES).proxies;
  const whole = [...old, ...young].reduce(addUsage, NO_PROXIES);
  const isWhole =
    missing === 0 ||
    (missing !== null && whole.proxies !== null && missing <= whole.proxies * MOST_YOUNG);
  return isWhole ? whole : { ...whole, cpu: null };
}

function tellYoung(pieces: readonly Piece[], gaps: Gaps): void {
  const young = pieces.filter((piece) => piece.young).length;
  if (young === 0) return;
  gaps.add(
    "CPU of proxies that just started",
    `There is no rate of CPU yet for the proxies of ${young === 1 ? "one place" : `${young} places`}. Sums leave them out while they are at most 1 % of the proxies, and are unknown otherwise.`,
  );
}

/**
 * Nothing found is nothing used only where the list of pods has none either. A part of which the cluster has pods and
 * the source has no series was not measured.
 */
function settled(
  part: MeshPart,
  found: Usage | null,
  known: number,
  facts: MeshFacts,
  gaps: Gaps,
): Usage | null {
  if (found === null || found.proxies !== 0) return found;
  if (known > 0) {
    gaps.add(
      `memory and CPU of ${part}`,
      `The cluster has ${known.toLocaleString("en")} of them, and the source has no series of any.`,
    );
    return null;
  }
  return facts.complete ? found : null;
}

/** Pods come and go while a scan runs; more than that is said. */
function compareCounts(
  sidecars: Usage | null,
  known: ReadonlyMap<MeshPart, number> | null,
  { complete }: MeshFacts,
  gaps: Gaps,
): void {
  const counted = sidecars?.proxies ?? null;
  if (counted === null || known === null || !complete) return;
  const expected = known.get("sidecar") ?? 0;
  const difference = Math.abs(counted - expected);
  if (difference < 2 || difference <= expected * 0.05) return;
  gaps.add(
    "sidecars",
    `The source has figures of ${counted.toLocaleString("en")} sidecars and the scan found ${expected.toLocaleString("en")}, so sums do not cover the same pods.`,
  );
}

function distributionOf(
  buckets: readonly Sample[] | null,
  quantiles: readonly (readonly Sample[] | null)[],
): Distribution | null {
  const [p50, p90, p99] = quantiles.map((samples) => samples?.[0]?.value ?? null);
  if (!buckets || p50 == null || p90 == null || p99 == null) return null;

  const filled = buckets.map(({ labels: [upTo], value }) => ({
    upTo: Number(upTo),
    proxies: value,
  }));
  const sound = filled.flatMap(({ upTo, proxies }) =>
    Number.isFinite(upTo) && proxies !== null ? [{ upTo, proxies }] : [],
  );
  if (sound.length === 0 || sound.length < filled.length) return null;
  return { buckets: sound.sort((a, b) => a.upTo - b.upTo), p50, p90, p99 };
}

/** The pod list decides; for pods that it does not have, a proxy beside an application is a sidecar. */
function topOf(
  { memory, cpu }: Columns,
  alone: readonly Sample[] | null,
  { pods }: MeshFacts,
  tell: PartTeller,
): Consumer[] {
  const coresOf = byLabels(cpu);
  const standing = byLabels(alone);
  const partOf = (key: string, namespace: string, pod: string) =>
    standing && !standing.has(key) ? "sidecar" : tell(namespace, pod);
  return (memory ?? [])
    .flatMap(({ labels, value }): Consumer[] => {
      const [namespace = "", pod = ""] = labels;
      const key = labels.join("\n");
      const part = pods?.[podKey(namespace, pod)] ?? partOf(key, namespace, pod);
      if (part === null || value === null) return [];
      const cores = coresOf?.get(key);
      return [{ namespace, pod, part, memory: value, cpu: cpuOf(cores) }];
    })
    .sort((a, b) => (b.memory ?? 0) - (a.memory ?? 0))
    .slice(0, TOP_CONSUMERS);
}

/** null: none of the questions was answered. */
function usageAt({ memory, cpu, count }: Columns, container: string): Usage | null {
  if (memory === null || count === null) return null;
  const proxies = byLabels(count)?.get(container);
  if (proxies === undefined) return NO_PROXIES;
  return {
    proxies,
    memory: byLabels(memory)?.get(container) ?? null,
    cpu: cpuOf(byLabels(cpu)?.get(container)),
  };
}

function cpuOf(cores: number | null | undefined): number | null {
  return cores == null ? null : millicores(cores);
}
