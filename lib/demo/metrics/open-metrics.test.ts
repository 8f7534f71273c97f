import { expect, test } from "vitest";
import { openMetrics, type RawSeries, rawSeries } from "./open-metrics.ts";
import { CUT_FROM, CUT_TO, cutCluster } from "./testing/cut.ts";

const { metrics } = cutCluster();
if (!metrics) throw new Error("The cut has no metrics.");
const series = rawSeries(metrics.model, CUT_FROM, CUT_TO);

const find = (wanted: (one: RawSeries) => boolean) => series.filter(wanted);
const minute = (time: string) => Date.parse(`2026-10-31T${time}:00Z`);

test("families stand together, times ascend, values have labels that are escaped, and the end is marked", () => {
  const text = [
    ...openMetrics([
      {
        name: "istio_requests_total",
        labels: { a: 'x"\\\n' },
        points: [
          [1000, 2],
          [61_000, 3.5],
        ],
      },
      { name: "kube_pod_info", labels: { pod: "p" }, points: [[1000, 1]] },
      { name: "istio_requests_total", labels: { a: "y" }, points: [[1000, 1e-7]] },
    ]),
  ].join("");
  expect(text).toBe(
    [
      "# TYPE container_memory_working_set_bytes gauge",
      "# TYPE container_cpu_usage_seconds counter",
      "# TYPE kube_pod_info gauge",
      'kube_pod_info{pod="p"} 1 1',
      "# TYPE istio_build gauge",
      "# TYPE istio_requests counter",
      'istio_requests_total{a="x\\"\\\\\\n"} 2 1',
      'istio_requests_total{a="x\\"\\\\\\n"} 3.5 61',
      'istio_requests_total{a="y"} 1e-7 1',
      "# TYPE istio_request_duration_milliseconds histogram",
      "# TYPE istio_tcp_connections_opened counter",
      "# EOF",
      "",
    ].join("\n"),
  );
});

test("no two series have the same name and labels, and no series the same minute twice", () => {
  const names = series.map(({ name, labels }) => `${name}${JSON.stringify(labels)}`);
  expect(new Set(names).size).toBe(names.length);
  for (const { points } of series) {
    const times = points.map(([time]) => time);
    expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
  }
});

test("nothing was scraped while Prometheus was down, and counters went on", () => {
  const [requests] = find(
    ({ name, labels }) =>
      name === "istio_requests_total" &&
      labels["destination_workload_namespace"] === "flawless" &&
      labels["reporter"] === "destination",
  );
  const times = requests?.points.map(([time]) => time) ?? [];
  expect(times).toContain(minute("11:29"));
  expect(times.filter((time) => time >= minute("11:30") && time < minute("12:00"))).toEqual([]);
  const at = (time: string) => requests?.points.find(([when]) => when === minute(time))?.[1] ?? 0;
  // 31 minutes without a scrape count as much as 31 others of the same hour.
  expect(at("12:00") - at("11:29")).toBeCloseTo(31 * (at("11:28") - at("11:27")), 6);
});

test("counters of a restarted container begin again, those of cgroups as another series", () => {
  const proxies = find(
    ({ name, labels }) =>
      name === "istio_requests_total" &&
      labels["destination_workload"] === "web" &&
      labels["reporter"] === "destination",
  );
  expect(proxies.length).toBeGreaterThan(0);
  for (const { points } of proxies) {
    const falls = points.filter(([, value], index) => value < (points[index - 1]?.[1] ?? 0));
    expect(falls.map(([time]) => time)).toEqual([minute("13:18")]);
  }
  const lives = find(
    ({ name, labels }) =>
      name === "container_cpu_usage_seconds_total" &&
      labels["pod"] === "store-0" &&
      labels["container"] === "istio-proxy",
  );
  expect(lives.map(({ points }) => [points[0]?.[0], points.at(-1)?.[0]])).toEqual([
    [CUT_FROM, minute("13:17")],
    [minute("13:18"), CUT_TO],
  ]);
});

test("a failed gRPC call carries HTTP 200 as a rule, and sometimes both marks", () => {
  const marks = find(
    ({ name, labels }) => name === "istio_requests_total" && labels["request_protocol"] === "grpc",
  ).map(({ labels }) => `${labels["response_code"]} ${labels["grpc_response_status"] ?? "none"}`);
  expect(new Set(marks)).toEqual(new Set(["200 0", "200 14", "503 14", "0 none"]));
});
