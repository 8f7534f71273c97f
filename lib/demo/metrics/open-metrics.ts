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
  const collected = collection(model, from);
  for (let time = from; time <= to; time += SCRAPE) {
    const roster = model.rosterAt(time);
    collected.scrape(time, model.scrapeAt(time) === time);
    for (const container of roster.containers) writeContainer(collected, model, container);
    writePods(collected, roster);
    for (const report of roster.http) writeHttp(collected, model, report);
    for (const report of roster.tcp) writeTcp(collected, model, report);
  }
  return collected.all();
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
      yield points.map(([time, value]) => `${head} ${value} ${time / 1000}\n`).join("");
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

// ---------------------------------------------------------------- series

type Labels = Readonly<Record<string, string>>;

interface Collection {
  /** Goes on to the next minute, in which Prometheus may have been down. */
  scrape(time: number, up: boolean): void;
  gauge(name: string, labels: Labels, value: (hour: number) => number): void;
  /** Something that adds up while a container runs. */
  counter(name: string, labels: Labels, of: Container, perSecond: (hour: number) => number): void;
  all(): readonly RawSeries[];
}

/** What had been counted before the first scrape, hours. */
const BEFORE = 3;

function collection(model: UsageModel, from: number): Collection {
  const known = new Map<string, RawSeries & { value: number }>();
  let now = from;
  let scraped = true;
  const seriesOf = (name: string, labels: Labels) => {
    const key = `${name}/${Object.values(labels).join("/")}`;
    const series = known.get(key) ?? { name, labels, points: [], value: Number.NaN };
    known.set(key, series);
    return series;
  };
  return {
    scrape(time, up) {
      now = time;
      scraped = up;
    },
    gauge(name, labels, value) {
      if (scraped) seriesOf(name, labels).points.push([now, value(Math.floor(now / HOUR))]);
    },
    counter(name, labels, of, perSecond) {
      const series = seriesOf(name, labels);
      const before = now - SCRAPE;
      const began = model.beganAt(of, now);
      const rate = perSecond(Math.floor(before / HOUR));
      const first = Number.isNaN(series.value);
      if (first && now === from) series.value = (rate * BEFORE * HOUR) / 1000;
      else if (first || began > before)
        series.value = (rate * (now - Math.max(began, before))) / 1000;
      else series.value += (rate * SCRAPE) / 1000;
      if (scraped) series.points.push([now, series.value]);
    },
    all: () => [...known.values()].filter(({ points }) => points.length > 0),
  };
}

function writeContainer(to: Collection, model: UsageModel, container: Container): void {
  const { namespace, pod, name, node } = container;
  const scrape = { job: "kubernetes-cadvisor", instance: node };
  const cgroup = `/kubepods/pod${hash(`${namespace}/${pod}`)}`;
  const labels = { ...scrape, namespace, pod, container: name, id: `${cgroup}/${name}` };
  const memory = (hour: number) => model.memoryOf(container, hour);
  const cpu = (hour: number) => model.cpuOf(container, hour);

  to.gauge("container_memory_working_set_bytes", labels, memory);
  to.counter("container_cpu_usage_seconds_total", labels, container, cpu);
  if (name === "istio-proxy") {
    // The pause container of the pod, and a cgroup that belongs to no container.
    to.gauge(
      "container_memory_working_set_bytes",
      { ...labels, container: "POD", id: `${cgroup}/pause` },
      () => 400_000,
    );
    to.gauge(
      "container_memory_working_set_bytes",
      { ...scrape, namespace, pod, container: "", id: cgroup },
      (hour) => memory(hour) + 9_000_000,
    );
  }
}

function writePods(to: Collection, { containers }: Roster): void {
  const pods = new Map(containers.map((container) => [container.pod, container]));
  for (const { namespace, pod, node } of pods.values()) {
    to.gauge("kube_pod_info", { job: "kube-state-metrics", namespace, pod, node }, () => 1);
  }
  for (const { namespace, pod, name } of containers) {
    if (name !== "istio-proxy") continue;
    const component = pod.startsWith("ztunnel-") ? "ztunnel" : "proxy";
    to.gauge("istio_build", { job: "kubernetes-pods", namespace, pod, component }, () => 1);
  }
}

/** Each proxy that reports has a series of its own, with its share of the requests. */
function writeHttp(to: Collection, model: UsageModel, report: HttpReport): void {
  const { flow, by, latency } = report;
  const failing = (hour: number) => model.failingOf(flow, hour);
  for (const proxy of by) {
    const each = (hour: number) => model.rateOf(flow, hour) / by.length;
    const outcomes: readonly (readonly [string, string, (hour: number) => number])[] = [
      ["200", "0", (hour) => each(hour) * (1 - failing(hour))],
      ...(model.fails(flow) ? failuresOf(flow, (hour) => each(hour) * failing(hour)) : []),
    ];
    for (const [code, status, rate] of outcomes) {
      const labels = { ...httpLabels(report, proxy, code), ...statusOf(flow, status) };
      const name = "istio_request_duration_milliseconds";
      to.counter("istio_requests_total", labels, proxy, rate);
      to.counter(`${name}_count`, labels, proxy, rate);
      to.counter(`${name}_sum`, labels, proxy, (hour) => rate(hour) * meanOf(latency));
      for (const [bucket, limit] of [...BUCKETS.map(String), "+Inf"].entries()) {
        to.counter(
          `${name}_bucket`,
          { ...labels, le: limit },
          proxy,
          (hour) => rate(hour) * (model.durationsOf(report, hour)[bucket] ?? 0),
        );
      }
    }
  }
}

/** A failed gRPC call carries HTTP 200 as a rule; one in four here carries 503 as well. */
function failuresOf(
  { protocol }: Flow,
  rate: (hour: number) => number,
): readonly (readonly [string, string, (hour: number) => number])[] {
  return protocol === "grpc"
    ? [
        ["200", "14", (hour) => rate(hour) * 0.75],
        ["503", "14", (hour) => rate(hour) * 0.25],
      ]
    : [["503", "", rate]];
}

function statusOf({ protocol }: Flow, status: string): Labels {
  return protocol === "grpc" ? { grpc_response_status: status } : {};
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

function writeTcp(to: Collection, model: UsageModel, report: TcpReport): void {
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
    to.counter(
      "istio_tcp_connections_opened_total",
      labels,
      proxy,
      (hour) => model.rateOf(flow, hour) / by.length,
    );
  }
}

function scrapeLabels({ namespace, pod }: Container): Labels {
  return { job: "kubernetes-pods", namespace, pod };
}

function flowLabels({ source, destination, service }: Flow): Labels {
  return {
    source_workload: source.workload,
    source_workload_namespace: source.namespace,
    source_canonical_service: source.app,
    destination_workload: destination.workload,
    destination_workload_namespace: destination.namespace,
    destination_canonical_service: destination.app,
    destination_service_name: service,
    destination_service_namespace: destination.namespace,
  };
}
