/**
 * Every question that is asked of a Prometheus, as text. Each aggregates before it answers, so that neither the number
 * of queries nor the size of an answer grows with the pods of a cluster, save for proxies that stand alone (one series
 * each: a ztunnel per node, the waypoints and gateways).
 *
 * What makes plain queries wrong, and how these avoid it:
 * - Sidecar, ztunnel, waypoint and gateway all have a container `istio-proxy`. A sidecar is one beside another container,
 *   save for gateways with a helper, which the pod list names.
 *   https://github.com/istio/istio/blob/release-1.31/manifests/charts/ztunnel/templates/daemonset.yaml
 *   https://github.com/istio/istio/blob/release-1.31/manifests/charts/istio-control/istio-discovery/files/waypoint.yaml
 * - A native sidecar is an init container; for cAdvisor both kinds are containers, so its series are used here and not
 *   those of kube-state-metrics, which Istio's own add-on leaves out.
 *   https://github.com/istio/istio/blob/release-1.31/manifests/addons/values-prometheus.yaml
 * - A series without `namespace` or `pod` would match every other one without them, so such series are never counted.
 * - A kubelet that two jobs scrape, or a container that restarted within the last five minutes, has each series twice:
 *   the largest counts per pod.
 * - The three reporters see different stretches of a request's way and are never added up. HTTP series do not exist for
 *   ztunnel. https://istio.io/latest/docs/reference/config/metrics/
 * - No result is not zero: a sum over nothing is empty.
 */
import { MOST_NAMED, TOP_CONSUMERS } from "../snapshot/measurement.ts";

/** Which series a query looks at, and over how long. */
export interface Scope {
  /** Seconds that rates and quantiles cover. */
  readonly window: number;
  /** Value of the label `cluster`, for a Prometheus that holds several clusters; null: the label is not asked about. */
  readonly cluster: string | null;
  /** Only these namespaces; null: all. */
  readonly namespaces: readonly string[] | null;
  /** Workloads of gateways and the like that run more than their proxy, which does not make it a sidecar. */
  readonly helped?: readonly string[] | undefined;
}

/** What a figure of an answer counts. */
export type Unit =
  | "bytes"
  | "cores"
  | "containers"
  | "per-second"
  | "milliseconds"
  | "series"
  | "seconds"
  | "ratio";

/** One question. */
export interface Query {
  /** Unique among the queries of one scope. */
  readonly id: string;
  /** PromQL, for an instant or a range. */
  readonly text: string;
  /** Labels by which the series of the answer are told apart. */
  readonly labels: readonly string[];
  readonly unit: Unit;
}

/** What traffic is told apart by, beside its reporter. */
export type Subject = "namespace" | "workload" | "service";

/** Classic histograms have one series per bucket, with a label `le`; native ones are one series. */
export type HistogramForm = "classic" | "native";

/** Of latency and of memory. */
export const QUANTILES = [
  { name: "p50", value: 0.5 },
  { name: "p90", value: 0.9 },
  { name: "p99", value: 0.99 },
] as const;

/** Width of the buckets of `sidecarMemoryBuckets`: 4 MiB. */
export const BUCKET_BYTES = 4 * 2 ** 20;

/** Labels of a subject in Istio's HTTP series. */
export const SUBJECT_LABELS = {
  namespace: ["destination_workload_namespace"],
  workload: ["destination_workload_namespace", "destination_workload"],
  service: ["destination_service_namespace", "destination_service_name"],
} as const satisfies Record<Subject, readonly string[]>;

// ---------------------------------------------------------------- memory and CPU

/** Working set of all sidecars, classic and native. */
export function sidecarMemory(scope: Scope): Query {
  return {
    id: "sidecar-memory",
    text: `sum by (namespace) (${sidecarMemoryByPod(scope)})`,
    labels: ["namespace"],
    unit: "bytes",
  };
}

/** CPU of the sidecars that run at the moment asked for, as an average of the window. */
export function sidecarCpu(scope: Scope): Query {
  return {
    id: "sidecar-cpu",
    text: `sum by (namespace) (${cpuByPod(scope, PROXY)} and on (namespace, pod) ${sidecarMemoryByPod(scope)})`,
    labels: ["namespace"],
    unit: "cores",
  };
}

/** Sidecars whose memory is known at the moment asked for. */
export function sidecarCount(scope: Scope): Query {
  return {
    id: "sidecar-count",
    text: `count by (namespace) (${sidecarMemoryByPod(scope)})`,
    labels: ["namespace"],
    unit: "containers",
  };
}

/** Proxies without an application beside them: ztunnels, waypoints and gateways. Which is which the pod list tells. */
export function aloneMemory(scope: Scope): Query {
  return {
    id: "alone-memory",
    text: `${memoryByPod(scope, ANY_PROXY)} unless on (namespace, pod) ${application(scope)}`,
    labels: ["namespace", "pod"],
    unit: "bytes",
  };
}

/** CPU of the same proxies, as an average of the window. */
export function aloneCpu(scope: Scope): Query {
  return {
    id: "alone-cpu",
    text: `${cpuByPod(scope, ANY_PROXY)} and on (namespace, pod) ${memoryByPod(scope, ANY_PROXY)} unless on (namespace, pod) ${application(scope)}`,
    labels: ["namespace", "pod"],
    unit: "cores",
  };
}

/**
 * istiod (container discovery) and istio-cni (container install-cni), as Istio's own dashboards find them:
 * https://github.com/istio/istio/blob/release-1.31/manifests/addons/dashboards/pilot-dashboard.gen.json
 */
export function controlMemory(scope: Scope): Query {
  return {
    id: "control-memory",
    text: `sum by (container) (max by (namespace, pod, container) (container_memory_working_set_bytes${control(scope)}))`,
    labels: ["container"],
    unit: "bytes",
  };
}

/** CPU of the same containers, as an average of the window. */
export function controlCpu(scope: Scope): Query {
  return {
    id: "control-cpu",
    text: `sum by (container) (max by (namespace, pod, container, id) (rate(container_cpu_usage_seconds_total${control(scope)}${window(scope)})))`,
    labels: ["container"],
    unit: "cores",
  };
}

/** How many of the same containers there are. */
export function controlCount(scope: Scope): Query {
  return {
    id: "control-count",
    text: `count by (container) (max by (namespace, pod, container) (container_memory_working_set_bytes${control(scope)}))`,
    labels: ["container"],
    unit: "containers",
  };
}

/** Running containers of any kind: tells a namespace without proxies from one that nobody measured. */
export function containerCount(scope: Scope): Query {
  return {
    id: "container-count",
    text: `count by (namespace) (max by (namespace, pod, container) (container_memory_working_set_bytes${select(scope, ['container!~"|POD"', PLACED])}))`,
    labels: ["namespace"],
    unit: "containers",
  };
}

/** How many sidecars use how much: label `up_to` is the upper end of a bucket in bytes. */
export function sidecarMemoryBuckets(scope: Scope): Query {
  return {
    id: "sidecar-memory-buckets",
    text: `count_values("up_to", ceil((${sidecarMemoryByPod(scope)}) / ${BUCKET_BYTES}) * ${BUCKET_BYTES})`,
    labels: ["up_to"],
    unit: "containers",
  };
}

/** What so many of the sidecars use at most. */
export function sidecarMemoryQuantile(scope: Scope, { name, value }: Quantile): Query {
  return {
    id: `sidecar-memory-${name}`,
    text: `quantile(${value}, ${sidecarMemoryByPod(scope)})`,
    labels: [],
    unit: "bytes",
  };
}

/** The TOP_CONSUMERS proxies of any part that use the most memory. */
export function topMemory(scope: Scope): Query {
  return { id: "top-memory", text: topProxies(scope), labels: ["namespace", "pod"], unit: "bytes" };
}

/** CPU of those that use the most memory. */
export function topCpu(scope: Scope): Query {
  return {
    id: "top-cpu",
    text: `${cpuByPod(scope, ANY_PROXY)} and on (namespace, pod) ${topProxies(scope)}`,
    labels: ["namespace", "pod"],
    unit: "cores",
  };
}

// ---------------------------------------------------------------- traffic

/** Requests by destination and reporter. Of workloads and services only the MOST_NAMED busiest. */
export function requestRate(scope: Scope, subject: Subject): Query {
  return ofSubject(scope, subject, {
    id: "requests",
    rate: `sum by (${labelsOf(subject)}) (${requests(scope, subject)})`,
    unit: "per-second",
  });
}

/**
 * Failed requests by destination and reporter: HTTP 5xx, or a gRPC status other than OK. A failed gRPC call normally
 * carries HTTP 200; one that has both marks is one series, which `or` takes once.
 */
export function errorRate(scope: Scope, subject: Subject): Query {
  return ofSubject(scope, subject, {
    id: "errors",
    rate: `sum by (${labelsOf(subject)}) (${failures(scope, [SEEN, ...destined(scope, subject)])})`,
    unit: "per-second",
  });
}

/**
 * How long requests took, by destination and reporter. `histogram_quantile` interpolates within a bucket, and Envoy's
 * are wide (1 to 5 ms is one): https://github.com/envoyproxy/envoy/blob/main/source/common/stats/histogram_impl.cc
 */
export function latency(
  scope: Scope,
  subject: Subject,
  quantile: Quantile,
  form: HistogramForm,
): Query {
  const matchers = [SEEN, ...destined(scope, subject)];
  return ofSubject(scope, subject, {
    id: quantile.name,
    rate: durations(scope, matchers, labelsOf(subject), quantile, form),
    unit: "milliseconds",
  });
}

/**
 * What gateways themselves report about requests to a namespace's services. A gateway stays where it is when the
 * namespace behind it moves, so this is the one view that both sides of a move share.
 */
export interface GatewayScope extends Scope {
  /** `source_workload` of the gateways: "istio-ingressgateway". Never empty. */
  readonly gateways: readonly string[];
}

/** Labels of what gateways report. */
export const GATEWAY_LABELS = ["destination_service_namespace", "source_workload"] as const;

/** Requests that gateways sent to a namespace's Services. */
export function gatewayRequestRate(scope: GatewayScope): Query {
  return {
    id: "gateway-requests",
    text: `sum by (${GATEWAY_LABELS.join(", ")}) (rate(istio_requests_total${select(scope, throughGateways(scope))}${window(scope)}))`,
    labels: GATEWAY_LABELS,
    unit: "per-second",
  };
}

/** Of those the failed ones. */
export function gatewayErrorRate(scope: GatewayScope): Query {
  return {
    id: "gateway-errors",
    text: `sum by (${GATEWAY_LABELS.join(", ")}) (${failures(scope, throughGateways(scope))})`,
    labels: GATEWAY_LABELS,
    unit: "per-second",
  };
}

/** How long they took, as the gateway saw it. */
export function gatewayLatency(
  scope: GatewayScope,
  quantile: Quantile,
  form: HistogramForm,
): Query {
  return {
    id: `gateway-${quantile.name}`,
    text: durations(scope, throughGateways(scope), GATEWAY_LABELS.join(", "), quantile, form),
    labels: GATEWAY_LABELS,
    unit: "milliseconds",
  };
}

/**
 * Connections that ztunnels received, by destination: all that is known of a namespace in ambient mode without a
 * waypoint. Each connection is reported at both ends; the server's end counts. Sidecars and waypoints write series of
 * the same name, hence the scraped pod: https://github.com/istio/ztunnel/blob/release-1.31/src/proxy/metrics.rs
 */
export function ztunnelConnections(scope: Scope): Query {
  return {
    id: "ztunnel-connections",
    text: `sum by (destination_workload_namespace) (${eitherZtunnel(scope, ['reporter="destination"', ...destined(scope, "namespace")], (series) => `rate(${series}${window(scope)})`)})`,
    labels: ["destination_workload_namespace"],
    unit: "per-second",
  };
}

// ---------------------------------------------------------------- what is there

/** Counts of series, 0 when there are none: only these may say that something is absent. */
export const presence = {
  /** Container series that name their container, pod and namespace. */
  cadvisor: (scope: Scope) =>
    presenceOf(
      "cadvisor",
      `count(container_memory_working_set_bytes${select(scope, ['container!=""', PLACED])})`,
    ),
  /** Container series at all: some installs call the labels `pod_name` and `container_name`, or drop them. */
  cadvisorAnyLabels: (scope: Scope) =>
    presenceOf(
      "cadvisor-any-labels",
      `count(container_memory_working_set_bytes${select(scope, [])})`,
    ),
  /** Proxies whose series do not say which pod they are. */
  unplacedProxies: (scope: Scope) =>
    presenceOf(
      "unplaced-proxies",
      `count(container_memory_working_set_bytes${select(scope, [PROXY, 'pod=""'])} or container_memory_working_set_bytes${select(scope, [PROXY, 'namespace=""'])})`,
    ),
  kubeStateMetrics: (scope: Scope) =>
    presenceOf("kube-state-metrics", `count(kube_pod_info${select(scope, [])})`),
  /** HTTP series of sidecars and gateways. */
  istioHttp: (scope: Scope) =>
    presenceOf(
      "istio-http",
      `count(istio_requests_total${select(scope, ['reporter=~"source|destination"'])})`,
    ),
  waypointHttp: (scope: Scope) =>
    presenceOf(
      "istio-waypoint",
      `count(istio_requests_total${select(scope, ['reporter="waypoint"'])})`,
    ),
  /**
   * HTTP series at the beginning of the window, and those of CPU below: a source that began later has rates that are too
   * small, because a rate is spread over the whole window.
   */
  requestsBefore: (scope: Scope) =>
    presenceOf(
      "requests-before",
      `count(istio_requests_total${select(scope, [])} offset ${scope.window}s)`,
    ),
  cpuBefore: (scope: Scope) =>
    presenceOf(
      "cpu-before",
      `count(container_cpu_usage_seconds_total${select(scope, [PLACED])} offset ${scope.window}s)`,
    ),
  /** HTTP series of any reporter. */
  requests: (scope: Scope) =>
    presenceOf("requests", `count(istio_requests_total${select(scope, [])})`),
  ztunnelTcp: (scope: Scope) =>
    presenceOf("istio-tcp", `count(${eitherZtunnel(scope, [], (series) => series)})`),
  classicHistograms: (scope: Scope) =>
    presenceOf(
      "classic-histograms",
      `count(istio_request_duration_milliseconds_bucket${select(scope, ['le="+Inf"'])})`,
    ),
  nativeHistograms: (scope: Scope) =>
    presenceOf(
      "native-histograms",
      `count(istio_request_duration_milliseconds${select(scope, [])})`,
    ),
} as const;

/** The server's own clock, in seconds since 1970: a scalar. Asked without a time, so that the server takes its own. */
export function serverTime(): Query {
  return { id: "server-time", text: "time()", labels: [], unit: "seconds" };
}

/** Values of the label `cluster` on series of a mesh, to notice a Prometheus that holds several clusters. */
export function clusters(): Query {
  return {
    id: "clusters",
    text: 'count by (cluster) (container_memory_working_set_bytes{container=~"istio-proxy|discovery"} or istio_build)',
    labels: ["cluster"],
    unit: "series",
  };
}

/** Which cluster these pods are of: names of pods of a Deployment end in random letters. */
export function clusterOfPods(pods: readonly string[]): Query {
  const named = oneOf("pod", pods);
  return {
    id: "cluster-of-pods",
    text: `count by (cluster) (container_memory_working_set_bytes{container=~"istio-proxy|discovery", ${named}} or istio_build{${named}})`,
    labels: ["cluster"],
    unit: "series",
  };
}

/**
 * Share of proxies whose metrics are scraped more than once, which multiplies every rate of requests: by two jobs, or
 * by two replicas whose copies are not merged. Empty when none is.
 */
export function scrapedTwice(scope: Scope): Query {
  const proxies = `count by (namespace, pod, tag) (istio_build${select(scope, ['component="proxy"', PLACED])})`;
  return {
    id: "scraped-twice",
    text: `count(${proxies} > 1) / count(${proxies})`,
    labels: [],
    unit: "ratio",
  };
}

/** The questions of a scan that tell figures, in one list. Their number is the same for every cluster. */
export function scanQueries(scope: Scope, form: HistogramForm): readonly Query[] {
  return [
    sidecarMemory(scope),
    sidecarCpu(scope),
    sidecarCount(scope),
    aloneMemory(scope),
    aloneCpu(scope),
    controlMemory(scope),
    controlCpu(scope),
    controlCount(scope),
    sidecarMemoryBuckets(scope),
    ...QUANTILES.map((quantile) => sidecarMemoryQuantile(scope, quantile)),
    topMemory(scope),
    topCpu(scope),
    ...SUBJECTS.flatMap((subject) => trafficQueries(scope, subject, form)),
    ztunnelConnections(scope),
    scrapedTwice(scope),
  ];
}

/** All that traffic is told apart by. */
export const SUBJECTS = ["namespace", "workload", "service"] as const satisfies readonly Subject[];

/** Requests, errors and latency by one subject. */
export function trafficQueries(
  scope: Scope,
  subject: Subject,
  form: HistogramForm,
): readonly Query[] {
  return [
    requestRate(scope, subject),
    errorRate(scope, subject),
    ...QUANTILES.map((quantile) => latency(scope, subject, quantile, form)),
  ];
}

// ---------------------------------------------------------------- parts of queries

/** One of QUANTILES. */
export type Quantile = (typeof QUANTILES)[number];

const PROXY = 'container="istio-proxy"';
/** agentgateway is the one proxy of a waypoint whose container has another name. */
const ANY_PROXY = 'container=~"istio-proxy|agentgateway"';
const PLACED = 'namespace!="", pod!=""';
const SEEN = 'reporter=~"source|destination|waypoint"';

function sidecarMemoryByPod(scope: Scope): string {
  return `${memoryByPod(scope, PROXY)} and on (namespace, pod) ${application(scope)}`;
}

function memoryByPod(scope: Scope, container: string): string {
  return `max by (namespace, pod) (container_memory_working_set_bytes${select(scope, [container, PLACED, ...within(scope)])})`;
}

/** A container that restarted has a series for each life, told apart by `id`; what each used adds up. */
function cpuByPod(scope: Scope, container: string): string {
  return `sum by (namespace, pod) (max by (namespace, pod, id) (rate(container_cpu_usage_seconds_total${select(scope, [container, PLACED, ...within(scope)])}${window(scope)})))`;
}

/** Pods that run something other than a proxy, which is what they are for. */
function application(scope: Scope): string {
  return `count by (namespace, pod) (container_memory_working_set_bytes${select(scope, ['container!~"|POD|istio-proxy|istio-init|istio-validation|agentgateway"', PLACED, ...unhelped(scope), ...within(scope)])})`;
}

/** Pods of a workload are named after it, with one or two more words, or are it. */
function unhelped({ helped = [] }: Scope): readonly string[] {
  if (helped.length === 0) return [];
  return [`pod!~${quote(`(${helped.map(escapeRegex).join("|")})(-[^-]+){0,2}`)}`];
}

function topProxies(scope: Scope): string {
  return `topk(${TOP_CONSUMERS}, ${memoryByPod(scope, ANY_PROXY)})`;
}

function control(scope: Scope): string {
  return select(scope, [
    'container=~"discovery|install-cni"',
    'namespace!=""',
    'pod=~"istiod-.*|istio-cni-node-.*"',
  ]);
}

function ofSubject(
  scope: Scope,
  subject: Subject,
  { id, rate, unit }: { id: string; rate: string; unit: Unit },
): Query {
  const labels = SUBJECT_LABELS[subject];
  const on = labels.join(", ");
  const busiest = `topk(${MOST_NAMED}, sum by (${on}) (${requests(scope, subject)}))`;
  return {
    id: `${subject}-${id}`,
    text: subject === "namespace" ? rate : `${rate} and on (${on}) ${busiest}`,
    labels: [...labels, "reporter"],
    unit,
  };
}

function labelsOf(subject: Subject): string {
  return [...SUBJECT_LABELS[subject], "reporter"].join(", ");
}

function requests(scope: Scope, subject: Subject): string {
  return `rate(istio_requests_total${select(scope, [SEEN, ...destined(scope, subject)])}${window(scope)})`;
}

function failures(scope: Scope, matchers: readonly string[]): string {
  const of = (mark: string) =>
    `rate(istio_requests_total${select(scope, [...matchers, mark])}${window(scope)})`;
  return `${of('response_code=~"5.."')} or ${of('request_protocol="grpc", grpc_response_status!~"0|"')}`;
}

function durations(
  scope: Scope,
  matchers: readonly string[],
  by: string,
  { value }: Quantile,
  form: HistogramForm,
): string {
  const series = `istio_request_duration_milliseconds${form === "classic" ? "_bucket" : ""}`;
  const labels = form === "classic" ? `le, ${by}` : by;
  return `histogram_quantile(${value}, sum by (${labels}) (rate(${series}${select(scope, matchers)}${window(scope)})))`;
}

/** A scrape job that maps pod labels has `app`, others have `pod`; a series that has both is taken once. */
function eitherZtunnel(
  scope: Scope,
  matchers: readonly string[],
  of: (series: string) => string,
): string {
  return ['pod=~"ztunnel-.*"', 'app="ztunnel"']
    .map((mark) => of(`istio_tcp_connections_opened_total${select(scope, [...matchers, mark])}`))
    .join(" or ");
}

function throughGateways(scope: GatewayScope): readonly string[] {
  return [
    'reporter="source"',
    oneOf("source_workload", scope.gateways),
    ...(scope.namespaces ? [oneOf("destination_service_namespace", scope.namespaces)] : []),
  ];
}

function destined(scope: Scope, subject: Subject): readonly string[] {
  return scope.namespaces ? [oneOf(SUBJECT_LABELS[subject][0], scope.namespaces)] : [];
}

function within({ namespaces }: Scope): readonly string[] {
  return namespaces ? [oneOf("namespace", namespaces)] : [];
}

function presenceOf(id: string, count: string): Query {
  return { id, text: `${count} or vector(0)`, labels: [], unit: "series" };
}

function select({ cluster }: Scope, matchers: readonly string[]): string {
  const all = [...matchers, ...(cluster === null ? [] : [`cluster=${quote(cluster)}`])];
  return all.length === 0 ? "" : `{${all.join(", ")}}`;
}

function window({ window }: Scope): string {
  return `[${window}s]`;
}

function oneOf(label: string, values: readonly string[]): string {
  return `${label}=~${quote(values.map(escapeRegex).join("|"))}`;
}

/** Regular expressions of PromQL are RE2 and match a whole value. */
function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** A string of PromQL: https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals */
function quote(text: string): string {
  return `"${text.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
}
