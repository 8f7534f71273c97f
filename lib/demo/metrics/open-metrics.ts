/**
 * The raw series from which a Prometheus would work out its answers, with every pitfall that real ones have: four parts
 * of a mesh whose container is called istio-proxy, cgroups without a container, counters that begin again, scrapes that
 * are missing, series that end. Written as OpenMetrics for `promtool tsdb create-blocks-from openmetrics`:
 * https://prometheus.io/docs/prometheus/latest/storage/#backfilling-from-openmetrics-format
 */
import { hash } from "../build/random.ts";
import { BUCKETS, meanOf } from "./latency.ts";
import type { UsageModel } from "./model.ts";
import { HOUR, SCRAPE } from "./rhythm.ts";
import type { Container, Flow, HttpReport, Roster, TcpReport } from "./roster.ts";

export interface RawSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Time in milliseconds since 1970, and value. */
  readonly points: [number, number][];
}

/** What was scraped every minute from one moment to another, milliseconds since 1970. */
export function rawSeries(model: UsageModel, from: number, to: number): readonly RawSeries[] {
  const book = new Map<string, Growing>();
  const kept = new Map<Roster, readonly Entry[]>();
  for (let time = from; time <= to; time += SCRAPE) {
    const roster = model.rosterAt(time);
    const entries = kept.get(roster) ?? [...entriesOf(model, roster)];
    kept.set(roster, entries);
    const scraped = model.scrapeAt(time) === time;
    for (const entry of entries) write(book, model, entry, { time, scraped, first: time === from });
  }
  return [...book.values()].filter(({ points }) => points.length > 0);
}

const TYPES: Readonly<Record<string, string>> = {
  container_memory_working_set_bytes: "gauge",
  container_cpu_usage_seconds: "counter",
  kube_pod_info: "gauge",
  istio_build: "gauge",
  istio_requests: "counter",
  istio_request_duration_milliseconds: "histogram",
  istio_tcp_connections_opened: "counter",
};

/** OpenMetrics, line by line: series of a family together, times ascending, and the end marked. */
export function* openMetrics(series: readonly RawSeries[]): Iterable<string> {
  for (const [family, type] of Object.entries(TYPES)) {
    yield `# TYPE ${family} ${type}\n`;
    for (const { name, labels, points } of series) {
      if (familyOf(name) !== family) continue;
      const pairs = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
      const head = `${name}{${pairs.join(",")}}`;
      yield points
        .map(([time, value]) => `${head} ${Number(value.toPrecision(12))} ${time / 1000}\n`)
        .join("");
    }
  }
  yield "# EOF\n";
}

function familyOf(name: string): string {
  return name.replace(/_(total|bucket|sum|count)$/, "");
}

function escaped(value: string): string {
  return value.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n");
}

// ---------------------------------------------------------------- growing

type Labels = Readonly<Record<string, string>>;

/** One thing that is scraped as long as something runs. */
interface Entry {
  readonly name: string;
  readonly labels: Labels;
  /** What runs. */
  readonly of: Container;
  /** A value, or what is added to a counter each second. */
  readonly at: (hour: number) => number;
  readonly counts: boolean;
  /** Each life of the container has a series of its own, as cgroups have. */
  readonly lives: boolean;
}

interface Growing extends RawSeries {
  value: number;
}

interface Minute {
  readonly time: number;
  /** Whether Prometheus was up. */
  readonly scraped: boolean;
  readonly first: boolean;
}

/** What had been counted before the first scrape, seconds. */
const BEFORE = 10_000;

function write(
  book: Map<string, Growing>,
  model: UsageModel,
  entry: Entry,
  { time, scraped, first }: Minute,
): void {
  const began = model.beganAt(entry.of, time);
  const series = seriesIn(book, entry, began);
  if (entry.counts) {
    const before = time - SCRAPE;
    const rate = entry.at(Math.floor(before / HOUR));
    const isNew = Number.isNaN(series.value);
    if (isNew && first) series.value = rate * BEFORE;
    else if (isNew || began > before)
      series.value = rate * ((time - Math.max(began, before)) / 1000);
    else series.value += rate * (SCRAPE / 1000);
  } else {
    series.value = entry.at(Math.floor(time / HOUR));
  }
  if (scraped) series.points.push([time, series.value]);
}

const FOUND = new WeakMap<Entry, { readonly began: number; readonly series: Growing }>();

function seriesIn(book: Map<string, Growing>, entry: Entry, began: number): Growing {
  const found = FOUND.get(entry);
  if (found && (found.began === began || !entry.lives)) return found.series;

  const labels = entry.lives
    ? { ...entry.labels, id: `${entry.labels["id"]}-${began.toString(36)}` }
    : entry.labels;
  const key = `${entry.name}/${Object.values(labels).join("/")}`;
  const series = book.get(key) ?? { name: entry.name, labels, points: [], value: Number.NaN };
  book.set(key, series);
  FOUND.set(entry, { began, series });
  return series;
}

// ---------------------------------------------------------------- what is scraped

function* entriesOf(model: UsageModel, roster: Roster): Iterable<Entry> {
  for (const container of roster.containers) yield* containerEntries(model, container);
  yield* podEntries(roster);
  for (const report of roster.http) yield* httpEntries(model, report);
  for (const report of roster.tcp) yield* tcpEntries(model, report);
}

function gauge(name: string, labels: Labels, of: Container, at: Entry["at"]): Entry {
  return { name, labels, of, at, counts: false, lives: false };
}

function counter(name: string, labels: Labels, of: Container, at: Entry["at"]): Entry {
  return { name, labels, of, at, counts: true, lives: false };
}

function* containerEntries(model: UsageModel, container: Container): Iterable<Entry> {
  const { namespace, pod, name, node } = container;
  const scrape = { job: "kubernetes-cadvisor", instance: node };
  const cgroup = `/kubepods/pod${hash(`${namespace}/${pod}`)}`;
  const labels = { ...scrape, namespace, pod, container: name, id: `${cgroup}/${name}` };
  const memory = (hour: number) => model.memoryOf(container, hour);
  const bytes = "container_memory_working_set_bytes";

  yield { ...gauge(bytes, labels, container, memory), lives: true };
  yield {
    ...counter("container_cpu_usage_seconds_total", labels, container, (hour) =>
      model.cpuOf(container, hour),
    ),
    lives: true,
  };
  if (name !== "istio-proxy") return;
  // The pause container of the pod, and a cgroup that belongs to no container.
  const pause = { ...labels, container: "POD", id: `${cgroup}/pause` };
  yield gauge(bytes, pause, container, () => 400_000);
  const whole = { ...scrape, namespace, pod, container: "", id: cgroup };
  yield gauge(bytes, whole, container, (hour) => memory(hour) + 9_000_000);
}

function* podEntries({ containers }: Roster): Iterable<Entry> {
  const pods = new Map(containers.map((container) => [container.pod, container]));
  for (const of of pods.values()) {
    const { namespace, pod, node } = of;
    yield gauge("kube_pod_info", { job: "kube-state-metrics", namespace, pod, node }, of, () => 1);
  }
  for (const of of containers) {
    const component = componentOf(of);
    if (component === null) continue;
    yield gauge("istio_build", { ...scrapeLabels(of), component, tag: "1.30.5" }, of, () => 1);
  }
}

function componentOf({ name, part }: Container): string | null {
  if (name === "discovery") return "pilot";
  if (name !== "istio-proxy") return null;
  return part === "ztunnel" ? "ztunnel" : "proxy";
}

/** Each proxy that reports has a series of its own, with its share of the requests. */
function* httpEntries(model: UsageModel, report: HttpReport): Iterable<Entry> {
  const { flow, by, latency } = report;
  const name = "istio_request_duration_milliseconds";
  const each = (hour: number) => model.rateOf(flow, hour) / by.length;
  const failing = (hour: number) => each(hour) * model.failingOf(flow, hour);
  const outcomes: readonly Outcome[] = [
    ...goodOf(flow, (hour) => each(hour) * (1 - model.failingOf(flow, hour))),
    ...(model.fails(flow) ? failuresOf(flow, failing) : []),
  ];
  for (const proxy of by) {
    for (const { code, status, at } of outcomes) {
      const labels = { ...httpLabels(report, proxy, code), ...statusOf(flow, status) };
      yield counter("istio_requests_total", labels, proxy, at);
      yield counter(`${name}_count`, labels, proxy, at);
      yield counter(`${name}_sum`, labels, proxy, (hour) => at(hour) * meanOf(latency));
      for (const [bucket, le] of [...BUCKETS.map(String), "+Inf"].entries()) {
        const share = (hour: number) => model.durationsOf(report, hour)[bucket] ?? 0;
        yield counter(`${name}_bucket`, { ...labels, le }, proxy, (hour) => at(hour) * share(hour));
      }
    }
  }
}

interface Outcome {
  readonly code: string;
  readonly status: string;
  readonly at: (hour: number) => number;
}

/** A gRPC call that its caller gave up has no status, which is no failure of the server. One in ten here. */
function goodOf({ protocol }: Flow, rate: Outcome["at"]): readonly Outcome[] {
  return protocol === "grpc"
    ? [
        { code: "200", status: "0", at: (hour) => rate(hour) * 0.9 },
        { code: "0", status: "", at: (hour) => rate(hour) * 0.1 },
      ]
    : [{ code: "200", status: "", at: rate }];
}

/** A failed gRPC call carries HTTP 200 as a rule; one in four here carries 503 as well. */
function failuresOf({ protocol }: Flow, rate: Outcome["at"]): readonly Outcome[] {
  return protocol === "grpc"
    ? [
        { code: "200", status: "14", at: (hour) => rate(hour) * 0.75 },
        { code: "503", status: "14", at: (hour) => rate(hour) * 0.25 },
      ]
    : [{ code: "503", status: "", at: rate }];
}

function statusOf({ protocol }: Flow, status: string): Labels {
  return protocol === "grpc" && status !== "" ? { grpc_response_status: status } : {};
}

function httpLabels(report: HttpReport, proxy: Container, code: string): Labels {
  const { flow, reporter, security } = report;
  return {
    ...scrapeLabels(proxy),
    reporter,
    ...flowLabels(flow),
    request_protocol: flow.protocol,
    response_code: code,
    response_flags: code === "200" ? "-" : "UF",
    connection_security_policy: security,
  };
}

function* tcpEntries(model: UsageModel, report: TcpReport): Iterable<Entry> {
  const { flow, by, reporter, ztunnel } = report;
  for (const proxy of by) {
    const labels = {
      ...scrapeLabels(proxy),
      ...(ztunnel ? { app: "ztunnel" } : {}),
      reporter,
      ...flowLabels(flow),
      request_protocol: "tcp",
      response_flags: "-",
      connection_security_policy: "mutual_tls",
    };
    const at = (hour: number) => model.rateOf(flow, hour) / by.length;
    yield counter("istio_tcp_connections_opened_total", labels, proxy, at);
  }
}

function scrapeLabels({ namespace, pod }: Container): Labels {
  return { job: "kubernetes-pods", namespace, pod };
}

function flowLabels({ source, destination, service }: Flow): Labels {
  return {
    source_workload: source.workload,
    source_workload_namespace: source.namespace,
    destination_workload: destination.workload,
    destination_workload_namespace: destination.namespace,
    destination_service_name: service,
    destination_service_namespace: destination.namespace,
  };
}
