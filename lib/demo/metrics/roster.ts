/** Which containers run in a cluster, who calls whom, and which proxies see it: worked out from its plan alone. */
import { type App, workloadName } from "../build/app.ts";
import { type NamespacePlan, nodesFor } from "../build/namespace.ts";
import type { DemoNode } from "../build/nodes.ts";
import { type PodPlace, podPlaces } from "../build/pod-names.ts";
import { dice, hash } from "../build/random.ts";
import { type Latency, latencyOf } from "./latency.ts";
import type { Part, Standing } from "./standing.ts";
import type { Story } from "./story.ts";

/** A cluster at some time, as far as its metrics tell. */
export interface Ground {
  readonly cluster: string;
  readonly nodes: readonly DemoNode[];
  readonly namespaces: readonly NamespacePlan[];
  /** Gateways, waypoints, control plane and node agents. */
  readonly standing: readonly Standing[];
  readonly story: Story;
}

export interface Container {
  readonly namespace: string;
  readonly pod: string;
  readonly name: string;
  readonly node: string;
  readonly part: Part;
  readonly seed: number;
  /** Bytes without any load. */
  readonly memory: number;
  /** Cores without any load. */
  readonly cpu: number;
  /** Cores that the requests of the busiest hour cost. */
  readonly work: number;
}

/** One end of a flow, as Istio's series name it. */
export interface Peer {
  readonly namespace: string;
  readonly workload: string;
  readonly app: string;
  readonly version: string;
}

/** Requests, or connections, from one workload to another. */
export interface Flow {
  readonly source: Peer;
  readonly destination: Peer;
  readonly service: string;
  readonly protocol: "http" | "grpc" | "tcp";
  /** Requests or connections per second in the busiest hour. */
  readonly rate: number;
  readonly seed: number;
}

/** What some proxies report of a flow of requests. */
export interface HttpReport {
  readonly flow: Flow;
  readonly reporter: "source" | "destination" | "waypoint";
  readonly by: readonly Container[];
  readonly security: "mutual_tls" | "unknown";
  readonly latency: Latency;
}

/** What some proxies report of connections. A ztunnel sees those of requests as well, and names the waypoint between. */
export interface TcpReport {
  readonly flow: Flow;
  readonly reporter: "source" | "destination";
  readonly by: readonly Container[];
  readonly ztunnel: boolean;
}

export interface Roster {
  readonly containers: readonly Container[];
  /** Pods that the API server knows, also those that have ended. */
  readonly pods: number;
  readonly http: readonly HttpReport[];
  readonly tcp: readonly TcpReport[];
}

/** Connections carry so many requests before they are closed. */
const REQUESTS_PER_CONNECTION = 25;

/** Cores per request and second, as measured for Istio 1.24: https://istio.io/latest/docs/ops/deployment/performance-and-scalability/ */
const CORES = { sidecar: 0.0002, waypoint: 0.00025, gateway: 0.0003, ztunnel: 0.00006 };

export function rosterOf(ground: Ground): Roster {
  const runs = [
    ...ground.namespaces.flatMap((plan) => runsOf(ground, plan)),
    ...standingRuns(ground),
  ];
  const flows = flowsOf(ground, runs);
  const busy = workOf(flows);
  const carried = carriedByNode(runs, busy);
  const containers = new Map(
    runs.map((run) => [run, containersOf(ground, run, busy.get(run) ?? 0, carried)]),
  );
  const proxies = (run: Run): readonly Container[] =>
    (containers.get(run) ?? []).filter(({ name }) => name === "istio-proxy");
  const ztunnels = [...containers.values()].flat().filter(({ part }) => part === "ztunnel");

  return {
    containers: [...containers.values()].flat(),
    pods: runs.reduce((sum, { pods }) => sum + pods.length, 0),
    http: flows.flatMap((flow) => httpReports(ground, flow, proxies)),
    tcp: flows.flatMap((flow) => tcpReports(flow, proxies, ztunnels)),
  };
}

/** A workload with its pods. */
interface Run extends Peer {
  readonly kind: "http" | "grpc" | "tcp" | "none";
  readonly plane: "sidecar" | "ambient" | "none" | "gateway";
  readonly part: Part;
  readonly names: readonly string[];
  readonly pods: readonly PodPlace[];
  readonly ended: boolean;
  readonly memoryRequest: number;
  /** Requests and connections pass the waypoint of the namespace. */
  readonly waypoint: Run | null;
}

type Joined = Omit<Flow, "source" | "destination"> & {
  readonly source: Run;
  readonly destination: Run;
  /** The waypoint that this flow passes. */
  readonly through: Run | null;
};

function runsOf(ground: Ground, plan: NamespacePlan): readonly Run[] {
  const { cluster, nodes, standing } = ground;
  const bound = plan.labels?.["istio.io/use-waypoint"] !== undefined;
  const served = standing.find(
    ({ part, namespace }) => part === "waypoint" && namespace === plan.name,
  );
  const waypoint = bound && served ? runOfStanding(cluster, served) : null;
  return plan.apps.map((app) => {
    const name = workloadName(app);
    const kind = app.kind ?? "Deployment";
    const replicas = app.replicas ?? 2;
    const plane = (app.dataPlane ?? plan.dataPlane).mode;
    return {
      namespace: plan.name,
      workload: name,
      app: app.name,
      version: app.version ?? "latest",
      kind: protocolOf(app),
      plane: app.hostNetwork ? "none" : plane,
      part: "application",
      names: [app.name],
      pods: placesOf(app, cluster, () =>
        podPlaces(cluster, {
          kind,
          namespace: plan.name,
          name,
          replicas,
          nodes: nodesFor(nodes, app),
        }),
      ),
      ended: kind === "CronJob",
      memoryRequest: bytesOf(app.memory ?? "512Mi"),
      waypoint: plane === "ambient" ? waypoint : null,
    };
  });
}

const PLACES = new WeakMap<App, { readonly cluster: string; readonly pods: readonly PodPlace[] }>();

/** Pods keep their names and nodes from day to day, and an application that did not change is the same object. */
function placesOf(app: App, cluster: string, work: () => readonly PodPlace[]): readonly PodPlace[] {
  const known = PLACES.get(app);
  if (known?.cluster === cluster) return known.pods;
  const pods = work();
  PLACES.set(app, { cluster, pods });
  return pods;
}

function protocolOf({ ports = [], service }: App): Run["kind"] {
  const [port] = ports;
  if (!port || service === false || port.protocol === "UDP") return "none";
  return port.name === "http" ? "http" : port.name === "grpc" ? "grpc" : "tcp";
}

function standingRuns({ cluster, standing }: Ground): readonly Run[] {
  return standing.map((each) => runOfStanding(cluster, each));
}

const RUNS = new WeakMap<Standing, Run>();

function runOfStanding(cluster: string, standing: Standing): Run {
  const known = RUNS.get(standing);
  if (known) return known;
  const pods = podPlaces(cluster, standing);
  const run: Run = {
    namespace: standing.namespace,
    workload: standing.name,
    app: standing.name,
    version: "latest",
    kind: "none",
    plane: standing.part === "gateway" ? "gateway" : "none",
    part: standing.part,
    names: standing.containers,
    pods,
    ended: false,
    memoryRequest: 0,
    waypoint: null,
  };
  RUNS.set(standing, run);
  return run;
}

// ---------------------------------------------------------------- who calls whom

function flowsOf(ground: Ground, runs: readonly Run[]): readonly Joined[] {
  const byNamespace = Map.groupBy(runs, ({ namespace }) => namespace);
  const gateways = runs.filter(
    ({ plane, namespace }) => plane === "gateway" && namespace === "istio-ingress",
  );
  const meshed = ground.namespaces
    .map(({ name }) =>
      (byNamespace.get(name) ?? []).filter(
        ({ plane }) => plane === "sidecar" || plane === "ambient",
      ),
    )
    .filter((own) => own.length > 0);
  const fronts = meshed.flatMap((own) => frontOf(own) ?? []);

  return meshed.flatMap((own) => {
    const namespace = own[0]?.namespace ?? "";
    const front = frontOf(own);
    const wanted = ground.story.namespaces[namespace]?.gateway;
    const gateway = gateways.find(({ workload }) => workload === wanted) ?? gateways[0];
    const neighbour = front && neighbourOf(ground.cluster, front, fronts);
    return own.flatMap((run) => {
      if (run.kind === "none") return [];
      const callers = callersOf(run, { own, front, gateway, neighbour });
      return callers.map(([source, share]) => flow(ground, source, run, share));
    });
  });
}

/** What callers outside of a namespace talk to. */
function frontOf(own: readonly Run[]): Run | undefined {
  return own.find(({ kind }) => kind === "http") ?? own.find(({ kind }) => kind === "grpc");
}

function neighbourOf(cluster: string, front: Run, fronts: readonly Run[]): Run | undefined {
  const others = fronts.filter(({ namespace }) => namespace !== front.namespace);
  return others[dice(cluster, "neighbour", front.namespace).below(Math.max(1, others.length))];
}

function callersOf(
  run: Run,
  around: {
    readonly own: readonly Run[];
    readonly front: Run | undefined;
    readonly gateway: Run | undefined;
    readonly neighbour: Run | undefined;
  },
): readonly (readonly [Run, number])[] {
  const { own, front, gateway, neighbour } = around;
  const outside = run.app === front?.app;
  const workers = own.filter(({ kind, ended }) => kind === "none" && !ended);
  const callers: readonly (readonly [Run | undefined, number])[] =
    run.kind === "http" || outside
      ? [
          [gateway, outside ? 0.7 : 1],
          [outside ? neighbour : undefined, 0.2],
          [outside ? workers[0] : undefined, 0.1],
        ]
      : [[front ?? workers[0], 1]];
  return callers.flatMap(([source, share]) =>
    source && source !== run ? [[source, share] as const] : [],
  );
}

function flow(ground: Ground, source: Run, destination: Run, share: number): Joined {
  const { cluster, story } = ground;
  const words = [
    cluster,
    "flow",
    source.namespace,
    source.workload,
    destination.namespace,
    destination.workload,
  ];
  const [low, high] = story.perReplica;
  const chance = dice(cluster, "rate", destination.namespace, destination.workload);
  const each = low + ((high - low) * chance.below(1000)) / 1000;
  const protocol = destination.kind === "none" ? "tcp" : destination.kind;
  return {
    source,
    destination,
    service: destination.app,
    protocol,
    rate:
      (each * destination.pods.length * share) / (protocol === "tcp" ? REQUESTS_PER_CONNECTION : 1),
    seed: hash(words.join("/")),
    // Gateways pass waypoints by unless a Service says istio.io/ingress-use-waypoint, and here none does.
    through: source.plane === "gateway" ? null : destination.waypoint,
  };
}

/** Requests per second in the busiest hour that pass each workload. */
function workOf(flows: readonly Joined[]): ReadonlyMap<Run, number> {
  const sums = new Map<Run, number>();
  for (const { source, destination, through, rate } of flows) {
    for (const run of [source, destination, through]) {
      if (run) sums.set(run, (sums.get(run) ?? 0) + rate);
    }
  }
  return sums;
}

/** Of pods in ambient mode, by node. */
function carriedByNode(
  runs: readonly Run[],
  busy: ReadonlyMap<Run, number>,
): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const run of runs) {
    if (run.plane !== "ambient") continue;
    const each = (busy.get(run) ?? 0) / Math.max(1, run.pods.length);
    for (const { node } of run.pods) sums.set(node.name, (sums.get(node.name) ?? 0) + each);
  }
  return sums;
}

// ---------------------------------------------------------------- what runs

function containersOf(
  ground: Ground,
  run: Run,
  requests: number,
  carried: ReadonlyMap<string, number>,
): readonly Container[] {
  if (run.ended) return [];
  const each = requests / Math.max(1, run.pods.length);
  const injected = run.plane === "sidecar";
  return run.pods.flatMap(({ name: pod, node }) => {
    const make = (name: string, part: Part): Container => {
      const seed = hash(`${ground.cluster}/usage/${run.namespace}/${pod}/${name}`);
      const { namespace } = run;
      const passing = part === "ztunnel" ? (carried.get(node.name) ?? 0) : each;
      return {
        namespace,
        pod,
        name,
        node: node.name,
        part,
        seed,
        ...needs(run, part, seed, passing),
      };
    };
    return [
      ...run.names.map((name) => make(name, run.part)),
      ...(injected ? [make("istio-proxy", "sidecar")] : []),
    ];
  });
}

const MB = 1_000_000;

function needs(
  run: Run,
  part: Part,
  seed: number,
  requests: number,
): Pick<Container, "memory" | "cpu" | "work"> {
  const own = dice("needs", run.namespace, run.workload, part);
  const between = (low: number, high: number) => low + ((high - low) * own.below(1000)) / 1000;
  const single = 1 + ((seed % 1000) / 1000 - 0.5) * 0.08;
  switch (part) {
    case "sidecar":
      return {
        memory: between(44, 92) * MB * single,
        cpu: 0.003,
        work: requests * CORES.sidecar,
      };
    case "waypoint":
      return { memory: between(54, 70) * MB * single, cpu: 0.004, work: requests * CORES.waypoint };
    case "gateway":
      return { memory: between(72, 104) * MB * single, cpu: 0.006, work: requests * CORES.gateway };
    case "ztunnel":
      return { memory: between(13, 16) * MB * single, cpu: 0.002, work: requests * CORES.ztunnel };
    case "istiod":
      return { memory: between(240, 420) * MB * single, cpu: 0.02, work: 0.09 };
    case "istio-cni":
      return { memory: between(36, 42) * MB * single, cpu: 0.001, work: 0.001 };
    case "application":
      return {
        memory: Math.max(40 * MB, run.memoryRequest * between(0.3, 0.6)) * single,
        cpu: 0.004,
        work: requests * between(0.0008, 0.003),
      };
  }
}

function bytesOf(quantity: string): number {
  const [, amount = "0", unit = ""] = /^(\d+)(Ki|Mi|Gi)?$/.exec(quantity) ?? [];
  return Number(amount) * ({ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30 }[unit] ?? 1);
}

// ---------------------------------------------------------------- what is reported

function httpReports(
  ground: Ground,
  joined: Joined,
  proxies: (run: Run) => readonly Container[],
): readonly HttpReport[] {
  const { source, destination, through, protocol } = joined;
  if (protocol === "tcp") return [];
  const own = applicationLatency(ground, joined);
  const { sidecar = 2, ztunnel = 0.5 } = ground.story.namespaces[destination.namespace] ?? {};
  const server = destination.plane === "sidecar" ? sidecar : ztunnel;
  const passed = through ? ztunnel + 1.2 : 0;

  const report = (reporter: HttpReport["reporter"], run: Run, extra: number): HttpReport => ({
    flow: joined,
    reporter,
    by: proxies(run),
    security: reporter === "source" ? "unknown" : "mutual_tls",
    latency: latencyOf(own.median + extra, own.sigma),
  });
  return [
    ...(source.plane === "sidecar" || source.plane === "gateway"
      ? [report("source", source, server + passed + 0.3)]
      : []),
    ...(destination.plane === "sidecar" ? [report("destination", destination, server * 0.4)] : []),
    ...(through ? [report("waypoint", through, ztunnel * 0.8)] : []),
  ];
}

function applicationLatency(ground: Ground, { destination, protocol }: Joined): Latency {
  const { namespace, app, waypoint } = destination;
  const told = ground.story.namespaces[namespace] ?? {};
  const chance = dice(ground.cluster, "latency", namespace, app);
  const usual = protocol === "grpc" ? 3 + chance.below(12) : 10 + chance.below(60);
  const sigma = 0.45 + chance.below(30) / 100;
  const chatty = waypoint ? (told.throughWaypoint ?? 0) : 0;
  return { median: (told.median ?? usual) + chatty, sigma };
}

function tcpReports(
  joined: Joined,
  proxies: (run: Run) => readonly Container[],
  ztunnels: readonly Container[],
): readonly TcpReport[] {
  const { source, destination, through, protocol, rate } = joined;
  const connections =
    protocol === "tcp"
      ? joined
      : { ...joined, protocol: "tcp" as const, rate: rate / REQUESTS_PER_CONNECTION };
  const first = through ? { ...connections, destination: through } : connections;
  const last = through ? { ...connections, source: through } : connections;
  const onNodesOf = (run: Run) => {
    const nodes = new Set(run.pods.map(({ node }) => node.name));
    return ztunnels.filter(({ node }) => nodes.has(node));
  };
  const sidecars = protocol === "tcp";
  const reports: readonly (TcpReport | null)[] = [
    source.plane === "ambient"
      ? { flow: first, reporter: "source", by: onNodesOf(source), ztunnel: true }
      : null,
    destination.plane === "ambient"
      ? { flow: last, reporter: "destination", by: onNodesOf(destination), ztunnel: true }
      : null,
    sidecars && source.plane === "sidecar"
      ? { flow: first, reporter: "source", by: proxies(source), ztunnel: false }
      : null,
    sidecars && destination.plane === "sidecar"
      ? { flow: last, reporter: "destination", by: proxies(destination), ztunnel: false }
      : null,
  ];
  return reports.flatMap((report) => (report && report.by.length > 0 ? [report] : []));
}
