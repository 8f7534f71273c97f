import { byLabels, type Sample } from "./answer.ts";
import type { Prometheus } from "./client.ts";
import type { MeshFacts } from "./facts.ts";
import { type Gaps, listed } from "./gaps.ts";
import {
  errorRate,
  type HistogramForm,
  latency,
  presence,
  QUANTILES,
  requestRate,
  type Scope,
  type Subject,
  scrapedTwice,
  ztunnelConnections,
} from "./queries.ts";
import { type Ask, countIn, histogramForm, isOld, TOO_YOUNG, UNKNOWN_AGE } from "./scope.ts";
import { isKnown, type TrafficTable, trafficTable } from "./traffic.ts";

/** Requests by destination. */
export interface TrafficTold {
  /** Some question about requests was answered. */
  readonly asked: boolean;
  readonly namespace: TrafficTable;
  readonly workload: TrafficTable;
  readonly service: TrafficTable;
  /** Connections per second that ztunnels received, by namespace; null: not answered. */
  readonly connections: ReadonlyMap<string, number | null> | null;
}

/** Asks for requests, errors and latency by namespace, workload and Service. */
export async function askTraffic(
  prometheus: Prometheus,
  scope: Scope,
  at: Date,
  ask: Ask,
  gaps: Gaps,
): Promise<TrafficTold> {
  const [form, before, doubled] = await Promise.all([
    histogramForm((query) => prometheus.instant(query, at), scope),
    prometheus.instant(presence.requestsBefore(scope), at).then(countIn),
    ask("whether proxies are scraped once", scrapedTwice(scope)),
  ]);
  if (form === null) {
    gaps.add(
      "latency",
      "There are no series of durations (istio_request_duration_milliseconds), neither with buckets nor as native histograms.",
    );
  }
  const share = doubledShare(doubled);
  const trusted = share !== null && share <= MOST_DOUBLED && isOld(before);
  if (!isOld(before)) gaps.add("request rates", before === null ? UNKNOWN_AGE : TOO_YOUNG);
  if (share === null) {
    gaps.add(
      "request rates",
      "Whether proxies are scraped more than once could not be told, and that would multiply their requests.",
    );
  } else if (share > MOST_DOUBLED) {
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

/** Of the proxies; no series when none is scraped twice. null: could not tell. */
function doubledShare(told: readonly Sample[] | null): number | null {
  if (told === null) return null;
  const [only] = told;
  return only ? only.value : 0;
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
export function tellSilence({ namespaces }: MeshFacts, told: TrafficTold, gaps: Gaps): void {
  const silent = (namespaces ?? []).filter(
    ({ name, mode }) =>
      mode === "ambient" &&
      !told.namespace.get(name)?.some(({ reporter }) => reporter !== "source"),
  );
  const tell = (names: readonly string[], because: string) => {
    if (names.length > 0) gaps.add(`requests and latency of ${listed(names, 20)}`, because);
  };
  const unserved = silent.filter(({ waypoint }) => !waypoint).map(({ name }) => name);
  const { connections } = told;
  const rateIn = (name: string): number | null =>
    connections === null ? null : connections.has(name) ? (connections.get(name) ?? null) : 0;
  tell(
    unserved.filter((name) => rateIn(name) === null),
    "In ambient mode without a waypoint, where only ztunnel reports, and whether it reported connections could not be told.",
  );
  tell(
    unserved.filter((name) => rateIn(name)),
    "In ambient mode without a waypoint: ztunnel reports connections and bytes there, not requests. A waypoint would report them.",
  );
  tell(
    unserved.filter((name) => rateIn(name) === 0),
    "In ambient mode without a waypoint, where only ztunnel reports, and it reported no new connection in the last hour.",
  );
  tell(
    silent.filter(({ waypoint }) => waypoint).map(({ name }) => name),
    "In ambient mode, and its waypoint reported no request in the last hour.",
  );
}
