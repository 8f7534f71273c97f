/**
 * What a Prometheus of a demo cluster answers to each question of the product, worked out from the usage model: never
 * from the text of the question, so that nothing here can make the same mistake as a query does.
 */
import {
  aloneCpu,
  aloneMemory,
  BUCKET_BYTES,
  clusterOfPods,
  clusters,
  containerCount,
  controlCount,
  controlCpu,
  controlMemory,
  errorRate,
  gatewayErrorRate,
  gatewayLatency,
  gatewayRequestRate,
  latency,
  presence,
  QUANTILES,
  type Query,
  requestRate,
  type Scope,
  SUBJECTS,
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
} from "../../metrics/queries.ts";
import { MOST_NAMED, TOP_CONSUMERS } from "../../snapshot/measurement.ts";
import { quantileOf } from "./latency.ts";
import type { Piece, UsageModel } from "./model.ts";
import { HOUR } from "./rhythm.ts";
import type { Container, Flow, HttpReport } from "./roster.ts";

/** One series of an answer at one moment. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a question is about, read from its text. */
export interface Asked extends Scope {
  readonly gateways: readonly string[];
  readonly pods: readonly string[];
}

/** A question with its answer for a moment, milliseconds since 1970. */
export interface Answerable {
  readonly query: Query;
  answer(model: UsageModel, at: number): readonly Sample[];
}

/** Every question that the product may ask about this. */
export function answerable(asked: Asked): readonly Answerable[] {
  return [...usageQuestions(asked), ...trafficQuestions(asked), ...presenceQuestions(asked)];
}

// ---------------------------------------------------------------- memory and CPU

function usageQuestions(asked: Asked): readonly Answerable[] {
  const sidecars = chosen(asked, ({ part }) => part === "sidecar");
  const alone = chosen(asked, ({ part, name }) => name === "istio-proxy" && part !== "sidecar");
  const proxies = chosen(asked, ({ name }) => name === "istio-proxy");
  const control = chosen({ ...asked, namespaces: null }, ({ name, pod }) =>
    name === "discovery" || name === "install-cni" ? /^(istiod-|istio-cni-node-)/.test(pod) : false,
  );
  const any = chosen({ ...asked, namespaces: null }, () => true);
  const byNamespace = grouping(({ namespace }: Container) => ({ namespace }));
  const byPod = grouping(({ namespace, pod }: Container) => ({ namespace, pod }));
  const byName = grouping(({ name }: Container) => ({ container: name }));

  const memory = (choice: Choice, by: By) => (model: UsageModel, at: number) =>
    summed(memories(model, at, choice), by);
  const cpu = (choice: Choice, by: By) => (model: UsageModel, at: number) =>
    summed(cores(model, at, asked.window, choice), by);
  const count = (choice: Choice, by: By) => (model: UsageModel, at: number) =>
    summed(
      memories(model, at, choice).map(({ of }) => ({ of, value: 1 })),
      by,
    );
  const largest = (model: UsageModel, at: number) =>
    memories(model, at, proxies)
      .toSorted((one, other) => other.value - one.value)
      .slice(0, TOP_CONSUMERS);

  return [
    { query: sidecarMemory(asked), answer: memory(sidecars, byNamespace) },
    {
      query: sidecarCpu(asked),
      answer(model, at) {
        // Of sidecars that run at the end of the window: a pod that keeps its name may have lost its own meanwhile.
        const running = new Set(memories(model, at, sidecars).map(({ of }) => podOf(of)));
        const own = used(model, at, asked.window, sidecars);
        return summed(
          own.filter(({ of }) => running.has(podOf(of))),
          byNamespace,
        );
      },
    },
    { query: sidecarCount(asked), answer: count(sidecars, byNamespace) },
    { query: aloneMemory(asked), answer: memory(alone, byPod) },
    { query: aloneCpu(asked), answer: cpu(alone, byPod) },
    { query: controlMemory(asked), answer: memory(control, byName) },
    {
      query: controlCpu(asked),
      answer: (model, at) => summed(used(model, at, asked.window, control), byName),
    },
    { query: controlCount(asked), answer: count(control, byName) },
    { query: containerCount(asked), answer: count(any, byNamespace) },
    {
      query: sidecarMemoryBuckets(asked),
      answer: (model, at) =>
        counted(
          memories(model, at, sidecars).map(({ value }) => ({
            up_to: String(Math.ceil(value / BUCKET_BYTES) * BUCKET_BYTES),
          })),
        ),
    },
    ...QUANTILES.map((quantile) => ({
      query: sidecarMemoryQuantile(asked, quantile),
      answer: (model: UsageModel, at: number) => {
        const values = memories(model, at, sidecars).map(({ value }) => value);
        return values.length === 0 ? [] : [single(between(values, quantile.value))];
      },
    })),
    { query: topMemory(asked), answer: (model, at) => summed(largest(model, at), byPod) },
    {
      query: topCpu(asked),
      answer(model, at) {
        const top = new Set(largest(model, at).map(({ of }) => keyOf(of)));
        const choice = (container: Container) => proxies(container) && top.has(keyOf(container));
        return summed(cores(model, at, asked.window, choice), byPod);
      },
    },
  ];
}

type Choice = (container: Container) => boolean;
type By = (container: Container) => Group;

interface Amount<Of> {
  readonly of: Of;
  readonly value: number;
}

/** The model's Prometheus holds one cluster and has no label for it, so a question about a named one finds nothing. */
function chosen({ cluster, namespaces }: Scope, choice: Choice): Choice {
  if (cluster !== null) return () => false;
  if (namespaces === null) return choice;
  const wanted = new Set(namespaces);
  return (container) => wanted.has(container.namespace) && choice(container);
}

function memories(model: UsageModel, at: number, choice: Choice): readonly Amount<Container>[] {
  const scrape = model.scrapeAt(at);
  if (scrape === null) return [];
  const hour = Math.floor(scrape / HOUR);
  return model
    .rosterAt(scrape)
    .containers.filter(choice)
    .map((of) => ({ of, value: model.memoryOf(of, hour) }));
}

/** Cores in the average of a window, of containers that run at its end. */
function cores(
  model: UsageModel,
  at: number,
  window: number,
  choice: Choice,
): readonly Amount<Container>[] {
  const running = new Set(memories(model, at, choice).map(({ of }) => keyOf(of)));
  return used(model, at, window, choice).filter(({ of }) => running.has(keyOf(of)));
}

/** Cores in the average of a window, of whatever ran in it. */
function used(
  model: UsageModel,
  at: number,
  window: number,
  choice: Choice,
): readonly Amount<Container>[] {
  const sums = new Map<string, { readonly of: Container; value: number }>();
  for (const [roster, hours] of byRoster(model.covered(at - window * 1000, at) ?? [])) {
    for (const container of roster.containers) {
      if (!choice(container)) continue;
      let sum = 0;
      for (const { hour, seconds } of hours) sum += model.cpuOf(container, hour) * seconds;
      const key = keyOf(container);
      const amount = sums.get(key) ?? { of: container, value: 0 };
      sums.set(key, amount);
      amount.value += sum / window;
    }
  }
  return [...sums.values()];
}

function podOf({ namespace, pod }: Container): string {
  return `${namespace}/${pod}`;
}

function keyOf({ namespace, pod, name }: Container): string {
  return `${namespace}/${pod}/${name}`;
}

// ---------------------------------------------------------------- traffic

function trafficQuestions(asked: Asked): readonly Answerable[] {
  return [
    ...SUBJECTS.flatMap((subject) => subjectQuestions(asked, subject)),
    ...gatewayQuestions(asked),
    {
      query: ztunnelConnections(asked),
      answer: (model, at) => connections(model, at, asked),
    },
  ];
}

type Labels = Readonly<Record<string, string>>;

const LABELS: Readonly<Record<Subject, (flow: Flow) => Labels>> = {
  namespace: ({ destination }) => ({ destination_workload_namespace: destination.namespace }),
  workload: ({ destination }) => ({
    destination_workload_namespace: destination.namespace,
    destination_workload: destination.workload,
  }),
  service: ({ destination, service }) => ({
    destination_service_namespace: destination.namespace,
    destination_service_name: service,
  }),
};

function subjectQuestions(asked: Asked, subject: Subject): readonly Answerable[] {
  const seen = reportsOf(asked, () => true);
  const labels = LABELS[subject];
  const by = grouping(({ flow, reporter }: HttpReport) => ({ ...labels(flow), reporter }));
  const bySubject = grouping(({ flow }: HttpReport) => labels(flow));
  const busiest = (model: UsageModel, at: number, samples: readonly Sample[]) =>
    subject === "namespace"
      ? samples
      : amongBusiest(requests(model, at, asked, seen, bySubject), samples);

  return [
    {
      query: requestRate(asked, subject),
      answer: (model, at) => busiest(model, at, requests(model, at, asked, seen, by)),
    },
    {
      query: errorRate(asked, subject),
      answer: (model, at) => busiest(model, at, failures(model, at, asked, seen, by)),
    },
    ...QUANTILES.flatMap((quantile): readonly Answerable[] => [
      {
        query: latency(asked, subject, quantile, "classic"),
        answer: (model, at) =>
          busiest(model, at, durations(model, at, asked, seen, by, quantile.value)),
      },
      { query: latency(asked, subject, quantile, "native"), answer: () => [] },
    ]),
  ];
}

function gatewayQuestions(asked: Asked): readonly Answerable[] {
  const gateways = new Set(asked.gateways);
  const seen = reportsOf(
    asked,
    ({ reporter, flow }) => reporter === "source" && gateways.has(flow.source.workload),
  );
  const scope = { ...asked, gateways: asked.gateways };
  const by = grouping(({ flow: { source, destination } }: HttpReport) => ({
    destination_service_namespace: destination.namespace,
    source_workload: source.workload,
  }));
  return [
    {
      query: gatewayRequestRate(scope),
      answer: (model, at) => requests(model, at, asked, seen, by),
    },
    { query: gatewayErrorRate(scope), answer: (model, at) => failures(model, at, asked, seen, by) },
    ...QUANTILES.flatMap((quantile): readonly Answerable[] => [
      {
        query: gatewayLatency(scope, quantile, "classic"),
        answer: (model, at) => durations(model, at, asked, seen, by, quantile.value),
      },
      { query: gatewayLatency(scope, quantile, "native"), answer: () => [] },
    ]),
  ];
}

type Seen = (report: HttpReport) => boolean;
type Labelled = (report: HttpReport) => Group;

function reportsOf({ cluster, namespaces }: Scope, seen: Seen): Seen {
  if (cluster !== null) return () => false;
  if (namespaces === null) return seen;
  const wanted = new Set(namespaces);
  return (report) => wanted.has(report.flow.destination.namespace) && seen(report);
}

function requests(model: UsageModel, at: number, asked: Asked, seen: Seen, by: Labelled) {
  return rates(model, at, asked, seen, by, ({ flow }, hour) => model.rateOf(flow, hour));
}

/** Proxies that have never seen a failure have no series of one. */
function failures(model: UsageModel, at: number, asked: Asked, seen: Seen, by: Labelled) {
  const failing: Seen = (report) => seen(report) && model.fails(report.flow);
  return rates(
    model,
    at,
    asked,
    failing,
    by,
    ({ flow }, hour) => model.rateOf(flow, hour) * model.failingOf(flow, hour),
  );
}

function rates(
  model: UsageModel,
  at: number,
  { window }: Asked,
  seen: Seen,
  by: Labelled,
  of: (report: HttpReport, hour: number) => number,
): readonly Sample[] {
  const sums = groups(() => 0);
  for (const [roster, hours] of byRoster(model.covered(at - window * 1000, at) ?? [])) {
    for (const report of roster.http) {
      if (!seen(report)) continue;
      let sum = 0;
      for (const { hour, seconds } of hours) sum += of(report, hour) * seconds;
      const group = sums.of(by(report));
      group.value += sum / window;
    }
  }
  return sums.all();
}

function durations(
  model: UsageModel,
  at: number,
  { window }: Asked,
  seen: Seen,
  by: Labelled,
  quantile: number,
): readonly Sample[] {
  const sums = groups<number[]>(() => []);
  for (const [roster, hours] of byRoster(model.covered(at - window * 1000, at) ?? [])) {
    for (const report of roster.http) {
      if (!seen(report)) continue;
      const { value } = sums.of(by(report));
      for (const { hour, seconds } of hours) {
        const requests = model.rateOf(report.flow, hour) * seconds;
        const shares = model.durationsOf(report, hour);
        for (let bucket = 0; bucket < shares.length; bucket += 1) {
          value[bucket] = (value[bucket] ?? 0) + requests * (shares[bucket] ?? 0);
        }
      }
    }
  }
  return sums.all().map(({ labels, value }) => ({ labels, value: quantileOf(value, quantile) }));
}

/** Those whose subject is among the busiest. */
function amongBusiest(busy: readonly Sample[], samples: readonly Sample[]): readonly Sample[] {
  if (busy.length <= MOST_NAMED) return samples;
  const most = busy.toSorted((one, other) => other.value - one.value).slice(0, MOST_NAMED);
  const kept = new Set(most.map(({ labels }) => Object.values(labels).join("/")));
  return samples.filter(({ labels: { reporter: _, ...rest } }) =>
    kept.has(Object.values(rest).join("/")),
  );
}

/** What ztunnels at the server's end report. */
function connections(model: UsageModel, at: number, asked: Asked): readonly Sample[] {
  const { window, cluster, namespaces } = asked;
  const sums = groups(() => 0);
  if (cluster !== null) return [];
  for (const [roster, hours] of byRoster(model.covered(at - window * 1000, at) ?? [])) {
    for (const { flow, reporter, ztunnel } of roster.tcp) {
      const { namespace } = flow.destination;
      if (!ztunnel || reporter !== "destination") continue;
      if (namespaces && !namespaces.includes(namespace)) continue;
      const group = sums.of({
        labels: { destination_workload_namespace: namespace },
        key: namespace,
      });
      for (const { hour, seconds } of hours) {
        group.value += (model.rateOf(flow, hour) * seconds) / window;
      }
    }
  }
  return sums.all();
}

// ---------------------------------------------------------------- what is there

function presenceQuestions(asked: Asked): readonly Answerable[] {
  const here = asked.cluster === null;
  const counting =
    (count: (model: UsageModel, at: number) => number) => (model: UsageModel, at: number) => [
      single(here && model.scrapeAt(at) !== null ? count(model, at) : 0),
    ];
  /** Beside each proxy there is the pause container of its pod, and its cgroup, which belongs to no container. */
  const containers = (more: number) =>
    counting((model, at) => {
      const all = model.rosterAt(at).containers;
      return all.length + more * all.filter(({ name }) => name === "istio-proxy").length;
    });
  const reports = (model: UsageModel, at: number, waypoint: boolean, codes: boolean) =>
    model
      .rosterAt(at)
      .http.filter(({ reporter }) => (reporter === "waypoint") === waypoint)
      .reduce((sum, report) => sum + (codes ? seriesOf(model, report) : report.by.length), 0);
  const none = counting(() => 0);
  const requests = counting(
    (model, at) => reports(model, at, false, true) + reports(model, at, true, true),
  );
  /** At the beginning of the window. */
  const before = (answer: Answerable["answer"]) => (model: UsageModel, at: number) =>
    answer(model, at - asked.window * 1000);

  return [
    { query: presence.cadvisor(asked), answer: containers(1) },
    { query: presence.cadvisorAnyLabels(asked), answer: containers(2) },
    { query: presence.unplacedProxies(asked), answer: none },
    {
      query: presence.kubeStateMetrics(asked),
      answer: counting((model, at) => model.rosterAt(at).pods),
    },
    {
      query: presence.istioHttp(asked),
      answer: counting((model, at) => reports(model, at, false, true)),
    },
    {
      query: presence.waypointHttp(asked),
      answer: counting((model, at) => reports(model, at, true, true)),
    },
    { query: presence.requests(asked), answer: requests },
    { query: presence.requestsBefore(asked), answer: before(requests) },
    // The only series here whose containers all have a name.
    { query: presence.cpuBefore(asked), answer: before(containers(0)) },
    {
      query: presence.ztunnelTcp(asked),
      answer: counting((model, at) =>
        model.rosterAt(at).tcp.reduce((sum, { ztunnel, by }) => sum + (ztunnel ? by.length : 0), 0),
      ),
    },
    { query: presence.classicHistograms(asked), answer: requests },
    { query: presence.nativeHistograms(asked), answer: none },
    {
      query: clusters(),
      answer: (model, at) => unlabelled(memories(model, at, isWitness)),
    },
    ...(asked.pods.length === 0
      ? []
      : [
          {
            query: clusterOfPods(asked.pods),
            answer: (model: UsageModel, at: number) =>
              unlabelled(
                memories(model, at, (each) => isWitness(each) && asked.pods.includes(each.pod)),
              ),
          },
        ]),
    // Nothing here is scraped twice, and what divides an empty count is empty.
    { query: scrapedTwice(asked), answer: () => [] },
  ];
}

/** Of each proxy that reports, by outcome. A gRPC call may also be given up, and its failures carry two marks or one. */
function seriesOf(model: UsageModel, { flow, by }: HttpReport): number {
  const [good, failed] = flow.protocol === "grpc" ? [2, 2] : [1, 1];
  return by.length * (model.fails(flow) ? good + failed : good);
}

const isWitness: Choice = ({ name }) => name === "istio-proxy" || name === "discovery";

/** Each has a series of its memory and one of its build, and none has the label `cluster`. */
function unlabelled(found: readonly unknown[]): readonly Sample[] {
  return found.length === 0 ? [] : [single(2 * found.length)];
}

// ---------------------------------------------------------------- sums

function single(value: number): Sample {
  return { labels: {}, value };
}

/** Pieces of a window by what ran in them. */
function byRoster(pieces: readonly Piece[]) {
  return Map.groupBy(pieces, ({ roster }) => roster);
}

interface Group {
  readonly labels: Labels;
  readonly key: string;
}

/** Tells the group of a thing. The same things are asked about again and again, so it is worked out once for each. */
function grouping<Of extends object>(by: (of: Of) => Labels): (of: Of) => Group {
  const known = new WeakMap<Of, Group>();
  return (of) => {
    const found = known.get(of);
    if (found) return found;
    const labels = by(of);
    const group = { labels, key: Object.values(labels).join("/") };
    known.set(of, group);
    return group;
  };
}

function groups<Value>(empty: () => Value) {
  const known = new Map<string, { readonly labels: Labels; value: Value }>();
  return {
    of({ labels, key }: Group) {
      const found = known.get(key);
      if (found) return found;
      const group = { labels, value: empty() };
      known.set(key, group);
      return group;
    },
    all: () => [...known.values()],
  };
}

function summed(amounts: readonly Amount<Container>[], by: By): readonly Sample[] {
  const sums = groups(() => 0);
  for (const { of, value } of amounts) sums.of(by(of)).value += value;
  return sums.all();
}

function counted(labels: readonly Labels[]): readonly Sample[] {
  const sums = groups(() => 0);
  for (const each of labels) {
    sums.of({ labels: each, key: Object.values(each).join("/") }).value += 1;
  }
  return sums.all();
}

/** As PromQL's `quantile`: straight lines between the values in order. */
function between(values: readonly number[], quantile: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = quantile * (sorted.length - 1);
  const low = sorted[Math.floor(rank)] ?? Number.NaN;
  const high = sorted[Math.ceil(rank)] ?? Number.NaN;
  return low + (high - low) * (rank - Math.floor(rank));
}
