/**
 * What metrics.k8s.io knows: memory and CPU of each container at one recent moment. No past and no requests.
 * https://github.com/kubernetes/metrics, https://github.com/kubernetes-sigs/metrics-server/blob/master/FAQ.md
 */
import { z } from "zod";
import type { Connection } from "../cluster/connection.ts";
import { cutKeys } from "../cluster/cut.ts";
import { ListExpired, NotFound, ReadFailure, readList } from "../cluster/list.ts";
import { explain } from "../cluster/problem.ts";
import type { RetryPolicy } from "../cluster/retry.ts";
import { createRooms } from "../cluster/rooms.ts";
import { limited, TimeOver } from "../cluster/time-limit.ts";
import { toExact } from "../inventory/from-kubernetes/quantity.ts";
import {
  type Consumer,
  type Distribution,
  type Measurement,
  type MeshPart,
  TOP_CONSUMERS,
  type Usage,
} from "../snapshot/measurement.ts";
import { type MeshFacts, podKey } from "./facts.ts";
import { type Failure, failure } from "./failure.ts";
import type { Gaps } from "./gaps.ts";
import {
  addUsage,
  countParts,
  millicores,
  NO_PROXIES,
  type PartTeller,
  partTeller,
} from "./parts.ts";
import { BUCKET_BYTES } from "./queries.ts";

/** What is listed, for the role in lib/cluster/rbac-metrics.yaml. */
export const POD_METRICS = { group: "metrics.k8s.io", plural: "pods" } as const;

export interface MetricsApiOptions {
  readonly connection: Connection;
  readonly facts: MeshFacts;
  readonly at: Date;
  readonly signal: AbortSignal;
  /** Milliseconds for the whole list. */
  readonly limit?: number;
}

const PATH = `/apis/${POD_METRICS.group}/v1beta1/${POD_METRICS.plural}`;
const PAGE_SIZE = 1000;
const TIME_LIMIT = 30_000;
const RETRY: RetryPolicy = { tries: 2, firstWait: 500, longestWait: 2000 };
/** metrics-server keeps the last minute or two. Milliseconds. */
const STALE_AFTER = 600_000;

/** Reads the pods' metrics; a failure when nothing of it can be used. */
export async function measureMetricsApi(
  options: MetricsApiOptions,
  gaps: Gaps,
): Promise<Omit<Measurement, "gaps"> | Failure> {
  const { facts, at } = options;
  const tally = startTally(facts, at);
  const problem = await readAll(options, tally.take);
  if (problem) return problem;
  if (tally.pods() === 0) return failure("query", "metrics.k8s.io has no pods.");

  return { at: at.toISOString(), source: "metrics-api", window: null, ...tally.end(gaps) };
}

/** null when all of it was read. */
async function readAll(
  { connection, signal, limit = TIME_LIMIT }: MetricsApiOptions,
  take: (item: unknown) => void,
): Promise<Failure | null> {
  const within = limited(signal, limit);
  const request = {
    resource: `${POD_METRICS.plural}.${POD_METRICS.group}`,
    path: PATH,
    query: {},
    metadataOnly: false,
    ballast: cutKeys(["labels", "annotations", "managedFields"]),
    manner: "plain",
    pageSize: PAGE_SIZE,
  } as const;
  const rooms = createRooms();
  const context = { connection, signal: within.signal, retry: RETRY, pageTimeout: limit, rooms };
  try {
    await readList(request, context, take, () => {});
    return null;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof NotFound) {
      return failure(
        "source",
        "The cluster does not serve metrics.k8s.io: metrics-server is not installed.",
      );
    }
    if (error instanceof TimeOver) {
      return failure("slow", `metrics.k8s.io did not answer within ${limit / 1000} seconds.`);
    }
    if (error instanceof ListExpired) {
      return failure("query", "The list of metrics.k8s.io changed while it was read.");
    }
    if (error instanceof ReadFailure) {
      const hint =
        error.end.outcome === "not-permitted" ? " Apply lib/cluster/rbac-metrics.yaml." : "";
      return failure("source", `${error.end.detail}${hint}`);
    }
    return failure("source", explain(error, connection.server).sentence);
  } finally {
    within.end();
    rooms.close();
  }
}

const PodMetrics = z.object({
  metadata: z.object({ name: z.string().min(1).max(253), namespace: z.string().min(1).max(253) }),
  timestamp: z.string().max(64).optional(),
  containers: z
    .array(
      z.object({
        name: z.string().max(253),
        usage: z.object({ cpu: z.unknown(), memory: z.unknown() }),
      }),
    )
    .max(1000),
});

/** The one container of each part that counts; the rest of its pod is not the mesh's. */
const CONTAINERS = {
  sidecar: ["istio-proxy"],
  ztunnel: ["istio-proxy"],
  waypoint: ["istio-proxy", "agentgateway"],
  gateway: ["istio-proxy", "agentgateway"],
  istiod: ["discovery"],
  "istio-cni": ["install-cni"],
} satisfies Record<MeshPart, readonly string[]>;

interface Measured {
  readonly namespace: string;
  readonly pod: string;
  readonly part: MeshPart;
  readonly usage: Usage;
}

/** Reduces items on their arrival: of each pod only its proxy is kept. */
function startTally(facts: MeshFacts, at: Date) {
  const tell = partTeller(facts);
  const measured = new Map<string, Measured>();
  let pods = 0;
  let broken = 0;
  let old = 0;
  return {
    pods: () => pods,
    take(item: unknown): void {
      pods += 1;
      const parsed = PodMetrics.safeParse(item);
      if (!parsed.success) {
        broken += 1;
        return;
      }
      const found = measuredIn(parsed.data, facts, tell);
      if (!found) return;
      const age = at.getTime() - Date.parse(parsed.data.timestamp ?? at.toISOString());
      if (!(Math.abs(age) <= STALE_AFTER)) old += 1;
      else measured.set(podKey(found.namespace, found.pod), found);
    },
    end(gaps: Gaps) {
      if (broken > 0) gaps.add(`usage of ${broken} pods`, "Their metrics could not be read.");
      if (old > 0) {
        gaps.add(
          `usage of ${old} pods`,
          "Their metrics are more than 10 minutes from the time of the scan.",
        );
      }
      return summed([...measured.values()], facts, gaps);
    },
  };
}

/** The pod list decides; for pods that it does not have, a proxy beside something else is a sidecar. */
function measuredIn(
  { metadata: { namespace, name: pod }, containers }: z.infer<typeof PodMetrics>,
  { pods }: MeshFacts,
  tell: PartTeller,
): Measured | null {
  const accompanied =
    containers.length > 1 && containers.some(({ name }) => name === "istio-proxy");
  const part = pods?.[podKey(namespace, pod)] ?? (accompanied ? "sidecar" : tell(namespace, pod));
  if (part === null) return null;
  const names: readonly string[] = CONTAINERS[part];
  const proxy = containers.find(({ name }) => names.includes(name));
  if (!proxy) return null;

  const cores = toExact(proxy.usage.cpu);
  const usage = {
    proxies: 1,
    memory: toExact(proxy.usage.memory),
    cpu: cores === null ? null : millicores(cores),
  };
  return { namespace, pod, part, usage };
}

function summed(measured: readonly Measured[], facts: MeshFacts, gaps: Gaps) {
  const known = countParts(facts);
  const totalOf = (part: MeshPart): Usage | null => {
    const expected = known?.get(part) ?? 0;
    const found = measured.filter((each) => each.part === part);
    if (found.length === 0) {
      if (expected > 0) gaps.add(`memory and CPU of ${part}`, MISSING);
      return expected === 0 && facts.complete ? NO_PROXIES : null;
    }
    if (facts.complete && expected - found.length > Math.max(1, expected * 0.05)) {
      gaps.add(
        `some of ${part}`,
        `metrics.k8s.io has ${found.length.toLocaleString("en")} of ${expected.toLocaleString("en")}.`,
      );
    }
    return found.map(({ usage }) => usage).reduce(addUsage, NO_PROXIES);
  };
  const sidecars = measured.filter(({ part }) => part === "sidecar");
  return {
    parts: {
      sidecar: totalOf("sidecar"),
      ztunnel: totalOf("ztunnel"),
      waypoint: totalOf("waypoint"),
      gateway: totalOf("gateway"),
      istiod: totalOf("istiod"),
      "istio-cni": totalOf("istio-cni"),
    },
    namespaces: namespacesOf(measured, facts),
    sidecarMemory: distributionOf(sidecars),
    workloads: [],
    services: [],
    top: topOf(measured),
  };
}

const MISSING = "The cluster has such pods, and metrics.k8s.io knows none of them.";

function namespacesOf(measured: readonly Measured[], facts: MeshFacts) {
  const expected = new Set(
    Object.entries(facts.pods ?? {}).map(
      ([key, part]) => `${key.slice(0, key.indexOf("/"))} ${part}`,
    ),
  );
  const found = new Map<string, Usage>();
  for (const { namespace, part, usage } of measured) {
    const key = `${namespace} ${part}`;
    found.set(key, addUsage(found.get(key) ?? NO_PROXIES, usage));
  }
  const usageOf = (namespace: string, part: MeshPart): Usage | null => {
    const key = `${namespace} ${part}`;
    return found.get(key) ?? (facts.complete && !expected.has(key) ? NO_PROXIES : null);
  };
  const names = new Set([
    ...(facts.namespaces ?? []).filter(({ mode }) => mode !== "none").map(({ name }) => name),
    ...measured
      .filter(({ part }) => part === "sidecar" || part === "waypoint")
      .map(({ namespace }) => namespace),
  ]);
  return [...names].sort().map((namespace) => ({
    namespace,
    sidecar: usageOf(namespace, "sidecar"),
    waypoint: usageOf(namespace, "waypoint"),
    traffic: [],
  }));
}

function distributionOf(sidecars: readonly Measured[]): Distribution | null {
  const amounts = sidecars
    .flatMap(({ usage: { memory } }) => (memory === null ? [] : [memory]))
    .sort((a, b) => a - b);
  if (amounts.length === 0) return null;

  const buckets = new Map<number, number>();
  for (const amount of amounts) {
    const upTo = Math.ceil(amount / BUCKET_BYTES) * BUCKET_BYTES;
    buckets.set(upTo, (buckets.get(upTo) ?? 0) + 1);
  }
  return {
    buckets: [...buckets].map(([upTo, proxies]) => ({ upTo, proxies })),
    p50: quantile(amounts, 0.5),
    p90: quantile(amounts, 0.9),
    p99: quantile(amounts, 0.99),
  };
}

/** As PromQL's `quantile`, so that both sources tell the same: linear between the two nearest. */
function quantile(ascending: readonly number[], share: number): number {
  const rank = share * (ascending.length - 1);
  const low = ascending[Math.floor(rank)] ?? 0;
  const high = ascending[Math.ceil(rank)] ?? low;
  return low + (high - low) * (rank - Math.floor(rank));
}

function topOf(measured: readonly Measured[]): Consumer[] {
  return measured
    .filter(({ part, usage }) => part !== "istiod" && part !== "istio-cni" && usage.memory !== null)
    .map(({ namespace, pod, part, usage: { memory, cpu } }) => ({
      namespace,
      pod,
      part,
      memory,
      cpu,
    }))
    .sort((a, b) => (b.memory ?? 0) - (a.memory ?? 0))
    .slice(0, TOP_CONSUMERS);
}
