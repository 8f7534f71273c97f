/** One moment of a mesh as a Prometheus tells it. */
import {
  type Consumer,
  type Distribution,
  MESH_PARTS,
  type Measurement,
  type MeshPart,
  type NamespaceMeasurement,
  TOP_CONSUMERS,
  type Usage,
} from "../snapshot/measurement.ts";
import type { Sample } from "./answer.ts";
import type { Prometheus } from "./client.ts";
import { type MeshFacts, podKey } from "./facts.ts";
import { type Failure, failure } from "./failure.ts";
import { type Gaps, listed } from "./gaps.ts";
import {
  addUsage,
  countParts,
  NO_PROXIES,
  namespacesWith,
  type PartTeller,
  partTeller,
} from "./parts.ts";
import {
  aloneCpu,
  aloneMemory,
  controlCount,
  controlCpu,
  controlMemory,
  errorRate,
  type HistogramForm,
  latency,
  presence,
  QUANTILES,
  type Query,
  requestRate,
  type Scope,
  type Subject,
  scrapedTwice,
  sidecarCount,
  sidecarCpu,
  sidecarMemory,
  sidecarMemoryBuckets,
  sidecarMemoryQuantile,
  topCpu,
  topMemory,
  ztunnelConnections,
} from "./queries.ts";
import { clusterLabel, countIn, histogramForm } from "./scope.ts";
import { isKnown, namedTraffic, type TrafficTable, trafficTable } from "./traffic.ts";

/** Seconds that rates and quantiles of a scan cover. */
export const SCAN_WINDOW = 3600;
/** Clocks that differ by more are spoken of. Seconds. */
const CLOCK_TOLERANCE = 60;

/** What a scan asks of a Prometheus; a failure when nothing of it can be used. */
export async function measurePrometheus(
  prometheus: Prometheus,
  facts: MeshFacts,
  at: Date,
  gaps: Gaps,
): Promise<Omit<Measurement, "gaps"> | Failure> {
  const clock = await prometheus.readClock();
  if (!clock.ok) return clock;
  if (clock.ahead !== null && Math.abs(clock.ahead) > CLOCK_TOLERANCE) {
    gaps.add("clock", clockSentence(prometheus.server, clock.ahead));
  }
  const label = await clusterLabel(prometheus, facts, at);
  if (!label.ok) return label;

  const scope = { window: SCAN_WINDOW, cluster: label.cluster, namespaces: null };
  const ask = async (what: string, query: Query) =>
    gaps.seriesOf(what, await prometheus.instant(query, at));
  const [usage, traffic] = await Promise.all([
    askUsage(prometheus, scope, at, ask),
    askTraffic(prometheus, scope, at, ask, gaps),
  ]);

  const used = "because" in usage ? null : understandUsage(usage, facts, gaps);
  if ("because" in usage) gaps.add("memory and CPU of all parts", usage.because);
  const inCluster = namespaceFilter(facts);
  const namespaces = namespacesOf(used, traffic.namespace, facts, inCluster);
  if (traffic.asked) tellSilence(facts, traffic, gaps);

  const hasTraffic = traffic.namespace.size > 0;
  if (used === null && !hasTraffic) {
    return failure(
      "query",
      `${prometheus.server} has neither figures of containers nor of requests.`,
    );
  }
  return {
    at: at.toISOString(),
    source: "prometheus",
    window: SCAN_WINDOW,
    parts: used?.parts ?? NOTHING,
    namespaces,
    sidecarMemory: used?.distribution ?? null,
    workloads: namedTraffic(traffic.workload).filter(({ namespace }) => inCluster(namespace)),
    services: namedTraffic(traffic.service).filter(({ namespace }) => inCluster(namespace)),
    top: used?.top ?? [],
  };
}

/** A measurement that came to nothing. */
export function withoutFigures(at: Date): Omit<Measurement, "gaps"> {
  return {
    at: at.toISOString(),
    source: "prometheus",
    window: SCAN_WINDOW,
    parts: NOTHING,
    namespaces: [],
    sidecarMemory: null,
    workloads: [],
    services: [],
    top: [],
  };
}

/** Whether anything is known of memory or CPU. */
export function hasUsage({ parts }: Pick<Measurement, "parts">): boolean {
  return MESH_PARTS.some((part) => parts[part] !== null);
}

const NOTHING: Readonly<Record<MeshPart, null>> = {
  sidecar: null,
  ztunnel: null,
  waypoint: null,
  gateway: null,
  istiod: null,
  "istio-cni": null,
};

type Ask = (what: string, query: Query) => Promise<readonly Sample[] | null>;

function clockSentence(server: string, ahead: number): string {
  const minutes = Math.round(Math.abs(ahead) / 6) / 10;
  return `The clock of ${server} is ${minutes} minutes ${ahead > 0 ? "ahead of" : "behind"} ours. Figures were asked for by its clock, so they may belong to a slightly other time.`;
}

// ---------------------------------------------------------------- memory and CPU

interface UsageAnswers {
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
interface Unplaced {
  readonly because: string;
}

async function askUsage(
  prometheus: Prometheus,
  scope: Scope,
  at: Date,
  ask: Ask,
): Promise<UsageAnswers | Unplaced> {
  const count = (query: Query) => prometheus.instant(query, at).then(countIn);
  const [placed, any, unplaced] = await Promise.all([
    count(presence.cadvisor(scope)),
    count(presence.cadvisorAnyLabels(scope)),
    count(presence.unplacedProxies(scope)),
  ]);
  if (placed === 0) return { because: withoutContainers(any) };
  if (unplaced !== null && unplaced > 0) {
    return {
      because: `${unplaced.toLocaleString("en")} series of proxies lack the label namespace or pod, so sums over them would be wrong. Some installs call them pod_name or kubernetes_namespace: keep the names that the kubelet gives.`,
    };
  }

  const control = "istiod and istio-cni";
  const [memory, cpu, sidecars, aloneOf, aloneUse, ...rest] = await Promise.all([
    ask("memory of sidecars", sidecarMemory(scope)),
    ask("CPU of sidecars", sidecarCpu(scope)),
    ask("number of sidecars", sidecarCount(scope)),
    ask("memory of ztunnel, waypoints and gateways", aloneMemory(scope)),
    ask("CPU of ztunnel, waypoints and gateways", aloneCpu(scope)),
    ask(`memory of ${control}`, controlMemory(scope)),
    ask(`CPU of ${control}`, controlCpu(scope)),
    ask(`number of ${control}`, controlCount(scope)),
    ask("distribution of memory", sidecarMemoryBuckets(scope)),
    ask("top consumers", topMemory(scope)),
    ask("CPU of top consumers", topCpu(scope)),
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

interface Understood {
  readonly parts: Record<MeshPart, Usage | null>;
  /** By namespace. */
  readonly sidecars: ReadonlyMap<string, Usage> | null;
  readonly waypoints: ReadonlyMap<string, Usage> | null;
  readonly distribution: Distribution | null;
  readonly top: readonly Consumer[];
}

function understandUsage(answers: UsageAnswers, facts: MeshFacts, gaps: Gaps): Understood {
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

  const cpuOf = byLabels(cpu);
  const untold: string[] = [];
  const alone = memory.flatMap(({ labels, value }): Alone[] => {
    const [namespace = "", pod = ""] = labels;
    const part = tell(namespace, pod);
    if (part === null) {
      untold.push(podKey(namespace, pod));
      return [];
    }
    const key = labels.join("\n");
    const usage = { proxies: 1, memory: value, cpu: millicores(cpuOf?.get(key)) };
    return [{ namespace, pod, part, usage, young: cpuOf !== null && !cpuOf.has(key) }];
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
  const [memoryOf, cpuOf, countOf] = [byLabels(memory), byLabels(cpu), byLabels(count)];
  const namespaces = memoryOf ?? countOf ?? cpuOf;
  if (namespaces === null || (memoryOf === null && namespaces.size === 0)) return null;

  const sidecars = new Map<string, Piece>();
  for (const key of namespaces.keys()) {
    const usage = {
      proxies: countOf?.get(key) ?? null,
      memory: memoryOf?.get(key) ?? null,
      cpu: millicores(cpuOf?.get(key)),
    };
    sidecars.set(key, { usage, young: cpuOf !== null && !cpuOf.has(key) });
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
  const cpuOf = byLabels(cpu);
  const standing = byLabels(alone);
  const partOf = (key: string, namespace: string, pod: string) =>
    standing && !standing.has(key) ? "sidecar" : tell(namespace, pod);
  return (memory ?? [])
    .flatMap(({ labels, value }): Consumer[] => {
      const [namespace = "", pod = ""] = labels;
      const key = labels.join("\n");
      const part = pods?.[podKey(namespace, pod)] ?? partOf(key, namespace, pod);
      if (part === null || value === null) return [];
      const cores = cpuOf?.get(key);
      return [{ namespace, pod, part, memory: value, cpu: millicores(cores) }];
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
    cpu: millicores(byLabels(cpu)?.get(container)),
  };
}

function byLabels(samples: readonly Sample[] | null): ReadonlyMap<string, number | null> | null {
  return samples && new Map(samples.map(({ labels, value }) => [labels.join("\n"), value]));
}

function millicores(cores: number | null | undefined): number | null {
  return cores == null ? null : cores * 1000;
}

// ---------------------------------------------------------------- traffic

interface TrafficTold {
  /** Some question about requests was answered. */
  readonly asked: boolean;
  readonly namespace: TrafficTable;
  readonly workload: TrafficTable;
  readonly service: TrafficTable;
  /** Connections per second that ztunnels received, by namespace; null: not answered. */
  readonly connections: ReadonlyMap<string, number | null> | null;
}

async function askTraffic(
  prometheus: Prometheus,
  scope: Scope,
  at: Date,
  ask: Ask,
  gaps: Gaps,
): Promise<TrafficTold> {
  const [form, doubled] = await Promise.all([
    histogramForm((query) => prometheus.instant(query, at), scope),
    ask("whether proxies are scraped once", scrapedTwice(scope)),
  ]);
  if (form === null) {
    gaps.add(
      "latency",
      "There are no series of durations (istio_request_duration_milliseconds), neither with buckets nor as native histograms.",
    );
  }
  const share = doubled?.[0]?.value ?? 0;
  const trusted = share <= MOST_DOUBLED;
  if (!trusted) {
    gaps.add(
      "request rates",
      `${Math.round(share * 100)} % of the proxies are scraped more than once, which multiplies their requests. Ratios and quantiles are not touched by it. Let one job scrape each pod, or merge replicas.`,
    );
  }

  const table = async (subject: Subject) =>
    askTable(scope, subject, form, ask).then((answers) => ({
      asked: answers.requests !== null,
      table: trafficTable(answers, trusted),
    }));
  const [namespace, workload, service, connections] = await Promise.all([
    table("namespace"),
    table("workload"),
    table("service"),
    ask("connections that ztunnel saw", ztunnelConnections(scope)),
  ]);
  return {
    asked: namespace.asked,
    namespace: new Map([...namespace.table].filter(([name]) => isKnown(name))),
    workload: workload.table,
    service: service.table,
    connections: byLabels(connections),
  };
}

/** Of the proxies; a proxy that was replaced within minutes is no sign. */
const MOST_DOUBLED = 0.01;

async function askTable(scope: Scope, subject: Subject, form: HistogramForm | null, ask: Ask) {
  const [requests, errors, p50 = null, p90 = null, p99 = null] = await Promise.all([
    ask(`requests by ${subject}`, requestRate(scope, subject)),
    ask(`errors by ${subject}`, errorRate(scope, subject)),
    ...(form === null
      ? []
      : QUANTILES.map((quantile) =>
          ask(`latency by ${subject}`, latency(scope, subject, quantile, form)),
        )),
  ]);
  return { requests: requests ?? null, errors: errors ?? null, p50, p90, p99 };
}

/** Says of namespaces in ambient mode why nothing is known of their requests. */
function tellSilence({ namespaces }: MeshFacts, told: TrafficTold, gaps: Gaps): void {
  const silent = (namespaces ?? []).filter(
    ({ name, mode }) =>
      mode === "ambient" &&
      !told.namespace.get(name)?.some(({ reporter }) => reporter !== "source"),
  );
  const tell = (names: readonly string[], because: string) => {
    if (names.length > 0) gaps.add(`requests and latency of ${listed(names, 20)}`, because);
  };
  const unserved = silent.filter(({ waypoint }) => !waypoint).map(({ name }) => name);
  const seen = new Set(
    [...(told.connections ?? [])].flatMap(([name, rate]) => (rate ? [name] : [])),
  );
  tell(
    unserved.filter((name) => seen.has(name)),
    "In ambient mode without a waypoint: ztunnel reports connections and bytes there, not requests. A waypoint would report them.",
  );
  tell(
    unserved.filter((name) => !seen.has(name)),
    "In ambient mode without a waypoint, where only ztunnel reports, and it reported no new connection in the last hour.",
  );
  tell(
    silent.filter(({ waypoint }) => waypoint).map(({ name }) => name),
    "In ambient mode, and its waypoint reported no request in the last hour.",
  );
}

// ---------------------------------------------------------------- namespaces

/** Traffic to other clusters of the mesh is reported here as well. */
function namespaceFilter({ namespaces }: MeshFacts): (name: string) => boolean {
  if (namespaces === null) return () => true;
  const names = new Set(namespaces.map(({ name }) => name));
  return (name) => names.has(name);
}

function namespacesOf(
  used: Understood | null,
  traffic: TrafficTable,
  facts: MeshFacts,
  inCluster: (name: string) => boolean,
): NamespaceMeasurement[] {
  const inMesh = (facts.namespaces ?? []).filter(({ mode }) => mode !== "none");
  const names = new Set([
    ...inMesh.map(({ name }) => name),
    ...(used?.sidecars?.keys() ?? []),
    ...(used?.waypoints?.keys() ?? []),
    ...[...traffic.keys()].filter(inCluster),
  ]);
  const usageIn = (found: ReadonlyMap<string, Usage> | null | undefined, part: MeshPart) => {
    const known = namespacesWith(facts, part);
    return (name: string): Usage | null =>
      found?.get(name) ?? (found && facts.complete && !known.has(name) ? NO_PROXIES : null);
  };
  const sidecarIn = usageIn(used?.sidecars, "sidecar");
  const waypointIn = usageIn(used?.waypoints, "waypoint");
  return [...names].sort().map((namespace) => ({
    namespace,
    sidecar: sidecarIn(namespace),
    waypoint: waypointIn(namespace),
    traffic: traffic.get(namespace) ?? [],
  }));
}
