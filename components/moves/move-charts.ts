import type { TimeSeriesChart } from "@/components/charts/chart-data.ts";
import { COURSE_STEP, type MoveComparison, type MoveCourse } from "@/lib/snapshot/moves.ts";

/** Latency, load and memory of one move over time, with the move as a hairline; only what was measured. */
export function moveCharts({ move, course }: MoveComparison): readonly TimeSeriesChart[] {
  const [before, after] = [timesOf(course.before), timesOf(course.after)];
  const moved = Date.parse(move.enrolledAt);
  const half = (COURSE_STEP * HOUR) / 2;
  const column = (name: Exclude<keyof MoveCourse, "from">) => [
    ...course.before[name],
    null,
    ...course.after[name],
  ];
  const common = {
    times: [...before, moved, ...after],
    from: (before[0] ?? moved) - half,
    to: (after.at(-1) ?? moved) + half,
    marks: [moved],
  };
  const charts: TimeSeriesChart[] = [
    {
      ...common,
      title: "Latency of requests",
      unit: "latency",
      measure: "milliseconds",
      layers: [
        { key: "p99", label: "p99", kind: "line", color: "ink" },
        { key: "p50", label: "p50", kind: "line", color: "ink-faint", dash: "dashed" },
      ],
      values: { p99: column("p99"), p50: column("p50") },
    },
    {
      ...common,
      title: "Memory of its proxies",
      unit: "memory",
      measure: "bytes",
      layers: [
        { key: "memory", label: "sidecars and waypoints", kind: "line", color: "sidecar-fill" },
      ],
      values: { memory: column("memory") },
    },
    {
      ...common,
      title: "CPU of its proxies",
      unit: "CPU",
      measure: "millicores",
      layers: [
        { key: "cpu", label: "sidecars and waypoints", kind: "line", color: "waypoint-fill" },
      ],
      values: { cpu: column("cpu") },
    },
    {
      ...common,
      title: "Requests per second",
      unit: "requests per second",
      measure: "per-second",
      layers: [{ key: "rate", label: "requests", kind: "line", color: "ztunnel-fill" }],
      values: { rate: column("requestsPerSecond") },
    },
  ];
  return charts.filter(({ values }) =>
    Object.values(values).some((all) => all.some((value) => value !== null)),
  );
}

const HOUR = 3_600_000;

/** The middles of its steps. */
function timesOf({ from, memory }: MoveCourse): readonly number[] {
  const step = COURSE_STEP * HOUR;
  return memory.map((_, at) => Date.parse(from) + at * step + step / 2);
}
