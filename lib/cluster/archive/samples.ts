/**
 * One line of a text for Prometheus, when it is of a metric that is read.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
import { emptyTexts } from "../../inventory/from-kubernetes/raw.ts";
import type { RequestsTold } from "../../inventory/model.ts";

export type Sample =
  | { readonly metric: "memory"; readonly value: number }
  | (Into & { readonly metric: "requests"; readonly failed: boolean })
  | (Into & { readonly metric: "duration"; readonly upTo: number });

interface Into {
  readonly namespace: string;
  readonly reporter: RequestsTold["reporter"];
  readonly value: number;
}

/**
 * null for any other line, and for one with a value or a namespace that is none.
 * https://istio.io/latest/docs/reference/config/metrics/
 */
export function toSample(line: string): Sample | null {
  const metric = METRICS.find(({ name }) => isOf(line, name));
  if (metric === undefined) return null;
  const parsed = parse(line, metric.name.length);
  if (parsed === null) return null;

  const { labels, value } = parsed;
  if (metric.is === "memory") return { metric: "memory", value };
  const reporter = REPORTERS.find((each) => each === labels.reporter);
  const namespace = namespaceIn(labels);
  if (reporter === undefined || namespace === null) return null;
  if (metric.is === "requests") {
    return { metric: "requests", reporter, namespace, value, failed: isFailed(labels) };
  }
  const upTo = labels.le === "+Inf" ? Number.POSITIVE_INFINITY : toNumber(labels.le ?? "");
  return upTo === null ? null : { metric: "duration", reporter, namespace, value, upTo };
}

const METRICS = [
  { name: "istio_requests_total", is: "requests" },
  { name: "istio_request_duration_milliseconds_bucket", is: "duration" },
  { name: "envoy_server_memory_physical_size", is: "memory" },
] as const;

const REPORTERS = ["source", "destination", "waypoint"] as const;

function isOf(line: string, name: string): boolean {
  return line.startsWith(name) && /[{ ]/.test(line.charAt(name.length));
}

type Texts = Readonly<Record<string, string>>;

function namespaceIn(labels: Texts): string | null {
  const workload = labels.destination_workload_namespace;
  const namespace =
    workload === undefined || workload === "unknown"
      ? labels.destination_service_namespace
      : workload;
  const isName = namespace !== undefined && /^[a-z0-9-]{1,63}$/.test(namespace);
  return isName && namespace !== "unknown" ? namespace : null;
}

function isFailed(labels: Texts): boolean {
  const status = labels.grpc_response_status;
  return (
    labels.response_code?.startsWith("5") === true ||
    (status !== undefined && status !== "" && status !== "0")
  );
}

const MOST_LABELS = 64;

/** Label values by name; in them a backslash stands before a quote, a backslash and an n that is a line break. */
function parse(line: string, from: number): { labels: Texts; value: number } | null {
  const labels = emptyTexts();
  let at = from;
  if (line[at] === "{") {
    at += 1;
    for (let count = 0; line[at] !== "}"; count += 1) {
      LABEL.lastIndex = at;
      const found = count < MOST_LABELS ? LABEL.exec(line) : null;
      const [whole, name, value] = found ?? [];
      if (whole === undefined || name === undefined || value === undefined) return null;
      labels[name] = value.replace(/\\(.)/g, (_, escaped) => (escaped === "n" ? "\n" : escaped));
      at += whole.length;
    }
    at += 1;
  }
  const [amount = ""] = line.slice(at).trim().split(" ");
  const value = toNumber(amount);
  return value === null ? null : { labels, value };
}

const LABEL = /([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)",?/y;

/** A count or an amount: finite, not negative, and small enough to be exact. */
function toNumber(text: string): number | null {
  if (!/^\d{1,16}(?:\.\d{1,16})?(?:e[+]?\d{1,2})?$/i.test(text)) return null;
  const value = Number(text);
  return value <= Number.MAX_SAFE_INTEGER ? value : null;
}
