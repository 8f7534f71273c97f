/**
 * What each question has to be answered with, worked out from the raw series as somebody would on paper: no query, no
 * usage model, and no extrapolation at the ends of a window.
 */
import { BUCKET_BYTES, QUANTILES, type Query } from "../../../metrics/queries.ts";
import type { RawSeries } from "../open-metrics.ts";

/** Answers by the values of a question's labels, joined by a slash. */
export type Answers = ReadonlyMap<string, number>;

export interface Moment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Seconds. */
  readonly window: number;
}

/** What a question is asked about. */
export interface About {
  readonly namespaces: readonly string[] | null;
  readonly gateways: readonly string[];
  readonly pods: readonly string[];
}

export function byHand(
  series: readonly RawSeries[],
  { id, labels }: Query,
  moment: Moment,
  about: About,
): Answers {
  const named = (name: string) => series.filter((one) => one.name === name);
  const last = (one: RawSeries) => lastValue(one, moment.at);
  const gained = (one: RawSeries) => perSecond(one, moment);
  const among = (list: readonly string[] | null, value: string | undefined) =>
    list === null || list.includes(value ?? "");

  const memory = largest(named(MEMORY), ["namespace", "pod", "container"], last);
  const cpu = total(named(CPU), ["namespace", "pod", "container"], gained);
  const proxies = pick(memory, ([, , container]) => container === "istio-proxy");
  const applications = new Set(
    [...memory.keys()]
      .filter((key) => !["", "POD", "istio-proxy"].includes(partsOf(key)[2] ?? ""))
      .map(podOf),
  );
  const wanted = pick(proxies, ([namespace]) => among(about.namespaces, namespace));
  const sidecars = pick(wanted, (parts) => applications.has(parts.slice(0, 2).join("/")));
  const alone = pick(wanted, (parts) => !applications.has(parts.slice(0, 2).join("/")));
  const top = new Map([...wanted].sort(([, one], [, other]) => other - one).slice(0, 20));
  const cpuOf = (chosen: Answers) => pick(cpu, (parts) => chosen.has(parts.join("/")));
  const control = (values: Answers) =>
    pick(values, ([, , container]) => ["discovery", "install-cni"].includes(container ?? ""));

  const requests = named("istio_requests_total");
  const buckets = named("istio_request_duration_milliseconds_bucket");
  const isGateway = id.startsWith("gateway-");
  const seen = ({ labels: has }: RawSeries) =>
    isGateway
      ? has["reporter"] === "source" &&
        about.gateways.includes(has["source_workload"] ?? "") &&
        among(about.namespaces, has["destination_service_namespace"])
      : among(about.namespaces, has["destination_workload_namespace"]);
  const failed = ({ labels: has }: RawSeries) =>
    has["response_code"]?.startsWith("5") ||
    (has["request_protocol"] === "grpc" && (has["grpc_response_status"] ?? "0") !== "0");
  const connections = named("istio_tcp_connections_opened_total").filter(
    ({ labels: has }) => has["app"] === "ztunnel",
  );
  const aliveAt = (all: readonly RawSeries[], at: number) =>
    new Map([["", all.filter((one) => lastValue(one, at) !== null).length]]);
  const alive = (all: readonly RawSeries[]) => aliveAt(all, moment.at);
  const began = moment.at - moment.window * 1000;
  const present = (all: Answers) => (all.get("") === 0 ? new Map<string, number>() : all);
  const reporters = (...names: readonly string[]) =>
    requests.filter(({ labels: has }) => names.includes(has["reporter"] ?? ""));
  const witnesses = [...named(MEMORY), ...named("istio_build")].filter(
    ({ name, labels: has }) =>
      (name !== MEMORY || ["istio-proxy", "discovery"].includes(has["container"] ?? "")) &&
      (id === "clusters" || about.pods.includes(has["pod"] ?? "")),
  );

  const [, kind = ""] = /^(?:namespace|workload|service|gateway)-(.+)$/.exec(id) ?? [];
  switch (kind) {
    case "requests":
      return total(requests.filter(seen), labels, gained);
    case "errors":
      return total(
        requests.filter((one) => seen(one) && failed(one)),
        labels,
        gained,
      );
    case "p50":
    case "p90":
    case "p99":
      return quantiles(buckets.filter(seen), labels, gained, shareOf(kind));
  }
  switch (id) {
    case "sidecar-memory":
      return folded(sidecars, 1);
    case "sidecar-cpu":
      return folded(cpuOf(sidecars), 1);
    case "sidecar-count":
      return folded(ones(sidecars), 1);
    case "alone-memory":
      return folded(alone, 2);
    case "alone-cpu":
      return folded(cpuOf(alone), 2);
    case "control-memory":
      return byContainer(control(memory));
    case "control-cpu":
      return byContainer(control(cpu));
    case "control-count":
      return byContainer(ones(control(memory)));
    case "container-count":
      return folded(
        ones(pick(memory, ([, , container]) => !["", "POD"].includes(container ?? ""))),
        1,
      );
    case "sidecar-memory-buckets":
      return counted(
        [...sidecars.values()].map((value) =>
          String(Math.ceil(value / BUCKET_BYTES) * BUCKET_BYTES),
        ),
      );
    case "sidecar-memory-p50":
    case "sidecar-memory-p90":
    case "sidecar-memory-p99":
      return sidecars.size === 0
        ? new Map()
        : new Map([["", quantile([...sidecars.values()], shareOf(id.slice(-3)))]]);
    case "top-memory":
      return folded(top, 2);
    case "top-cpu":
      return folded(cpuOf(top), 2);
    case "ztunnel-connections":
      return total(
        connections.filter((one) => one.labels["reporter"] === "destination" && seen(one)),
        labels,
        gained,
      );
    case "cadvisor":
      return alive(named(MEMORY).filter(({ labels: has }) => has["container"] !== ""));
    case "cadvisor-any-labels":
      return alive(named(MEMORY));
    case "unplaced-proxies":
    case "native-histograms":
      return new Map([["", 0]]);
    case "kube-state-metrics":
      return alive(named("kube_pod_info"));
    case "istio-http":
      return alive(reporters("source", "destination"));
    case "istio-waypoint":
      return alive(reporters("waypoint"));
    case "requests":
      return alive(requests);
    case "requests-before":
      return aliveAt(requests, began);
    case "cpu-before":
      return aliveAt(named(CPU), began);
    case "istio-tcp":
      return alive(connections);
    case "classic-histograms":
      return alive(buckets.filter(({ labels: has }) => has["le"] === "+Inf"));
    case "clusters":
    case "cluster-of-pods":
      return present(alive(witnesses));
    case "scraped-twice":
      return new Map();
    default:
      throw new Error(`Nobody has worked out ${id} by hand.`);
  }
}

const MEMORY = "container_memory_working_set_bytes";
const CPU = "container_cpu_usage_seconds_total";

/** Of the five minutes before. */
function lastValue({ points }: RawSeries, at: number): number | null {
  const found = points.findLast(([time]) => time <= at && time > at - 300_000);
  return found ? found[1] : null;
}

/** What was added between the first and the last sample, a fall counting as a new beginning; null without two samples. */
function perSecond({ points }: RawSeries, { at, window }: Moment): number | null {
  const within = points.filter(([time]) => time <= at && time >= at - window * 1000);
  if (within.length < 2) return null;
  const gains = within.slice(1).map(([, value], index) => {
    const before = within[index]?.[1] ?? 0;
    return value < before ? value : value - before;
  });
  return gains.reduce((sum, gain) => sum + gain, 0) / window;
}

type Value = (series: RawSeries) => number | null;

function keyOf({ labels }: RawSeries, by: readonly string[]): string {
  return by.map((label) => labels[label] ?? "").join("/");
}

function partsOf(key: string): readonly string[] {
  return key.split("/");
}

function podOf(key: string): string {
  return partsOf(key).slice(0, 2).join("/");
}

function total(all: readonly RawSeries[], by: readonly string[], value: Value): Answers {
  return gathered(all, by, value, (sum, one) => sum + one);
}

function largest(all: readonly RawSeries[], by: readonly string[], value: Value): Answers {
  return gathered(all, by, value, Math.max);
}

function gathered(
  all: readonly RawSeries[],
  by: readonly string[],
  value: Value,
  join: (one: number, other: number) => number,
): Answers {
  const answers = new Map<string, number>();
  for (const one of all) {
    const found = value(one);
    if (found === null) continue;
    const key = keyOf(one, by);
    const before = answers.get(key);
    answers.set(key, before === undefined ? found : join(before, found));
  }
  return answers;
}

function pick(answers: Answers, wanted: (parts: readonly string[]) => boolean): Answers {
  return new Map([...answers].filter(([key]) => wanted(partsOf(key))));
}

/** Sums by the first parts of the keys. */
function folded(answers: Answers, parts: number): Answers {
  return regrouped(answers, (key) => partsOf(key).slice(0, parts).join("/"));
}

function byContainer(answers: Answers): Answers {
  return regrouped(answers, (key) => partsOf(key)[2] ?? "");
}

function regrouped(answers: Answers, by: (key: string) => string): Answers {
  const sums = new Map<string, number>();
  for (const [key, value] of answers) sums.set(by(key), (sums.get(by(key)) ?? 0) + value);
  return sums;
}

function ones(answers: Answers): Answers {
  return new Map([...answers.keys()].map((key) => [key, 1]));
}

function counted(keys: readonly string[]): Answers {
  return new Map([...new Set(keys)].map((key) => [key, keys.filter((one) => one === key).length]));
}

function shareOf(name: string): number {
  return QUANTILES.find((each) => each.name === name)?.value ?? Number.NaN;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = share * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low * (1 - (place % 1)) + high * (place % 1);
}

function quantiles(
  buckets: readonly RawSeries[],
  by: readonly string[],
  value: Value,
  share: number,
): Answers {
  const counts = total(buckets, [...by, "le"], value);
  const groups = Map.groupBy(counts, ([key]) => partsOf(key).slice(0, -1).join("/"));
  return new Map(
    [...groups].map(([key, cells]) => {
      const ends = cells
        .map(([cell, count]) => ({
          end: Number((partsOf(cell).at(-1) ?? "").replace("+Inf", "Infinity")),
          count,
        }))
        .sort((one, other) => one.end - other.end);
      const all = ends.at(-1)?.count ?? 0;
      const reached = ends.findIndex(({ count }) => count >= share * all);
      const [before, here] = [ends[reached - 1] ?? { end: 0, count: 0 }, ends[reached]];
      if (!here || all === 0) return [key, Number.NaN];
      const way = (share * all - before.count) / (here.count - before.count);
      return [key, before.end + (here.end - before.end) * way];
    }),
  );
}
