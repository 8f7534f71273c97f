/** What asking about the past has in common: the way to the source, and usage of namespaces hour by hour. */
import type { MeshPart, Usage } from "../snapshot/measurement.ts";
import { type Limits, openPrometheus, type Prometheus, type Range } from "./client.ts";
import { askGrid, type Grid, type Pieces } from "./grid.ts";
import type { MeasureOptions } from "./measure.ts";
import { addUsage, millicores, NO_PROXIES, type PartTeller } from "./parts.ts";
import {
  aloneCpu,
  aloneMemory,
  containerCount,
  type HistogramForm,
  type Scope,
  sidecarCount,
  sidecarCpu,
  sidecarMemory,
} from "./queries.ts";
import { clusterLabel, histogramForm } from "./scope.ts";

/** Seconds. */
export const HOUR = 3600;
export const DAY = 86_400;

/** The past is asked about in the background, so that more patience than with a scan is right. */
const PATIENCE: Partial<Limits> = { query: 30_000, total: 300_000 };

/** A source that answers. */
export interface PastSource {
  readonly prometheus: Prometheus;
  /** Value of the label `cluster`; null: not asked about. */
  readonly cluster: string | null;
  /** null: there are no durations. */
  readonly form: HistogramForm | null;
}

/** Does something with the source; null when there is none or it cannot be used. @throws only the signal's reason. */
export async function withPast<T>(
  options: MeasureOptions,
  work: (source: PastSource) => Promise<T>,
): Promise<T | null> {
  const { source, facts, at } = options;
  if (!source) return null;
  const limits = { ...PATIENCE, ...options.limits };
  const prometheus = openPrometheus({ ...options, source, limits });
  if ("because" in prometheus) return null;
  try {
    if (!(await prometheus.readClock()).ok) return null;
    const label = await clusterLabel(prometheus, facts, at);
    if (!label.ok) return null;
    const { cluster } = label;
    const scope = { window: HOUR, cluster, namespaces: null };
    const form = await histogramForm((query) => prometheus.instant(query, at), scope);
    return await work({ prometheus, cluster, form });
  } finally {
    prometheus.close();
  }
}

/** Usage hour by hour, of which each moment is the end of its hour. */
export interface UsageGrids {
  readonly sidecarMemory: Grid;
  readonly sidecarCpu: Grid;
  readonly sidecarCount: Grid;
  readonly aloneMemory: Grid;
  readonly aloneCpu: Grid;
  readonly containers: Grid;
}

/** Asks for usage hour by hour. */
export async function askUsageGrids(
  { prometheus }: PastSource,
  scope: Scope,
  range: Range,
  pieces: Pieces,
): Promise<UsageGrids> {
  const ask = (query: Parameters<typeof askGrid>[1]) => askGrid(prometheus, query, range, pieces);
  const [memory, cpu, count, alone, aloneUse, containers] = await Promise.all([
    ask(sidecarMemory(scope)),
    ask(sidecarCpu(scope)),
    ask(sidecarCount(scope)),
    ask(aloneMemory(scope)),
    ask(aloneCpu(scope)),
    ask(containerCount(scope)),
  ]);
  return {
    sidecarMemory: memory,
    sidecarCpu: cpu,
    sidecarCount: count,
    aloneMemory: alone,
    aloneCpu: aloneUse,
    containers,
  };
}

/** What was used at one moment, by namespace and part. */
export interface Moment {
  /** Namespaces of which some container was measured, proxies or not. */
  readonly measured: ReadonlySet<string>;
  /** Namespaces with a sidecar or a waypoint. */
  readonly withProxies: ReadonlySet<string>;
  /** A namespace has nothing of a part that is not in here. */
  usageOf(namespace: string, part: MeshPart): Usage;
  /** Sums over all namespaces. */
  totalOf(part: MeshPart): Usage;
}

/**
 * Usage at each of these moments; null where it was not measured. A proxy without a rate of CPU beside others that have
 * one started within the last two scrapes: in an average of the hour it counts as nothing.
 */
export function moments(
  grids: UsageGrids,
  times: readonly number[],
  tell: PartTeller,
): ReadonlyMap<number, Moment | null> {
  const building = new Map(times.map((at) => [at, startMoment()]));
  const withCpu = new Set(
    [grids.sidecarCpu, grids.aloneCpu].flatMap(({ series }) =>
      [...series.values()].flatMap((points) => [...points.keys()]),
    ),
  );
  const cpuAt = (grid: Grid, key: string, at: number) => {
    const found = grid.series.get(key)?.get(at);
    if (found === undefined) return grid.isAnswered(at) && withCpu.has(at) ? 0 : null;
    return found === null ? null : millicores(found);
  };

  for (const [namespace, points] of grids.sidecarMemory.series) {
    const counts = grids.sidecarCount.series.get(namespace);
    for (const [at, memory] of points) {
      const usage = {
        proxies: counts?.get(at) ?? null,
        memory,
        cpu: cpuAt(grids.sidecarCpu, namespace, at),
      };
      building.get(at)?.join(namespace, "sidecar", usage);
    }
  }
  for (const [key, points] of grids.aloneMemory.series) {
    const [namespace = "", pod = ""] = key.split("\n");
    const part = tell(namespace, pod);
    for (const [at, memory] of points) {
      const cpu = cpuAt(grids.aloneCpu, key, at);
      building.get(at)?.join(namespace, part, { proxies: 1, memory, cpu });
    }
  }
  for (const [namespace, points] of grids.containers.series) {
    for (const at of points.keys()) building.get(at)?.see(namespace);
  }

  return new Map(
    [...building].map(([at, moment]) => [at, isUsageAnswered(grids, at) ? moment.end() : null]),
  );
}

/** Whether what a moment cannot do without was answered, also with nothing. */
export function isUsageAnswered(
  { sidecarMemory, aloneMemory, containers }: UsageGrids,
  at: number,
): boolean {
  return [sidecarMemory, aloneMemory, containers].every((grid) => grid.isAnswered(at));
}

function startMoment() {
  const cells = new Map<string, Map<MeshPart, Usage>>();
  const measured = new Set<string>();
  const untold = new Set<string>();
  return {
    join(namespace: string, part: MeshPart | null, usage: Usage) {
      if (part === null) {
        untold.add(namespace);
        return;
      }
      const row = cells.get(namespace) ?? new Map<MeshPart, Usage>();
      cells.set(namespace, row);
      row.set(part, addUsage(row.get(part) ?? NO_PROXIES, usage));
    },
    see: (namespace: string) => measured.add(namespace),
    /** null: nothing at all was measured then, as while the source was down. */
    end(): Moment | null {
      if (measured.size === 0) return null;
      // Neither its name nor a sibling in the list of pods says whether such a proxy is a waypoint or a gateway.
      const isTold = (namespace: string, part: MeshPart) =>
        (part !== "waypoint" && part !== "gateway") || !untold.has(namespace);
      const usageOf = (namespace: string, part: MeshPart): Usage =>
        isTold(namespace, part) ? (cells.get(namespace)?.get(part) ?? NO_PROXIES) : UNKNOWN;
      const own = [...cells].filter(([, row]) => row.has("sidecar") || row.has("waypoint"));
      return {
        measured,
        withProxies: new Set(own.map(([namespace]) => namespace)),
        usageOf,
        totalOf: (part) =>
          [...new Set([...cells.keys(), ...untold])]
            .map((namespace) => usageOf(namespace, part))
            .reduce(addUsage, NO_PROXIES),
      };
    },
  };
}

const UNKNOWN: Usage = { proxies: null, memory: null, cpu: null };

/** Regular expressions over many names make addresses longer than proxies take; all are asked about then. */
const LONGEST_NAMES = 3000;

/** Names to ask about; null: all namespaces. */
export function namespacesToAsk(names: readonly string[]): readonly string[] | null {
  return names.join("|").length <= LONGEST_NAMES ? names : null;
}
